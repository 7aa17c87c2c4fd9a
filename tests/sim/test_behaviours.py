"""What virtual devices do by themselves."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from tuyalan.model.forms.pulses import parse_code
from tuyalan.model.forms.remotes import Protocol, parse_key_press
from tuyalan.sim.behaviours import Behaviour, Blaster, Climate, Countdown, Curtain, Metering, Thermostat

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

RANDOM = Random(1)


def live(behaviour: Behaviour, values: dict[DpId, Json], *, steps: int, elapsed: float = 1.0) -> list[dict[DpId, Json]]:
    """Let steps pass, keeping the values as a device does; returns the changes of each."""
    changes: list[dict[DpId, Json]] = []
    for _ in range(steps):
        changes.append(behaviour.step(values, elapsed, RANDOM))
        values.update(changes[-1])
    return changes


def test_the_base_does_nothing() -> None:
    still = Behaviour()
    assert still.follow({1: True}, {1: True}) == still.step({1: True}, 1.0, RANDOM) == still.measure({}, RANDOM) == {}
    assert still.interval == 0


def test_a_countdown_toggles_the_switch_at_its_end() -> None:
    values: dict[DpId, Json] = {1: True, 9: 3}
    assert live(Countdown(1, 9), values, steps=4) == [{9: 2}, {9: 1}, {9: 0, 1: False}, {}]


def test_a_countdown_counts_whole_seconds() -> None:
    values: dict[DpId, Json] = {1: False, 9: 2}
    assert live(Countdown(1, 9), values, steps=4, elapsed=0.5) == [{}, {9: 1}, {}, {9: 0, 1: True}]


def test_switching_by_hand_stops_the_countdown() -> None:
    countdown = Countdown(1, 9)
    assert countdown.follow({1: True, 9: 5}, {1: True}) == {9: 0}
    assert countdown.follow({1: True, 9: 5}, {1: True, 9: 5}) == {}
    assert countdown.follow({1: True, 9: 0}, {1: True}) == {}


def test_a_meter_reads_near_its_load_and_zero_when_off() -> None:
    reading = Metering().measure({1: True}, RANDOM)
    power, voltage, current = reading[19], reading[20], reading[18]
    assert isinstance(power, int)
    assert isinstance(voltage, int)
    assert isinstance(current, int)
    assert 580 <= power <= 640
    assert abs(power * 1000 / voltage - current) < 1
    assert Metering().measure({1: False}, RANDOM) | {20: 0} == {18: 0, 19: 0, 20: 0}


def test_a_meter_drops_to_zero_at_once_when_switched_off() -> None:
    assert Metering().follow({1: False, 19: 600}, {1: False}) == {18: 0, 19: 0}
    assert Metering().follow({1: False, 19: 0}, {1: False}) == {}
    assert Metering().follow({1: True, 19: 600}, {1: True}) == {}


def test_a_meter_counts_energy() -> None:
    values: dict[DpId, Json] = {1: True, 17: 0, 19: 600}
    live(Metering(), values, steps=60, elapsed=60.0)
    # 60 W for an hour, and the load drifts by a few watts.
    assert isinstance(values[17], int)
    assert 57 <= values[17] <= 64


def test_a_room_warms_up_until_the_thermostat_closes_the_valve_and_cools_down_until_it_opens() -> None:
    values: dict[DpId, Json] = {1: True, 16: 215, 24: 200, 36: "open"}
    changes = live(Thermostat(), values, steps=200)
    valve = [change[36] for change in changes if 36 in change]
    assert valve[:2] == ["close", "open"]
    rooms = [room for change in changes if isinstance(room := change.get(24), int)]
    assert min(rooms[50:]) >= 208
    assert max(rooms) <= 216


def test_a_thermostat_follows_a_write_at_once() -> None:
    thermostat = Thermostat()
    assert thermostat.follow({1: True, 16: 300, 24: 200, 36: "close"}, {16: 300}) == {36: "open"}
    assert thermostat.follow({1: False, 16: 300, 24: 200, 36: "open"}, {1: False}) == {36: "close"}
    assert thermostat.follow({1: True, 16: 203, 24: 200, 36: "close"}, {16: 203}) == {}


def test_a_curtain_takes_its_time_in_both_directions() -> None:
    curtain = Curtain(travel_interval=10.0)
    values: dict[DpId, Json] = {2: 0, 3: 0, 7: "closing"}
    values |= curtain.follow(values, {1: "open"})
    assert (values[2], values[7]) == (100, "opening")
    live(curtain, values, steps=5)
    assert values[3] == 50
    live(curtain, values, steps=10)
    assert values[3] == 100
    values |= curtain.follow(values, {1: "close"})
    assert (values[2], values[7]) == (0, "closing")
    live(curtain, values, steps=1, elapsed=2.5)
    assert values[3] == 75


def test_a_curtain_moves_slower_than_a_percent_a_step() -> None:
    curtain = Curtain(travel_interval=100.0)
    values: dict[DpId, Json] = {2: 100, 3: 0}
    changes = live(curtain, values, steps=4, elapsed=0.4)
    assert values[3] == 2
    assert {} in changes


def test_a_curtain_stops_where_it_is_and_goes_where_it_is_told() -> None:
    curtain = Curtain()
    assert curtain.follow({2: 100, 3: 40}, {1: "stop"}) == {2: 40}
    assert curtain.follow({2: 30, 3: 40}, {2: 30}) == {2: 30, 7: "closing"}
    assert curtain.follow({2: 40, 3: 40}, {2: 40}) == {2: 40}
    assert curtain.follow({2: 40, 3: 40}, {5: "back"}) == {}


def test_a_sensor_reports_only_what_changed() -> None:
    values: dict[DpId, Json] = {1: 214, 2: 46}
    changes = live(Climate(1, 2), values, steps=50)
    assert all(len(change) <= 2 for change in changes)
    assert any(1 not in change for change in changes)
    assert any(1 in change for change in changes)
    assert isinstance(values[1], int)
    assert 150 < values[1] < 280


def test_values_that_are_no_numbers_count_as_zero() -> None:
    assert Countdown(1, 9).step({1: True, 9: "soon"}, 1.0, RANDOM) == {}


def test_a_blaster_hears_one_key_when_it_was_told_to_learn() -> None:
    blaster = Blaster(201, 202)
    assert blaster.step({}, 1.0, RANDOM) == {}
    assert blaster.follow({}, {201: '{"control": "study"}'}) == {}
    code = parse_code(str(blaster.step({}, 1.0, RANDOM)[202]))
    assert parse_key_press(code).protocol is Protocol.NEC
    assert blaster.step({}, 1.0, RANDOM) == {}


def test_a_blaster_that_is_told_something_else_learns_nothing() -> None:
    blaster = Blaster(201, 202)
    for told in ('{"control": "send_ir"}', "no JSON", 5, "[]"):
        blaster.follow({}, {201: '{"control": "study"}'})
        blaster.follow({}, {201: told})
        assert blaster.step({}, 1.0, RANDOM).keys() == {202}
    blaster.follow({}, {201: '{"control": "study"}'})
    blaster.follow({}, {201: '{"control": "study_exit"}'})
    assert blaster.step({}, 1.0, RANDOM) == {}
