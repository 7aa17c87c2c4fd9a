"""Climates, water heaters, fans, purifiers, humidifiers, dehumidifiers."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import ClimateMode


def test_an_air_conditioner_is_told_all_it_can_do() -> None:
    async def body() -> None:
        device = Bench(
            "1 switch b\n2 temp_set n 16..31 °C\n3 temp_current n -20..100 °C ro\n4 mode c cold,hot,wet,wind,auto,eco\n"
            "5 windspeed c low,med,high\n6 windshake c off,on\n7 switch_horizontal b",
            category="kt",
        )
        climate = device.climate()
        device.hear({1: True, 2: 23, 3: 26, 4: "cold"})
        assert (climate.state.mode, climate.state.target, climate.state.current) == (ClimateMode.COOL, 23, 26)
        await climate.set_target(25)
        await climate.set_mode("heat")
        await climate.set_preset("eco")
        await climate.set_fan("med")
        await climate.set_swing("on")
        await climate.set_swing_horizontal("on")
        await climate.turn_off()
        await climate.turn_on()
        assert device.written == [
            {2: 25},
            {4: "hot"},
            {4: "eco"},
            {5: "med"},
            {6: "on"},
            {7: True},
            {1: False},
            {1: True},
        ]
        with pytest.raises(BadValueError, match="is not known"):
            await climate.set_mode("disco")

    run(body())


def test_a_water_heater_is_told_its_target_and_mode() -> None:
    async def body() -> None:
        device = Bench("1 switch b\n2 temp_set n 30..75 °C\n3 temp_current n ro\n4 mode c eco,boost", category="rs")
        heater = device.water_heater()
        await heater.turn_on()
        await heater.set_target(55)
        await heater.set_mode("boost")
        await heater.turn_off()
        assert device.written == [{1: True}, {2: 55}, {4: "boost"}, {1: False}]

    run(body())


def test_a_fan_turns_as_it_is_told() -> None:
    async def body() -> None:
        device = Bench(
            "60 fan_switch b\n61 fan_mode c fresh,nature\n62 fan_speed n 1..6\n63 fan_direction c forward,reverse\n"
            "64 fan_horizontal b",
            category="fs",
        )
        fan = device.fan()
        await fan.turn_on(percent=100, preset="fresh")
        await fan.turn_on()
        await fan.oscillate()
        await fan.hold_still()
        await fan.turn_forward()
        await fan.turn_backward()
        await fan.turn_off()
        assert device.written == [
            {60: True, 62: 6, 61: "fresh"},
            {60: True},
            {64: True},
            {64: False},
            {63: "forward"},
            {63: "reverse"},
            {60: False},
        ]
        device.hear({60: True, 62: 3})
        assert fan.state.percent == 50

    run(body())


def test_a_purifier_is_a_fan_of_its_own_kind() -> None:
    async def body() -> None:
        device = Bench("1 switch b\n4 speed c low,mid,high\n2 pm25 n ro", category="kj")
        assert device.fans == ()
        await device.purifier().turn_on(percent=100)
        assert device.written[0][1] is True

    run(body())


def test_humidity_is_set_both_ways() -> None:
    async def body() -> None:
        device = Bench(
            "1 switch b\n2 dehumidify_set_value n 35..80/5 %\n3 humidity_indoor n 0..100 % ro\n4 mode c auto,laundry\n"
            "5 fan_speed_enum c low,high"
        )
        dry = device.dehumidifier()
        await dry.turn_on()
        await dry.set_target(55)
        await dry.set_mode("laundry")
        await dry.set_fan("high")
        await dry.turn_off()
        assert device.written == [{1: True}, {2: 55}, {4: "laundry"}, {5: "high"}, {1: False}]
        assert device.humidifiers == ()
        assert Bench("1 switch b", category="jsq").humidifier().state.is_on is None

    run(body())
