"""The hold that a device has of the loop thread."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest

from tuyalan.blocking.hold import Hold, watch_alone

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator


async def goodbye() -> None:
    """Close nothing."""


async def name_thread() -> str:
    """Return in which thread this runs."""
    return threading.current_thread().name


async def count() -> AsyncGenerator[int]:
    """Count to two."""
    yield 1
    yield 2


def loop_threads() -> int:
    return sum(thread.name == "tuyalan loop" for thread in threading.enumerate())


def test_the_thread_is_kept_from_taking_to_releasing() -> None:
    hold = Hold(goodbye)
    assert (hold.is_taken, loop_threads()) == (False, 0)
    assert hold.take() is hold.take()
    assert hold.call(name_thread) == "tuyalan loop"
    assert (hold.is_taken, loop_threads()) == (True, 1)
    hold.release()
    hold.release()
    assert (hold.is_taken, loop_threads()) == (False, 0)


def test_a_call_takes_the_thread_for_itself_if_it_is_not_held() -> None:
    hold = Hold(goodbye)
    assert hold.call(name_thread) == "tuyalan loop"
    assert (hold.is_taken, loop_threads()) == (False, 0)


def test_what_takes_no_time_is_done_where_the_device_is_fed() -> None:
    hold = Hold(goodbye)
    assert hold.do(threading.current_thread) is threading.current_thread()
    hold.take()
    assert hold.do(threading.current_thread).name == "tuyalan loop"
    hold.release()


def test_watching_takes_the_thread_and_leaves_it_to_the_device_to_release() -> None:
    hold = Hold(goodbye)
    with hold.watch(count) as watch:
        assert list(watch) == [1, 2]
    assert (hold.is_taken, loop_threads()) == (True, 1)
    hold.release()


def test_one_thread_serves_all() -> None:
    one, two = Hold(goodbye), Hold(goodbye)
    assert one.take().thread is two.take().thread
    one.release()
    assert two.call(name_thread) == "tuyalan loop"
    two.release()
    assert loop_threads() == 0


def test_watching_alone_holds_the_thread_until_it_is_closed() -> None:
    with watch_alone(count) as watch:
        assert next(watch) == 1
        assert loop_threads() == 1
    assert loop_threads() == 0


def test_what_cannot_be_watched_holds_nothing() -> None:
    def fail() -> AsyncGenerator[int]:
        asyncio.get_running_loop()
        raise LookupError

    with pytest.raises(LookupError):
        watch_alone(fail)
    assert loop_threads() == 0
