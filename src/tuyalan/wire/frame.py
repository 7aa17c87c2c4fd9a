"""Bytes of a stream to whole frames, and the struct of a frame; what is inside stays sealed.

The buffer delimits by the length field alone: bodies, sequence numbers and check sums may all contain
prefixes and suffixes (STREAM-3). It verifies no key and no check sum: that is the codec's part.
"""

from __future__ import annotations

import enum
import re
import struct
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

import msgspec

from tuyalan.wire.versions import FrameKind

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_PAYLOAD: Final = 64 * 1024
"""Largest value of a length field that is believed, in bytes; a longer one means the stream lost sync."""

MAX_DATAGRAM: Final = 2048
"""Largest datagram looked at, in bytes."""

EXCERPT: Final = 75
"""How many bytes of a bad frame are kept for people, at most."""

PREFIX_55AA: Final = 0x000055AA
PREFIX_6699: Final = 0x00006699
SUFFIX_55AA: Final = bytes.fromhex("0000aa55")
SUFFIX_6699: Final = bytes.fromhex("00009966")
HEADER_55AA: Final = 16
HEADER_6699: Final = 18
MIN_LENGTH_55AA: Final = 8
"""CRC and suffix."""
MIN_LENGTH_6699: Final = 28
"""Nonce and tag; the suffix is not counted. Facts: FRAME-4."""

pack_head_55aa: Final[Callable[[int, int, int, int], bytes]] = struct.Struct(">IIII").pack
"""Prefix, sequence, command and length."""
unpack_head_55aa: Final[UnpackHead[tuple[int, int, int, int]]] = struct.Struct(">IIII").unpack_from
pack_head_6699: Final[Callable[[int, int, int, int, int], bytes]] = struct.Struct(">IHIII").pack
"""Prefix, two reserved bytes, sequence, command and length."""
unpack_head_6699: Final[UnpackHead[tuple[int, int, int, int, int]]] = struct.Struct(">IHIII").unpack_from

_PREFIX: Final = re.compile(rb"\x00\x00(?:\x55\xaa|\x66\x99)")
_PREFIX_SIZE: Final = 4
_AROUND_6699: Final = HEADER_6699 + len(SUFFIX_6699)
# Reading a member off an enum costs more than a comparison, and every frame needs one.
_F55AA: Final = FrameKind.F55AA
_F6699: Final = FrameKind.F6699
_SUFFIX_OF: Final = {0x55: SUFFIX_55AA, 0x66: SUFFIX_6699}
"""The suffix by the third byte of the prefix."""
_PREFIX_BEGINNINGS: Final = (b"\x00\x00\x55", b"\x00\x00\x66", b"\x00\x00", b"\x00")

FieldsT_co = TypeVar("FieldsT_co", bound="tuple[int, ...]", covariant=True)


class UnpackHead(Protocol[FieldsT_co]):
    """Reads the numbers of a frame's header."""

    def __call__(self, buffer: bytes | bytearray | memoryview, /, offset: int = 0) -> FieldsT_co:
        """Return the numbers that begin at an offset, in bytes."""
        ...


class Fault(enum.Enum):
    """Why bytes did not become a message; the value is stable, for logs and JSON."""

    GARBAGE = "garbage"
    """Bytes that belong to no frame."""
    LENGTH = "length"
    """A length field out of range."""
    SUFFIX = "suffix"
    """No suffix where the length field puts it: a torn frame."""
    TORN = "torn"
    """The stream ended inside a frame."""
    CRC = "crc"
    """The CRC32 does not fit."""
    HMAC = "hmac"
    """The HMAC does not fit: another key, or damage."""
    TAG = "tag"
    """The GCM tag does not fit: another key, or damage."""
    KEY = "key"
    """Intact, but it does not decrypt: another key."""
    VERSION = "version"
    """A frame of another protocol version."""


class Frame(msgspec.Struct, frozen=True, gc=False):
    """One whole frame as on the wire, payload still sealed."""

    # A msgspec.Struct, as all values of the hot path: 0.06 us to make, a frozen dataclass 0.5 (measured, ADR 0003).
    kind: FrameKind
    sequence: int
    command: int
    data: bytes
    """The complete bytes, prefix to suffix."""


class BadFrame(msgspec.Struct, frozen=True, gc=False):
    """Bytes that were dropped, and why."""

    fault: Fault
    excerpt: bytes
    """The first bytes of what was dropped, 75 at most."""
    size: int
    """How many bytes were dropped."""
    command: int | None = None
    """The command, where a header could be read."""


class FrameBuffer:
    """Turns a byte stream into frames; any segmentation of the stream gives the same result.

    Holds at most one incomplete frame: `max_payload` bytes and a header. Work is linear in the bytes fed.
    """

    __slots__ = ("_excerpt", "_max_payload", "_pending", "_skipped")

    def __init__(self, *, max_payload: int = MAX_PAYLOAD) -> None:
        """Take the largest length field to believe, in bytes."""
        self._max_payload = max_payload
        self._pending = bytearray()
        self._skipped = 0
        self._excerpt = b""

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return len(self._pending)

    def feed(self, data: bytes) -> list[Frame | BadFrame]:
        """Take the next bytes and return what became complete, in order."""
        if len(data) > HEADER_6699 and not self._pending and not self._skipped:
            # The usual case: one read, one frame; nothing is copied.
            magic, sequence, command, length = unpack_head_55aa(data)
            if magic == PREFIX_55AA:
                if (
                    length + HEADER_55AA == len(data)
                    and MIN_LENGTH_55AA <= length <= self._max_payload
                    and data.endswith(SUFFIX_55AA)
                ):
                    return [Frame(_F55AA, sequence, command, data)]
            elif magic == PREFIX_6699:
                _, _, sequence, command, length = unpack_head_6699(data)
                if (
                    length + _AROUND_6699 == len(data)
                    and MIN_LENGTH_6699 <= length <= self._max_payload
                    and data.endswith(SUFFIX_6699)
                ):
                    return [Frame(_F6699, sequence, command, data)]
        return self._feed_slowly(data)

    def close(self) -> list[Frame | BadFrame]:
        """Tell that the stream ended; return what was left over as bad frames."""
        found: list[Frame | BadFrame] = []
        self._tell_skipped(found)
        if self._pending:
            found.append(_bad(Fault.TORN, bytes(self._pending)))
            self._pending.clear()
        return found

    def _feed_slowly(self, data: bytes) -> list[Frame | BadFrame]:
        buffer = self._pending
        buffer += data
        found: list[Frame | BadFrame] = []
        position = 0
        while True:
            start = _find_prefix(buffer, position)
            self._skip(position, start)
            position = start
            size = self._size_at(position)
            if size is None:
                break
            self._tell_skipped(found)
            if size == 0:
                found.append(_bad(Fault.LENGTH, bytes(buffer[position : position + HEADER_55AA])))
                position += _PREFIX_SIZE
                continue
            if len(buffer) - position < size:
                break
            end = position + size
            if buffer.endswith(_SUFFIX_OF[buffer[position + 2]], position, end):
                found.append(_cut(bytes(buffer[position:end])))
                position = end
            else:
                # A torn frame may hide the next one, so the search goes on right behind its prefix. Only an excerpt is
                # copied: a stream of torn headers would else cost a whole frame for every few bytes.
                head = bytes(buffer[position : position + min(size, EXCERPT)])
                found.append(BadFrame(Fault.SUFFIX, head, size, _command_of(head)))
                position += _PREFIX_SIZE
        del buffer[:position]
        return found

    def _size_at(self, position: int) -> int | None:
        """Return the size of the frame that begins at `position`: 0 if impossible, `None` if it needs more bytes."""
        buffer = self._pending
        have = len(buffer) - position
        if have < HEADER_55AA:
            return None
        magic, _, _, length = unpack_head_55aa(buffer, position)
        if magic == PREFIX_55AA:
            return HEADER_55AA + length if MIN_LENGTH_55AA <= length <= self._max_payload else 0
        if have < HEADER_6699:
            return None
        length = unpack_head_6699(buffer, position)[4]
        return HEADER_6699 + length + _PREFIX_SIZE if MIN_LENGTH_6699 <= length <= self._max_payload else 0

    def _skip(self, begin: int, end: int) -> None:
        if begin < end:
            self._skipped += end - begin
            self._excerpt += bytes(self._pending[begin : min(end, begin + EXCERPT - len(self._excerpt))])

    def _tell_skipped(self, found: list[Frame | BadFrame]) -> None:
        if self._skipped:
            found.append(BadFrame(Fault.GARBAGE, self._excerpt, self._skipped))
            self._skipped = 0
            self._excerpt = b""


def _find_prefix(buffer: bytearray, position: int) -> int:
    """Return where the next prefix begins, or where the bytes begin that may become one."""
    match = _PREFIX.search(buffer, position)
    if match is not None:
        return match.start()
    for beginning in _PREFIX_BEGINNINGS:
        if buffer.endswith(beginning, position):
            return len(buffer) - len(beginning)
    return len(buffer)


def _cut(data: bytes) -> Frame:
    magic, sequence, command, _ = unpack_head_55aa(data)
    if magic == PREFIX_55AA:
        return Frame(FrameKind.F55AA, sequence, command, data)
    _, _, sequence, command, _ = unpack_head_6699(data)
    return Frame(FrameKind.F6699, sequence, command, data)


def _command_of(head: bytes) -> int:
    magic, _, command, _ = unpack_head_55aa(head)
    return command if magic == PREFIX_55AA else unpack_head_6699(head)[3]


def _bad(fault: Fault, data: bytes, command: int | None = None) -> BadFrame:
    return BadFrame(fault, data[:EXCERPT], len(data), command)


def reject(frame: Frame, fault: Fault) -> BadFrame:
    """Turn a whole frame that failed a check into a bad one."""
    return _bad(fault, frame.data, frame.command)
