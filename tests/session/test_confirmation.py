"""A write is confirmed by its values alone, and judged by the state read after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.errors import DeviceRefusedError, ResponseTimeoutError
from tuyalan.session.confirmation import judge, take_values
from tuyalan.session.events import Answered, Failed
from tuyalan.session.request import Kind, Request
from tuyalan.wire.commands import Command

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json


def write(wanted: dict[DpId, Json], *, is_acknowledged: bool = True) -> Request:
    request = Request(4, Kind.WRITE, command=Command.CONTROL)
    request.wanted = dict(wanted)
    request.acknowledged = is_acknowledged
    return request


def test_a_write_is_done_when_every_point_was_reported_as_written() -> None:
    request = write({1: True, 2: 50})
    assert not take_values(request, {1: True, 9: 3})
    assert not take_values(request, {2: 49})
    assert request.wanted == {2: 50}
    assert take_values(request, {2: 50})


def test_another_value_after_the_right_one_takes_nothing_back() -> None:
    request = write({1: True, 2: 50})
    take_values(request, {1: True})
    assert take_values(request, {1: False, 2: 50})


def test_another_value_in_the_state_is_a_refusal_that_names_what_is_there() -> None:
    event = judge(write({1: True, 2: 50}), {1: False})
    assert isinstance(event, Failed)
    assert event.request == 4
    assert isinstance(event.error, DeviceRefusedError)
    assert event.error.dps == {1}
    assert event.error.message == "the write was not applied: data point 1 is False, not True"


def test_points_that_the_state_does_not_hold_are_taken_at_the_devices_word() -> None:
    assert judge(write({1: True}), {2: 50}) == Answered(4)
    assert judge(write({1: True}), {}) == Answered(4)


def test_without_any_word_the_outcome_is_not_known() -> None:
    event = judge(write({1: True}, is_acknowledged=False), {})
    assert isinstance(event, Failed)
    assert isinstance(event.error, ResponseTimeoutError)
