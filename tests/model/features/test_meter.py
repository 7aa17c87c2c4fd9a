"""Meters."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.model.features.composing import compose
from tuyalan.model.features.meter import Meter, MeterState
from tuyalan.model.forms.phase import Phase

PLUG = """
1 switch_1 b
17 add_ele n .3 kWh ro
18 cur_current n mA ro
19 cur_power n .1 W ro
20 cur_voltage n .1 V ro
"""


def test_what_a_plug_measures_is_one_view_in_plain_units() -> None:
    model = device(PLUG)
    meter = feature(Meter, model)
    model.apply({17: 12, 18: 430, 19: 985, 20: 2301})
    assert meter.phases == ()
    assert meter.read(model.values) == MeterState(power_w=98.5, voltage_v=230.1, current_a=0.43, energy_kwh=0.012)


def test_all_of_it_is_shown_one_by_one_as_well() -> None:
    keys = [each.key for each in compose(device(PLUG))]
    assert keys == ["switch_1", "cur_power", "add_ele", "cur_current", "cur_power-sensor", "cur_voltage"]


def test_three_packed_phases_are_added_up() -> None:
    model = device("1 total_forward_energy n .2 kWh ro\n6 phase_a r ro\n7 phase_b r ro\n8 phase_c r ro")
    meter = feature(Meter, model)
    model.apply({1: 100, 6: "CPwAAfQAAGQ=", 7: "CPwAAfQAAGQ="})
    state = meter.read(model.values)
    assert meter.phases == ("a", "b", "c")
    assert (state.power_w, state.voltage_v, state.current_a, state.energy_kwh) == (200, 230.0, 1.0, 1.0)
    assert state.phases[2] == Phase()


def test_phases_may_be_told_one_by_one() -> None:
    model = device("1 voltage_a n V ro\n2 current_a n A ro\n3 power_a n kW ro")
    state = feature(Meter, model).read({"voltage_a": 230, "current_a": 2, "power_a": 0.4})
    assert state.phases == (Phase(voltage_v=230, current_a=2, power_w=pytest.approx(400)),)  # pyright: ignore[reportArgumentType]
    assert state.power_w == pytest.approx(400)


def test_what_was_never_reported_is_unknown() -> None:
    assert feature(Meter, device(PLUG)).read({}) == MeterState()
