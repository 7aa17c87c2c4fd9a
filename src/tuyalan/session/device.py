"""The device's side of one connection: the client's code turned round. Drives the simulator.

Negotiates by itself, hands every other request to its owner as `Asked`, and seals what the owner answers. What a device
does with a request, and when it misbehaves, is the owner's part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConnectionLostError, KeyRejectedError, ProtocolError, TuyalanError
from tuyalan.session.events import Asked, Closed, DeviceEvent, Dropped, Opened
from tuyalan.session.negotiation import HANDSHAKE_NONCE, derive_session_key, is_proven, is_weak, prove
from tuyalan.session.states import Cue, State, advance
from tuyalan.wire.cipher import NONCE_SIZE
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import MAX_PAYLOAD, BadFrame, Fault, FrameBuffer
from tuyalan.wire.versions import FrameKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.vocabulary import LocalKey, Version

IDLE_TIMEOUT: Final = 30.0
"""A device closes after this long without a valid frame, seconds. Facts: BEAT-2."""
_SMALLEST_READ: Final = 50
"""A frame of another version shorter than this is thrown away, a longer one ends the connection, bytes. VER-1."""
_WEAK_NONCE_TRIES: Final = 4096
"""One key in 256 is weak, so this many tries fail only where the client's nonce rules weak keys out."""
_ORIGIN: Final = 1
"""What devices write into the last number of the source header. Facts: HDR-3."""


class DeviceSession:
    """One conversation with one client, from accept to close."""

    __slots__ = (
        "_buffer",
        "_client_nonce",
        "_codec",
        "_counter",
        "_device_nonce",
        "_entropy",
        "_key",
        "_last_heard",
        "_last_sequence",
        "_out",
        "_spec",
        "avoids_weak_keys",
        "idle_timeout",
        "is_strict",
        "little_endian_codes",
        "sends_codes",
        "state",
        "weak_keys",
    )  # fmt: skip

    def __init__(
        self, version: Version, key: LocalKey, *, entropy: Callable[[int], bytes], max_payload: int = MAX_PAYLOAD
    ) -> None:
        """Take what the device is.

        Args:
            version: the protocol version it speaks.
            key: its local key.
            entropy: gives that many random bytes.
            max_payload: largest length field it believes, in bytes.
        """
        self.state: State = State.NEW
        self.is_strict: bool = False
        """Close when a client's sequence number does not increase, as 3.5 firmware does. Facts: SEQ-2."""
        self.little_endian_codes: bool = False
        """Write return codes as some 3.5 firmware does. Facts: RET-3."""
        self.sends_codes: bool = True
        """Old devices and simulators leave return codes out. Facts: RET-1."""
        self.idle_timeout: float = IDLE_TIMEOUT
        self.avoids_weak_keys: bool = False
        """Never make a session key that begins with zero, for clients that do not know of the trap. Facts: NEG-5."""
        self.weak_keys: int = 0
        """How many of the next session keys shall begin with zero, where the client's nonce lets them. Facts: NEG-5."""
        self._key = key
        self._entropy = entropy
        self._codec = make_codec(version, key, reads=Sender.CLIENT)
        self._spec = self._codec.spec
        self._buffer = FrameBuffer(max_payload=max_payload)
        self._out: list[bytes] = []
        self._counter = int.from_bytes(entropy(2), "big")
        self._last_sequence = 0
        self._last_heard = 0.0
        self._client_nonce = bytes(HANDSHAKE_NONCE)
        self._device_nonce = bytes(HANDSHAKE_NONCE)

    @property
    def is_closed(self) -> bool:
        """Whether the conversation is over; nothing is told after `Closed`."""
        return self.state is State.CLOSED

    def start(self, *, now: float) -> list[DeviceEvent]:
        """Begin: a client was accepted."""
        self._last_heard = now
        if self._spec.negotiates:
            self.state = advance(self.state, Cue.START_SECURE)
            return []
        self.state = advance(self.state, Cue.START_PLAIN)
        return [Opened()]

    def receive(self, data: bytes, *, now: float) -> list[DeviceEvent]:
        """Take bytes from the client; nothing means that it closed the connection."""
        if self.state is State.CLOSED:
            return []
        if not data:
            return self._end(ConnectionLostError("the client closed the connection"))
        events: list[DeviceEvent] = []
        for frame in self._buffer.feed(data):
            message = frame if isinstance(frame, BadFrame) else self._codec.unseal(frame)
            if isinstance(message, BadFrame):
                events += self._take_bad(message)
            else:
                self._last_heard = now
                events += self._take(message)
            if self.is_closed:
                break
        return events

    def reply(self, asked: Asked, body: bytes = b"", *, code: int = 0, header: bytes = b"") -> None:
        """Answer a request: same command, return code, source header as a rule none, body. Facts: RET-1, SEQ-3."""
        echo = 0 if asked.command == Command.HEARTBEAT else asked.sequence
        self._send(asked.command, body, code=code, echo=echo, header=header)

    def push(self, body: bytes, *, serial: int) -> None:
        """Send a STATUS with the device-wide serial number in its source header. Facts: HDR-2, WRITE-4."""
        header = self._spec.header
        if header:
            header = header[:7] + serial.to_bytes(4, "big") + _ORIGIN.to_bytes(4, "big")
        self._send(Command.STATUS, body, header=header)

    def send(self, command: int, body: bytes) -> None:
        """Send any other frame unasked, for example a presence report."""
        self._send(command, body)

    def outgoing(self) -> bytes:
        """Return the bytes to write, and forget them."""
        return b"".join(self.outgoing_frames())

    def outgoing_frames(self) -> list[bytes]:
        """Return the frames to write one by one, and forget them."""
        out = self._out
        self._out = []
        return out

    @property
    def deadline(self) -> float:
        """Monotonic time at which the client has been idle for too long."""
        return float("inf") if self.state is State.CLOSED else self._last_heard + self.idle_timeout

    def tick(self, *, now: float) -> list[DeviceEvent]:
        """Close an idle connection."""
        if now < self.deadline:
            return []
        return self._end(ConnectionLostError("the client was idle for too long"))

    def close(self) -> list[DeviceEvent]:
        """Say that the owner closes the connection."""
        return self._end(None)

    def _take(self, message: Message) -> list[DeviceEvent]:
        if self.is_strict and message.sequence <= self._last_sequence:
            return self._end(ProtocolError("the sequence number of the client did not increase"))
        self._last_sequence = message.sequence
        if self.state is State.NEGOTIATING:
            return self._negotiate(message)
        if message.command in (Command.NEGOTIATION_START, Command.NEGOTIATION_FINISH) and self._spec.negotiates:
            return self._end(ProtocolError("a second negotiation on one connection"))
        return [Asked(message.command, message.sequence, message.body, message.header)]

    def _negotiate(self, message: Message) -> list[DeviceEvent]:
        if message.command == Command.NEGOTIATION_START:
            if len(message.body) < HANDSHAKE_NONCE:
                return []  # As firmware does: no answer, and the connection stays.
            self.state = advance(self.state, Cue.RESTART)
            self._client_nonce = message.body[:HANDSHAKE_NONCE]
            self._device_nonce = self._draw_nonce()
            proof = prove(self._key, self._client_nonce)
            self._send(Command.NEGOTIATION_RESPONSE, self._device_nonce + proof)
            return []
        if message.command != Command.NEGOTIATION_FINISH:
            return self._end(ProtocolError("a request before the session key was agreed on"))
        if not is_proven(self._key, self._device_nonce, message.body):
            return self._end(KeyRejectedError("the client could not prove that it knows the key"))
        session_key = self._derive(self._device_nonce)
        if is_weak(session_key):
            # As firmware does: a key that begins with zero counts as none, so the next request ends it all.
            return []
        self._codec.adopt(session_key)
        self.state = advance(self.state, Cue.AGREED)
        return [Opened()]

    def _draw_nonce(self) -> bytes:
        # Firmware draws hex digits; clients rely on that to avoid weak keys (NEG-6).
        nonce = self._entropy(HANDSHAKE_NONCE // 2).hex().encode()
        if self.weak_keys or self.avoids_weak_keys:
            wanted = self.weak_keys > 0
            self.weak_keys -= wanted
            for _ in range(_WEAK_NONCE_TRIES):
                if is_weak(self._derive(nonce)) is wanted:
                    break
                nonce = self._entropy(HANDSHAKE_NONCE // 2).hex().encode()
        return nonce

    def _derive(self, device_nonce: bytes) -> bytes:
        return derive_session_key(self._spec, self._key, client_nonce=self._client_nonce, device_nonce=device_nonce)

    def _take_bad(self, bad: BadFrame) -> list[DeviceEvent]:
        if bad.fault is Fault.GARBAGE or (bad.fault is Fault.VERSION and bad.size < _SMALLEST_READ):
            return [Dropped(bad)]
        if self._spec.negotiates:
            return [Dropped(bad), *self._end(KeyRejectedError(f"a frame of the client is bad ({bad.fault.value})"))]
        return [Dropped(bad)]

    def _send(self, command: int, body: bytes, *, code: int = 0, echo: int = 0, header: bytes = b"") -> None:
        sequence = echo
        if not self._spec.echoes_sequence:
            sequence = self._counter = (self._counter + 1) & 0xFFFFFFFF
        order = "little" if self.little_endian_codes else "big"
        sealed_code = code.to_bytes(4, order) if self.sends_codes else b""
        nonce = self._entropy(NONCE_SIZE) if self._spec.kind is FrameKind.F6699 else b""
        self._out.append(self._codec.seal(command, sequence, body, header=header, code=sealed_code, nonce=nonce))

    def _end(self, error: TuyalanError | None) -> list[DeviceEvent]:
        if self.state is State.CLOSED:
            return []
        self.state = advance(self.state, Cue.END)
        return [Closed(error)]
