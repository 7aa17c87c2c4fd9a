"""Health follows the connection, and says why a device is away."""

from __future__ import annotations

import pytest

from tuyalan.client.connection import Status
from tuyalan.errors import BusyError, UnreachableError
from tuyalan.fleet.health import STARTING, STOPPED, Health, judge

NEW = Health(is_online=False, reason=STARTING, since=1.0)
AWAY = UnreachableError("nobody answers at 10.0.0.5")


def test_a_device_that_answers_is_online_for_no_reason() -> None:
    health = judge(Status.OPEN, None, NEW, now=5.0)
    assert health == Health(is_online=True, reason=None, since=5.0)


def test_a_device_that_is_away_says_why_and_what_to_do() -> None:
    health = judge(Status.WAITING, AWAY, NEW, now=5.0)
    assert health == Health(False, "net.unreachable", "nobody answers at 10.0.0.5", AWAY.hint, 5.0)


def test_the_same_reason_again_is_no_news_but_its_words_may_be() -> None:
    first = judge(Status.WAITING, AWAY, NEW, now=5.0)
    second = judge(Status.WAITING, UnreachableError("nobody answers at 10.0.0.6"), first, now=9.0)
    assert (second.since, second.message) == (5.0, "nobody answers at 10.0.0.6")


def test_a_child_that_its_gateway_lost_is_absent_until_it_is_back() -> None:
    lost = judge(Status.OPEN, None, NEW, now=5.0, is_absent=True)
    assert (lost.is_online, lost.reason, lost.since) == (False, "absent", 5.0)
    assert judge(Status.OPEN, None, lost, now=6.0, is_absent=True).since == 5.0
    assert judge(Status.OPEN, None, lost, now=7.0).is_online


def test_another_reason_is_news() -> None:
    first = judge(Status.WAITING, AWAY, NEW, now=5.0)
    assert judge(Status.WAITING, BusyError("full"), first, now=9.0).since == 9.0


@pytest.mark.parametrize("status", [Status.SEARCHING, Status.CONNECTING])
def test_trying_again_keeps_the_reason_that_is_known(status: Status) -> None:
    first = judge(Status.WAITING, AWAY, NEW, now=5.0)
    assert judge(status, None, first, now=9.0) is first
    assert judge(status, None, NEW, now=9.0) is NEW


def test_a_device_that_begins_anew_is_starting() -> None:
    stopped = judge(Status.CLOSED, None, NEW, now=5.0)
    assert stopped.reason == STOPPED
    assert judge(Status.CONNECTING, None, stopped, now=6.0) == Health(False, STARTING, since=6.0)
    online = judge(Status.OPEN, None, stopped, now=7.0)
    assert judge(Status.SEARCHING, None, online, now=8.0).reason == STARTING
