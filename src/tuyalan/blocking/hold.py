"""The loop thread that all blocking devices share, and the hold that each has of it while it is open.

A device that is closed, or was never opened, takes the thread for the length of each call.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from tuyalan.blocking.watch import Watch
from tuyalan.net.portal import Portal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from tuyalan.net.portal import Lease

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

PORTAL: Final = Portal()
"""Starts nothing until a device is opened. One for the process: a thread for each device would be a waste."""


class _Stream(Protocol[T_co]):
    """What is iterated over in the loop thread, until it is closed."""

    def __aiter__(self) -> AsyncIterator[T_co]: ...
    def __anext__(self) -> Coroutine[Any, Any, T_co]: ...
    def aclose(self) -> Coroutine[Any, Any, object]: ...


class Hold:
    """The hold that one device has of the loop thread."""

    def __init__(self, goodbye: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Take what closes the device, should the interpreter end while it is open; the thread is not held yet."""
        self._goodbye = goodbye
        self._guard = threading.Lock()
        self._lease: Lease | None = None

    @property
    def is_taken(self) -> bool:
        """Whether the thread is held from call to call."""
        return self._lease is not None

    def take(self) -> Lease:
        """Keep the thread from now until `release`."""
        with self._guard:
            if self._lease is None:
                self._lease = PORTAL.lease(self._goodbye)
            return self._lease

    def release(self) -> None:
        """Let the thread go; doing so twice does nothing."""
        with self._guard:
            lease, self._lease = self._lease, None
        if lease is not None:
            lease.close()

    def call(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine in the thread and return what it returns; see `LoopThread.call`."""
        held = self._lease
        if held is not None:
            return held.call(make)
        with contextlib.closing(PORTAL.lease()) as lease:
            return lease.call(make)

    def do(self, act: Callable[[], T]) -> T:
        """Do what takes no time, in the thread if that is held."""

        async def doing() -> T:
            return act()

        held = self._lease
        return act() if held is None else held.call(doing)

    def watch(self, make: Callable[[], _Stream[T]]) -> Watch[T]:
        """Take the thread and iterate there over what `make` makes."""
        lease = self.take()
        items = lease.call(lambda: _begin(make))
        return Watch(lease, items, close=items.aclose, owns_lease=False)


def watch_alone(make: Callable[[], _Stream[T]]) -> Watch[T]:
    """Iterate over what `make` makes in the thread, and hold that until the iteration is closed."""
    lease = PORTAL.lease()
    try:
        items = lease.call(lambda: _begin(make))
    except BaseException:
        lease.close()
        raise
    return Watch(lease, items, close=items.aclose, owns_lease=True)


async def _begin(make: Callable[[], _Stream[T]]) -> _Stream[T]:
    return make()
