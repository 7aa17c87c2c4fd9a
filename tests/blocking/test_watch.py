"""What happens, iterated over from a thread that does not use asyncio."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Self

import pytest

from tuyalan.blocking.watch import Watch
from tuyalan.net.portal import Portal

if TYPE_CHECKING:
    from collections.abc import Generator

    from tuyalan.net.portal import Lease

TIMEOUT: Final = 5.0


class Counting:
    """Counts to three, and notes that it was closed."""

    def __init__(self) -> None:
        self.count = 0
        self.closed = threading.Event()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> int:
        if self.count == 3:
            raise StopAsyncIteration
        self.count += 1
        return self.count

    async def aclose(self) -> None:
        self.closed.set()


@contextmanager
def lent() -> Generator[Lease]:
    lease = Portal().lease()
    try:
        yield lease
    finally:
        lease.close()


def make(lease: Lease, items: Counting, *, owns_lease: bool = False) -> Watch[int]:
    return Watch(lease, items, close=items.aclose, owns_lease=owns_lease)


def test_all_that_happens_is_yielded_and_the_end_closes_it() -> None:
    with lent() as lease:
        items = Counting()
        watch = make(lease, items)
        assert list(watch) == [1, 2, 3]
        assert items.closed.is_set()
        assert list(watch) == []


def test_leaving_it_closes_it_once() -> None:
    with lent() as lease:
        items = Counting()
        with make(lease, items) as watch:
            assert next(watch) == 1
        items.closed.clear()
        watch.close()
        assert not items.closed.is_set()
        with pytest.raises(StopIteration):
            next(watch)


def test_a_forgotten_one_is_closed_as_well() -> None:
    with lent() as lease:
        items = Counting()
        make(lease, items)
        gc.collect()
        assert items.closed.wait(TIMEOUT)


def test_what_was_heard_is_read_out_when_the_thread_is_gone() -> None:
    with lent() as lease:
        watch = make(lease, Counting())
        lease.thread.stop()
        assert list(watch) == [1, 2, 3]


def test_one_that_owns_its_lease_gives_it_back() -> None:
    with lent() as lease:
        make(lease, Counting(), owns_lease=True).close()
        assert not lease.thread.is_usable
