"""Water heaters and kettles."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.water_heater import WaterHeater, WaterHeaterState

KETTLE = """
1 start b
2 temp_setting_quick_c c 50,65,100
3 temp_setting_quick_f c 122,149,212
5 temp_current n °C ro
6 temp_current_f n °F ro
12 temp_unit_convert c c,f
15 status c standby,heating,warm ro
16 work_type c setting_quick,boiling_quick
"""


def test_a_kettle_is_hazardous_and_read() -> None:
    model = device(KETTLE)
    kettle = feature(WaterHeater, model)
    assert kettle.is_hazardous
    assert kettle.modes == ("setting_quick", "boiling_quick")
    model.apply({1: True, 2: "65", 5: 40, 15: "heating", 16: "setting_quick"})
    assert kettle.read(model.values) == WaterHeaterState(
        is_on=True, is_heating=True, target=65, current=40, mode="setting_quick"
    )
    assert kettle.read({}) == WaterHeaterState()


def test_a_kettle_in_fahrenheit_is_read_and_told_in_fahrenheit() -> None:
    model = device(KETTLE)
    kettle = feature(WaterHeater, model)
    model.apply({3: "149", 6: 104, 12: "f"})
    state = kettle.read(model.values)
    assert (state.target, state.current, state.unit) == (149, 104, "°F")
    assert write(model, kettle.plan_target(212, state)) == {3: "212"}
    assert write(model, kettle.plan_target(100)) == {2: "100"}
    with pytest.raises(BadValueError, match="does not heat to 60") as caught:
        kettle.plan_target(60)
    assert "50, 65, 100" in caught.value.hint


def test_a_boiler_is_known_by_its_category() -> None:
    model = device("1 switch b\n2 temp_set n 30..75 °C\n3 temp_current n ro\n4 mode c eco,boost")
    boiler = feature(WaterHeater, model, category="rs")
    assert write(model, boiler.plan_target(55)) == {2: 55}
    assert write(model, boiler.plan_mode("boost")) == {4: "boost"}
    assert write(model, boiler.plan_on()) == {1: True}
    assert write(model, boiler.plan_off()) == {1: False}
    assert boiler.read({"temp_set": 55}).target == 55
    assert feature(WaterHeater, device("1 switch b"), category="rs").modes == ()


def test_a_word_that_is_no_number_is_no_temperature() -> None:
    kettle = feature(WaterHeater, device("2 temp_setting_quick_c c warm,100"))
    assert kettle.read({"temp_setting_quick_c": "warm"}).target is None


def test_a_kettle_lists_its_temperatures() -> None:
    rows = "2 temp_setting_quick_c c 100,50,65,warm\n3 temp_setting_quick_f c 122,149"
    kettle = feature(WaterHeater, device(rows), category="bh")
    assert kettle.list_targets() == (50, 65, 100)
    assert kettle.list_targets(WaterHeaterState(unit="°F")) == (122, 149)
    assert feature(WaterHeater, device("1 switch b\n2 temp_set n 30..75"), category="rs").list_targets() == ()
