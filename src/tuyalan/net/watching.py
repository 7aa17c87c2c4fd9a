"""Watches one socket that somebody else reads and writes: calls back when it can be read, and when it can be written.

The event loop does it where it can. Where it cannot, as on Windows, a thread looks and the loop does the rest, so all
callbacks come from inside the loop either way.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

_END_TIMEOUT: Final = 1.0
"""How long the end of a thread that was woken is waited for, seconds: it needs microseconds."""


class SocketWatch(Protocol):
    """A socket that is watched for as long as this lives."""

    def want_write(self, callback: Callable[[], None] | None) -> None:
        """Call back whenever the socket can be written; `None` ends that."""
        ...

    def close(self) -> None:
        """Watch it no longer; to be called before the socket is closed."""
        ...


def watch_socket(loop: asyncio.AbstractEventLoop, fd: int, on_readable: Callable[[], None]) -> SocketWatch:
    """Call `on_readable` whenever the socket of this number can be read."""
    try:
        return LoopWatch(loop, fd, on_readable)
    except NotImplementedError:
        return ThreadWatch(loop, fd, on_readable)


class LoopWatch:
    """The event loop watches."""

    def __init__(self, loop: asyncio.AbstractEventLoop, fd: int, on_readable: Callable[[], None]) -> None:
        """Begin to watch.

        Raises:
            NotImplementedError: this loop cannot.
        """
        self._loop = loop
        self._fd = fd
        loop.add_reader(fd, on_readable)

    def want_write(self, callback: Callable[[], None] | None) -> None:
        """See `SocketWatch`."""
        if callback is None:
            self._loop.remove_writer(self._fd)
        else:
            self._loop.add_writer(self._fd, callback)

    def close(self) -> None:
        """See `SocketWatch`."""
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)


class ThreadWatch:
    """A thread watches, and waits while the loop does what is to be done."""

    def __init__(self, loop: asyncio.AbstractEventLoop, fd: int, on_readable: Callable[[], None]) -> None:
        """Begin to watch."""
        self._loop = loop
        self._fd = fd
        self._on_readable = on_readable
        self._on_writable: Callable[[], None] | None = None
        self._is_closed = False
        self._done = threading.Event()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._thread = threading.Thread(target=self._look, name=f"tuyalan watch {fd}", daemon=True)
        self._thread.start()

    def want_write(self, callback: Callable[[], None] | None) -> None:
        """See `SocketWatch`."""
        self._on_writable = callback
        self._wake()

    def close(self) -> None:
        """See `SocketWatch`."""
        if self._is_closed:
            return
        self._is_closed = True
        self._wake()
        self._done.set()
        self._thread.join(_END_TIMEOUT)
        self._waker.close()

    def _wake(self) -> None:
        # If it cannot be sent, so many wait that one more would say nothing new.
        with contextlib.suppress(OSError):
            self._waker.send(b"\0")

    # In the thread

    def _look(self) -> None:
        with self._woken, selectors.DefaultSelector() as selector, contextlib.suppress(OSError, RuntimeError):
            # Of a socket that is closed meanwhile, or of a loop that has ended, nothing is to be told.
            selector.register(self._woken, selectors.EVENT_READ)
            selector.register(self._fd, selectors.EVENT_READ)
            while not self._is_closed:
                wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if self._on_writable else 0)
                selector.modify(self._fd, wanted)
                self._hand_over({key.fd: events for key, events in selector.select()})

    def _hand_over(self, ready: dict[int, int]) -> None:
        if self._woken.fileno() in ready:
            self._woken.recv(4096)
        events = ready.get(self._fd, 0)
        self._done.clear()
        # Whoever closes says so before it sets the event, so it was set too early only if this sees it closed.
        if events and not self._is_closed:
            self._loop.call_soon_threadsafe(self._call_back, events)
            self._done.wait()

    # In the loop

    def _call_back(self, events: int) -> None:
        try:
            if events & selectors.EVENT_READ and not self._is_closed:
                self._on_readable()
            if events & selectors.EVENT_WRITE and not self._is_closed and self._on_writable is not None:
                self._on_writable()
        finally:
            self._done.set()
