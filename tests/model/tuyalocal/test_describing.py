"""Uses of data points as descriptions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import dp, part, profile
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.tuyalocal.describing import MAX_LABELS
from tuyalan.model.tuyalocal.knowing import known

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

LIMITS: Final = {"min": 0, "max": 1000}


def tell(*entities: dict[str, Json], dps: Dps | None = None) -> dict[int, DpSchema]:
    return {dp: row.point for dp, row in known(profile(*entities), dps or {}).items()}


def one(platform: str, point: dict[str, Json], **more: Json) -> DpSchema:
    return tell(part(platform, point, **more))[1]


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


@pytest.mark.parametrize(
    ("platform", "rules", "is_inverted"),
    [
        ("switch", [{"dps_val": True, "value": False}, {"dps_val": False, "value": True}], True),
        ("switch", [{"dps_val": True, "value": False}, {"value": True}], True),
        ("switch", [{"dps_val": True, "value": False}], False),
        ("switch", [{"dps_val": False, "value": True}], False),
        ("button", [{"dps_val": False, "value": True}], True),
        ("button", [{"dps_val": True, "value": True}], False),
        ("switch", [{"dps_val": True, "value": True}, {"dps_val": False, "value": False}], False),
        (
            "switch",
            [{"dps_val": True, "value": False}, {"dps_val": False, "conditions": [{"dps_val": False, "value": True}]}],
            False,
        ),
    ],
)
def test_a_bool_that_means_the_opposite_is_inverted(platform: str, rules: Json, is_inverted: bool) -> None:  # noqa: FBT001 - a case
    role = "button" if platform == "button" else "switch"
    assert one(platform, dp(role, "boolean", mapping=rules)).is_inverted is is_inverted


NUMBERS: Final[list[tuple[list[Json], tuple[tuple[str, str], ...]]]] = [
    ([{"dps_val": 6, "value": "6A"}, {"dps_val": 13, "value": "13A"}], (("6", "6A"), ("13", "13A"))),
    (
        [{"dps_val": None, "value": "none"}, {"dps_val": 1, "value": "a"}, {"dps_val": 2, "value": "b"}],
        (("1", "a"), ("2", "b")),
    ),
    ([{"dps_val": 1, "value": "a"}], ()),
    ([{"dps_val": 1, "value": "a"}, {"dps_val": 2, "value": "a"}], ()),
    ([{"dps_val": 1, "value": "a"}, {"value": "b"}], ()),
    ([{"dps_val": 1, "value": "a"}, {"dps_val": 2, "value": 5}], ()),
    ([{"dps_val": 1, "value": "a"}, {"dps_val": 2, "value": "b", "conditions": [{"dps_val": 2, "value": "c"}]}], ()),
    ([{"dps_val": 1, "value": "a"}, {"dps_val": 2, "value_redirect": "other"}], ()),
]


@pytest.mark.parametrize(("rules", "words"), NUMBERS)
def test_numbers_that_are_all_named_are_a_choice(rules: list[Json], words: tuple[tuple[str, str], ...]) -> None:
    found = tell(part("select", dp("option", "integer", mapping=rules), dp("other", "integer", 2)))[1]
    assert (found.kind, found.words, found.wire) == (
        (Kind.CHOICE, words, Kind.NUMBER) if words else (Kind.NUMBER, (), None)
    )
    assert found.choices == tuple(raw for raw, _ in words)


@pytest.mark.parametrize(
    ("platform", "role", "words", "is_choice"),
    [
        ("select", "option", ("fahrenheit", "celsius"), True),
        ("climate", "swing_mode", ("vertical", "off"), True),
        ("climate", "swing_mode", ("on", "off"), False),
        # Features make a switch and a mode of it.
        ("climate", "hvac_mode", ("heat", "off"), False),
        ("water_heater", "operation_mode", ("electric", "off"), False),
    ],
)
def test_a_bool_with_words_is_a_choice(platform: str, role: str, words: tuple[str, str], is_choice: bool) -> None:  # noqa: FBT001 - a case
    rules: Json = [{"dps_val": True, "value": words[0]}, {"dps_val": False, "value": words[1]}]
    found = one(platform, dp(role, "boolean", mapping=rules))
    called = (("true", words[0]), ("false", words[1]))
    assert (found.kind, found.words, found.wire) == (
        (Kind.CHOICE, called, Kind.BOOL) if is_choice else (Kind.BOOL, (), None)
    )


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


def test_a_choice_of_numbers_has_words() -> None:
    found = one("select", dp("option", mapping=[{"dps_val": "0", "value": "low"}, {"dps_val": "1", "value": "high"}]))
    assert (found.choices, found.words) == (("0", "1"), (("0", "low"), ("1", "high")))


def test_pieces_are_one_text_with_the_names_of_the_first() -> None:
    found = tell(
        *(part("sensor", dp("sensor", "base64", mask=f"{1 << bit:04x}"), name=f"Bit {bit}") for bit in range(5)),
        part("sensor", dp("extra", "hex", 2, mask="01"), name="Door"),
        part("switch", dp("switch", "string", 3, mask="01")),
        part("sensor", dp("sensor", "string", 3, mask="10"), **{"class": "battery"}),
    )
    assert (found[1].kind, found[1].access, found[1].name) == (Kind.RAW, Access.READ, "Bit 0, Bit 1, Bit 2 and 2 more")
    assert (found[2].kind, found[2].name) == (Kind.TEXT, "door extra")
    assert (found[3].kind, found[3].access, found[3].name) == (Kind.TEXT, Access.BOTH, "switch, battery")


def test_bits_of_a_number_are_labels_and_other_parts_stay_a_number() -> None:
    found = tell(
        part("switch", dp("switch", "integer", mask="01"), name="Eco mode"),
        part("switch", dp("switch", "integer", mask="04")),
        part("sensor", dp("sensor", "integer", 2, mask="0F")),
        part("switch", dp("switch", "integer", 3, mask=f"{1 << MAX_LABELS:x}")),
        part("sensor", dp("sensor", "hex", 4, mask="0F", mapping=[{"value_redirect": "other"}]), dp("other", id=5)),
    )
    assert (found[1].kind, found[1].labels) == (Kind.BITMAP, ("eco_mode", "bit_1", "bit_2"))
    assert [found[number].kind for number in (2, 3, 4)] == [Kind.NUMBER, Kind.NUMBER, Kind.TEXT]


def by_unit(condition: dict[str, Json], role: str = "value") -> list[dict[str, Json]]:
    rule: dict[str, Json] = {"scale": 10, "constraint": "unit", "conditions": [{"dps_val": "f", **condition}]}
    return [
        part("number", dp(role, "integer", range=LIMITS, mapping=[rule]), dp("unit", id=2), dp("other", "integer", 3))
    ]


@pytest.mark.parametrize(
    ("condition", "wanted"),
    [
        ({"range": {"min": 410, "max": 950}}, {"minimum": 410, "maximum": 950, "scale": 1}),
        ({"scale": 1, "step": 5}, {"scale": 0, "step": 5, "maximum": 1000}),
        ({"invert": True}, {"is_inverted": True, "scale": 1}),
        # What cannot be said, and what another role takes the place of, stays as it is otherwise.
        ({"scale": -10}, {"scale": 1}),
        ({"target_range": {"min": 1, "max": 5}}, {"scale": 1}),
        ({"scale": 1, "value_redirect": "other"}, {"scale": 1}),
        ({"scale": 1, "value_mirror": "other"}, {"scale": 1}),
    ],
)
def test_how_numbers_are_read_depends_on_another_data_point(
    condition: dict[str, Json], wanted: dict[str, Json]
) -> None:
    plain = {"scale": 1, "factor": 1, "minimum": 0, "maximum": 1000, "step": None, "is_inverted": False}
    for dps, told in (({}, plain), ({1: 5, 2: "c"}, plain), ({1: 5, 2: "f"}, plain | wanted)):
        found = tell(*by_unit(condition), dps=dps)[1]
        assert {key: getattr(found, key) for key in plain} == told


def test_kelvin_may_depend_on_another_data_point() -> None:
    entities = by_unit({"target_range": {"min": 2700, "max": 6500}}, "color_temp")
    assert tell(*entities, dps={1: 5, 2: "f"})[1].kelvin == (2700, 6500)
    assert tell(*entities, dps={1: 5, 2: "c"})[1].kelvin is None


def test_words_do_not_depend_on_how_numbers_are_read() -> None:
    rule: Json = {"constraint": "unit", "conditions": [{"dps_val": "f", "range": {"min": 1, "max": 2}}]}
    entity = part("text", dp("value", "string", mapping=[rule]), dp("unit", id=2))
    assert tell(entity, dps={1: "text", 2: "f"})[1].max_length is None


def warm(*rules: dict[str, Json], role: str = "temperature", **more: Json) -> list[dict[str, Json]]:
    units: Json = [{"dps_val": "c", "value": "C"}, {"dps_val": "f", "value": "F"}]
    point = dp(role, "integer", mapping=list(rules)) | more
    return [part("climate", point, dp("temperature_unit", id=2, mapping=units), dp("twin", "integer", 3))]


TWIN: Final[dict[str, Json]] = {
    "constraint": "temperature_unit",
    "conditions": [{"dps_val": "f", "value_redirect": "twin"}],
}


@pytest.mark.parametrize(
    ("entities", "word", "unit"),
    [
        (warm(), "f", "°F"),
        (warm(unit="C"), "f", "°F"),
        (warm({"scale": 10}, role="current_temperature"), "c", "°C"),
        # Of a twin the other one is read while the device is set to its unit.
        (warm(TWIN, unit="C"), "f", "°C"),
        (warm(role="humidity", unit="%"), "f", "%"),
        ([part("sensor", dp("sensor", "integer"), dp("unit", id=2))], "mg/L", "mg/L"),
        ([part("sensor", dp("sensor", "integer", unit="kg"), dp("unit", "integer", 2))], 5, "kg"),
        ([part("climate", dp("temperature", "string"), dp("temperature_unit", id=2))], "f", ""),
    ],
)
def test_another_data_point_may_tell_the_unit(entities: list[dict[str, Json]], word: Json, unit: str) -> None:
    assert tell(*entities, dps={1: 5 if unit else "5", 2: word})[1].unit == unit


def test_a_unit_that_is_not_told_yet_is_that_of_the_file() -> None:
    assert tell(*warm(unit="C"))[1].unit == "°C"
