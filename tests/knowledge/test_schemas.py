"""The schemas that were imported once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import StorageError
from tuyalan.knowledge.schemas import (
    ImportedSchemas,
    build_schema_file,
    load_schemas,
    parse_schema_file,
    save_schemas,
)
from tuyalan.model.imports.reading import Imported
from tuyalan.model.schema import Access, DpSchema, Kind, Schema

if TYPE_CHECKING:
    from pathlib import Path

SWITCH = DpSchema(id=20, code="switch_led", kind=Kind.BOOL)
POWER = DpSchema(
    id=19,
    code="cur_power",
    kind=Kind.NUMBER,
    access=Access.READ,
    unit="W",
    scale=1,
    minimum=0,
    maximum=50000,
    step=1,
    name="Power ⚡",
    is_increment=False,
    is_inverted=True,
    factor=5,
    device_class="power",
)
MODE = DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour"))
FAULT = DpSchema(id=26, code="fault", kind=Kind.BITMAP, labels=("a", "", "b"))
TEXT = DpSchema(id=27, code="music", kind=Kind.TEXT, max_length=255)


def make(*points: DpSchema, **fields: str) -> Schema:
    return Schema(points={point.id: point for point in points}, **fields)


OWN = make(POWER, SWITCH, MODE, FAULT, TEXT, product_key="prod", category="dj", name="Lamp")
SCHEMAS = ImportedSchemas(devices={"bf12": OWN}, products={"prod": make(SWITCH), "other": make()})


def test_every_field_comes_back_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "schemas.json"
    save_schemas(path, SCHEMAS)
    assert load_schemas(path) == SCHEMAS


def test_the_file_holds_only_what_is_known_and_can_be_read_by_people() -> None:
    schemas = ImportedSchemas(devices={"bf12": make(SWITCH)})
    assert json.loads(build_schema_file(schemas)) == {
        "schema": 1,
        "devices": {"bf12": {"points": {"20": {"code": "switch_led", "kind": "bool"}}}},
        "products": {},
    }
    assert build_schema_file(schemas).startswith(b'{\n "schema": 1,\n')


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert load_schemas(tmp_path / "schemas.json") == ImportedSchemas()


def test_a_device_has_its_own_schema_filled_up_by_that_of_its_product() -> None:
    schemas = ImportedSchemas(
        devices={"a": make(MODE, product_key="p"), "b": make(MODE)}, products={"p": make(SWITCH), "q": make(FAULT)}
    )
    assert found(schemas, "a") == {20, 21}
    assert found(schemas, "a", "q") == {21, 26}
    assert found(schemas, "b") == {21}
    assert found(schemas, "c", "p") == {20}
    assert schemas.find("c") is None
    assert schemas.find("c", "x") is None


def found(schemas: ImportedSchemas, device_id: str, product_key: str | None = None) -> set[int]:
    schema = schemas.find(device_id, product_key)
    return set() if schema is None else set(schema.points)


def test_what_a_later_file_says_counts_and_what_it_leaves_open_stays() -> None:
    bare = DpSchema(id=21, code="mode", kind=Kind.CHOICE)
    old = ImportedSchemas(devices={"a": make(MODE, FAULT), "b": make(SWITCH)}, products={"p": make(SWITCH)})
    new = old.add(Imported(devices={"a": make(bare, name="Lamp")}, products={"q": make(FAULT)}))
    assert new.devices["a"].points[21] == DpSchema(id=21, code="mode", kind=Kind.CHOICE, choices=("white", "colour"))
    assert new.devices["a"].points[26] == FAULT
    assert new.devices["a"].name == "Lamp"
    assert new.devices["b"] == old.devices["b"]
    assert set(new.products) == {"p", "q"}
    assert set(old.products) == {"p"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("{", "ends in the middle"),
        ("[]", "is no file of imported schemas"),
        ("{}", "is no file of imported schemas"),
        ('{"schema": "1"}', "is no file of imported schemas"),
        ('{"schema": 2}', "has schema 2, this Tuyalan knows 1"),
        ('{"schema": 1, "devices": []}', "is damaged"),
        ('{"schema": 1, "devices": {"a": 7}}', "is damaged"),
        ('{"schema": 1, "devices": {"a": {"points": []}}}', r"is damaged.*devices\.a"),
        ('{"schema": 1, "devices": {"a": {"points": {"x": {}}}}}', r"is damaged.*devices\.a"),
        ('{"schema": 1, "products": {"a": {"points": {"1": {}}}}}', r"is damaged.*products\.a"),
        (
            '{"schema": 1, "devices": {"a": {"points": {"1": {"code": "a", "kind": "light"}}}}}',
            r"is damaged.*devices\.a",
        ),
        ('{"schema": 1, "devices": {"a": {"points": {"1": {"code": 1, "kind": "bool"}}}}}', r"is damaged.*devices\.a"),
    ],
)
def test_a_file_that_is_none_of_ours_is_an_error(text: str, words: str) -> None:
    with pytest.raises(StorageError, match=rf"schemas\.json.*{words}"):
        parse_schema_file(text.encode(), source="schemas.json")


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot read"):
        load_schemas(tmp_path)
