"""Who is told: functions that are called, watches that are read, and those that nobody holds any more."""

from __future__ import annotations

import gc
import logging
from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.client.audience import Audience
from tuyalan.client.connection import Status
from tuyalan.client.watch import PropertyUpdate, Update
from tuyalan.errors import UnreachableError
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

ID = "eb0123456789abcdef0123"


def named(value: object) -> PropertyUpdate:
    return PropertyUpdate(ID, (), Cause.PUSH, 100.0, revision=int(str(value)))


def said(value: object, dp: int = 1) -> Update:
    return Update(ID, {dp: value}, Cause.PUSH, 100.0)


def test_every_listener_is_called_in_the_order_of_coming() -> None:
    audience, heard = Audience(ID), list[tuple[str, object]]()
    audience.add_listener(lambda update: heard.append(("first", update.dps[1])))
    audience.add_listener(lambda update: heard.append(("second", update.dps[1])))
    audience.tell(said(7))
    assert heard == [("first", 7), ("second", 7)]


def test_a_listener_that_was_removed_hears_nothing_and_removing_twice_does_nothing() -> None:
    audience, heard = Audience(ID), list[Update]()
    remove = audience.add_listener(heard.append)
    remove()
    remove()
    audience.tell(said(1))
    assert heard == []


def test_a_listener_added_twice_is_removed_once_at_a_time() -> None:
    audience, heard = Audience(ID), list[Update]()
    remove = audience.add_listener(heard.append)
    audience.add_listener(heard.append)
    remove()
    audience.tell(said(1))
    assert heard == [said(1)]


def test_a_listener_that_fails_is_logged_and_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    audience, heard = Audience(ID), list[Update]()

    def fail(_: Update) -> None:
        raise ZeroDivisionError

    audience.add_listener(fail)
    audience.add_listener(heard.append)
    with caplog.at_level(logging.ERROR, "tuyalan.client"):
        audience.tell(said(1))
    assert heard == [said(1)]
    assert f"{ID}: a listener failed" in caplog.text


def test_listeners_may_come_and_go_while_they_are_told() -> None:
    audience, heard = Audience(ID), list[str]()
    removers: list[Callable[[], None]] = []

    def once(_: Update) -> None:
        heard.append("once")
        removers[0]()
        audience.add_listener(lambda _: heard.append("late"))

    removers.append(audience.add_listener(once))
    audience.tell(said(1))
    assert heard == ["once"]
    audience.tell(said(2))
    assert heard == ["once", "late"]


def test_every_watch_gets_every_update_and_all_end_with_the_device() -> None:
    async def body() -> None:
        audience = Audience(ID)
        watches = [audience.watch(8), audience.watch(8)]
        audience.tell(said(1))
        audience.tell(said(2))
        audience.end()
        for watch in watches:
            assert [update.dps[1] async for update in watch] == [1, 2]

    run(body())


def test_a_slow_reader_gets_neighbours_merged() -> None:
    async def body() -> None:
        audience = Audience(ID)
        watch = audience.watch(2)
        for dp in (1, 2, 3):
            audience.tell(said(True, dp))
        audience.end()
        heard = [update async for update in watch]
        assert [update.dps for update in heard] == [{1: True, 2: True}, {3: True}]
        assert [update.merged for update in heard] == [1, 0]

    run(body())


def test_a_watch_that_was_closed_or_dropped_is_told_no_more() -> None:
    async def body() -> None:
        audience = Audience(ID)
        closed, kept = audience.watch(8), audience.watch(8)
        dropped = [audience.watch(8)]
        closed.close()
        dropped.clear()
        gc.collect()
        audience.tell(said(1))
        audience.end()
        assert [update async for update in closed] == []
        assert [update async for update in kept] == [said(1)]

    run(body())


def test_the_end_passes_over_a_watch_that_nobody_holds() -> None:
    async def body() -> None:
        audience = Audience(ID)
        dropped = [audience.watch(8)]
        dropped.clear()
        gc.collect()
        audience.end()

    run(body())


def test_changes_of_the_connection_are_told_with_their_reason_and_time() -> None:
    async def body() -> None:
        audience = Audience(ID)
        audience.tell_connection(Status.CONNECTING, None)  # Nobody listens yet.
        watch = audience.watch_connection()
        reason = UnreachableError("nobody there", device_id=ID)
        audience.tell_connection(Status.WAITING, reason)
        audience.end()
        (change,) = [change async for change in watch]
        assert (change.device_id, change.status, change.error) == (ID, Status.WAITING, reason)
        assert change.time > 0

    run(body())


def test_of_many_changes_that_nobody_reads_the_last_one_is_kept() -> None:
    async def body() -> None:
        audience = Audience(ID)
        watch = audience.watch_connection()
        for _ in range(64):
            audience.tell_connection(Status.CONNECTING, None)
        audience.tell_connection(Status.OPEN, None)
        audience.end()
        assert [change.status async for change in watch][-1] is Status.OPEN

    run(body())


def test_updates_of_properties_go_to_those_who_asked_for_them_alone() -> None:
    async def body() -> None:
        audience = Audience(ID)
        raw, words = list[Update](), list[PropertyUpdate]()
        audience.add_listener(raw.append)
        remove = audience.add_property_listener(words.append)
        watch, other = audience.watch_properties(8), audience.watch(8)
        audience.tell_properties(named(1))
        remove()
        remove()
        audience.tell_properties(named(2))
        audience.end()
        assert (raw, words) == ([], [named(1)])
        assert [update async for update in watch] == [named(1), named(2)]
        assert [update async for update in other] == []

    run(body())
