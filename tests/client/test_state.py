"""What is known of a device is merged, bounded, and keeps apart what it said from what was only written."""

from __future__ import annotations

from tuyalan.client.state import MAX_DPS, DeviceState, DpValue
from tuyalan.session.events import Cause


def test_values_are_merged_and_keep_their_own_time_and_cause() -> None:
    state = DeviceState()
    state.take({1: True, 2: 5}, Cause.REPLY, at=10.0)
    state.take({2: 6}, Cause.PUSH, at=11.0)
    assert state.values == {1: True, 2: 6}
    assert state.value(1, offset=100.0) == DpValue(True, 110.0, Cause.REPLY)
    assert state.value(2, offset=100.0) == DpValue(6, 111.0, Cause.PUSH)


def test_what_is_not_known_has_no_value() -> None:
    assert DeviceState().value(1, offset=0.0) is None


def test_what_was_only_written_is_not_what_the_device_reported() -> None:
    state = DeviceState()
    state.take({1: True}, Cause.PUSH, at=1.0)
    state.take({201: "code"}, Cause.ASSUMED, at=2.0)
    assert state.values == {1: True, 201: "code"}
    assert state.reported() == {1: True}
    state.take({201: "code"}, Cause.REPLY, at=3.0)
    assert state.reported() == state.values


def test_a_flood_of_data_points_keeps_the_first() -> None:
    state = DeviceState()
    state.take({1: True}, Cause.PUSH, at=1.0)
    state.take(dict.fromkeys(range(2, 5000), 0), Cause.PUSH, at=2.0)
    assert len(state.values) == len(state.reported()) == MAX_DPS
    assert 1 in state.values
    assert state.value(4999, offset=0.0) is None
