"""Climates and water heaters as entities."""

from __future__ import annotations

import msgspec

from tests.model.features.building import device, feature
from tuyalan.bridge.homeassistant.place import Place
from tuyalan.bridge.homeassistant.warmth import build_climate, build_water_heater
from tuyalan.bridge.topics import Topics
from tuyalan.model.features.climate import Climate
from tuyalan.model.features.water_heater import WaterHeater

HERE = Place(Topics(), "one")
COOLER = """
1 switch b
2 temp_set n 16..31 °C
3 temp_current n -20..100 °C ro
4 mode c cold,hot,wet,wind,auto,eco
5 windspeed c low,med,high
6 windshake c off,on
18 humidity_current n 0..100 % ro
19 temp_unit_convert c c,f
20 temp_set_f n 60..88 °F
"""
BOILER = "1 switch b\n2 mode c eco,hot\n9 temp_set n 30..75 °C\n10 temp_current n 0..100 °C ro"


def test_a_climate_has_its_modes_limits_and_words() -> None:
    model = device(COOLER)
    found, roles = build_climate(feature(Climate, model), HERE, model.values, is_allowed=True)
    assert (found["min_temp"], found["max_temp"], found["temp_step"], found["precision"]) == (16, 31, 1, 1.0)
    assert found["temperature_unit"] == "C"
    assert (found["fan_modes"], found["preset_modes"]) == (["low", "med", "high"], ["eco"])
    assert "preset_mode_value_template" in found
    assert roles >= {"target", "mode", "fan", "swing", "humidity"}


def test_a_climate_that_is_set_to_fahrenheit_has_its_limits_there() -> None:
    model = device(COOLER)
    model.apply({19: "f"})
    found, _ = build_climate(feature(Climate, model), HERE, model.values, is_allowed=True)
    assert (found["min_temp"], found["max_temp"], found["temperature_unit"]) == (60, 88, "F")


def test_a_plain_thermostat_has_less() -> None:
    model = device(
        "1 switch b\n2 temp_set n 10..70/5 .1 °C\n3 temp_current n 0..500 .1 °C ro\n4 work_state c opened,closed ro"
    )
    found, roles = build_climate(feature(Climate, model), HERE, model.values, is_allowed=True)
    assert not {"preset_modes", "fan_modes", "current_humidity_topic"} & found.keys()
    # The room is measured more finely than it can be wished for.
    assert (found["temp_step"], found["precision"]) == (0.5, 0.1)
    assert ("action" in roles) == ("action_topic" in found)


def test_a_climate_that_may_not_be_set_has_no_commands() -> None:
    model = device(COOLER)
    found, _ = build_climate(feature(Climate, model), HERE, model.values, is_allowed=False)
    assert not [key for key in found if "command" in key]


def test_what_keeps_no_temperature_of_its_own_has_no_limits() -> None:
    model = device(COOLER)
    climate = feature(Climate, model)
    bare = msgspec.structs.replace(climate, roles={role: climate.roles[role] for role in ("switch", "mode")})
    found, _ = build_climate(bare, HERE, model.values, is_allowed=True)
    assert not [key for key in found if key.startswith(("min_temp", "temperature_command", "temperature_state"))]
    boiler = device(BOILER)
    heater = feature(WaterHeater, boiler, category="rs")
    cold = msgspec.structs.replace(heater, roles={"switch": heater.roles["switch"]})
    assert "min_temp" not in build_water_heater(cold, HERE, boiler.values, is_allowed=True)[0]


def test_a_water_heater_is_off_or_performs() -> None:
    model = device(BOILER)
    found, roles = build_water_heater(feature(WaterHeater, model, category="rs"), HERE, model.values, is_allowed=True)
    assert (found["modes"], found["min_temp"], found["max_temp"]) == (["off", "performance"], 30, 75)
    assert "mode_command_topic" in found
    assert "mode" not in roles


def test_a_water_heater_that_may_not_be_set_has_no_commands() -> None:
    model = device(BOILER)
    found, _ = build_water_heater(feature(WaterHeater, model, category="rs"), HERE, model.values, is_allowed=False)
    assert not [key for key in found if "command" in key]


def test_a_kettle_of_few_temperatures_goes_from_the_least_to_the_greatest() -> None:
    model = device(
        "2 temp_setting_quick_c c 50,65,100\n3 temp_setting_quick_f c 122,149\n5 temp_current n °C ro\n12 temp_unit_convert c c,f"
    )
    kettle = feature(WaterHeater, model, category="bh")
    found, _ = build_water_heater(kettle, HERE, model.values, is_allowed=True)
    assert (found["min_temp"], found["max_temp"]) == (50, 100)
    assert not {"modes", "power_command_topic"} & found.keys()
    model.apply({12: "f"})
    assert build_water_heater(kettle, HERE, model.values, is_allowed=True)[0]["temperature_unit"] == "F"


def test_a_climate_that_is_switched_keeps_its_mode() -> None:
    model = device(COOLER)
    found, _ = build_climate(feature(Climate, model), HERE, model.values, is_allowed=True)
    assert found["power_command_topic"] == found["mode_command_topic"]


def test_whole_degrees_fahrenheit_say_nothing_of_celsius() -> None:
    model = device("1 switch b\n16 temp_set_f n 41..95 °F\n24 temp_current_f n °F ro")
    found, _ = build_climate(feature(Climate, model, category="wk"), HERE, model.values, is_allowed=True)
    assert (found["temperature_unit"], found["temp_step"], "precision" in found) == ("F", 1, False)


def test_a_radiator_without_a_switch_is_not_told_to_be_on() -> None:
    model = device("4 temp_set n 50..300/5 .1 °C\n5 temp_current n 0..500 .1 °C ro\n2 mode c auto,manual")
    found, _ = build_climate(feature(Climate, model, category="wkf"), HERE, model.values, is_allowed=True)
    assert "power_command_topic" not in found
