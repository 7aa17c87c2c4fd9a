"""Climates, water heaters, fans, humidifiers."""

from __future__ import annotations

import pytest

from tests.blocking.handles.bench import Bench
from tuyalan.errors import BadValueError


def test_an_air_conditioner_is_told_target_mode_and_fan() -> None:
    device = Bench(
        "1 switch b\n2 temp_set n 16..31 °C\n3 temp_current n -20..100 °C ro\n4 mode c cold,hot,auto\n5 windspeed c low,high",
        category="kt",
    )
    device.desk.hear({1: True, 2: 23, 3: 26, 4: "cold"})
    climate = device.climate()
    climate.set_target(25)
    climate.set_mode("heat")
    climate.set_fan("high")
    assert device.desk.written == [{2: 25}, {4: "hot"}, {5: "high"}]
    with pytest.raises(BadValueError, match="is not known"):
        climate.set_mode("disco")


def test_a_fan_is_switched_on_at_a_speed() -> None:
    device = Bench("1 switch b\n3 fan_speed_percent n 1..100", category="fs")
    device.fan().turn_on(percent=50)
    device.fan().turn_off()
    assert device.desk.written == [{1: True, 3: 50}, {1: False}]


def test_a_humidifier_is_told_its_target() -> None:
    device = Bench("1 switch b\n13 humidity_set n 30..80 %\n14 humidity_current n %", category="jsq")
    device.humidifier().set_target(55)
    assert device.desk.written == [{13: 55}]
