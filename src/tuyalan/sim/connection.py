"""One client's TCP connection to a virtual device: bytes to the session, events to the device, frames to the line."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import TYPE_CHECKING, Final

from tuyalan.errors import KeyRejectedError
from tuyalan.session.events import Asked, Closed, Dropped, Opened
from tuyalan.session.states import State
from tuyalan.sim.faults import Reset
from tuyalan.sim.line import Line
from tuyalan.wire.frame import FrameBuffer

if TYPE_CHECKING:
    from tuyalan.errors import TuyalanError
    from tuyalan.session.device import DeviceSession
    from tuyalan.sim.device import VirtualDevice

_SMALLEST_READ: Final = 50
"""Firmware reads no less at once, bytes."""
_NO_LINGER: Final = struct.pack("ii", 1, 0)
"""Closing with this sends RST instead of FIN."""


class Connection(asyncio.Protocol):
    """From accept to close."""

    __slots__ = (
        "_address", "_device", "_is_stuck", "_line", "_loop", "_session", "_timers", "_transport", "_wake",
        "is_accepted", "was_open",
    )  # fmt: skip

    def __init__(self, device: VirtualDevice, loop: asyncio.AbstractEventLoop) -> None:
        """Take the device that is connected to."""
        self._device = device
        self._loop = loop
        self._session: DeviceSession = device.make_session()
        self._transport: asyncio.Transport | None = None
        self._address = ("", 0)
        self._line: Line | None = None
        self._wake: asyncio.TimerHandle | None = None
        self._timers: set[asyncio.TimerHandle] = set()
        self._is_stuck = False
        self.is_accepted: bool = False
        """Whether it holds one of the device's slots."""
        self.was_open: bool = False
        """Whether it ever was open."""

    @property
    def is_open(self) -> bool:
        """Whether requests are answered and pushes go out: accepted, and the key agreed on."""
        return self._session.state is State.OPEN

    @property
    def weak_keys(self) -> int:
        """How many weak session keys it was asked to make and has not made."""
        return self._session.weak_keys

    @property
    def address(self) -> tuple[str, int]:
        """Where the client is."""
        return self._address

    # What the device does

    def reply(self, asked: Asked, body: bytes = b"", *, code: int = 0) -> None:
        """Answer a request."""
        device = self._device
        header = device.spec.header if body and device.habits.header_on_answers else b""
        self._session.reply(asked, body, code=code, header=header)

    def reply_later(self, delay: float, asked: Asked, *, code: int) -> None:
        """Acknowledge after some seconds, if the connection still stands."""

        def acknowledge() -> None:
            self._timers.discard(timer)
            self.reply(asked, code=code)
            self.flush()

        timer = self._loop.call_later(delay, acknowledge)
        self._timers.add(timer)

    def push(self, body: bytes, *, serial: int) -> None:
        """Send a report of data points."""
        self._session.push(body, serial=serial)

    def send(self, command: int, body: bytes) -> None:
        """Send any frame unasked."""
        self._session.send(command, body)

    def send_raw(self, data: bytes) -> None:
        """Write bytes as they are."""
        transport = self._transport
        if transport is not None and not self._is_stuck and not transport.is_closing():
            transport.write(data)

    def flush(self) -> None:
        """Hand the frames that are ready to the socket, one write for each as firmware does."""
        frames = self._session.outgoing_frames()
        transport = self._transport
        if not frames or self._is_stuck or transport is None or transport.is_closing():
            return
        device = self._device
        device.counters.frames_out += len(frames)
        if not device.is_shaping and (self._line is None or self._line.is_empty):
            for frame in frames:
                transport.write(frame)
            return
        if self._line is None:
            self._line = Line(self._loop, self.send_raw)
        self._line.send(frames, device.faults, device.chances)

    def stick(self, *, is_stuck: bool) -> None:
        """Stop or go on reading and writing; the connection stays as it is."""
        transport = self._transport
        if transport is None or is_stuck == self._is_stuck or transport.is_closing():
            return
        self._is_stuck = is_stuck
        if is_stuck:
            transport.pause_reading()
        else:
            transport.resume_reading()

    def drop(self) -> None:
        """Close in order (FIN)."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Tear down (RST)."""
        transport = self._transport
        if transport is None:
            return
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()

    # What asyncio tells

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport of a client that was accepted."""
        self._transport = transport  # pyright: ignore[reportAttributeAccessIssue] - uvloop's has another base
        device = self._device
        self._address = transport.get_extra_info("peername", ("", 0))[:2]
        sock = transport.get_extra_info("socket")
        if sock is not None:
            # Said either way: event loops differ in what they set by themselves.
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, int(not device.habits.nagle))
        if device.faults.reset is Reset.ON_ACCEPT:
            self.reset()
        elif not device.admit(self):
            self.drop()
        else:
            self.is_accepted = True
            now = self._loop.time()
            self._take(self._session.start(now=now))
            device.greet(self)
            self.flush()
            self._wake = self._loop.call_at(self._session.deadline, self._tick)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        if not self.is_accepted or self._is_stuck:
            return
        if self._device.habits.forgets_pieces and _is_piece(data):
            self._device.counters.bad_frames += 1
            return
        is_answered = self._take(self._session.receive(data, now=self._loop.time()))
        self.flush()
        device = self._device
        if not is_answered:
            return
        if device.faults.reset is Reset.AFTER_REPLY:
            self.reset()
        elif device.habits.closes_after_reply:
            self.drop()

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection."""
        del exc
        self._session.close()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._wake is not None:
            self._wake.cancel()
            self._wake = None
        if self._line is not None:
            self._line.close()
        self._transport = None
        self._device.forget(self)

    # Events

    def _take(self, events: list[Opened | Asked | Dropped | Closed]) -> bool:
        """Act on events; tells whether any was a request."""
        device = self._device
        is_answered = False
        for event in events:
            match event:
                case Asked():
                    is_answered = True
                    device.counters.requests += 1
                    device.answers.take(self, event)
                case Opened():
                    self.was_open = True
                    device.counters.sessions += 1
                case Dropped():
                    device.counters.bad_frames += 1
                case Closed(error=error):
                    self._close_for(error)
        return is_answered

    def _close_for(self, error: TuyalanError | None) -> None:
        # Firmware needs a moment to notice that it cannot read a client; clients tell the cause by that (ERR-4).
        if isinstance(error, KeyRejectedError) or not self.was_open:
            self._timers.add(self._loop.call_later(self._device.habits.rejection_delay, self.drop))
        else:
            self.drop()

    def _tick(self) -> None:
        self._wake = None
        session = self._session
        if self._is_stuck:
            self._wake = self._loop.call_later(session.idle_timeout, self._tick)
            return
        self._take(session.tick(now=self._loop.time()))
        if session.state is not State.CLOSED:
            self._wake = self._loop.call_at(session.deadline, self._tick)


def _is_piece(data: bytes) -> bool:
    buffer = FrameBuffer()
    buffer.feed(data)
    return buffer.pending == len(data) < _SMALLEST_READ
