"""Any segmentation of a stream gives the same frames, and hostile streams cost no more than their length."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any, Final, SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tests.wire.support import KEY, NONCE, load_frames, unseal
from tuyalan.wire import frame as frame_module
from tuyalan.wire.checksum import HmacSha256, crc32
from tuyalan.wire.cipher import GcmCipher
from tuyalan.wire.codec import Message, frame_55aa, frame_6699, unseal_6699
from tuyalan.wire.frame import (
    EXCERPT,
    HEADER_55AA,
    HEADER_6699,
    MAX_PAYLOAD,
    MIN_LENGTH_6699,
    PREFIX_55AA,
    PREFIX_6699,
    SUFFIX_55AA,
    BadFrame,
    Fault,
    Frame,
    FrameBuffer,
    pack_head_55aa,
    pack_head_6699,
    reject,
)
from tuyalan.wire.versions import FrameKind

if TYPE_CHECKING:
    from collections.abc import Iterable

STREAMS: Final = load_vectors("stream_parser")
CIPHER: Final = GcmCipher(KEY.reveal())
BEAT: Final = frame_55aa(9, 1, b"")
NEW_BEAT: Final = frame_6699(CIPHER, 9, 1, plaintext=b"", nonce=NONCE)
PIECES: Final = (
    BEAT,
    NEW_BEAT,
    frame_55aa(8, 0xAA55, b"a" * 40),
    frame_6699(CIPHER, 8, 0x9966, plaintext=b"\0\0\x55\xaa" * 5, nonce=NONCE),
    BEAT[:-1] + b"\0",
    BEAT[:9],
    NEW_BEAT[:20],
    b"\0",
    b"\0\0",
    b"\0\0\x55",
    b"\0\0\x66",
    b"garbage",
    bytes.fromhex("000055aa00000005000000087fffffff"),
    bytes.fromhex("000055aa000000050000000800000004"),
    bytes.fromhex("0000669900000000000000000000000000000003"),
)


def feed(chunks: Iterable[bytes]) -> tuple[list[Frame | BadFrame], FrameBuffer]:
    """Feed chunks one by one."""
    buffer = FrameBuffer()
    return [item for chunk in chunks for item in buffer.feed(chunk)], buffer


def is_intact(frame: Frame, vector: dict[str, Any]) -> bool:
    """Verify a frame as the mode of its vector asks."""
    data = frame.data
    if vector["mode"] == "hmac":
        return HmacSha256(bytes.fromhex(vector["key"])).is_valid(data[:-36], data[-36:-4])
    if frame.kind is FrameKind.F6699:
        return unseal_6699(GcmCipher(bytes.fromhex(vector["key"])), data) is not None
    return crc32(data[:-8]) == int.from_bytes(data[-8:-4], "big")


@pytest.mark.fact("STREAM-1", "STREAM-2", "STREAM-3", "FRAME-1", "FRAME-4")
@pytest.mark.parametrize("cut", ["as recorded", "byte by byte", "in one piece"])
@pytest.mark.parametrize("vector", STREAMS, ids=lambda vector: vector["id"])
def test_recorded_streams_give_the_expected_frames(vector: dict[str, Any], cut: str) -> None:
    chunks = [bytes.fromhex(chunk) for chunk in vector["chunks"]]
    whole = b"".join(chunks)
    if cut != "as recorded":
        chunks = [whole] if cut == "in one piece" else [bytes([byte]) for byte in whole]
    found, buffer = feed(chunks)
    frames = [item for item in found if isinstance(item, Frame)]
    good = [frame.data.hex() for frame in frames if is_intact(frame, vector)]
    bad = len(found) - len(good)
    assert good == vector.get("expected_frames", [])
    assert bad >= vector["expected_errors"]
    assert (bad > 0) is (vector["expected_errors"] > 0)
    assert buffer.pending == len(vector["expected_rest"]) // 2


@pytest.mark.fact("STREAM-2")
def test_a_stream_joined_in_the_middle_of_a_real_frame_is_read_from_the_next_on() -> None:
    (fragment,) = [entry for entry in load_vectors("real_captures") if "chunk" in entry]
    chunk = bytes.fromhex(fragment["chunk"])
    found, buffer = feed([chunk])
    assert [item.fault for item in found if isinstance(item, BadFrame)] == [Fault.GARBAGE]
    assert len(found) == 1
    assert buffer.pending == len(chunk) - chunk.index(b"\0\0\x55\xaa")
    begun = chunk[chunk.index(b"\0\0\x55\xaa") :]
    rest = crc32(begun).to_bytes(4, "big") + SUFFIX_55AA
    (frame,) = buffer.feed(rest)
    assert isinstance(frame, Frame)
    reader = next(vector for vector in load_frames("real_captures") if vector.id == "real-33-query-reply-seq1")
    assert reader.key.reveal().hex() == fragment["key"]
    message = unseal(reader.open_reader(), frame.data)
    assert isinstance(message, Message)
    assert message.body.decode() == fragment["partial_frame_plaintext"]


@pytest.mark.fact("FRAME-2", "FRAME-4", "FRAME-5")
def test_the_smallest_frames_are_read_and_the_reserved_bytes_are_not_looked_at() -> None:
    assert len(BEAT) == 24
    assert len(NEW_BEAT) == 50
    odd = NEW_BEAT[:4] + b"\x35\x77" + NEW_BEAT[6:]
    found, _ = feed([BEAT, NEW_BEAT, odd])
    assert found == [
        Frame(FrameKind.F55AA, 1, 9, BEAT),
        Frame(FrameKind.F6699, 1, 9, NEW_BEAT),
        Frame(FrameKind.F6699, 1, 9, odd),
    ]


@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=12), data=st.data())
def test_any_segmentation_gives_the_same_frames(pieces: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    chunks = [stream[begin:end] for begin, end in itertools.pairwise(edges)]
    whole, one = feed([stream])
    parts, other = feed(chunks)
    single, third = feed(bytes([byte]) for byte in stream)
    assert parts == whole == single
    assert one.pending == other.pending == third.pending
    assert one.close() == other.close() == third.close()


@given(pieces=st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=12))
def test_every_byte_is_in_a_frame_or_dropped_or_waiting(pieces: list[bytes]) -> None:
    stream = b"".join(pieces)
    found, buffer = feed([stream])
    found += buffer.close()
    frames = [item for item in found if isinstance(item, Frame)]
    assert sum(len(frame.data) for frame in frames) <= len(stream)
    assert all(frame.data in stream for frame in frames)
    assert all(len(item.excerpt) <= EXCERPT for item in found if isinstance(item, BadFrame))
    assert buffer.pending == 0


@given(junk=st.binary(max_size=400))
def test_frames_are_found_behind_junk_without_a_prefix(junk: bytes) -> None:
    junk = re.sub(rb"\x00", b"\x01", junk)
    found, _ = feed([junk, BEAT])
    assert found[-1] == Frame(FrameKind.F55AA, 1, 9, BEAT)
    if junk:
        assert found[0] == BadFrame(Fault.GARBAGE, junk[:EXCERPT], len(junk))


def test_garbage_is_told_once_with_its_size_when_a_frame_follows() -> None:
    found, buffer = feed([b"x" * 100, b"y" * 100])
    assert found == []
    assert buffer.pending == 0
    assert buffer.feed(BEAT) == [
        BadFrame(Fault.GARBAGE, b"x" * EXCERPT, 200),
        Frame(FrameKind.F55AA, 1, 9, BEAT),
    ]
    buffer.feed(b"z")
    (last, _) = buffer.feed(NEW_BEAT)
    assert last == BadFrame(Fault.GARBAGE, b"z", 1)


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        (pack_head_55aa(PREFIX_55AA, 5, 8, MAX_PAYLOAD + 1), Fault.LENGTH),
        (pack_head_55aa(PREFIX_55AA, 5, 8, 7), Fault.LENGTH),
        (pack_head_6699(PREFIX_6699, 0, 5, 8, MAX_PAYLOAD + 1), Fault.LENGTH),
        (pack_head_6699(PREFIX_6699, 0, 5, 8, MIN_LENGTH_6699 - 1), Fault.LENGTH),
    ],
)
def test_a_length_out_of_range_is_dropped_at_once(head: bytes, fault: Fault) -> None:
    found, buffer = feed([head, BEAT])
    bad = found[0]
    assert isinstance(bad, BadFrame)
    assert bad.fault is fault
    assert bad.excerpt == head[:HEADER_55AA]
    assert found[-1] == Frame(FrameKind.F55AA, 1, 9, BEAT)
    assert buffer.pending == 0


@pytest.mark.parametrize("extra", [0, 1])
def test_the_largest_length_is_the_one_asked_for(extra: int) -> None:
    buffer = FrameBuffer(max_payload=100)
    small = frame_55aa(8, 1, bytes(92 + extra))
    large = frame_6699(CIPHER, 8, 1, plaintext=bytes(72 + extra), nonce=NONCE)
    for data in (small, large):
        found = [item for chunk in (data[:30], data[30:]) for item in buffer.feed(chunk)]
        found += buffer.feed(data)
        assert [isinstance(item, Frame) for item in found if isinstance(item, Frame) or item.fault is Fault.LENGTH] == (
            [False, False] if extra else [True, True]
        )
        buffer.close()


@pytest.mark.parametrize("whole", [BEAT, NEW_BEAT])
def test_a_frame_without_suffix_is_torn_and_names_its_command(whole: bytes) -> None:
    broken = whole[:-1] + b"\0"
    (bad, *rest) = feed([broken, BEAT])[0]
    assert bad == BadFrame(Fault.SUFFIX, broken[:EXCERPT], len(broken), 9)
    assert rest[-1] == Frame(FrameKind.F55AA, 1, 9, BEAT)


def test_a_frame_hidden_in_a_torn_one_is_found() -> None:
    torn = pack_head_55aa(PREFIX_55AA, 5, 8, 60) + b"torn"
    found, _ = feed([torn + BEAT + b"x" * 40])
    frames = [item for item in found if isinstance(item, Frame)]
    assert frames == [Frame(FrameKind.F55AA, 1, 9, BEAT)]


def test_the_end_of_the_stream_tells_what_was_left() -> None:
    buffer = FrameBuffer()
    assert buffer.close() == []
    buffer.feed(b"garbage" + BEAT[:20])
    assert buffer.close() == [BadFrame(Fault.TORN, BEAT[:20], 20)]
    buffer.feed(b"garbage")
    assert buffer.close() == [BadFrame(Fault.GARBAGE, b"garbage", 7)]
    assert buffer.pending == 0


def test_a_rejected_frame_keeps_its_command_and_an_excerpt() -> None:
    (frame,) = feed([frame_55aa(8, 0xAA55, b"a" * 100)])[0]
    assert isinstance(frame, Frame)
    assert reject(frame, Fault.CRC) == BadFrame(Fault.CRC, frame.data[:EXCERPT], len(frame.data), 8)


@pytest.mark.parametrize(
    "pattern",
    [
        pack_head_55aa(PREFIX_55AA, 1, 8, MAX_PAYLOAD - 1000),
        bytes.fromhex("000055aa"),
        bytes.fromhex("00006699"),
        pack_head_6699(PREFIX_6699, 0, 1, 8, 30000),
        b"\0",
        b"\0\0\x55",
        b"x",
    ],
    ids=["heads", "prefixes", "new prefixes", "new heads", "zeros", "half prefixes", "letters"],
)
def test_work_on_hostile_streams_grows_no_faster_than_the_stream(
    pattern: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied = 0
    searched = 0
    search = frame_module._PREFIX.search

    class Counting(bytearray):
        """Counts what is copied out of the buffer."""

        def __getitem__(self, key: SupportsIndex | slice) -> Any:  # noqa: ANN401 - a byte or a piece, as in the parent
            nonlocal copied
            copied += len(range(*key.indices(len(self)))) if isinstance(key, slice) else 1
            return super().__getitem__(key)

    class Pattern:
        """Counts how far searches go."""

        @staticmethod
        def search(buffer: bytearray, position: int) -> re.Match[bytes] | None:
            nonlocal searched
            match = search(buffer, position)
            searched += (match.end() if match else len(buffer)) - position
            return match

    monkeypatch.setattr(frame_module, "_PREFIX", Pattern)
    stream = (pattern * (300_000 // len(pattern)))[:300_000]
    for size in (1_000, 40_000, len(stream)):
        buffer = FrameBuffer()
        buffer._pending = Counting()
        copied = searched = 0
        for begin in range(0, len(stream), size):
            buffer.feed(stream[begin : begin + size])
            assert buffer.pending <= MAX_PAYLOAD + HEADER_6699 + 4
        # At most an excerpt and a suffix for every prefix of four bytes, and each byte is searched a few times.
        assert copied <= 25 * len(stream)
        assert searched <= 3 * len(stream)


def test_a_frame_that_arrives_byte_by_byte_is_copied_once() -> None:
    data = frame_55aa(8, 1, bytes(50_000))
    buffer = FrameBuffer()
    lengths = {len(buffer.feed(bytes([byte]))) for byte in data[:-1]}
    assert lengths == {0}
    assert buffer.feed(data[-1:]) == [Frame(FrameKind.F55AA, 1, 8, data)]
