"""One TCP session with a device: bytes to events, requests to bytes, time to whatever is due.

Everything here runs in callbacks of the event loop; nothing knows why the session was opened or what comes after it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final, Protocol

from tuyalan.errors import TuyalanError, UseError
from tuyalan.session.events import Acknowledged, Answered, Closed, Confirmed, DpUpdate, Dropped, Event, Failed
from tuyalan.session.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.client.network import Network
    from tuyalan.client.writes import WriteQueue
    from tuyalan.net.tcp import Link
    from tuyalan.session.client import ClientSession
    from tuyalan.vocabulary import Cid, DeviceId, DpId, Json
    from tuyalan.wire.codec import Message

_log = logging.getLogger("tuyalan.client")
_wire_log = logging.getLogger("tuyalan.wire")
_session_log = logging.getLogger("tuyalan.session")

_MAX_EARLY: Final = 64 * 1024
_DEBUG_BYTES: Final = 75
_NEVER: Final = float("inf")


class Hearer(Protocol):
    """Hears values; the hot path ends there."""

    def on_update(self, update: DpUpdate) -> None:
        """Values were heard."""
        ...


class Keeper(Protocol):
    """Keeps the line, and hears of what is neither a value nor the end of a request."""

    def on_event(self, event: Event) -> None:
        """Something happened in the session."""
        ...


class Line:
    """One session from the first byte to the last; the connection makes a new one for each attempt."""

    # A thousand devices push through here, so what a push needs is few objects and few calls.
    __slots__ = (
        "_device_id", "_early", "_hearer", "_keeper", "_link", "_loop", "_timer", "_timer_at", "_waiters", "_writes",
        "ended", "session",
    )  # fmt: skip

    def __init__(
        self, session: ClientSession, device_id: DeviceId, *, writes: WriteQueue, hearer: Hearer, keeper: Keeper
    ) -> None:
        """Take the session to drive, the writes that go out on it, who hears values, and who hears of the rest."""
        self.session: ClientSession = session
        self._device_id = device_id
        self._writes = writes
        self._hearer = hearer
        self._keeper = keeper
        self._loop = loop = asyncio.get_running_loop()
        self._link: Link | None = None
        self._early = b""
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = _NEVER
        self._waiters: dict[int, asyncio.Future[Message | None]] = {}
        self.ended: asyncio.Future[TuyalanError | None] = loop.create_future()
        """Done when the conversation is over; holds why, or `None` after a goodbye of ours."""

    # Life

    async def dial(self, network: Network, address: str, port: int, *, timeout: float) -> None:
        """Connect; raises as `Network.open`."""
        self._link = await network.open(
            address, port, on_data=self._on_data, on_closed=self._on_closed, timeout=timeout
        )

    def start(self) -> None:
        """Begin the conversation, once dialled."""
        link = self._link
        assert link is not None  # noqa: S101 - dialled before
        self._take_all(self.session.start(now=self._loop.time()))
        self.flush()
        early, self._early = self._early, b""
        if early:
            self._on_data(early)
        if link.is_closed:
            self._on_closed(None)

    def close(self, error: TuyalanError) -> None:
        """End the session; whoever still waits for an answer gets the error."""
        self._take_all(self.session.close())
        self._cancel_timer()
        if self._link is not None:
            self._link.close()
        for future in self._waiters.values():
            if not future.done():
                future.set_exception(error)

    # Requests

    async def ask(self, send: Callable[[ClientSession, float, float], int]) -> Message | None:
        """Send one request and wait for its end; raises what went wrong. The session bounds the wait."""
        session, loop = self.session, self._loop
        try:
            number = send(session, loop.time(), time.time())
        except OverflowError as error:
            raise UseError(str(error), device_id=self._device_id) from error
        future: asyncio.Future[Message | None] = loop.create_future()
        self._waiters[number] = future
        self.flush()
        try:
            return await future
        except BaseException:
            # An answer has taken its waiter away already.
            self._waiters.pop(number, None)
            session.withdraw(number)
            raise

    async def ask_state(self) -> None:
        """Ask for the whole state, which comes as an update, and wait for the end of that as `ask` does."""
        await self.ask(lambda session, now, wall: session.query(now=now, wall=wall))

    def query_all(self, cids: Iterable[Cid]) -> None:
        """Ask for the states of children without waiting for them."""
        for cid in cids:
            self.session.query(cid, now=self._loop.time(), wall=time.time())

    def refresh(self, ids: tuple[DpId, ...], cid: Cid | None) -> None:
        """Ask the device to measure without waiting for it; what it measures comes as an update."""
        try:
            self.session.refresh(ids, cid, now=self._loop.time(), wall=time.time())
        except OverflowError:
            return  # More is waiting than it can answer; this question can be left out.
        self.flush()

    def send_write(self, dps: dict[DpId, Json], cid: Cid | None, *, confirms: bool) -> int:
        """Hand one write to the session; returns the request's number. `flush` sends it."""
        return self.session.control(dps, cid, confirms=confirms, now=self._loop.time(), wall=time.time())

    @property
    def is_open(self) -> bool:
        """Whether requests can be sent."""
        return self.session.state is State.OPEN

    # Bytes and time

    def flush(self) -> None:
        """Send what is to be sent and set the timer; an earlier one than needed is left, it will set the next."""
        session, writes = self.session, self._writes
        data = session.outgoing()
        if data and self._link is not None:
            if _wire_log.isEnabledFor(logging.DEBUG):
                _wire_log.debug("%s > %s", self._device_id, data[:_DEBUG_BYTES].hex())
            # A write is answered by two frames, an acknowledgement and a push; the second shall not wait for us.
            self._link.send(data, expects_more=writes.is_under_way)
        at = session.deadline
        if writes.is_waiting:
            at = min(at, writes.deadline())
        if at < self._timer_at:
            self._cancel_timer()
            self._timer_at = at
            self._timer = self._loop.call_at(at, self._on_timer)

    def _on_data(self, data: bytes) -> None:
        if self._link is None:
            # Some devices speak before the connection is ours to use; a frame or two of it is kept.
            self._early = (self._early + data)[:_MAX_EARLY]
            return
        if _wire_log.isEnabledFor(logging.DEBUG):
            _wire_log.debug("%s < %s", self._device_id, data[:_DEBUG_BYTES].hex())
        session = self.session
        for event in session.receive(data, now=self._loop.time()):
            # Updates are nearly all there is.
            if type(event) is DpUpdate:
                self._hearer.on_update(event)
            else:
                self._take(event)
        if not session.is_idle or self._writes.is_waiting:
            self.flush()

    def _on_closed(self, error: Exception | None) -> None:
        if self._link is None:
            return  # `start` looks whether the connection still stands.
        if error is not None:
            _log.debug("%s: connection ended: %s", self._device_id, error)
        self._take_all(self.session.receive(b"", now=self._loop.time()))

    def _on_timer(self) -> None:
        self._timer = None
        self._timer_at = _NEVER
        now = self._loop.time()
        self._take_all(self.session.tick(now=now))
        self._writes.flush(now=now)
        self.flush()

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timer_at = _NEVER

    # Events

    def _take_all(self, events: list[Event]) -> None:
        for event in events:
            if type(event) is DpUpdate:
                self._hearer.on_update(event)
            else:
                self._take(event)

    def _take(self, event: Event) -> None:
        if type(event) is Answered and event.request in self._waiters:
            future = self._waiters.pop(event.request)
            if not future.done():
                future.set_result(event.message)
            return
        if self.session.is_closed:
            # Before anyone is told, so that nothing is written into a connection that has ended.
            self._writes.pause()
        match event:
            case Failed():
                self._fail(event)
                self._writes.take(event, now=self._loop.time())
            case Acknowledged() | Confirmed() | Answered():
                self._writes.take(event, now=self._loop.time())
            case Dropped(bad=bad):
                what = "%s: dropped %d bytes (%s)"
                _session_log.debug(what, self._device_id, bad.size, bad.fault.value)
            case _:
                self._keeper.on_event(event)
                if type(event) is Closed and not self.ended.done():
                    self.ended.set_result(event.error)

    def _fail(self, event: Failed) -> None:
        future = self._waiters.get(event.request)
        if future is not None and not future.done():
            event.error.device_id = event.error.device_id or self._device_id
            future.set_exception(event.error)
