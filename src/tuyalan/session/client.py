"""The client's side of one connection: bytes in, events out; requests in, bytes out. No I/O, no clock, no randomness.

The calls, in the order of a conversation:

    session.start(now=now)                      the connection stands
    number = session.query(now=now, wall=wall)  ask something; events speak of that number
    session.outgoing()                          bytes to write, once
    events = session.receive(data, now=now)     b"" means that the stream ended
    events = session.tick(now=now)              call when `session.deadline` has passed
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import (
    BusyError,
    ConnectionLostError,
    FrameError,
    IntegrityError,
    KeyRejectedError,
    MovedError,
    SilentDeviceError,
    TuyalanError,
    VersionMismatchError,
)
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause, Closed, DpUpdate, Dropped, Event, Opened
from tuyalan.session.negotiation import (
    HANDSHAKE_NONCE,
    RESPONSE,
    derive_session_key,
    draw_client_nonce,
    is_proven,
    is_weak,
    prove,
)
from tuyalan.session.requests import RequestDesk
from tuyalan.session.states import Cue, State, advance
from tuyalan.wire.cipher import NONCE_SIZE
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import HEADERLESS, Command
from tuyalan.wire.frame import MAX_PAYLOAD, BadFrame, Fault, FrameBuffer
from tuyalan.wire.messages import Bodies, parse_children, parse_report
from tuyalan.wire.versions import Sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.session.reading import Suggest
    from tuyalan.session.request import Request
    from tuyalan.vocabulary import Cid, DeviceId, DpId, Json, LocalKey, Version
    from tuyalan.wire.messages import Report

NEGOTIATION_TIMEOUT: Final = 5.0
BUSY_WITHIN: Final = 0.25
"""A device without a free slot closes at once, one that dislikes the key after half a second or more, seconds. ERR-4."""
BEAT_INTERVAL: Final = 9.0
"""Own silence after which a heartbeat goes out; devices close after 30 s. Facts: BEAT-2."""
BEAT_TIMEOUT: Final = 5.0
"""Silence after a heartbeat before the next one, or before the connection counts as dead, seconds."""
BEATS_BEFORE_DEAD: Final = 2
PARTIAL_TIMEOUT: Final = 5.0
"""A frame that is not complete after this long means lost sync, seconds. Facts: STREAM-5."""
BAD_FRAMES_BEFORE_CLOSE: Final = 3
_NONCE_PREFIX: Final = NONCE_SIZE - 4
_NO_TIME: Final = 1e15
"""A clock that says this much says nothing, seconds."""

# Reading a member off an enum costs more than a comparison, and every push needs these.
_STATUS: Final = int(Command.STATUS)
_CLOSED: Final = State.CLOSED
_PUSH: Final = Cause.PUSH
_REPLY: Final = Cause.REPLY


class ClientSession:
    """One conversation with one device, from connection to close."""

    __slots__ = (
        "_bad_in_row", "_beat_at", "_beats", "_bodies", "_buffer", "_client_nonce", "_codec", "_desk", "_device_id",
        "_entropy", "_has_understood", "_key", "_last_heard", "_last_sent", "_nonce_prefix", "_now", "_out",
        "_partial_since", "_sequence", "_spec", "_started", "state",
    )  # fmt: skip

    def __init__(
        self,
        version: Version,
        key: LocalKey,
        device_id: DeviceId,
        *,
        entropy: Callable[[int], bytes],
        dialect: Dialect | None = None,
        suggest: Suggest | None = None,
        max_payload: int = MAX_PAYLOAD,
    ) -> None:
        """Take what is known of the device.

        Args:
            version: the protocol version to speak.
            key: the local key; a child's gateway's.
            device_id: the id of the device; a child's gateway's.
            entropy: gives that many random bytes.
            dialect: what was learnt about the device before.
            suggest: names the data points worth asking for, in case that only those named are answered (device22).
            max_payload: largest length field to believe, in bytes.
        """
        self.state: State = State.NEW
        self._key = key
        self._device_id = device_id
        self._entropy = entropy
        self._codec = make_codec(version, key, reads=Sender.DEVICE)
        self._spec = self._codec.spec
        self._bodies = Bodies(self._spec, device_id)
        self._desk = RequestDesk(
            self._spec, self._bodies, dialect=dialect or Dialect(), send=self._send, suggest=suggest
        )
        self._buffer = FrameBuffer(max_payload=max_payload)
        self._out: list[bytes] = []
        self._sequence = 0
        self._client_nonce = b""
        # A random prefix a connection and the counter make nonces that never repeat under a key (GCM-2).
        self._nonce_prefix = entropy(_NONCE_PREFIX) if self._spec.sealing is Sealing.GCM else b""
        self._started = 0.0
        self._now = 0.0
        self._last_sent = 0.0
        self._last_heard = 0.0
        self._beat_at = 0.0
        self._beats = 0
        self._partial_since = 0.0
        self._bad_in_row = 0
        self._has_understood = False

    @property
    def dialect(self) -> Dialect:
        """What is known of the device's habits by now."""
        return self._desk.dialect

    @property
    def has_children(self) -> bool:
        """Whether this is a gateway with known children; its refusals then teach nothing."""
        return self._desk.has_children

    @has_children.setter
    def has_children(self, value: bool) -> None:
        self._desk.has_children = value

    @property
    def is_proven(self) -> bool:
        """Whether the device has shown that it knows the key, by anything it sent."""
        return self._has_understood

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way, to be written, or half received; heartbeats aside, time changes nothing."""
        return not self._out and not self._partial_since and not self._desk.under_way

    @property
    def is_closed(self) -> bool:
        """Whether the conversation is over; nothing is told after `Closed`."""
        return self.state is State.CLOSED

    # What the owner asks

    def start(self, *, now: float) -> list[Event]:
        """Begin: the connection stands. Negotiates where the version does."""
        self._started = self._now = self._last_sent = self._last_heard = now
        if self._spec.negotiates:
            self.state = advance(self.state, Cue.START_SECURE)
            self._send_start()
            return []
        self.state = advance(self.state, Cue.START_PLAIN)
        return [Opened(), *self._desk.release(now=now)]

    def query(self, cid: Cid | None = None, *, now: float, wall: float) -> int:
        """Ask for the whole state of the device or of one child; returns the request's number.

        Args:
            cid: the child; `None` is the device itself.
            now: monotonic time, seconds.
            wall: Unix time, seconds.
        """
        self._now = now
        return self._desk.read(cid, now=now, wall=wall)

    def control(
        self, dps: Mapping[DpId, Json], cid: Cid | None = None, *, confirms: bool = True, now: float, wall: float
    ) -> int:
        """Write data points; with `confirms` the outcome waits for the device to report them."""
        self._now = now
        return self._desk.write(dps, cid, confirms=confirms, now=now, wall=wall)

    def refresh(self, ids: Iterable[DpId], cid: Cid | None = None, *, now: float, wall: float) -> int:
        """Ask the device to measure and push these data points."""
        self._now = now
        return self._desk.refresh(ids, cid, now=now, wall=wall)

    def presence(self, cids: Iterable[Cid] = (), *, now: float, wall: float) -> int:
        """Ask a gateway which of its children it reaches; none named means all."""
        self._now = now
        return self._desk.presence(cids, now=now, wall=wall)

    def raw(self, command: int, body: bytes, *, now: float, wall: float) -> int:
        """Send any command with any body, sealed and numbered as the version asks."""
        self._now = now
        return self._desk.raw(command, body, now=now, wall=wall)

    def withdraw(self, number: int) -> bool:
        """Forget a request whose caller gave up; false if it has been sent."""
        return self._desk.withdraw(number)

    def outgoing(self) -> bytes:
        """Return the bytes to write, whole frames only, and forget them."""
        out = self._out
        if not out:
            return b""
        data = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        return data

    def close(self) -> list[Event]:
        """Say that the owner closes the connection."""
        return self._end(None)

    # What happens

    def receive(self, data: bytes, *, now: float) -> list[Event]:
        """Take bytes from the device; nothing means that it closed the connection."""
        self._now = now
        if self.state is _CLOSED:
            return []
        if not data:
            return self._end(self._why_closed(now))
        events: list[Event] = []
        frames = self._buffer.feed(data)
        for frame in frames:
            message = frame if isinstance(frame, BadFrame) else self._codec.unseal(frame)
            if isinstance(message, BadFrame):
                self._take_bad(message, events)
            else:
                self._last_heard = now
                self._beats = self._bad_in_row = 0
                if message.command == _STATUS:
                    self._take_push(message, events)
                    continue  # A push never ends a conversation.
                self._take(message, events)
            if self.state is _CLOSED:  # pyright: ignore[reportUnnecessaryComparison] - the calls above may end it
                return events
        if not self._buffer.pending:
            self._partial_since = 0.0
        elif frames or not self._partial_since:
            # What waits began behind the last frame, so its time starts anew.
            self._partial_since = now
        return events

    @property
    def deadline(self) -> float:
        """Monotonic time at which `tick` has something to do; infinity after the end."""
        if self.state is State.OPEN:
            moments = (self._beat_due(), self._desk.deadline)
        elif self.state is State.NEGOTIATING:
            moments = (self._started + NEGOTIATION_TIMEOUT,)
        else:
            return float("inf")
        partial = self._partial_since + PARTIAL_TIMEOUT if self._partial_since else float("inf")
        return min(*moments, partial)

    def tick(self, *, now: float) -> list[Event]:
        """Do what is due: heartbeats, fallbacks, giving up."""
        self._now = now
        if self.state in (State.NEW, State.CLOSED):
            return []
        if self._partial_since and now >= self._partial_since + PARTIAL_TIMEOUT:
            return self._end(FrameError("a frame was never completed", device_id=self._device_id))
        if self.state is State.NEGOTIATING:
            if now < self._started + NEGOTIATION_TIMEOUT:
                return []
            return self._end(SilentDeviceError("no answer to the session start", device_id=self._device_id))
        events = self._desk.tick(now=now)
        if now >= self._beat_due():
            if self._beats >= BEATS_BEFORE_DEAD:
                dead = ConnectionLostError("heartbeats are not answered", device_id=self._device_id)
                return events + self._end(dead)
            self._beats += 1
            self._beat_at = now
            self._send(Command.HEARTBEAT, self._bodies.heartbeat)
        return events

    # Sending

    def _send(self, command: int, body: bytes) -> int:
        """Seal a frame and keep it for `outgoing`; returns its sequence number."""
        sequence = self._sequence = self._sequence + 1
        header = b"" if command in HEADERLESS else self._spec.header
        nonce = self._nonce_prefix
        if nonce:
            nonce += sequence.to_bytes(4, "big")
        self._out.append(self._codec.seal(command, sequence, body, header=header, nonce=nonce))
        self._last_sent = self._now
        return sequence

    def _send_start(self) -> None:
        self._client_nonce = draw_client_nonce(self._spec, self._key, self._entropy)
        self._send(Command.NEGOTIATION_START, self._client_nonce)

    def _beat_due(self) -> float:
        if self._beats:
            return self._beat_at + BEAT_TIMEOUT
        return min(self._last_sent, self._last_heard + BEAT_TIMEOUT) + BEAT_INTERVAL

    # Receiving

    def _take_push(self, message: Message, events: list[Event]) -> None:
        report = parse_report(message.body)
        if report is None:
            return  # A push without data points says nothing.
        self._has_understood = True
        self._take_report(report, report.child, _REPLY if report.type == "query" else _PUSH, events=events)
        if self._desk.under_way:
            events += self._desk.on_push(report.child, now=self._now)

    def _take_report(self, report: Report, cid: str | None, cause: Cause, *, events: list[Event]) -> None:
        points = report.points
        if not points:
            return
        when = report.t
        device_time = when if isinstance(when, (int, float)) and -_NO_TIME < when < _NO_TIME else None
        events.append(DpUpdate(points, cid, cause, self._now, device_time))
        desk = self._desk
        if desk.under_way or desk.dialect.has_no_state:
            events += desk.on_update(points, cid, now=self._now)

    def _take(self, message: Message, events: list[Event]) -> None:
        if self.state is State.NEGOTIATING:
            if message.command == Command.NEGOTIATION_RESPONSE:
                events += self._take_response(message)
            return
        if message.command == Command.HEARTBEAT and not self._desk.under_way:
            return
        # An answered heartbeat proves nothing where its body is empty and unsealed.
        self._has_understood = self._has_understood or message.command != Command.HEARTBEAT
        report = parse_report(message.body) if message.body else None
        if report is not None and self._is_another(report):
            events += self._end(MovedError("another device answers at this address", device_id=self._device_id))
            return
        request = self._desk.find(message, report)
        if report is not None:
            self._take_answer(report, message, request, events=events)
        if request is not None:
            events += self._desk.on_reply(request, message, report, now=self._now)

    def _take_answer(self, report: Report, message: Message, request: Request | None, *, events: list[Event]) -> None:
        """Tell the values of an answer, and whose they are."""
        cid = report.child
        if cid is None and request is not None:
            cid = request.cid  # A gateway need not repeat whom it was asked about.
        # Without `cid` and without a request they may be any child's; then nobody knows (GW-3).
        if request is not None or cid is not None or not self._desk.awaits_child(message.command):
            self._take_report(report, cid, _REPLY, events=events)
        if message.command == Command.EXTENSION_STREAM:
            children = parse_children(message.body)
            if children is not None:
                events += self._desk.on_children(children, now=self._now)

    def _is_another(self, report: Report) -> bool:
        # Only 3.1 replies are readable without the key; elsewhere the key has proven who speaks.
        if self._spec.sealing is not Sealing.SIGNED_CONTROL or report.child is not None:
            return False
        return isinstance(report.device_id, str) and report.device_id != self._device_id

    def _take_response(self, message: Message) -> list[Event]:
        body = message.body
        if len(body) < RESPONSE:
            return self._end(self._key_error("the session response is too short"))
        device_nonce = body[:HANDSHAKE_NONCE]
        if not is_proven(self._key, self._client_nonce, body[HANDSHAKE_NONCE:RESPONSE]):
            return self._end(self._key_error("the device could not prove that it knows the key"))
        session_key = derive_session_key(
            self._spec, self._key, client_nonce=self._client_nonce, device_nonce=device_nonce
        )
        if is_weak(session_key):
            self.state = advance(self.state, Cue.RESTART)
            self._send_start()
            return []
        self._send(Command.NEGOTIATION_FINISH, prove(self._key, device_nonce))
        self._codec.adopt(session_key)
        self.state = advance(self.state, Cue.AGREED)
        self._has_understood = True
        return [Opened(), *self._desk.release(now=self._now)]

    # Faults

    def _take_bad(self, bad: BadFrame, events: list[Event]) -> None:
        events.append(Dropped(bad))
        if bad.fault is Fault.VERSION:
            error = VersionMismatchError(
                f"the device does not speak {self._spec.version}: its frames are of another version",
                device_id=self._device_id,
            )
            events += self._end(error)
        elif bad.fault in _KEY_FAULTS and not self._has_understood:
            # Before the session some firmware pushes under a key of an earlier one (NEG-7).
            if self.state is State.OPEN or bad.command == Command.NEGOTIATION_RESPONSE:
                events += self._end(self._key_error("the frames of the device do not fit the key"))
        elif bad.fault is not Fault.GARBAGE:
            self._bad_in_row += 1
            if self._bad_in_row >= BAD_FRAMES_BEFORE_CLOSE:
                damaged = IntegrityError(f"damaged frames in a row ({bad.fault.value})", device_id=self._device_id)
                events += self._end(damaged)

    def _key_error(self, what: str) -> KeyRejectedError:
        return KeyRejectedError(what, device_id=self._device_id)

    def _why_closed(self, now: float) -> TuyalanError:
        """Tell from the moment at which a device hangs up what it dislikes. Facts: ERR-4."""
        if not self._has_understood:
            if now - self._started < BUSY_WITHIN:
                return BusyError("the device accepted the connection and closed it at once", device_id=self._device_id)
            if self.state is State.NEGOTIATING:
                return self._key_error("the device closed the connection instead of agreeing on a session key")
        return ConnectionLostError("the device closed the connection", device_id=self._device_id)

    def _end(self, error: TuyalanError | None) -> list[Event]:
        if self.state is State.CLOSED:
            return []
        self.state = advance(self.state, Cue.END)
        reason = error or ConnectionLostError("the connection was closed by us", device_id=self._device_id)
        failed = self._desk.fail_all(reason)
        return [*failed, Closed(error)]


_KEY_FAULTS: Final = frozenset({Fault.KEY, Fault.HMAC, Fault.TAG})
