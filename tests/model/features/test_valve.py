"""Valves."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.cover import Cover
from tuyalan.model.features.valve import Valve, ValveState


def test_a_switch_beside_rain_is_a_valve() -> None:
    model = device("1 switch b\n10 weather_delay c cancel,24h\n11 countdown n s\n12 work_state c auto,manual,idle ro")
    valve = feature(Valve, model)
    model.apply({1: True, 11: 60})
    assert valve.read(model.values) == ValveState(is_open=True, countdown=60)
    assert write(model, valve.plan_open()) == {1: True}
    assert write(model, valve.plan_close()) == {1: False}
    with pytest.raises(BadValueError, match="no position"):
        valve.plan_position(50)


def test_a_valve_may_be_half_open() -> None:
    model = device("1 percent_control n 0..100\n2 water_month n ro")
    valve = feature(Valve, model)
    assert features(Cover, model) == []
    assert valve.read({"percent_control": 30}) == ValveState(is_open=True, position=30)
    assert write(model, valve.plan_open()) == {1: 100}
    assert write(model, valve.plan_close()) == {1: 0}
    with pytest.raises(BadValueError, match="0 to 100"):
        valve.plan_position(101)


def test_a_valve_may_say_in_words_whether_it_is_open() -> None:
    valve = feature(Valve, device("1 switch b wo\n2 work_state c open,closed ro"), category="sfkzq")
    assert valve.read({"work_state": "open"}).is_open is True
    assert valve.read({"work_state": "closed"}).is_open is False
    assert valve.read({}) == ValveState()


def test_every_part_of_a_garden_timer_is_a_valve() -> None:
    rows = "1 switch_1 b\n2 switch_2 b\n3 use_time_1 n ro\n4 use_time_2 n ro"
    assert [each.name for each in features(Valve, device(rows))] == ["Valve 1", "Valve 2"]


def test_a_valve_with_a_switch_is_opened_by_both() -> None:
    valve = feature(Valve, device("1 switch b\n2 valve_open_degree n 0..100 %"), category="sfkzq")
    assert valve.plan_position(40) == {"switch": True, "valve_open_degree": 40}
    assert valve.plan_position(0) == {"switch": False}
    assert valve.read({"switch": False, "valve_open_degree": 40}).position == 0
    assert valve.read({"switch": True, "valve_open_degree": 40}).position == 40
