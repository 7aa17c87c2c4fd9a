"""Profiles as descriptions of data points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import FILE, dp, part, profile
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Source
from tuyalan.model.tuyalocal.knowing import entities_of, known

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

LIMITS: Final = {"min": 0, "max": 1000}


def tell(*entities: dict[str, Json], dps: Dps | None = None) -> dict[int, DpSchema]:
    return {dp: row.point for dp, row in known(profile(*entities), dps or {}).items()}


def one(platform: str, point: dict[str, Json], **more: Json) -> DpSchema:
    return tell(part(platform, point, **more))[1]


def test_the_origin_is_told() -> None:
    entity = part("switch", dp("switch", "boolean"))
    row = known(profile(entity), {}, confidence=0.5)[1]
    assert (row.source, row.confidence, row.evidence) == (Source.TUYA_LOCAL, 0.5, f"device file {FILE}")
    assert known(profile(entity), {}, evidence="it is listed")[1].evidence == "it is listed"


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ("boolean", Kind.BOOL),
        ("integer", Kind.NUMBER),
        ("float", Kind.NUMBER),
        ("unixtime", Kind.NUMBER),
        ("bitfield", Kind.BITMAP),
        ("string", Kind.TEXT),
        ("hex", Kind.TEXT),
        ("json", Kind.TEXT),
        ("base64", Kind.RAW),
        ("utf16b64", Kind.RAW),
    ],
)
def test_every_type_has_its_kind(type_: str, kind: Kind) -> None:
    assert one("number", dp("value", type_)).kind is kind


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({"unit": "W", "range": LIMITS}, {"unit": "W", "minimum": 0, "maximum": 1000}),
        ({"mapping": [{"scale": 10, "step": 5}]}, {"scale": 1, "step": 5}),
        ({"mapping": [{"scale": 100, "range": LIMITS}]}, {"scale": 2, "minimum": 0, "maximum": 1000}),
        ({"mapping": [{"scale": 2}]}, {"scale": 1, "factor": 5}),
        ({"mapping": [{"scale": 0.5}]}, {"factor": 2}),
        ({"unit": "W", "mapping": [{"scale": 3}]}, {}),
        ({"unit": "W", "mapping": [{"scale": -1}]}, {}),
        ({"unit": "W", "mapping": [{"target_range": {"min": 1, "max": 2}}]}, {}),
        ({"mapping": [{"step": 0.5, "range": {"min": 0.5, "max": 2}}]}, {"maximum": 2}),
        ({"range": LIMITS, "mapping": [{"invert": True}]}, {"minimum": 0, "maximum": 1000, "is_inverted": True}),
        ({"mapping": [{"invert": True}]}, {}),
    ],
)
def test_numbers_have_units_scales_and_limits(more: dict[str, Json], wanted: dict[str, Json]) -> None:
    found = one("number", dp("value", "integer") | more)
    plain: dict[str, Json] = {"unit": "", "scale": 0, "factor": 1, "minimum": None, "maximum": None, "step": None}
    plain["is_inverted"] = False
    assert {key: getattr(found, key) for key in plain} == plain | wanted


@pytest.mark.parametrize(
    ("point", "rule", "kelvin"),
    [
        (dp("color_temp", "integer", range=LIMITS), {"target_range": {"min": 2700, "max": 6500}}, (2700, 6500)),
        (dp("color_temp", "integer", range=LIMITS), {"target_range": {"min": 6000, "max": 3000}}, (6000, 3000)),
        (dp("color_temp", "integer", range=LIMITS), {"target_range": {"min": 1.5, "max": 3000}}, None),
        (dp("color_temp", "integer", range=LIMITS), {"invert": True}, None),
        (dp("color_temp", "integer"), {"target_range": {"min": 2700, "max": 6500}}, None),
        (dp("brightness", "integer", range=LIMITS), {"target_range": {"min": 2700, "max": 6500}}, None),
        (dp("color_temp", "string"), {"target_range": {"min": 2700, "max": 6500}}, None),
    ],
)
def test_a_colour_temperature_has_its_kelvin(
    point: dict[str, Json], rule: dict[str, Json], kelvin: tuple[int, int] | None
) -> None:
    assert one("light", point | {"mapping": [rule]}).kelvin == kelvin


def test_choices_are_all_words_of_all_roles() -> None:
    condition: Json = {"dps_val": True, "mapping": [{"dps_val": "c"}, {"dps_val": None}]}
    rules: Json = [{"dps_val": "a"}, {"dps_val": None}, {"constraint": "power", "conditions": [condition]}]
    found = tell(
        part("select", dp("option", mapping=rules), dp("power", "boolean", 2)),
        part("sensor", dp("sensor", mapping=[{"dps_val": "b"}, {"dps_val": "a"}])),
    )
    assert (found[1].kind, found[1].choices) == (Kind.CHOICE, ("a", "c", "b"))


def test_texts_have_a_length() -> None:
    assert one("text", dp("value", range={"min": 0, "max": 16})).max_length == 16
    assert one("text", dp("value")).max_length is None


def test_bits_are_labelled_by_rules_or_by_who_watches_them() -> None:
    rules: Json = [{"dps_val": 0, "value": False}, {"dps_val": 2, "value": "wet"}, {"dps_val": 3, "value": "both"}]
    found = tell(
        part("sensor", dp("sensor", "bitfield", mapping=rules)),
        part("binary_sensor", dp("sensor", "bitfield", mapping=[{"dps_val": 8, "value": True}]), name="Tank full"),
        part("binary_sensor", dp("sensor", "bitfield", mapping=[{"dps_val": 16, "value": True}])),
        part("binary_sensor", dp("sensor", "string", mapping=[{"dps_val": "x"}])),
    )
    assert found[1].labels == ("bit_0", "wet", "bit_2", "tank_full")


def test_a_bool_that_means_the_opposite_is_inverted() -> None:
    rules: Json = [{"dps_val": True, "value": False}, {"dps_val": False, "value": True}]
    assert one("switch", dp("switch", "boolean", mapping=rules)).is_inverted
    assert not one("switch", dp("switch", "boolean", mapping=rules[:1])).is_inverted


@pytest.mark.parametrize(
    ("entities", "access"),
    [
        ([part("switch", dp("switch", "boolean"))], Access.BOTH),
        ([part("switch", dp("switch", "boolean", readonly=True))], Access.READ),
        ([part("sensor", dp("sensor"))], Access.READ),
        ([part("sensor", dp("extra"))], Access.BOTH),
        ([part("button", dp("button", "boolean"))], Access.WRITE),
        ([part("button", dp("button", "boolean")), part("sensor", dp("sensor", "boolean"))], Access.BOTH),
    ],
)
def test_what_can_be_done_follows_from_the_entities(entities: list[dict[str, Json]], access: Access) -> None:
    assert tell(*entities)[1].access is access


def test_the_role_that_says_most_describes_a_data_point() -> None:
    found = tell(
        part("binary_sensor", dp("sensor", "boolean"), name="Running"),
        part("switch", dp("note", "boolean"), dp("switch", "boolean"), name="Pump", **{"class": "outlet"}),
    )
    assert (found[1].name, found[1].device_class) == ("Pump", "outlet")
    assert one("switch", dp("note", "boolean"), **{"class": "outlet"}).device_class == ""


def test_codes_are_unique_and_the_makers_where_they_are_known() -> None:
    entities = [part("sensor", dp("sensor", id=number), name="Level") for number in (1, 2, 3)]
    rows = known(profile(*entities), {}, codes={3: "level"})
    assert {dp: row.point.code for dp, row in rows.items()} == {1: "level_1", 2: "level_2", 3: "level"}


@pytest.mark.parametrize(
    ("entity", "dps", "is_told"),
    [
        (part("switch", dp("switch", "boolean")), {}, True),
        (part("switch", dp("switch", "boolean")), {1: True}, True),
        (part("switch", dp("switch", "boolean")), {1: "word"}, False),
        (part("switch", dp("switch", "boolean")), {1: None}, True),
        (part("switch", dp("switch", "boolean")), {9: 1}, True),
        (part("switch", dp("switch", "boolean", optional=True)), {9: 1}, False),
        (part("switch", dp("switch", "boolean", optional=True)), {1: None}, True),
        (part("button", dp("button", "boolean", optional=True)), {9: 1}, True),
        (part("switch", dp("switch", "hex", mask="80")), {}, False),
    ],
)
def test_what_does_not_hold_for_the_device_is_left_out(entity: dict[str, Json], dps: Dps, is_told: bool) -> None:  # noqa: FBT001 - a case
    assert (1 in tell(entity, dps=dps)) is is_told


def test_a_device_has_the_entities_whose_data_points_it_has() -> None:
    found = profile(
        part("switch", dp("switch", "boolean"), name="here"),
        part("switch", dp("switch", "boolean", 2), dp("extra", "boolean"), name="missing"),
        part("sensor", dp("extra", id=3), name="nothing special"),
        part("remote", dp("send", id=4), name="silent"),
    )
    assert [entity.name for entity in entities_of(found, {1: True})] == ["here", "nothing special", "silent"]
    assert entities_of(found, {}) == found.entities


def test_a_choice_of_numbers_has_words() -> None:
    found = one("select", dp("option", mapping=[{"dps_val": "0", "value": "low"}, {"dps_val": "1", "value": "high"}]))
    assert (found.choices, found.words) == (("0", "1"), (("0", "low"), ("1", "high")))
