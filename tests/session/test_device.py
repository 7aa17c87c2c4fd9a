"""The device's side: negotiates, numbers and closes as real devices do, and talks with the client's side."""

from __future__ import annotations

import itertools
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.session.playbook import START, WALL, Entropy, acknowledged, answered, confirmed, replied, tell, update
from tests.support import load_vectors
from tests.wire.support import (
    ALL_VERSIONS,
    DEVICE_ID,
    KEY,
    NONCE,
    OTHER_KEY,
    Vector,
    feed_one,
    load_conversations,
    load_recorded_device,
    unseal,
)
from tuyalan.errors import ConnectionLostError, KeyRejectedError, ProtocolError
from tuyalan.session.client import ClientSession
from tuyalan.session.device import IDLE_TIMEOUT, DeviceSession
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Asked, Closed, DeviceEvent, Dropped, Event, Opened
from tuyalan.session.negotiation import prove
from tuyalan.session.states import State
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.codec import Message, Sender, frame_55aa, make_codec
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import Fault, FrameBuffer
from tuyalan.wire.versions import VERSIONS

SECURE: Final = (Version.V34, Version.V35)
OLD: Final = (Version.V31, Version.V32, Version.V33)
CONVERSATIONS: Final = load_conversations("dialogs") | load_conversations("transcripts")
ENTRIES: Final[dict[str, dict[str, Any]]] = {
    entry["id"]: entry for group in ("dialogs", "transcripts") for entry in load_vectors(group)
}
each_version = pytest.mark.parametrize("version", ALL_VERSIONS)
each_secure = pytest.mark.parametrize("version", SECURE)
each_old = pytest.mark.parametrize("version", OLD)


class Pair:
    """A client and a device with the wire between them."""

    def __init__(
        self, version: Version, *, device: DeviceSession | None = None, client_entropy: Entropy | None = None
    ) -> None:
        self.client = ClientSession(
            version, KEY, DEVICE_ID, entropy=client_entropy or Entropy(), dialect=Dialect(null_query=False)
        )
        self.device = device or DeviceSession(version, KEY, entropy=Entropy(b"\xab" * 8))
        self.told: list[Event] = []
        self.asked: list[DeviceEvent] = []

    def start(self) -> Pair:
        """Connect, and let both agree."""
        self.asked += self.device.start(now=START)
        self.told += self.client.start(now=START)
        return self.flow()

    def flow(self) -> Pair:
        """Carry bytes until both are quiet."""
        up, down = self.client.outgoing(), self.device.outgoing()
        while up or down:
            self.asked += self.device.receive(up, now=START) if up else []
            self.told += self.client.receive(down, now=START) if down else []
            up, down = self.client.outgoing(), self.device.outgoing()
        return self

    def last(self) -> Asked:
        """Return the last request."""
        asked = self.asked[-1]
        assert isinstance(asked, Asked)
        return asked


def kinds(events: list[DeviceEvent]) -> list[object]:
    """Return events by what matters of them."""
    return [type(event.error) if isinstance(event, Closed) else type(event) for event in events]


def started(version: Version) -> DeviceSession:
    """A device that has accepted a client."""
    device = DeviceSession(version, KEY, entropy=Entropy())
    device.start(now=START)
    return device


def sent(device: DeviceSession, version: Version, key: LocalKey = KEY) -> list[Message]:
    """Return what the device wrote under one key."""
    codec = make_codec(version, key, reads=Sender.DEVICE)
    messages = [codec.unseal(feed_one(frame)) for frame in device.outgoing_frames()]
    assert all(isinstance(message, Message) for message in messages)
    return [message for message in messages if isinstance(message, Message)]


# Together


@pytest.mark.fact("NEG-1", "NEG-4", "CMD-1", "WRITE-3", "HDR-4")
@each_version
def test_client_and_device_understand_each_other(version: Version) -> None:
    pair = Pair(version).start()
    assert pair.client.state is pair.device.state is State.OPEN
    assert kinds(pair.asked) == [Opened]
    pair.client.query(now=START, wall=WALL)
    pair.flow()
    assert pair.last().command == VERSIONS[version].query
    pair.device.reply(pair.last(), b'{"dps":{"1":true}}')
    pair.client.control({1: False}, now=START, wall=WALL)
    pair.flow()
    assert pair.last().command == VERSIONS[version].control
    assert pair.last().header == VERSIONS[version].header
    pair.device.reply(pair.last())
    pair.device.push(b'{"dps":{"1":false}}', serial=5)
    pair.device.send(Command.STATUS, b'{"dps":{"2":1}}')
    pair.flow()
    assert [tell(event) for event in pair.told[1:]] == [
        replied({1: True}),
        answered(1),
        acknowledged(2),
        update({1: False}),
        confirmed(2),
        update({2: 1}),
    ]


@pytest.mark.fact("NEG-5", "NEG-10")
def test_a_client_gets_around_weak_keys_on_3_4() -> None:
    device = DeviceSession(Version.V34, KEY, entropy=Entropy())
    device.weak_keys = 2
    pair = Pair(Version.V34, device=device).start()
    assert pair.client.state is pair.device.state is State.OPEN
    assert device.weak_keys == 0
    assert pair.client._sequence == 4


@pytest.mark.fact("NEG-6")
def test_a_client_rules_weak_keys_out_on_3_5() -> None:
    device = DeviceSession(Version.V35, KEY, entropy=Entropy())
    device.weak_keys = 1
    pair = Pair(Version.V35, device=device).start()
    assert pair.client.state is pair.device.state is State.OPEN
    assert pair.client._sequence == 2


@each_version
@given(data=st.data())
@settings(max_examples=20)
def test_any_segmentation_of_the_requests_gives_the_same_events(version: Version, data: st.DataObject) -> None:
    def collect(cuts: list[int]) -> list[DeviceEvent]:
        device = DeviceSession(version, KEY, entropy=Entropy())
        client = ClientSession(version, KEY, DEVICE_ID, entropy=Entropy(), dialect=Dialect(null_query=False))
        events = device.start(now=START)
        client.start(now=START)
        while VERSIONS[version].negotiates and client.state is not State.OPEN:
            events += device.receive(client.outgoing(), now=START)
            client.receive(device.outgoing(), now=START)
        client.query(now=START, wall=WALL)
        client.control({1: True}, now=START, wall=WALL)
        client.raw(Command.HEARTBEAT, b"{}", now=START, wall=WALL)
        stream = b"garbage" + client.outgoing()
        edges = [0, *(cut * len(stream) // 1000 for cut in cuts), len(stream)]
        for begin, end in itertools.pairwise(edges):
            if begin < end:
                events += device.receive(stream[begin:end], now=START)
        return events

    cuts = sorted(data.draw(st.lists(st.integers(0, 1000), max_size=8)))
    expected = collect([])
    assert sum(isinstance(event, Asked) for event in expected) == 3
    assert collect(cuts) == expected


# Negotiation


@pytest.mark.fact("NEG-10")
@each_secure
def test_a_start_may_be_repeated_and_gets_a_new_nonce(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    for number in (1, 2):
        assert device.receive(client.seal(3, number, bytes(16), nonce=NONCE), now=START) == []
    first, second = sent(device, version)
    assert first.command == second.command == Command.NEGOTIATION_RESPONSE
    assert first.body[:16] != second.body[:16]
    assert all(nonce in b"0123456789abcdef" for nonce in first.body[:16])
    assert device.state is State.NEGOTIATING


@pytest.mark.fact("NEG-10", "NEG-11")
@each_secure
@pytest.mark.parametrize("command", [Command.NEGOTIATION_START, Command.NEGOTIATION_FINISH])
def test_a_second_negotiation_ends_the_connection(version: Version, command: Command) -> None:
    pair = Pair(version).start()
    pair.client._send(command, bytes(32))
    pair.flow()
    assert kinds(pair.asked) == [Opened, ProtocolError]


@pytest.mark.fact("NEG-11")
@each_secure
def test_a_request_before_the_session_ends_the_connection(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    events = device.receive(client.seal(16, 1, b"{}", nonce=NONCE), now=START)
    assert kinds(events) == [ProtocolError]
    assert device.receive(b"x", now=START) == []


@pytest.mark.fact("NEG-8")
@each_secure
def test_a_client_that_cannot_prove_the_key_is_sent_away(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    device.receive(client.seal(3, 1, bytes(16), nonce=NONCE), now=START)
    assert kinds(device.receive(client.seal(5, 2, bytes(32), nonce=NONCE), now=START)) == [KeyRejectedError]


@each_secure
def test_a_short_nonce_is_ignored(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    assert device.receive(client.seal(3, 1, b"short", nonce=NONCE), now=START) == []
    assert device.outgoing() == b""
    assert device.state is State.NEGOTIATING


@pytest.mark.fact("NEG-9")
@each_secure
def test_a_start_under_another_key_is_not_answered(version: Version) -> None:
    device = started(version)
    client = make_codec(version, OTHER_KEY, reads=Sender.DEVICE)
    events = device.receive(client.seal(3, 1, bytes(16), nonce=NONCE), now=START)
    assert kinds(events) == [Dropped, KeyRejectedError]
    assert device.outgoing() == b""


@pytest.mark.fact("NEG-5")
def test_a_weak_key_counts_as_none_and_the_next_request_ends_it_all() -> None:
    device = started(Version.V34)
    device.weak_keys = 1
    client = make_codec(Version.V34, KEY, reads=Sender.DEVICE)
    device.receive(client.seal(3, 1, bytes(16)), now=START)
    (response,) = sent(device, Version.V34)

    assert device.receive(client.seal(5, 2, prove(KEY, response.body[:16])), now=START) == []
    assert device.state is State.NEGOTIATING
    assert kinds(device.receive(client.seal(16, 3, b"{}"), now=START)) == [ProtocolError]


def test_a_weak_key_is_not_searched_for_ever() -> None:
    asked: list[int] = []

    def always(size: int) -> bytes:
        asked.append(size)
        return bytes(size)

    device = DeviceSession(Version.V35, KEY, entropy=always)
    device.weak_keys = 1
    device.start(now=START)
    device.receive(make_codec(Version.V35, KEY, reads=Sender.DEVICE).seal(3, 1, bytes(16), nonce=NONCE), now=START)
    assert sent(device, Version.V35)
    assert len(asked) < 10_000


# Numbers and codes


@pytest.mark.fact("SEQ-3", "RET-1")
@each_old
def test_old_versions_repeat_the_number_but_for_heartbeats_and_pushes(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    (query, beat) = device.receive(client.seal(10, 77, b"{}") + client.seal(9, 78, b"{}"), now=START)
    assert isinstance(query, Asked)
    assert isinstance(beat, Asked)
    device.reply(query, b'{"dps":{}}')
    device.reply(beat)
    device.push(b'{"dps":{}}', serial=1)
    assert [(m.command, m.sequence, m.return_code) for m in sent(device, version)] == [
        (10, 77, 0),
        (9, 0, 0),
        (8, 0, 0),
    ]


@pytest.mark.fact("SEQ-4")
@each_secure
def test_new_versions_count_their_own_frames_and_finish_uses_no_number(version: Version) -> None:
    pair = Pair(version)
    pair.asked += pair.device.start(now=START)
    pair.client.start(now=START)
    pair.device.receive(pair.client.outgoing(), now=START)
    response = pair.device.outgoing()
    start = unseal(make_codec(version, KEY, reads=Sender.DEVICE), response)
    assert isinstance(start, Message)
    pair.client.receive(response, now=START)
    pair.flow()
    pair.client.query(now=START, wall=WALL)
    pair.flow()
    pair.device.reply(pair.last(), b'{"dps":{}}')
    pair.device.push(b'{"dps":{}}', serial=1)
    numbers = [feed_one(frame).sequence for frame in pair.device.outgoing_frames()]
    assert numbers == [start.sequence + 1, start.sequence + 2]


@pytest.mark.fact("HDR-4")
@pytest.mark.parametrize("version", ALL_VERSIONS[1:])
def test_pushes_carry_serial_and_origin(version: Version) -> None:
    pair = Pair(version).start()
    pair.device.push(b'{"dps":{"1":1}}', serial=0x1B2C)
    (frame,) = FrameBuffer().feed(pair.device.outgoing())
    message = pair.client._codec.unseal(frame)  # pyright: ignore[reportArgumentType] - it is whole
    assert isinstance(message, Message)
    assert message.header == version.value.encode() + bytes(4) + b"\0\0\x1b\x2c\0\0\0\1"


@pytest.mark.fact("RET-1", "RET-3")
@each_version
def test_return_codes_may_be_little_endian_or_missing(version: Version) -> None:
    pair = Pair(version).start()
    pair.client.raw(Command.WIFI_INFO, b"{}", now=START, wall=WALL)
    pair.flow()
    pair.device.little_endian_codes = True
    pair.device.reply(pair.last(), b'{"dps":{"1":1}}', code=1)
    pair.device.sends_codes = False
    pair.device.reply(pair.last(), b'{"dps":{"2":1}}', code=1)
    little, missing = pair.device.outgoing_frames()
    codec = pair.client._codec
    # 55AA frames are big-endian on every device; there a little-endian code is no code at all.
    if version is Version.V35:
        first = codec.unseal(feed_one(little))
        assert isinstance(first, Message)
        assert first.return_code == 1
    second = codec.unseal(feed_one(missing))
    assert isinstance(second, Message)
    assert second.return_code is None
    assert second.body == b'{"dps":{"2":1}}'


@pytest.mark.fact("SEQ-2")
@each_version
@pytest.mark.parametrize("numbers", [(5, 5), (5, 4), (0,)])
def test_a_strict_device_ends_the_connection_when_numbers_do_not_grow(
    version: Version, numbers: tuple[int, ...]
) -> None:
    device = started(version)
    device.is_strict = True
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    command, body = (3, bytes(16)) if VERSIONS[version].negotiates else (9, b"{}")
    events = [e for n in numbers for e in device.receive(client.seal(command, n, body, nonce=NONCE), now=START)]
    assert kinds(events)[-1] is ProtocolError


@pytest.mark.fact("SEQ-2")
def test_a_strict_device_allows_gaps() -> None:
    device = started(Version.V33)
    device.is_strict = True
    client = make_codec(Version.V33, KEY, reads=Sender.DEVICE)
    events = [e for n in (1, 2, 1000, 0xFFFFFFFF) for e in device.receive(client.seal(9, n, b"{}"), now=START)]
    assert kinds(events) == [Asked] * 4


# Damage and ends


@pytest.mark.parametrize("version", OLD)
def test_old_devices_survive_damage(version: Version) -> None:
    device = started(version)
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    data = bytearray(client.seal(9, 1, b"{}"))
    data[-5] ^= 1
    events = device.receive(bytes(data) + client.seal(9, 2, b"{}"), now=START)
    assert kinds(events) == [Dropped, Asked]


@each_secure
def test_new_devices_do_not(version: Version) -> None:
    pair = Pair(version).start()
    pair.client._send(Command.HEARTBEAT, b"{}")
    data = bytearray(pair.client.outgoing())
    data[-5] ^= 1
    assert kinds(pair.device.receive(bytes(data), now=START)) == [Dropped, KeyRejectedError]


@pytest.mark.fact("VER-1")
def test_small_frames_of_another_version_are_thrown_away_and_larger_ones_end_the_connection() -> None:
    device = started(Version.V35)
    (small,) = device.receive(frame_55aa(9, 1, b""), now=START)
    assert isinstance(small, Dropped)
    assert small.bad.fault is Fault.VERSION
    assert kinds(device.receive(frame_55aa(3, 1, bytes(64)), now=START)) == [Dropped, KeyRejectedError]


@pytest.mark.fact("FRAME-6")
@pytest.mark.parametrize(("size", "outcome"), [(4095, [Asked]), (4096, [Dropped, KeyRejectedError])])
def test_a_device_may_read_small_frames_only(size: int, outcome: list[object]) -> None:
    device = DeviceSession(Version.V35, KEY, entropy=Entropy(), max_payload=4095 - 22)
    pair = Pair(Version.V35, device=device).start()
    pair.client.raw(Command.WIFI_INFO, bytes(size - 50 - 15), now=START, wall=WALL)
    data = pair.client.outgoing()
    assert len(data) == size
    assert kinds(device.receive(data, now=START)) == outcome
    assert device.outgoing() == b""


@pytest.mark.fact("BEAT-2")
@each_version
def test_an_idle_client_is_sent_away_after_half_a_minute(version: Version) -> None:
    device = started(version)
    assert device.deadline == START + IDLE_TIMEOUT
    assert device.tick(now=START + IDLE_TIMEOUT - 0.1) == []
    client = make_codec(version, KEY, reads=Sender.DEVICE)
    command, body = (3, bytes(16)) if VERSIONS[version].negotiates else (9, b"{}")
    device.receive(client.seal(command, 1, body, nonce=NONCE), now=START + 20)
    assert device.deadline == START + 20 + IDLE_TIMEOUT
    assert kinds(device.tick(now=START + 20 + IDLE_TIMEOUT)) == [ConnectionLostError]
    assert device.deadline == float("inf")
    assert device.tick(now=START + 1000) == []


@each_version
def test_the_end_is_told_once(version: Version) -> None:
    device = started(version)
    assert kinds(device.receive(b"", now=START)) == [ConnectionLostError]
    assert device.receive(b"", now=START) == device.close() == []
    other = started(version)
    assert kinds(other.close()) == [type(None)]
    assert other.is_closed


def test_errors_and_sessions_show_no_key() -> None:
    device = started(Version.V34)
    events = device.receive(make_codec(Version.V34, OTHER_KEY, reads=Sender.DEVICE).seal(3, 1, bytes(16)), now=START)
    assert KEY.reveal().decode() not in repr(events) + repr(device)


# Recorded conversations


def replay(name: str) -> tuple[DeviceSession, list[Vector], list[DeviceEvent]]:
    """Let a device with the recorded nonce hear the client of a recorded conversation."""
    entry = ENTRIES[name]
    nonce = bytes.fromhex(bytes.fromhex(entry["device_nonce"] or "").decode())
    device = DeviceSession(
        Version(entry["version"]),
        LocalKey(bytes.fromhex(entry["local_key"])),
        entropy=lambda size: nonce if size == len(nonce) else bytes(size),
    )
    events = device.start(now=START)
    vectors = [vector for vector in CONVERSATIONS[name] if vector.sender is Sender.CLIENT]
    for vector in vectors:
        events += device.receive(vector.frame, now=START)
    return device, vectors, events


@pytest.mark.fact("NEG-1", "NEG-4", "SEQ-1", "HDR-2", "BEAT-1")
@pytest.mark.parametrize("name", list(CONVERSATIONS))
def test_the_client_of_every_recorded_conversation_is_understood(name: str) -> None:
    device, vectors, events = replay(name)
    requests = [v for v in vectors if v.command not in (3, 5)]
    assert [event for event in events if isinstance(event, Asked)] == [
        Asked(v.command, v.sequence, v.body, v.header) for v in requests
    ]
    assert sum(isinstance(event, Opened) for event in events) == 1
    assert device.state is State.OPEN


def test_the_recorded_session_with_device_code_is_understood() -> None:
    frames = [v for v in load_recorded_device() if v.sender is Sender.CLIENT]
    nonce = bytes.fromhex("33303939373762636337633437623862")
    device = DeviceSession(
        Version.V35,
        frames[0].key,
        entropy=lambda size: bytes.fromhex(nonce.decode()) if size == len(nonce) // 2 else bytes(size),
    )
    device.is_strict = True
    events = device.start(now=START)
    for vector in frames:
        events += device.receive(vector.frame, now=START)
    assert [type(event) for event in events] == [Opened] + [Asked] * (len(frames) - 2)


@each_version
@given(junk=st.lists(st.binary(max_size=80), max_size=8), strict=st.booleans())
def test_junk_never_raises_and_ends_at_most_once(version: Version, junk: list[bytes], strict: bool) -> None:  # noqa: FBT001
    device = DeviceSession(version, KEY, entropy=Entropy())
    device.is_strict = strict
    events = device.start(now=START)
    for piece in junk:
        events += device.receive(piece, now=START) if piece else []
    events += device.close()
    assert sum(isinstance(event, Closed) for event in events) == 1
