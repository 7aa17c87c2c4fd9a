"""Conversations as playbooks: what the client does, what the device says, what each of them must have seen.

    book(Version.V33).query().sends(Command.QUERY).hears(Command.QUERY, {"dps": {"1": True}}).tells(...)

`sends` and `tells` name everything since they were asked last, in order; `done` finds what nobody asked about.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tests.wire.support import DEVICE_ID, KEY
from tuyalan.session.client import ClientSession
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import (
    Acknowledged,
    Answered,
    Cause,
    ChildrenSeen,
    Closed,
    Confirmed,
    DpUpdate,
    Dropped,
    Event,
    Failed,
    Learned,
    Opened,
)
from tuyalan.session.negotiation import derive_session_key, is_proven, prove
from tuyalan.session.states import State
from tuyalan.vocabulary import Cid, LocalKey, Version
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import BadFrame, Fault, FrameBuffer
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.errors import TuyalanError
    from tuyalan.vocabulary import Json

WALL: Final = 1_700_000_000.0
START: Final = 1000.0
DEVICE_NONCE: Final = b"0a1b2c3d4e5f6789"
WEAK_NONCE_34: Final = bytes.fromhex("1c0055b2cddfdae1adb19c17938c6251")
"""With `KEY` and `DEVICE_NONCE` it leads to a session key that begins with zero."""

Told: TypeAlias = "tuple[object, ...] | ChildrenSeen"
Sent: TypeAlias = "int | tuple[int, bytes]"


def update(dps: Mapping[int, Json], cid: str | None = None, cause: Cause = Cause.PUSH) -> Told:
    """Values were heard."""
    return ("update", dict(dps), cid, cause)


def replied(dps: Mapping[int, Json], cid: str | None = None) -> Told:
    """Values were heard because they were asked for."""
    return update(dps, cid, Cause.REPLY)


def failed(request: int, error: type[TuyalanError], *, sent: bool = True) -> Told:
    """A request will not succeed."""
    return ("failed", request, error, sent)


def closed(error: type[TuyalanError] | None) -> Told:
    """The conversation is over."""
    return ("closed", error)


def dropped(fault: Fault) -> Told:
    """A bad frame came."""
    return ("dropped", fault)


def learned(**habits: object) -> Told:
    """The device turned out to have these habits, and no others."""
    return ("learned", msgspec.to_builtins(msgspec.convert(habits, Dialect)))


def acknowledged(request: int) -> Told:
    """The device received it."""
    return ("acknowledged", request)


def answered(request: int) -> Told:
    """The device answered it."""
    return ("answered", request)


def confirmed(request: int) -> Told:
    """The device did it."""
    return ("confirmed", request)


OPENED: Final[Told] = ("opened",)


def tell(event: Event) -> Told:  # noqa: C901, PLR0911 - one case for each event
    """Return what matters of an event; errors are compared by their class."""
    match event:
        case Opened():
            return OPENED
        case DpUpdate():
            return update(event.dps, event.cid, event.cause)
        case Acknowledged():
            return acknowledged(event.request)
        case Answered():
            return answered(event.request)
        case Confirmed():
            return confirmed(event.request)
        case Failed():
            return failed(event.request, type(event.error), sent=event.sent)
        case ChildrenSeen():
            return event
        case Dropped():
            return dropped(event.bad.fault)
        case Learned():
            return ("learned", event.dialect.to_json())
        case Closed():
            return closed(type(event.error) if event.error else None)


class Entropy:
    """Random bytes that are the same in every run; what is queued for a size comes first."""

    def __init__(self, *queued: bytes) -> None:
        self._queued = list(queued)
        self._numbers = itertools.count(1)

    def __call__(self, size: int) -> bytes:
        for number, data in enumerate(self._queued):
            if len(data) == size:
                return self._queued.pop(number)
        return (next(self._numbers) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).to_bytes(16, "big")[:size]


class Peer:
    """The device's end of the wire: reads what the client wrote and seals what it is told to say."""

    def __init__(self, version: Version, key: LocalKey = KEY) -> None:
        self.spec = VERSIONS[version]
        self.key = key
        self.codec = make_codec(version, key, reads=Sender.CLIENT)
        self.sequence = 0x2F40
        self.serial = 0x1B2C
        self._buffer = FrameBuffer()
        self._nonces = itertools.count(1)

    def read(self, data: bytes) -> list[Message]:
        """Return what the client wrote, as messages; follows the handshake with `DEVICE_NONCE`."""
        messages: list[Message] = []
        for frame in self._buffer.feed(data):
            assert not isinstance(frame, BadFrame)
            message = self.codec.unseal(frame)
            assert isinstance(message, Message), message
            messages.append(message)
            if message.command == Command.NEGOTIATION_START:
                self.client_nonce = message.body
            elif message.command == Command.NEGOTIATION_FINISH:
                assert is_proven(self.key, DEVICE_NONCE, message.body)
                self.codec.adopt(
                    derive_session_key(self.spec, self.key, client_nonce=self.client_nonce, device_nonce=DEVICE_NONCE)
                )
        return messages

    def seal(
        self, command: int, body: bytes, *, sequence: int | None = None, code: int | None = 0, header: bytes = b""
    ) -> bytes:
        """Seal a frame; 3.4 and 3.5 count by themselves."""
        if not self.spec.echoes_sequence:
            self.sequence += 1
            sequence = self.sequence
        sealed_code = b"" if code is None else code.to_bytes(4, "big")
        nonce = next(self._nonces).to_bytes(12, "big")
        return self.codec.seal(command, sequence or 0, body, header=header, code=sealed_code, nonce=nonce)

    def seal_push(self, body: bytes) -> bytes:
        """Seal a STATUS with its source header."""
        header = self.spec.header
        if header:
            self.serial += 1
            header = header[:7] + self.serial.to_bytes(4, "big") + b"\0\0\0\1"
        return self.seal(Command.STATUS, body, header=header)

    def seal_response(self) -> bytes:
        """Seal the answer to the START that was read last."""
        return self.seal(Command.NEGOTIATION_RESPONSE, DEVICE_NONCE + prove(self.key, self.client_nonce))


class Book:
    """One conversation between a `ClientSession` and a `Peer`, with a clock that moves only when told."""

    def __init__(
        self, version: Version, *, key: LocalKey = KEY, dialect: Dialect | None = None, entropy: Entropy | None = None
    ) -> None:
        self.session = ClientSession(
            version, key, DEVICE_ID, entropy=entropy or Entropy(), dialect=dialect, max_payload=4096
        )
        self.peer = Peer(version)
        self.now = START
        self.number = 0
        self._sent: list[Message] = []
        self._told: list[Event] = []
        self.messages: list[Message] = []
        """Everything the client ever sent."""

    # What the client does

    def start(self) -> Book:
        """Connect."""
        return self._note(self.session.start(now=self.now))

    def open(self) -> Book:
        """Connect and get through the handshake."""
        self.start()
        if self.peer.spec.negotiates:
            self.sends(Command.NEGOTIATION_START)
            self.bytes(self.peer.seal_response())
            self.sends(Command.NEGOTIATION_FINISH)
        return self.tells(OPENED)

    def query(self, cid: str | None = None) -> Book:
        """Ask for the state."""
        return self._ask(self.session.query(_cid(cid), now=self.now, wall=self.wall))

    def write(self, dps: dict[int, Json], cid: str | None = None, *, confirms: bool = True) -> Book:
        """Write data points."""
        return self._ask(self.session.control(dps, _cid(cid), confirms=confirms, now=self.now, wall=self.wall))

    def refresh(self, *ids: int, cid: str | None = None) -> Book:
        """Ask for a measurement."""
        return self._ask(self.session.refresh(ids, _cid(cid), now=self.now, wall=self.wall))

    def presence(self, *cids: str) -> Book:
        """Ask for the presence of children."""
        return self._ask(self.session.presence([Cid(cid) for cid in cids], now=self.now, wall=self.wall))

    def raw(self, command: int, body: bytes) -> Book:
        """Send any command."""
        return self._ask(self.session.raw(command, body, now=self.now, wall=self.wall))

    def close(self) -> Book:
        """Say goodbye."""
        return self._note(self.session.close())

    # What happens to it

    def hears(
        self, command: int, body: object = b"", *, to: int | None = None, sequence: int | None = None, code: int = 0
    ) -> Book:
        """The device answers: JSON or bytes, with the sequence number of the request that was sent last, or `to`-th."""
        if sequence is None:
            asked = [m for m in self.messages if m.command == command]
            sequence = (asked[-1] if to is None else asked[to]).sequence if asked else 0
        return self.bytes(self.peer.seal(command, _bytes(body), sequence=sequence, code=code))

    def pushed(self, body: object) -> Book:
        """The device pushes."""
        return self.bytes(self.peer.seal_push(_bytes(body)))

    def bytes(self, data: bytes) -> Book:
        """Bytes arrive."""
        return self._note(self.session.receive(data, now=self.now))

    def ends(self) -> Book:
        """The device hangs up."""
        return self.bytes(b"")

    def waits(self, seconds: float) -> Book:
        """Time passes; the session is called when it asked to be."""
        end = self.now + seconds
        for _ in range(1000):
            deadline = self.session.deadline
            if deadline > end:
                break
            assert deadline >= self.now, "a deadline was missed"
            self.now = deadline
            self._note(self.session.tick(now=self.now))
            assert self.session.deadline > self.now, "nothing was done at a deadline"
        else:
            raise AssertionError("the session never rests")
        self.now = end
        return self

    # What must have come of it

    def sends(self, *expected: Sent) -> Book:
        """Check the commands, or commands and bodies, that the client sent since the last check."""
        found = [
            (m.command, m.body) if isinstance(e, tuple) else m.command
            for m, e in zip(self._sent, expected, strict=False)
        ]
        found += [m.command for m in self._sent[len(expected) :]]
        assert found == list(expected)
        self._sent.clear()
        return self

    def tells(self, *expected: Told) -> Book:
        """Check the events since the last check."""
        assert [tell(event) for event in self._told] == list(expected)
        self._told.clear()
        return self

    def done(self) -> None:
        """Check that nothing else happened, and that nothing is forgotten: after a long time all is quiet."""
        self.sends()
        self.tells()

    def why(self) -> str:
        """Return the text of the last error that was told, without checking it."""
        errors = [event.error for event in self._told if isinstance(event, Failed | Closed) and event.error]
        return str(errors[-1])

    @property
    def wall(self) -> float:
        """Unix time."""
        return WALL + self.now - START

    def _ask(self, number: int) -> Book:
        assert number > self.number, "a number was given twice"
        self.number = number
        return self._note([])

    def _note(self, events: list[Event]) -> Book:
        self._told += events
        messages = self.peer.read(self.session.outgoing())
        self._sent += messages
        self.messages += messages
        if self.session.state is State.CLOSED:
            assert self.session.deadline == float("inf")
        return self


def book(version: Version, *, dialect: Dialect | None = None) -> Book:
    """Open a conversation that is ready for requests."""
    return Book(version, dialect=dialect).open()


def _bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else msgspec.json.encode(body)


def _cid(cid: str | None) -> Cid | None:
    return None if cid is None else Cid(cid)
