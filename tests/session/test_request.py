"""A request knows its lane and waits for nothing until it is sent."""

from __future__ import annotations

import pytest

from tuyalan.session.request import Kind, Request, lane_of
from tuyalan.vocabulary import Cid
from tuyalan.wire.commands import Command


@pytest.mark.fact("QUERY-4")
def test_both_query_commands_and_both_control_commands_share_a_lane() -> None:
    assert lane_of(Command.QUERY) == lane_of(Command.QUERY_NEW)
    assert lane_of(Command.CONTROL) == lane_of(Command.CONTROL_NEW)
    assert lane_of(Command.QUERY) != lane_of(Command.CONTROL)


def test_any_other_command_has_a_lane_of_its_own() -> None:
    assert {lane_of(number) for number in (0x12, 0x40, 0xF0)} == {0x12, 0x40, 0xF0}


def test_a_new_request_waits_for_nothing() -> None:
    request = Request(3, Kind.READ, command=Command.QUERY_NEW, cid=Cid("c"))
    assert (request.id, request.cid, request.lane) == (3, "c", lane_of(Command.QUERY))
    assert not request.sent
    assert request.sequences == ()
    assert not any((request.deadline, request.turn_ends, request.sibling_at))


def test_requests_share_no_wishes() -> None:
    one, other = (Request(number, Kind.WRITE, command=Command.CONTROL) for number in (1, 2))
    one.wanted[1] = True
    assert other.wanted == {}
