"""The bytes of one frame, field by field: where each begins, what it holds, what it means. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.vocabulary import Version
from tuyalan.wire.checksum import crc32
from tuyalan.wire.cipher import NONCE_SIZE, TAG_SIZE
from tuyalan.wire.codec import CRC_TRAILER, HMAC_TRAILER, RETURN_CODE_SIZE
from tuyalan.wire.commands import command_name
from tuyalan.wire.frame import HEADER_55AA, HEADER_6699
from tuyalan.wire.versions import SOURCE_HEADER_SIZE, FrameKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.wire.codec import Message
    from tuyalan.wire.frame import Frame

SHOWN: Final = 24
"""Bytes of a long field that are shown."""
_SHORTEST_HMAC: Final = HEADER_55AA + HMAC_TRAILER


class Field(msgspec.Struct, frozen=True):
    """One field."""

    offset: int | None
    """Where it begins in the frame; `None` for what stands inside the sealed part."""
    bytes: str
    """As hex, shortened if it is long."""
    name: str
    meaning: str


def list_fields(frame: Frame, message: Message | None, version: Version | None) -> tuple[Field, ...]:
    """Return the fields of a whole frame; those inside the sealed part only if it was opened."""
    iterate = _iter_55aa if frame.kind is FrameKind.F55AA else _iter_6699
    return tuple(iterate(frame, message, version))


def _iter_55aa(frame: Frame, message: Message | None, version: Version | None) -> Iterator[Field]:
    data = frame.data
    yield _field(data, 0, 4, "prefix", "frame of 3.1 to 3.4")
    yield _field(data, 4, 8, "sequence", str(frame.sequence))
    yield _field(data, 8, 12, "command", f"{frame.command:#04x} {command_name(frame.command)}")
    length = int.from_bytes(data[12:16], "big")
    yield _field(data, 12, 16, "length", f"{length} bytes follow")
    computed = crc32(data[:-CRC_TRAILER])
    is_crc = computed == int.from_bytes(data[-CRC_TRAILER:-4], "big")
    is_hmac = version is Version.V34 or (not is_crc and len(data) >= _SHORTEST_HMAC)
    end = len(data) - (HMAC_TRAILER if is_hmac else CRC_TRAILER)
    yield from _iter_payload(data, end, message, version)
    if is_hmac:
        meaning = "right" if version is Version.V34 else "not checked: it takes the key; or a wrong CRC32"
        yield _field(data, end, end + 32, "HMAC-SHA256", meaning)
    else:
        yield _field(data, end, end + 4, "CRC32", "right" if is_crc else f"wrong: the bytes give {computed:08x}")
    yield _field(data, len(data) - 4, len(data), "suffix", "end of frame")


def _iter_payload(data: bytes, end: int, message: Message | None, version: Version | None) -> Iterator[Field]:
    at = HEADER_55AA
    if message is not None and message.return_code is not None:
        yield _field(data, at, at + RETURN_CODE_SIZE, "return code", _tell_code(message.return_code))
        at += RETURN_CODE_SIZE
    is_clear_header = version in (Version.V32, Version.V33)
    if message is not None and message.header and is_clear_header:
        yield _field(data, at, at + SOURCE_HEADER_SIZE, "source header", _tell_header(message.header))
        at += SOURCE_HEADER_SIZE
    if at < end:
        yield _field(data, at, end, "body", _tell_body(data[at:end], message))
    if message is not None and message.header and not is_clear_header:
        yield Field(None, _hex(message.header), "source header", _tell_header(message.header))


def _iter_6699(frame: Frame, message: Message | None, version: Version | None) -> Iterator[Field]:
    data = frame.data
    yield _field(data, 0, 4, "prefix", "frame of 3.5")
    yield _field(data, 4, 6, "reserved", "")
    yield _field(data, 6, 10, "sequence", str(frame.sequence))
    yield _field(data, 10, 14, "command", f"{frame.command:#04x} {command_name(frame.command)}")
    yield _field(data, 14, 18, "length", f"{int.from_bytes(data[14:18], 'big')} bytes and the suffix follow")
    body, tag = HEADER_6699 + NONCE_SIZE, len(data) - TAG_SIZE - 4
    yield _field(data, HEADER_6699, body, "nonce", "never used twice under a key")
    yield _field(data, body, tag, "body", _tell_body(data[body:tag], message))
    if message is not None and message.return_code is not None:
        yield Field(None, "", "return code", _tell_code(message.return_code))
    if message is not None and message.header:
        yield Field(None, _hex(message.header), "source header", _tell_header(message.header))
    yield _field(data, tag, tag + TAG_SIZE, "GCM tag", "right" if version else "not checked here: it takes the key")
    yield _field(data, len(data) - 4, len(data), "suffix", "end of frame")


def _field(data: bytes, begin: int, end: int, name: str, meaning: str) -> Field:  # noqa: PLR0917 - a line of a table
    return Field(begin, _hex(data[begin:end]), name, meaning)


def _hex(data: bytes) -> str:
    return data[:SHOWN].hex(" ", 4) + (f" … ({len(data)})" if len(data) > SHOWN else "")


def _tell_code(code: int) -> str:
    return "0, all is well" if code == 0 else f"{code}, an error as a rule; 3.5 devices say 1 also when all is well"


def _tell_header(header: bytes) -> str:
    version = header[:3].decode("ascii", "replace")
    numbers = [int.from_bytes(header[at : at + 4], "big") for at in (3, 7, 11)]
    return f"version {version}, CRC {numbers[0]:08x}, serial {numbers[1]}, origin {numbers[2]}"


def _tell_body(sealed: bytes, message: Message | None) -> str:
    if message is None:
        return f"{len(sealed)} bytes"
    if message.body and message.body in sealed:
        return f"{len(sealed)} bytes, in clear"
    return f"{len(sealed)} bytes, sealed; {len(message.body)} inside"
