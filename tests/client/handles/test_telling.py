"""Sensors, meters, events."""

from __future__ import annotations

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.session.events import Cause


def test_sensors_have_states_and_nothing_to_set() -> None:
    device = Bench("1 temp_current n .1 °C ro\n2 doorcontact_state b ro")
    device.hear({1: 215, 2: True})
    assert device.sensor().state.value == 21.5
    assert device.binary_sensor().state.is_on is True


def test_a_meter_is_read_in_watts_volts_and_amperes() -> None:
    device = Bench(
        "1 switch_1 b\n17 add_ele n .3 kWh ro\n18 cur_current n mA ro\n19 cur_power n .1 W ro\n20 cur_voltage n .1 V ro"
    )
    device.hear({18: 500, 19: 1000, 20: 2300})
    state = device.meter().state
    assert (state.power_w, state.voltage_v, state.current_a) == (100.0, 230.0, 0.5)


def test_an_event_is_told_each_time_it_happens_and_not_when_an_answer_repeats_it() -> None:
    async def body() -> None:
        device = Bench("1 switch_mode1 c click,double_click,press ro")
        async with device.event().watch() as events:
            device.hear({1: "click"}, cause=Cause.REPLY)
            device.hear({1: "click"})
            device.hear({1: "click"})
            device.hear({1: "press"})
            told = [(await anext(events)).event_type for _ in range(3)]
            assert told == ["click", "click", "press"]

    run(body())
