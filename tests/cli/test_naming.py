"""Values as people see them."""

from __future__ import annotations

import pytest

from tuyalan.cli.naming import NamedValue, name_values, shorten, show_all_named, show_named
from tuyalan.model.device import MAX_POINTS, DeviceModel
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source

POINTS = (
    DpSchema(id=1, code="switch", kind=Kind.BOOL),
    DpSchema(id=2, code="temp_set", kind=Kind.NUMBER, scale=1, unit="°C", minimum=50, maximum=350),
    DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT),
)


def model() -> DeviceModel:
    return DeviceModel("d", [{point.id: Known(point=point, source=Source.IMPORT) for point in POINTS}])


def named(value: object, *, unit: str = "") -> NamedValue:
    return NamedValue(dp=1, code="x", name="X", value=value, unit=unit)


def test_raw_values_get_name_unit_and_what_is_wrong_with_them() -> None:
    made = model()
    made.apply({1: True, 2: 900})
    switch, temperature = name_values(made, {2: 900, 1: True})
    assert (switch.dp, switch.code, switch.value, switch.problem) == (1, "switch", True, None)
    assert (temperature.value, temperature.unit) == (90.0, "°C")
    assert temperature.problem


def test_a_value_that_is_not_the_last_one_is_read_all_the_same() -> None:
    made = model()
    made.apply({2: 200})
    assert name_values(made, {2: 210})[0].value == 21.0


def test_more_data_points_than_a_model_keeps_are_passed_over() -> None:
    made = model()
    made.apply(dict.fromkeys(range(1000, 1000 + MAX_POINTS), 1))
    assert name_values(made, {1000 + MAX_POINTS: 1}) == ()


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (True, "", "on"),
        (False, "", "off"),
        (21.5, "°C", "21.5 °C"),
        (100000000, "", "100000000"),
        ("white", "", "white"),
        ("a\x1b[2Jb", "", "a�[2Jb"),
        ((), "", "none"),
        ([], "", "none"),
        (["open", "hot"], "", "open, hot"),
        ({"hue": 240, "saturation": 100.0, "value": 80.5}, "", "hue 240° saturation 100 % value 80.5 %"),
        ({"hue": "x"}, "", '{"hue":"x"}'),
        ({"mode": 1}, "", '{"mode":1}'),
        ([1, 2], "", "[1,2]"),
        (None, "", "null"),
    ],
)
def test_values_are_said_as_people_say_them(value: object, unit: str, shown: str) -> None:
    assert show_named(named(value, unit=unit)).plain == shown


def test_several_values_are_one_line() -> None:
    made = model()
    dps = {1: True, 24: "00f003e803e8"}
    made.apply(dps)
    line = show_all_named(name_values(made, dps)).plain
    assert line == "switch=on colour_data_v2=hue 240° saturation 100 % value 100 %"


def test_long_texts_are_cut() -> None:
    assert len(shorten("x" * 1000)) == 160
    assert shorten("x" * 160) == "x" * 160
