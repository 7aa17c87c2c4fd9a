"""Bytes of a datagram to the JSON text inside and back: frames, check sums and the public keys.

Knows nothing of what the JSON says.
"""

from __future__ import annotations

from functools import cache
from typing import Final, assert_never

import msgspec

from tuyalan.beacon.values import Format, Reason
from tuyalan.wire.checksum import crc32
from tuyalan.wire.cipher import BLOCK, EcbCipher, GcmCipher
from tuyalan.wire.codec import CRC_TRAILER, RETURN_CODE_SIZE, frame_55aa, frame_6699, unseal_6699
from tuyalan.wire.frame import (
    HEADER_55AA,
    HEADER_6699,
    MAX_DATAGRAM,
    MIN_LENGTH_55AA,
    MIN_LENGTH_6699,
    PREFIX_55AA,
    PREFIX_6699,
    SUFFIX_55AA,
    SUFFIX_6699,
    unpack_head_55aa,
    unpack_head_6699,
)

UDP_KEY: Final = bytes.fromhex("6c1ec8e2bb9bb59ab50b0daf649b410a")
"""Key of all announcements and questions, public: the MD5 of `yGAdlopoPVldABfn`. Facts: UDP-2."""

AP_KEY: Final = bytes.fromhex("c6f23aef1cafb170b8d812d7509c8e6d")
"""Key of all devices that wait to be paired, public: the MD5 of `OXLvslCvUxcTPLGO`."""

_BRACE: Final = b"{"
_PREFIX_SIZE: Final = 4


class Opened(msgspec.Struct, frozen=True):
    """A datagram after checks and decryption."""

    body: bytes
    """Begins with a brace; NULs at the end were taken off."""
    format: Format
    command: int | None = None
    has_code: bool = False


@cache
def _gcm(key: bytes) -> GcmCipher:
    # Kept, as it holds no state. ECB contexts do and threads must not share them; they are made for each datagram.
    return GcmCipher(key)


def unseal_datagram(data: bytes) -> Opened | Reason:
    """Return the JSON text of a datagram, or the reason why there is none; never raises."""
    if not data or len(data) > MAX_DATAGRAM:
        return Reason.SIZE
    if _is_text(data):
        return Opened(data.rstrip(b"\0"), Format.BARE_JSON)
    if len(data) >= HEADER_55AA + MIN_LENGTH_55AA and unpack_head_55aa(data)[0] == PREFIX_55AA:
        return _unseal_55aa(data)
    if len(data) >= HEADER_6699 + MIN_LENGTH_6699 and unpack_head_6699(data)[0] == PREFIX_6699:
        return _unseal_6699(data)
    body = None if len(data) % BLOCK else _decrypt(UDP_KEY, data)
    return Reason.UNKNOWN if body is None else Opened(body, Format.BARE_ECB)


def seal_datagram(
    body: bytes,
    *,
    format: Format,  # noqa: A002 - the word that the values use
    command: int,
    code: bytes = b"",
    nonce: bytes = b"",
    sequence: int = 0,
) -> bytes:
    """Build a whole datagram.

    Args:
        body: JSON text, sealed as it is.
        format: framing and encryption.
        command: number for the frame header; formats without a frame have no place for it.
        code: the 4-byte return code that devices send, or nothing; likewise.
        nonce: 12 bytes that never repeat; needed by the GCM formats.
        sequence: 0 in all frames of real devices.
    """
    match format:
        case Format.BARE_JSON:
            return body
        case Format.BARE_ECB:
            return EcbCipher(UDP_KEY).seal(body)
        case Format.CLEAR:
            return frame_55aa(command, sequence, code + body)
        case Format.ECB | Format.AP_ECB:
            key = UDP_KEY if format is Format.ECB else AP_KEY
            return frame_55aa(command, sequence, code + EcbCipher(key).seal(body))
        case Format.GCM | Format.AP_GCM:
            key = UDP_KEY if format is Format.GCM else AP_KEY
            return frame_6699(_gcm(key), command, sequence, plaintext=code + body, nonce=nonce)
        case _:
            assert_never(format)


def _unseal_55aa(data: bytes) -> Opened | Reason:
    _, _, command, length = unpack_head_55aa(data)
    frame = _cut(data, HEADER_55AA + length)
    if frame is None or length < MIN_LENGTH_55AA:
        return Reason.LENGTH
    if not frame.endswith(SUFFIX_55AA):
        return Reason.SUFFIX
    if crc32(frame[:-CRC_TRAILER]) != int.from_bytes(frame[-CRC_TRAILER:-_PREFIX_SIZE], "big"):
        return Reason.CRC
    return _open_55aa(frame[HEADER_55AA:-CRC_TRAILER], command)


def _open_55aa(whole: bytes, command: int) -> Opened | Reason:
    has_code = len(whole) >= RETURN_CODE_SIZE and not any(whole[: RETURN_CODE_SIZE - 1])
    body = whole[RETURN_CODE_SIZE:] if has_code else whole
    if _is_text(body):
        return Opened(body.rstrip(b"\0"), Format.CLEAR, command, has_code)
    # A ciphertext may begin with three zeros too; then what is left after them is no whole number of blocks.
    if has_code and len(body) % BLOCK:
        body, has_code = whole, False
    for key, kind in ((UDP_KEY, Format.ECB), (AP_KEY, Format.AP_ECB)):
        plain = _decrypt(key, body)
        if plain is not None:
            return Opened(plain, kind, command, has_code)
    return Reason.KEY


def _unseal_6699(data: bytes) -> Opened | Reason:
    _, _, _, command, length = unpack_head_6699(data)
    frame = _cut(data, HEADER_6699 + length + _PREFIX_SIZE)
    if frame is None or length < MIN_LENGTH_6699:
        return Reason.LENGTH
    if not frame.endswith(SUFFIX_6699):
        return Reason.SUFFIX
    for key, kind in ((UDP_KEY, Format.GCM), (AP_KEY, Format.AP_GCM)):
        plain = unseal_6699(_gcm(key), frame)
        if plain is not None:
            has_code = not plain.startswith(_BRACE) and plain.startswith(_BRACE, RETURN_CODE_SIZE)
            body = plain[RETURN_CODE_SIZE:] if has_code else plain
            return Opened(body.rstrip(b"\0"), kind, command, has_code)
    return Reason.KEY


def _cut(data: bytes, size: int) -> bytes | None:
    """Return the frame of `size` bytes; NULs behind it do no harm, anything else does."""
    if size > len(data) or any(data[size:]):
        return None
    return data[:size]


def _is_text(body: bytes) -> bool:
    """Tell whether a body is JSON in clear: one ciphertext of 256 begins with a brace, but next to none is UTF-8."""
    if not body.startswith(_BRACE):
        return False
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _decrypt(key: bytes, sealed: bytes) -> bytes | None:
    """Return the JSON text of an ECB ciphertext; a wrong key gives good padding in one case of 256, but no brace."""
    plain = EcbCipher(key).unseal(sealed)
    return plain.rstrip(b"\0") if plain is not None and plain.startswith(_BRACE) else None
