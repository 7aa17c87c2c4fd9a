"""Device files, from trees to profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import FILE, dp, part, profile, tree
from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.profile import Entity, Field, Point, PointType, Product, Profile, Span
from tuyalan.model.tuyalocal.reading import Parsed, read_profile
from tuyalan.model.tuyalocal.tree import Loss

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

GOOD: Final = dp("switch", "boolean")


def lose(*entities: dict[str, Json], **more: Json) -> Parsed:
    return read_profile(tree(part("switch", GOOD), *entities, **more), FILE)


def test_a_profile_keeps_everything() -> None:
    found = profile(
        part(
            "light",
            dp(
                "rgbhsv",
                "hex",
                5,
                readonly=True,
                optional=True,
                persist=False,
                force=True,
                sensitive=True,
                hidden=True,
                precision=1,
                unit="K",
                range={"min": 1, "max": 2},
                endianness="little",
                format=[{"name": "h", "bytes": 2, "range": {"min": 0, "max": 360}}],
                **{"class": "measurement"},
            ),
            dp("bit", "hex", 6, mask="0F", mask_signed=True),
            name="Lamp",
            translation_key="light_x",
            translation_only_key="light",
            translation_placeholders={"x": "2"},
            category="config",
            mode="box",
            icon="mdi:lamp",
            icon_priority=1,
            hidden="unavailable",
            deprecated="light_old",
            **{"class": "outlet"},
        ),
        products=[{"id": "p", "manufacturer": "M", "model": "L", "model_id": "L1", "name": "N"}],
        legacy_type="old",
    )
    assert found == Profile(
        file=FILE,
        name="Thing",
        legacy_type="old",
        products=(Product(id="p", manufacturer="M", model="L", model_id="L1", name="N"),),
        entities=(
            Entity(
                platform="light",
                name="Lamp",
                device_class="outlet",
                translation_key="light_x",
                translation_only_key="light",
                placeholders={"x": "2"},
                category="config",
                mode="box",
                icon="mdi:lamp",
                icon_priority=1,
                hidden="unavailable",
                deprecated="light_old",
                points=(
                    Point(
                        id=5,
                        type=PointType.HEX,
                        role="rgbhsv",
                        readonly=True,
                        optional=True,
                        persist=False,
                        force=True,
                        sensitive=True,
                        hidden=True,
                        precision=1,
                        unit="K",
                        state_class="measurement",
                        limits=Span(1, 2),
                        little_endian=True,
                        fields=(Field("h", 2, Span(0, 360)),),
                    ),
                    Point(id=6, type=PointType.HEX, role="bit", mask="0F", mask_signed=True),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (None, "holds None instead of a mapping"),
        ([], "holds a list"),
        ({"entities": []}, "has no name"),
        (tree(), "has no entity that can be read"),
        (tree(part("toaster", GOOD)), "has no entity that can be read"),
        (tree(part("switch")), "has no entity that can be read"),
    ],
)
def test_what_is_no_device_file_is_refused(wrong: Json, reason: str) -> None:
    with pytest.raises(BadValueError, match=f"it is no device file: it {reason}"):
        read_profile(wrong, FILE)


@pytest.mark.parametrize(
    ("entity", "place", "reason"),
    [
        (part("toaster", GOOD), "entity", "toaster is no kind of entity"),
        (part("switch", GOOD, hidden=7), "hidden", "7 is neither true nor unavailable"),
        (part("switch", GOOD, odd=7), "odd", "unknown key"),
        (part("switch", GOOD, GOOD), "dps[1].name", "switch occurs twice in the entity; the first counts"),
        (
            part("switch", dp("switch", "odd")),
            "dps[0]",
            "a data point needs an id from 1 to 255, a known type and a name",
        ),
        (part("switch", dp("switch", "hex", mask="xy")), "dps[0].mask", "xy is no mask"),
        (part("switch", dp("switch", "hex", mask="00")), "dps[0].mask", "00 is no mask"),
        (part("switch", dp("switch", "hex", endianness="odd")), "dps[0].endianness", "it is neither big nor little"),
        (part("switch", dp("switch", "boolean", mask="01")), "dps[0].mask", "a boolean has no bits"),
        (
            part("switch", dp("switch", "integer", format=[{"name": "h", "bytes": 1}])),
            "dps[0].format",
            "a integer has no bytes",
        ),
        (
            part("switch", dp("switch", "hex", format=[{"name": "h", "bytes": 3}])),
            "dps[0].format[0]",
            "a field needs a name and 1, 2 or 4 bytes",
        ),
    ],
)
def test_what_is_not_understood_is_a_loss_and_counted(entity: dict[str, Json], place: str, reason: str) -> None:
    parsed = lose(entity)
    assert parsed.losses == (Loss(f"entities[1].{place}", reason),)
    assert parsed.lossy_entries == place.startswith("dps")
    assert [point.role for point in parsed.profile.entities[0].points] == ["switch"]


def test_ids_are_those_of_data_points() -> None:
    parsed = lose(part("switch", dp("switch", "boolean", 0), dp("other", "boolean", 256), {"name": "none"}))
    assert (parsed.entries, parsed.lossy_entries) == (4, 3)
    assert len(parsed.profile.entities) == 1


def test_a_product_without_its_id_is_a_loss() -> None:
    parsed = lose(products=[{"model": "x"}])
    assert parsed.profile.products == ()
    assert parsed.losses == (Loss("products[0].id", "a product needs one"),)


@pytest.mark.parametrize(("hidden", "wanted"), [(True, "true"), (False, ""), ("unavailable", "unavailable")])
def test_entities_may_be_hidden(hidden: Json, wanted: str) -> None:
    assert profile(part("switch", GOOD, hidden=hidden)).entities[0].hidden == wanted


def test_rules_may_name_roles_that_follow() -> None:
    found = profile(part("switch", dp("a", mapping=[{"value_redirect": "b"}]), dp("b", id=2)))
    assert found.entities[0].points[0].rules[0].redirect == "b"
