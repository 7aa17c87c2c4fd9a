"""The compressed byte stream of some infrared blasters (ZS06, ZS08, TS1201), both ways.

A stream is a row of blocks; the first byte of a block has three bits L and five bits D.

    L = 0        D + 1 bytes follow and are taken as they are
    L = 1 to 6   L + 2 bytes are copied from (D << 8 | next byte) + 1 bytes back
    L = 7        as before, but a byte N comes before the distance and N + 9 bytes are copied

A copy may reach into itself. This is the first level of FastLZ. Facts: FORM-15.
"""

from __future__ import annotations

from typing import Final

from tuyalan.errors import BadValueError

MAX_SIZE: Final = 16 * 1024
"""Most bytes that a stream may stand for: a few bytes could claim megabytes otherwise."""

_MAX_LITERAL: Final = 32
_MIN_COPY: Final = 3
_MAX_COPY: Final = 264
_LONG_COPY: Final = 9
_MAX_DISTANCE: Final = 8192
_MAX_CANDIDATES: Final = 32
"""Most earlier places tried for one copy; more make no shorter text of real codes."""


def decompress(stream: bytes) -> bytes:
    """Return the bytes that a stream stands for.

    Raises:
        BadValueError: a block is cut off or copies from before the start, or the result is too long.
    """
    data = bytearray()
    at = 0
    while at < len(stream):
        at = _read_block(stream, at, data)
        if len(data) > MAX_SIZE:
            raise BadValueError(f"the stream stands for more than {MAX_SIZE} bytes")
    return bytes(data)


def compress(data: bytes) -> bytes:
    """Return a stream for `data`; the same bytes always give the same stream."""
    stream, literals = bytearray(), bytearray()
    seen: dict[bytes, list[int]] = {}
    at = 0
    while at < len(data):
        length, distance = _find_copy(data, at, seen.get(data[at : at + _MIN_COPY], []))
        if length:
            _put_literals(stream, literals)
            _put_copy(stream, length, distance)
        else:
            literals.append(data[at])
            length = 1
        for place in range(at, at + length):
            seen.setdefault(data[place : place + _MIN_COPY], []).append(place)
        at += length
    _put_literals(stream, literals)
    return bytes(stream)


def _read_block(stream: bytes, at: int, data: bytearray) -> int:
    """Add what the block at `at` stands for to `data` and return where the next one begins."""
    length, low = stream[at] >> 5, stream[at] & 31
    if not length:
        end = at + low + 2
        if end > len(stream):
            raise BadValueError("the stream is cut off")
        data += stream[at + 1 : end]
        return end
    is_long = length == _LONG_COPY - 2
    end = at + (3 if is_long else 2)
    if end > len(stream):
        raise BadValueError("the stream is cut off")
    count = stream[at + 1] + _LONG_COPY if is_long else length + 2
    distance = (low << 8 | stream[end - 1]) + 1
    if distance > len(data):
        raise BadValueError("the stream copies from before its start")
    pattern = bytes(data[-distance:])[:count]
    data += (pattern * (count // len(pattern) + 1))[:count]
    return end


def _find_copy(data: bytes, at: int, places: list[int]) -> tuple[int, int]:
    """Return length and distance of the longest copy for what is at `at`; zeros if none is worth it."""
    best, distance = 0, 0
    most = min(_MAX_COPY, len(data) - at)
    for place in reversed(places[-_MAX_CANDIDATES:]):
        if at - place > _MAX_DISTANCE:
            break
        length = 0
        while length < most and data[place + length] == data[at + length]:
            length += 1
        if length > best:
            best, distance = length, at - place
    return (best, distance) if best >= _MIN_COPY else (0, 0)


def _put_literals(stream: bytearray, literals: bytearray) -> None:
    for start in range(0, len(literals), _MAX_LITERAL):
        part = literals[start : start + _MAX_LITERAL]
        stream.append(len(part) - 1)
        stream += part
    literals.clear()


def _put_copy(stream: bytearray, length: int, distance: int) -> None:
    high, low = divmod(distance - 1, 256)
    if length < _LONG_COPY:
        stream += bytes((length - 2 << 5 | high, low))
    else:
        stream += bytes((7 << 5 | high, length - _LONG_COPY, low))
