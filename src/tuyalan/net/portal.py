"""A loop thread for callers that do not use asyncio: coroutines in, results out, from any thread.

Knows threads and loops; nothing of devices.
"""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import os
import threading
from typing import TYPE_CHECKING, Any, Final, TypeVar

from tuyalan.errors import UseError
from tuyalan.net.tasks import start

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")

GOODBYE_TIMEOUT: Final = 5.0
"""How long what is still open may take to close when the thread is stopped, seconds."""
_POLL: Final = 0.2 if os.name == "nt" else None
"""Where Ctrl-C does not interrupt a wait (Windows), the wait is cut into pieces of this length, seconds."""


class LoopThread:
    """One thread with one event loop; runs until it is stopped."""

    def __init__(self) -> None:
        """Start the thread and wait until its loop runs."""
        self._pid = os.getpid()
        self._loop = asyncio.new_event_loop()
        self._is_stopped = False
        # What is handed to the loop before it is told to stop still gets an answer. A garbage collection may come between,
        # and give a lease back, hence a lock that the same thread may take twice; so in `Portal`.
        self._order = threading.RLock()
        self._thread = threading.Thread(target=self._run, name="tuyalan loop", daemon=True)
        self._thread.start()

    @property
    def is_usable(self) -> bool:
        """Whether coroutines can still be run: a stopped thread, or one left behind by a fork, takes none."""
        return not self._is_stopped and self._pid == os.getpid()

    @property
    def is_inside(self) -> bool:
        """Whether the caller runs in this thread."""
        return threading.current_thread() is self._thread

    def call(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run what `make` makes in the loop and return what it returns; an interrupt cancels it.

        Args:
            make: called in the loop thread, so that it may look for the running loop.

        Raises:
            UseError: the thread is gone, or the caller runs in it and would wait for itself.
        """
        if self.is_inside:
            raise UseError(
                "a blocking call inside the loop thread would wait for itself",
                hint="Hand the work from the listener to a thread of your own.",
            )
        done: concurrent.futures.Future[T] = concurrent.futures.Future()
        tasks: list[asyncio.Task[None]] = []

        def begin() -> None:
            task = start(_answer(make, done), name="tuyalan call")
            task.add_done_callback(lambda _: _end(done))
            tasks.append(task)

        try:
            # An interrupt may come as soon as the call has begun, so this belongs to what is taken back.
            if not self.soon(begin):
                raise UseError(  # noqa: TRY301 - its own except passes it on
                    "the loop thread of this device is gone: it was closed, or the process was forked or is ending",
                    hint="Open the device again, after a fork in the process that uses it.",
                )
            return _wait(done)
        except BaseException:
            # What was begun is taken back before the caller goes on.
            # The task is looked up in the loop, because that is where it is made.
            if not done.done() and self.soon(lambda: tasks and tasks[0].cancel()):
                concurrent.futures.wait((done,), GOODBYE_TIMEOUT)
            raise

    def soon(self, callback: Callable[[], object]) -> bool:
        """Call something in the loop thread and do not wait for it; returns whether the thread is there to do so."""
        if self._pid != os.getpid():
            return False
        with self._order:
            if self.is_usable:
                self._loop.call_soon_threadsafe(callback)
            return self.is_usable

    def spawn(self, make: Callable[[], Coroutine[Any, Any, object]], *, name: str) -> None:
        """Run a coroutine in the loop thread and do not wait for it."""
        self.soon(lambda: start(make(), name=name))

    def stop(self) -> None:
        """End the thread: what still runs is cancelled."""
        if self._pid != os.getpid():
            return
        with self._order:
            if not self._is_stopped:
                self._is_stopped = True
                self._loop.call_soon_threadsafe(self._loop.stop)
        if not self.is_inside:
            self._thread.join(GOODBYE_TIMEOUT)

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            # The runner's own loop object is ours; leaving the block cancels tasks, ends generators and closes it.
            runner.get_loop().run_forever()


class Portal:
    """Gives out one shared loop thread: started for the first user, stopped with the last and at interpreter exit."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._forget()

    def lease(self, goodbye: Callable[[], Coroutine[Any, Any, object]] | None = None) -> Lease:
        """Return the right to use the loop thread.

        Args:
            goodbye: closes what the user has open, should the interpreter end before the lease is given back.
        """
        if self._pid != os.getpid():
            self._forget()  # The thread did not come along into this process.
        with self._lock:
            if self._thread is None or not self._thread.is_usable:
                if not self._is_registered:
                    atexit.register(self.stop)
                    self._is_registered = True
                self._thread = LoopThread()
            lease = Lease(self, self._thread, goodbye)
            self._leases.append(lease)
            return lease

    def give_back(self, lease: Lease) -> None:
        """Take a lease back; with the last one the thread ends."""
        if self._pid != os.getpid():
            return
        with self._lock:
            if lease not in self._leases:
                return
            self._leases.remove(lease)
            thread = None
            if not self._leases:
                thread, self._thread = self._thread, None
        if thread is not None:
            thread.stop()

    def stop(self) -> None:
        """Close what is still open and end the thread; the interpreter is about to end."""
        if self._pid != os.getpid():
            return
        with self._lock:
            leases, self._leases = self._leases, []
            thread, self._thread = self._thread, None
        if thread is None:
            return
        goodbyes = [lease.goodbye for lease in leases if lease.goodbye is not None]
        try:
            thread.call(lambda: _say(goodbyes))
        finally:
            thread.stop()

    def _forget(self) -> None:
        self._pid = os.getpid()
        self._lock = threading.RLock()
        self._thread: LoopThread | None = None
        self._leases: list[Lease] = []
        self._is_registered = False


class Lease:
    """The right of one user to use the shared loop thread."""

    def __init__(
        self, portal: Portal, thread: LoopThread, goodbye: Callable[[], Coroutine[Any, Any, object]] | None
    ) -> None:
        """Take who gave it; made by `Portal.lease`."""
        self.thread = thread
        self.goodbye = goodbye
        self._portal = portal

    def call(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine in the loop thread; see `LoopThread.call`."""
        return self.thread.call(make)

    def close(self) -> None:
        """Give the lease back; doing so twice does nothing."""
        self._portal.give_back(self)


async def _answer(make: Callable[[], Coroutine[Any, Any, T]], done: concurrent.futures.Future[T]) -> None:
    """Run a coroutine and hand its outcome to the thread that waits."""
    try:
        result = await make()
    except asyncio.CancelledError:
        raise  # `_end` tells the thread, also where the task never ran.
    except BaseException as error:  # noqa: BLE001 - whatever it is, it belongs to the thread that waits
        done.set_exception(error)
    else:
        done.set_result(result)


def _end(done: concurrent.futures.Future[Any]) -> None:
    """Answer a call whose task was cancelled."""
    if not done.done():
        done.set_exception(UseError("the call was cancelled: the loop thread is ending"))


async def _say(goodbyes: list[Callable[[], Coroutine[Any, Any, object]]]) -> None:
    async with asyncio.timeout(GOODBYE_TIMEOUT):
        for goodbye in goodbyes:
            await goodbye()


def _wait(done: concurrent.futures.Future[T]) -> T:
    while True:
        try:
            return done.result(_POLL)
        except TimeoutError:
            if done.done():
                raise
