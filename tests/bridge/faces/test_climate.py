"""Climates as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.climate import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import Climate

COOLER = """
1 switch b
2 temp_set n 16..31 °C
3 temp_current n -20..100 °C ro
4 mode c cold,hot,wet,wind,auto,eco
5 windspeed c low,med,high
6 windshake c off,on
7 switch_horizontal b
18 humidity_current n 0..100 % ro
"""


def test_everything_it_has_is_told() -> None:
    model = device(COOLER)
    model.apply({1: True, 2: 21, 3: 24, 4: "cold", 5: "low", 6: "on", 7: False, 18: 40})
    told = build(feature(Climate, model), model.values)
    assert (told["state"], told["mode"], told["temperature"], told["current_temperature"]) == ("ON", "cool", 21, 24)
    assert (told["fan_mode"], told["swing_mode"], told["current_humidity"]) == ("low", "on", 40)


def test_what_it_has_not_is_left_out() -> None:
    model = device("2 temp_set n 5..35 °C\n3 temp_current n 0..50 °C ro\n1 switch b")
    told = build(feature(Climate, model), model.values)
    assert not {"preset_mode", "fan_mode", "swing_mode", "current_humidity"} & told.keys()
    assert told["state"] is None


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "OFF"}, {1: False}),
        ({"state": "on"}, {1: True}),
        ({"temperature": 22}, {2: 22}),
        ({"temperature": 20.4}, {2: 20}),
        ({"temperature": "23.6"}, {2: 24}),
        ({"fan_mode": "high"}, {5: "high"}),
        ({"swing_mode": "off"}, {6: "off"}),
        ({"swing_horizontal_mode": "on"}, {7: True}),
        ({"preset_mode": "eco"}, {4: "eco"}),
    ],
)
def test_fields_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(COOLER)
    assert model.plan(plan(feature(Climate, model), wanted, model.values)) == written


@pytest.mark.parametrize("temperature", [15.4, 31.4])
def test_a_temperature_beyond_its_limits_is_refused_as_it_is(temperature: float) -> None:
    model = device(COOLER)
    with pytest.raises(BadValueError, match=str(temperature)):
        model.plan(plan(feature(Climate, model), {"temperature": temperature}, model.values))


def test_a_mode_switches_it_on_as_well() -> None:
    model = device(COOLER)
    model.apply({1: False, 4: "cold"})
    assert model.plan(plan(feature(Climate, model), {"mode": "HEAT"}, model.values)) == {1: True, 4: "hot"}


def test_a_mode_that_is_none_is_refused() -> None:
    model = device(COOLER)
    with pytest.raises(BadValueError, match="mode cannot be 'boil'"):
        plan(feature(Climate, model), {"mode": "boil"}, model.values)
