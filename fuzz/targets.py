"""What is fed: each target takes one input and raises if anything does not hold that must always hold."""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING, ClassVar, Final

from fuzz import corpus
from tuyalan.beacon.parsing import parse_datagram
from tuyalan.beacon.values import Ask, Beacon, Rejected
from tuyalan.credentials.android import read_android, scan_memory
from tuyalan.credentials.capture import read_capture
from tuyalan.credentials.containers import Content
from tuyalan.credentials.entries import Collector
from tuyalan.credentials.importing import read_import
from tuyalan.errors import CredentialError, StorageError
from tuyalan.session.client import ClientSession
from tuyalan.session.device import DeviceSession
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Answered, Asked, Closed, Confirmed, Failed
from tuyalan.session.negotiation import derive_session_key, prove
from tuyalan.session.observer import ObserverSession
from tuyalan.session.states import State
from tuyalan.vocabulary import Cid, DeviceId, LocalKey, Version
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import EXCERPT, HEADER_6699, BadFrame, Frame, FrameBuffer
from tuyalan.wire.messages import (
    ChildrenReport,
    Report,
    build_json,
    parse_any,
    parse_children,
    parse_report,
    parse_text,
)
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from types import UnionType

    from tuyalan.credentials.base import Found
    from tuyalan.session.events import DeviceEvent, Event

MAX_PAYLOAD: Final = 2048
"""Small, so that the bound is met often, in bytes."""
_MOST_PENDING: Final = MAX_PAYLOAD + HEADER_6699 + 4
_KEY: Final = LocalKey("XH.YR?<<.-SVV{Z6")
_DEVICE_ID: Final = DeviceId("eb0123456789abcdef01")
_NONCE: Final = b"0a1b2c3d4e5f6789"
_COMMANDS: Final = (4, 7, 8, 8, 8, 9, 10, 13, 16, 18, 64, 3, 5, 0x7F)
_INPUTS_A_SESSION: Final = 300
"""A session that lives this long gives way to the next, as a connection would."""


class BrokenPromiseError(Exception):
    """Something that must always hold did not."""


class Target(abc.ABC):
    """One thing that reads hostile bytes."""

    name: ClassVar[str]

    def __init__(self, source: random.Random) -> None:
        """Take where chance comes from."""
        self.random = source
        self.history: list[str] = []
        """What was done since the state of the target was last fresh, one step a line."""

    @abc.abstractmethod
    def load_corpus(self) -> Sequence[bytes]:
        """Return the inputs to mutate."""

    @abc.abstractmethod
    def run(self, data: bytes) -> None:
        """Feed one input.

        Raises:
            BrokenPromiseError: something does not hold; any other exception is as bad.
        """


def expect(holds: bool, what: str) -> None:  # noqa: FBT001 - the name says it
    """Raise unless it holds."""
    if not holds:
        raise BrokenPromiseError(what)


def expect_kind(value: object, kinds: UnionType) -> None:
    """Raise unless the value is of one of these types."""
    expect(isinstance(value, kinds), f"{value!r} is not of {kinds}")


class FramesTarget(Target):
    """Streams: any cut gives the same frames, within bounds."""

    name = "frames"

    def load_corpus(self) -> Sequence[bytes]:
        """Return frames."""
        return corpus.load_frames()

    def run(self, data: bytes) -> None:
        """Feed a stream whole and in two pieces."""
        whole, pieces = FrameBuffer(max_payload=MAX_PAYLOAD), FrameBuffer(max_payload=MAX_PAYLOAD)
        found = whole.feed(data)
        cut = self.random.randrange(len(data) + 1)
        parts = pieces.feed(data[:cut])
        expect(pieces.pending <= _MOST_PENDING, "too much is kept")
        parts += pieces.feed(data[cut:])
        expect(found == parts, "the cut changed the frames")
        expect(whole.pending == pieces.pending <= _MOST_PENDING, "too much is kept")
        expect(whole.close() == pieces.close(), "the cut changed the rest")
        for item in found:
            if isinstance(item, Frame):
                expect(item.data in data, "a frame was made up")
            else:
                expect(len(item.excerpt) <= EXCERPT, "an excerpt is too long")


class JsonTarget(Target):
    """Bodies: values or nothing, never an exception but the documented one."""

    name = "json"

    def load_corpus(self) -> Sequence[bytes]:
        """Return bodies."""
        return corpus.load_bodies()

    def run(self, data: bytes) -> None:
        """Read one body in every way."""
        report = parse_report(data)
        expect_kind(report, Report | None)
        if report is not None:
            points = report.points
            expect(points is None or all(type(dp) is int for dp in points), "an id is no number")
            expect(report.child is None or bool(report.child), "an empty child")
        children = parse_children(data)
        expect_kind(children, ChildrenReport | None)
        text = parse_text(data)
        expect(len(text) <= 200 and text.isprintable(), "a text is not fit for people")  # noqa: PLR2004 - documented
        try:
            tree = parse_any(data)
        except ValueError:
            return
        expect(parse_any(build_json(tree)) == tree, "JSON changed on its way")


class BeaconsTarget(Target):
    """Datagrams: a beacon, a question or a reason."""

    name = "beacons"

    def load_corpus(self) -> Sequence[bytes]:
        """Return datagrams."""
        return corpus.load_datagrams()

    def run(self, data: bytes) -> None:
        """Read one datagram."""
        expect_kind(parse_datagram(data), Beacon | Ask | Rejected)


class _SessionTarget(Target):
    """What sessions have in common: all versions in turn, time that passes, sealed bodies beside raw bytes."""

    def __init__(self, source: random.Random) -> None:
        super().__init__(source)
        self._bodies = corpus.load_bodies()
        self._left = 0
        self._turn = 0
        self.now = 1000.0
        self.version = Version.V31

    def load_corpus(self) -> Sequence[bytes]:
        """Return frames and bodies; bodies get sealed before they are fed."""
        return corpus.load_frames() + self._bodies

    def run(self, data: bytes) -> None:
        """Feed one input to a session, a new one now and then."""
        if self._left <= 0:
            self._left = self.random.randrange(1, _INPUTS_A_SESSION)
            self.version = tuple(Version)[self._turn % len(Version)]
            self._turn += 1
            self.history = [f"new {self.version}"]
            self.begin()
        self._left -= 1
        if not data.startswith(b"\0\0") and self.random.random() < 0.9:  # noqa: PLR2004 - most bodies go sealed
            data = self.seal(self.random.choice(_COMMANDS), data[:MAX_PAYLOAD])
        if not data:
            return
        self.history.append(f"{self.now} {data.hex()}")
        self.feed(data)
        self.now += self.random.choice((0.0, 0.0, 0.01, 0.5, 3.0))
        if self.is_over():
            self._left = 0

    @abc.abstractmethod
    def begin(self) -> None:
        """Make a new session and bring it, mostly, to where requests can be sent."""

    @abc.abstractmethod
    def seal(self, command: int, body: bytes) -> bytes:
        """Seal a body as the other side would."""

    @abc.abstractmethod
    def feed(self, data: bytes) -> None:
        """Give bytes to the session and check what comes of it."""

    @abc.abstractmethod
    def is_over(self) -> bool:
        """Tell whether the session has ended."""


class ClientTarget(_SessionTarget):
    """The client's side: every request ends exactly once, nothing is told after the end."""

    name = "client"

    def begin(self) -> None:
        """Open a session against a made-up device."""
        self.session = ClientSession(
            self.version,
            _KEY,
            _DEVICE_ID,
            entropy=self.random.randbytes,
            max_payload=MAX_PAYLOAD,
            dialect=Dialect(null_query=self.random.choice((None, None, True))),
        )
        self.codec = make_codec(self.version, _KEY, reads=Sender.CLIENT)
        self.awaited: set[int] = set()
        self.sequence = 0
        self.check(self.session.start(now=self.now))
        if VERSIONS[self.version].negotiates and self.random.random() < 0.9:  # noqa: PLR2004 - mostly
            self._agree()

    def _agree(self) -> None:
        (frame,) = FrameBuffer().feed(self.session.outgoing())
        message = self.codec.unseal(frame) if isinstance(frame, Frame) else frame
        expect(isinstance(message, Message), "the start is no frame")
        if isinstance(message, Message):
            response = self.seal(4, _NONCE + prove(_KEY, message.body))
            self.history.append(f"{self.now} {response.hex()}")
            self.feed(response)
            if self.session.state is State.OPEN:
                key = derive_session_key(VERSIONS[self.version], _KEY, client_nonce=message.body, device_nonce=_NONCE)
                self.codec.adopt(key)

    def seal(self, command: int, body: bytes) -> bytes:
        """Seal as the device, mostly with the number of a recent request."""
        sequence = max(0, self.sequence - self.random.choice((0, 0, 0, 1, 2, 5)))
        code = self.random.choice((bytes(4), bytes(4), b"\0\0\0\1", b""))
        header = VERSIONS[self.version].header if command == Command.STATUS else b""
        return self.codec.seal(command, sequence, body, code=code, header=header, nonce=self.random.randbytes(12))

    def feed(self, data: bytes) -> None:
        """Ask something now and then, feed, and let time pass."""
        if self.random.random() < 0.3 and self.session.state is State.OPEN:  # noqa: PLR2004 - now and then
            self._ask()
        self.check(self.session.receive(data, now=self.now))
        for _ in range(20):
            if self.session.deadline > self.now:
                break
            self.check(self.session.tick(now=self.now))
        expect(self.session.deadline > self.now, "a deadline stays in the past")
        written = FrameBuffer().feed(self.session.outgoing())
        expect(not any(isinstance(frame, BadFrame) for frame in written), "what was written is no frame")
        self.sequence = max([self.sequence, *(frame.sequence for frame in written if isinstance(frame, Frame))])
        expect(self.session._buffer.pending <= _MOST_PENDING, "too much is kept")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the bound to watch
        if self.session.state is State.CLOSED:
            expect(not self.awaited, "a request was forgotten")

    def _ask(self) -> None:
        session, now = self.session, self.now
        cid = self.random.choice((None, None, Cid("a4c1380011223344"), Cid("b")))
        match self.random.randrange(6):
            case 0:
                number = session.query(cid, now=now, wall=now)
            case 1:
                number = session.control({1: True, 2: "white"}, cid, now=now, wall=now)
            case 2:
                number = session.control({1: False}, cid, confirms=False, now=now, wall=now)
            case 3:
                number = session.refresh([1, 2], cid, now=now, wall=now)
            case 4:
                number = session.presence(now=now, wall=now)
            case _:
                number = session.raw(self.random.choice(_COMMANDS), b"{}", now=now, wall=now)
        self.history.append(f"{now} ask {number}")
        expect(number not in self.awaited, "a number was given twice")
        self.awaited.add(number)

    def check(self, events: list[Event]) -> None:
        """Note which requests ended."""
        for place, event in enumerate(events):
            if isinstance(event, Answered | Confirmed | Failed):
                expect(event.request in self.awaited, f"request {event.request} ended twice")
                self.awaited.discard(event.request)
            elif isinstance(event, Closed):
                expect(place == len(events) - 1, "something was told after the end")
        self._forget_acknowledged()

    def _forget_acknowledged(self) -> None:
        # A write that is content with its acknowledgement ends with it: not under way, not waiting, not awaited.
        desk = self.session._desk  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - nothing outside tells it
        alive = {request.id for request in (*desk.under_way, *desk._waiting)}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        self.awaited &= alive

    def is_over(self) -> bool:
        """Tell whether the session has ended."""
        return self.session.state is State.CLOSED


class DeviceTarget(_SessionTarget):
    """The device's side: answers whatever is asked, and never speaks after the end."""

    name = "device"

    def begin(self) -> None:
        """Accept a made-up client."""
        self.session = DeviceSession(self.version, _KEY, entropy=self.random.randbytes, max_payload=MAX_PAYLOAD)
        self.session.is_strict = self.random.random() < 0.2  # noqa: PLR2004 - now and then
        self.codec = make_codec(self.version, _KEY, reads=Sender.DEVICE)
        self.sequence = 0
        self._check(self.session.start(now=self.now))
        if VERSIONS[self.version].negotiates and self.random.random() < 0.9:  # noqa: PLR2004 - mostly
            self._agree()

    def _agree(self) -> None:
        nonce = self.random.randbytes(16)
        self.feed(self.seal(3, nonce))
        if self.is_over():
            return  # A strict device, and a number that did not grow.
        (frame,) = FrameBuffer().feed(self.session.outgoing())
        message = self.codec.unseal(frame) if isinstance(frame, Frame) else frame
        expect(isinstance(message, Message), "the response is no frame")
        if isinstance(message, Message):
            device_nonce = message.body[:16]
            self.feed(self.seal(5, prove(_KEY, device_nonce)))
            if self.session.state is State.OPEN:
                spec = VERSIONS[self.version]
                self.codec.adopt(derive_session_key(spec, _KEY, client_nonce=nonce, device_nonce=device_nonce))

    def seal(self, command: int, body: bytes) -> bytes:
        """Seal as a client, mostly with growing numbers."""
        self.sequence += self.random.choice((1, 1, 1, 1, 0, 3))
        header = self.random.choice((VERSIONS[self.version].header, b""))
        return self.codec.seal(command, self.sequence, body, header=header, nonce=self.random.randbytes(12))

    def feed(self, data: bytes) -> None:
        """Feed, answer what is asked, let time pass."""
        self._check(self.session.receive(data, now=self.now))
        if self.session.deadline <= self.now:
            self._check(self.session.tick(now=self.now))
        expect(self.session._buffer.pending <= _MOST_PENDING, "too much is kept")  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the bound to watch

    def _check(self, events: list[DeviceEvent]) -> None:
        for place, event in enumerate(events):
            if isinstance(event, Closed):
                expect(place == len(events) - 1, "something was told after the end")
            elif isinstance(event, Asked):
                self.session.reply(event, b'{"dps":{"1":true}}', code=self.random.choice((0, 1)))
                self.session.push(b'{"dps":{"1":true}}', serial=1)
                written = self.session.outgoing_frames()
                expect(len(written) == 2, "an answer is missing")  # noqa: PLR2004 - the answer and the push

    def is_over(self) -> bool:
        """Tell whether the session has ended."""
        return self.session.state is State.CLOSED


class ObserverTarget(_SessionTarget):
    """Both directions of a conversation: every byte comes back as a message or a reason."""

    name = "observer"

    def begin(self) -> None:
        """Watch a new conversation."""
        self.session = ObserverSession(self.version, _KEY, max_payload=MAX_PAYLOAD)
        self.codecs = {sender: make_codec(self.version, _KEY, reads=sender) for sender in Sender}

    def seal(self, command: int, body: bytes) -> bytes:
        """Seal as either side."""
        codec = self.codecs[self.random.choice(tuple(Sender))]
        return codec.seal(command, self.random.getrandbits(16), body, nonce=self.random.randbytes(12))

    def feed(self, data: bytes) -> None:
        """Feed to either direction."""
        sender = self.random.choice(tuple(Sender))
        seen = self.session.receive(data, sender)
        for item in seen:
            expect_kind(item.content, Message | BadFrame)
        for buffer in self.session._buffers.values():  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - the bound to watch
            expect(buffer.pending <= _MOST_PENDING, "too much is kept")

    def is_over(self) -> bool:
        """Tell that it never ends by itself."""
        return False


class ImportsTarget(Target):
    """Files with keys: whatever they hold, what is found is whole, and what is said holds no key."""

    name = "imports"

    def load_corpus(self) -> Sequence[bytes]:
        """Return files of other programs."""
        return corpus.load_key_files()

    def run(self, data: bytes) -> None:
        """Read one file in every way."""
        content = Content("file", data)
        for read in (self._import, self._read_memory, self._read_capture):
            try:
                found = read(content)
            except (CredentialError, StorageError) as error:
                expect("\n" not in str(error), "an error of more than one line")
                expect(not any(secret in str(error) for secret in corpus.KEY_FILE_SECRETS), "an error tells a key")
                continue
            for credential in found.credentials:
                expect(bool(credential.id), "a device without an id")
                credential.to_record()
            # A name may hold anything, also what was a key before it was moved there; what we say ourselves may not.
            said = " ".join(problem.reason for problem in found.problems)
            expect(not any(secret in said for secret in corpus.KEY_FILE_SECRETS), "a finding tells a key")

    def _import(self, content: Content) -> Found:
        return read_import(content)

    def _read_memory(self, content: Content) -> Found:
        collector = Collector("memory")
        read_android(content, collector)
        scan_memory(content, collector)
        return collector.finish()

    def _read_capture(self, content: Content) -> Found:
        collector = Collector("capture")
        read_capture(content, collector)
        return collector.finish()


TARGETS: Final[tuple[type[Target], ...]] = (
    FramesTarget,
    JsonTarget,
    BeaconsTarget,
    ClientTarget,
    DeviceTarget,
    ObserverTarget,
    ImportsTarget,
)
