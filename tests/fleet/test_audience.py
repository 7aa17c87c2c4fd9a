"""Everybody is told, and nobody can harm the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.fleet.audience import QUEUE_SIZE, Audience
from tuyalan.fleet.events import DeviceAdded, Fired, HubEvent

if TYPE_CHECKING:
    import pytest

EVENT = DeviceAdded("bf01", "lamp", 1.0)


def test_listeners_are_called_in_their_order_until_they_are_removed() -> None:
    audience, told = Audience(), list[str]()
    remove = audience.add_listener(lambda _: told.append("one"))
    audience.add_listener(lambda _: told.append("two"))
    audience.tell(EVENT)
    remove()
    remove()
    audience.tell(EVENT)
    assert told == ["one", "two", "two"]


def test_a_listener_may_remove_itself_while_it_is_called() -> None:
    audience, told = Audience(), list[HubEvent]()

    def once(event: HubEvent) -> None:
        told.append(event)
        remove()

    remove = audience.add_listener(once)
    audience.tell(EVENT)
    audience.tell(EVENT)
    assert told == [EVENT]


def test_a_listener_that_fails_always_is_logged_ever_more_seldom(caplog: pytest.LogCaptureFixture) -> None:
    def fail(event: HubEvent) -> None:
        raise ZeroDivisionError(f"{event}")

    audience, told = Audience(), list[HubEvent]()
    audience.add_listener(fail)
    audience.add_listener(told.append)
    for _ in range(100):
        audience.tell(EVENT)
    assert len(told) == 100
    assert len(caplog.records) == 7


def test_a_watch_that_nobody_reads_is_bounded_and_counts_what_happened() -> None:
    async def body() -> None:
        audience = Audience()
        watch = audience.watch()
        for number in range(3 * QUEUE_SIZE):
            audience.tell(Fired("bf01", "button", "single", float(number)))
        audience.end()
        told = [event async for event in watch]
        assert len(told) <= QUEUE_SIZE
        assert sum(1 + event.merged for event in told if isinstance(event, Fired)) == 3 * QUEUE_SIZE

    run(body())
