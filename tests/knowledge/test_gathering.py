"""All that is known of one person's devices."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import pytest

from tests.knowledge.tuyalocal.making import LAMP, PLUG, fill
from tests.model.catalog.making import PRODUCTS, make, schema
from tuyalan.errors import StorageError
from tuyalan.knowledge.editing import set_override
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.overrides import OVERRIDES_FILE
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.knowledge.tuyalocal.remembering import remember
from tuyalan.model.schema import Access, DpSchema, Kind, Schema
from tuyalan.model.sources import Source

if TYPE_CHECKING:
    from pathlib import Path

ID: Final = "bf0123456789abcdef01"
KEY: Final = "plug000000000001"


@pytest.fixture
def knowledge(tmp_path: Path) -> Knowledge:
    path = tmp_path / "catalogue.bin"
    path.write_bytes(make())
    return Knowledge(tmp_path, catalogue=path)


def test_a_product_in_the_catalogue_is_described(knowledge: Knowledge) -> None:
    model = knowledge.make_model(ID, product_key=KEY, dps={1: True, 19: 1234})
    assert model.values == {"switch_1": True, "cur_power": 123.4}
    assert model.properties["cur_power"].unit == "W"
    assert model.properties["cur_power"].source is Source.CATALOGUE
    assert KEY in model.properties["cur_power"].evidence


def test_what_nobody_describes_is_typed_by_what_is_seen(knowledge: Knowledge) -> None:
    model = knowledge.make_model(ID, product_key="unknown", dps={105: 7})
    assert model.values == {"dp_105": 7}
    assert model.properties["dp_105"].source is Source.OBSERVED
    assert knowledge.make_model(ID).properties == {}


def test_what_nobody_describes_is_told_by_similar_products(knowledge: Knowledge) -> None:
    model = knowledge.make_model(ID, dps={1: True, 19: 1234})
    assert model.values == {"switch_1": True, "cur_power": 123.4}
    assert model.properties["cur_power"].source is Source.INFERENCE
    assert "similar products" in model.properties["cur_power"].evidence


def test_imports_count_before_the_catalogue_and_name_the_product(knowledge: Knowledge, tmp_path: Path) -> None:
    own = schema(DpSchema(id=1, code="outlet", kind=Kind.BOOL))
    imported = ImportedSchemas(devices={ID: type(own)(points=own.points, product_key=KEY)})
    save_schemas(tmp_path / SCHEMAS_FILE, imported)
    model = knowledge.make_model(ID)
    assert {code: subject.source for code, subject in model.properties.items()} == {
        "outlet": Source.IMPORT,
        "cur_power": Source.CATALOGUE,
    }


def test_the_owner_has_the_last_word(knowledge: Knowledge, tmp_path: Path) -> None:
    set_override(tmp_path / OVERRIDES_FILE, "desk plug", dp=19, field="scale", value=2)
    model = knowledge.make_model(ID, name="Desk plug", product_key=KEY, dps={19: 1234})
    assert model.values == {"cur_power": 12.34}
    assert model.properties["cur_power"].source is Source.OVERRIDE


def test_files_are_read_once_until_they_are_forgotten(knowledge: Knowledge, tmp_path: Path) -> None:
    assert knowledge.overrides.targets == {}
    set_override(tmp_path / OVERRIDES_FILE, KEY, dp=19, field="unit", value="kW")
    assert knowledge.overrides.targets == {}
    knowledge.forget()
    assert set(knowledge.overrides.targets) == {KEY}


def test_slips_in_the_override_file_are_logged_and_the_rest_counts(
    knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / OVERRIDES_FILE).write_text(f"{KEY}.19.scale = \n{KEY}.19.name = 'Load'\n", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        model = knowledge.make_model(ID, product_key=KEY)
    assert model.properties["cur_power"].name == "Load"
    assert "overrides.toml: line 1" in caplog.text


def test_a_source_that_cannot_be_read_is_left_out_with_a_warning(
    knowledge: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / SCHEMAS_FILE).write_text("{", encoding="utf-8")
    with pytest.raises(StorageError):
        _ = knowledge.schemas
    with caplog.at_level(logging.WARNING):
        model = knowledge.make_model(ID, product_key=KEY, dps={1: True})
    assert model.values == {"switch_1": True}
    assert model.properties["switch_1"].source is Source.CATALOGUE
    assert "some of what is known is not used" in caplog.text


def test_without_a_folder_only_the_catalogue_speaks() -> None:
    knowledge = Knowledge()
    assert knowledge.overrides.targets == {}
    assert knowledge.schemas == ImportedSchemas()
    assert len(knowledge.catalogue) > len(PRODUCTS)


@pytest.fixture
def informed(knowledge: Knowledge, tmp_path: Path) -> Knowledge:
    """Know device files beside the catalogue."""
    assert knowledge.device_files is None
    remember(tmp_path, fill(tmp_path / "devices", plug=PLUG))
    return knowledge


def test_a_device_file_that_names_the_product_counts_first_and_keeps_the_makers_codes(informed: Knowledge) -> None:
    model = informed.make_model(ID, product_key=KEY, dps={1: True, 19: 1234})
    assert model.values == {"switch_1": True, "cur_power": 123.4}
    power = model.properties["cur_power"]
    assert (power.source, power.confidence) == (Source.TUYA_LOCAL, 0.99)
    assert power.evidence == "device file plug.yaml names the product"


def test_an_import_may_tell_the_product_of_a_device_file(informed: Knowledge, tmp_path: Path) -> None:
    own = schema(DpSchema(id=1, code="outlet", kind=Kind.BOOL))
    save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={ID: type(own)(points={}, product_key=KEY)}))
    found = informed.find_device_file(ID)
    assert found is not None
    assert found.is_trusted


def test_a_device_file_that_fits_fills_gaps(knowledge: Knowledge, tmp_path: Path) -> None:
    lamp = LAMP.replace("id: 20", "id: 120").replace("id: 21", "id: 121")
    knowledge = Knowledge(catalogue=tmp_path / "catalogue.bin", tuya_local=fill(tmp_path / "devices", lamp=lamp))
    model = knowledge.make_model(ID, dps={120: True, 121: "white"})
    assert model.values == {"switch_led": True, "work_mode": "white"}
    assert {subject.source for subject in model.properties.values()} == {Source.TUYA_LOCAL}
    assert model.properties["work_mode"].evidence == "device file lamp.yaml describes 2 of 2 data points"
    assert knowledge.make_model(ID, product_key=KEY, dps={1: True}).properties["switch_1"].source is Source.CATALOGUE


def test_device_files_that_are_gone_are_left_out_with_a_warning(
    informed: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "devices" / "plug.yaml").unlink()
    with caplog.at_level(logging.WARNING):
        model = informed.make_model(ID, product_key=KEY, dps={1: True})
    assert model.properties["switch_1"].source is Source.CATALOGUE
    assert "holds no device files" in caplog.text


def test_another_choice_counts_once_the_old_one_is_forgotten(informed: Knowledge, tmp_path: Path) -> None:
    assert informed.device_files is informed.device_files is not None
    remember(tmp_path, fill(tmp_path / "others", lamp=LAMP))
    informed.forget()
    assert informed.device_files is not None
    assert informed.device_files.files == ("lamp.yaml",)


def test_the_category_is_that_of_the_import_then_that_of_the_catalogue(tmp_path: Path, knowledge: Knowledge) -> None:
    listed = knowledge.catalogue.find(KEY)
    assert listed is not None
    assert knowledge.find_category(ID, KEY) == listed.category
    assert knowledge.find_category(ID) == knowledge.find_category(ID, "unknown") == ""
    lamp = {1: DpSchema(id=1, code="switch", kind=Kind.BOOL)}
    save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={ID: schema_of(lamp, category="dj")}))
    knowledge.forget()
    assert knowledge.find_category(ID, KEY) == "dj"
    save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={ID: schema_of(lamp, product_key=KEY)}))
    knowledge.forget()
    assert knowledge.find_category(ID) == listed.category


def schema_of(points: dict[int, DpSchema], *, category: str = "", product_key: str = "") -> Schema:
    return Schema(points=points, category=category, product_key=product_key)


def test_the_points_worth_asking_for_are_those_of_the_product_then_of_similar_ones(
    tmp_path: Path, knowledge: Knowledge
) -> None:
    listed = knowledge.catalogue.find(KEY)
    assert listed is not None
    readable = tuple(sorted(dp for dp, point in listed.points.items() if point.access.is_readable))
    assert knowledge.suggest_dps(ID, KEY, dps={}) == readable
    assert knowledge.suggest_dps(ID, dps={}) == ()
    points = {
        1: DpSchema(id=1, code="switch", kind=Kind.BOOL),
        2: DpSchema(id=2, code="trigger", kind=Kind.BOOL, access=Access.WRITE),
    }
    save_schemas(tmp_path / SCHEMAS_FILE, ImportedSchemas(devices={ID: schema_of(points)}))
    knowledge.forget()
    assert knowledge.suggest_dps(ID, dps={}) == (1,)
    assert 2 not in knowledge.suggest_dps(ID, dps={1: True})


def test_a_device_file_that_names_the_product_tells_what_is_worth_asking_for(tmp_path: Path) -> None:
    plug = PLUG.replace("plug000000000001", "unlisted00000001").replace("id: 19", "id: 219")
    knowledge = Knowledge(tuya_local=fill(tmp_path / "devices", plug=plug))
    assert knowledge.suggest_dps(ID, "unlisted00000001", dps={}) == (1, 219)
    assert knowledge.suggest_dps(ID, "another00000001", dps={}) == ()


def test_similar_products_tell_what_else_is_worth_asking_for() -> None:
    found = Knowledge().suggest_dps(ID, dps={1: True, 9: 0, 17: 5, 18: 100, 19: 200})
    assert 20 in found
