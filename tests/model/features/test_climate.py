"""Climates."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import Climate, ClimateAction, ClimateMode, ClimateState

VALVE = """
1 mode c auto,manual,holiday
2 temp_set n 10..70/5 .1 °C
3 temp_current n 0..500 .1 °C ro
4 work_state c opened,closed ro
"""
CONDITIONER = """
1 switch b
2 temp_set n 16..31 °C
3 temp_current n -20..100 °C ro
4 mode c cold,hot,wet,wind,auto,eco
5 windspeed c low,med,high
6 windshake c off,on
7 switch_horizontal b
18 humidity_current n 0..100 % ro
19 temp_unit_convert c c,f
20 temp_set_f n 60..88 °F
21 temp_current_f n 0..200 °F ro
"""


def test_a_radiator_valve_has_presets_and_heats() -> None:
    model = device(VALVE)
    valve = feature(Climate, model)
    model.apply({1: "manual", 2: 43, 3: 215, 4: "opened"})
    assert valve.modes == (ClimateMode.HEAT,)
    assert valve.presets == ("auto", "manual", "holiday")
    assert valve.read(model.values) == ClimateState(
        mode=ClimateMode.HEAT, action=ClimateAction.HEATING, preset="manual", target=21.5, current=21.5
    )
    # Half degrees that nobody declared are the business of the property.
    assert write(model, valve.plan_target(22.5)) == {2: 45}
    assert write(model, valve.plan_preset("holiday")) == {1: "holiday"}


def test_an_air_conditioner_has_modes_fan_and_swing() -> None:
    model = device(CONDITIONER)
    cool = feature(Climate, model, category="kt")
    model.apply({1: True, 2: 23, 3: 26, 4: "cold", 5: "med", 6: "on", 7: False, 18: 55})
    assert [str(mode) for mode in cool.modes] == ["off", "heat", "cool", "dry", "fan_only", "auto"]
    assert cool.presets == ("eco",)
    assert (cool.fans, cool.swings, cool.swings_horizontal) == (("low", "med", "high"), ("off", "on"), ("off", "on"))
    assert cool.read(model.values) == ClimateState(
        mode=ClimateMode.COOL,
        target=23,
        current=26,
        humidity=55,
        fan="med",
        swing="on",
        swing_horizontal="off",
    )


def test_a_mode_switches_on_where_that_is_needed() -> None:
    model = device(CONDITIONER)
    cool = feature(Climate, model)
    assert write(model, cool.plan_mode(ClimateMode.HEAT)) == {1: True, 4: "hot"}
    assert write(model, cool.plan_mode(ClimateMode.HEAT, ClimateState(mode=ClimateMode.COOL))) == {4: "hot"}
    assert write(model, cool.plan_mode(ClimateMode.HEAT, ClimateState(mode=ClimateMode.OFF))) == {1: True, 4: "hot"}
    assert write(model, cool.plan_off()) == {1: False}
    assert write(model, cool.plan_on()) == {1: True}


def test_what_is_off_is_off_whatever_its_mode() -> None:
    model = device(CONDITIONER)
    model.apply({1: False, 4: "hot"})
    state = feature(Climate, model).read(model.values)
    assert (state.mode, state.action) == (ClimateMode.OFF, ClimateAction.OFF)


def test_of_twins_the_one_counts_that_the_unit_names() -> None:
    model = device(CONDITIONER)
    cool = feature(Climate, model)
    model.apply({2: 23, 3: 26, 19: "f", 20: 74, 21: 79})
    state = cool.read(model.values)
    assert (state.target, state.current, state.unit) == (74, 79, "°F")
    assert write(model, cool.plan_target(75, state)) == {20: 75}
    assert write(model, cool.plan_target(20)) == {2: 20}
    model.apply({19: "c"})
    assert cool.read(model.values).target == 23


def test_a_device_in_fahrenheit_alone_says_so() -> None:
    model = device("2 temp_set_f n 60..88 °F\n3 temp_current_f n °F ro")
    heat = feature(Climate, model)
    model.apply({2: 70})
    assert heat.read(model.values) == ClimateState(mode=ClimateMode.HEAT, target=70, unit="°F")
    assert write(model, heat.plan_target(72)) == {2: 72}


def test_fan_and_swing_are_words_numbers_or_on_and_off() -> None:
    rows = "1 switch b\n2 temp_set n 16..31\n4 mode c cold,hot\n5 fan_speed n 1..3\n6 swing b"
    model = device(rows)
    cool = feature(Climate, model)
    assert (cool.fans, cool.swings) == (("1", "2", "3"), ("off", "on"))
    assert write(model, cool.plan_fan("2")) == {5: 2}
    assert write(model, cool.plan_swing("on")) == {6: True}
    assert cool.read({"fan_speed": 3, "swing": True}).fan == "3"
    conditioner = feature(Climate, device(CONDITIONER))
    assert conditioner.plan_fan("high") == {"windspeed": "high"}
    assert conditioner.plan_swing_horizontal("off") == {"switch_horizontal": False}


def test_a_fan_with_many_steps_has_no_list_of_them() -> None:
    cool = feature(Climate, device("1 switch b\n2 temp_set n 16..31\n4 mode c cold\n5 fan_speed n 1..100"))
    assert cool.fans == ()


@pytest.mark.parametrize(
    ("row", "value", "action"),
    [
        ("4 work_state c heating,warming ro", "warming", ClimateAction.IDLE),
        ("4 work_state c heating,cooling,idle ro", "cooling", ClimateAction.COOLING),
        ("4 work_state c heating,odd ro", "odd", None),
        ("4 valve_state b ro", True, ClimateAction.HEATING),
        ("4 valve_state n 0..100 ro", 0, ClimateAction.IDLE),
        ("4 valve_state n 0..100 ro", None, None),
    ],
)
def test_an_action_is_a_word_a_bool_or_the_opening_of_a_valve(
    row: str, value: object, action: ClimateAction | None
) -> None:
    heat = feature(Climate, device(f"2 temp_set n 5..35\n3 temp_current n ro\n{row}"))
    assert heat.read({row.split()[1]: value}).action is action


def test_a_heater_by_category_is_hazardous_and_may_be_no_more_than_a_switch_with_levels() -> None:
    model = device("1 switch b\n2 level c low,high")
    heater = feature(Climate, model, category="qn")
    assert heater.is_hazardous
    assert (heater.modes, heater.presets) == ((ClimateMode.OFF, ClimateMode.HEAT), ("low", "high"))
    assert heater.read({}) == ClimateState()
    assert heater.read({"switch": True}).mode is ClimateMode.HEAT
    assert write(model, heater.plan_mode(ClimateMode.HEAT)) == {1: True}
    with pytest.raises(BadValueError, match="no target temperature"):
        heater.plan_target(20)


def test_a_mode_that_can_only_be_read_cannot_be_told() -> None:
    heat = feature(Climate, device("1 mode c heat,cool ro\n2 temp_set n 5..35\n3 temp_current n ro"))
    assert (heat.modes, heat.presets) == ((ClimateMode.HEAT,), ())
    assert heat.read({"mode": "odd"}).mode is None


def test_a_mode_off_goes_without_a_switch() -> None:
    model = device("1 mode c off,heat\n2 temp_set n 5..35\n3 temp_current n ro")
    heat = feature(Climate, model)
    assert write(model, heat.plan_off()) == {1: "off"}
    assert write(model, heat.plan_mode(ClimateMode.HEAT)) == {1: "heat"}


def test_wishes_that_cannot_be_met_are_refused_with_what_can() -> None:
    cool = feature(Climate, device(CONDITIONER))
    with pytest.raises(BadValueError, match="no mode heat_cool") as caught:
        cool.plan_mode(ClimateMode.HEAT_COOL)
    assert "Its modes are: off, heat" in caught.value.hint
    with pytest.raises(BadValueError, match="no preset 'party'") as caught:
        cool.plan_preset("party")
    assert caught.value.hint == "It has: eco."
    with pytest.raises(BadValueError, match="no fan speed 'storm'") as caught:
        cool.plan_fan("storm")
    assert caught.value.hint == "It has: low, med, high."


def test_a_climate_without_presets_says_so() -> None:
    heat = feature(Climate, device("1 switch b\n2 temp_set n 5..35\n3 temp_current n ro"))
    with pytest.raises(BadValueError) as caught:
        heat.plan_preset("eco")
    assert caught.value.hint == "This climate has no preset."
    assert heat.swings == ()
