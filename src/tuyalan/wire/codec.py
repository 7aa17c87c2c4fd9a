"""Whole frames to messages and back, for one connection: checks, keys, headers, return codes.

Everything that is kept between frames is a cipher context; order and meaning of messages are the session's part.
"""

from __future__ import annotations

import abc
import binascii
import enum
import struct
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.wire.checksum import HmacSha256, crc32, signature_31
from tuyalan.wire.cipher import BLOCK, NONCE_SIZE, TAG_SIZE, EcbCipher, GcmCipher
from tuyalan.wire.commands import NEGOTIATION, Command
from tuyalan.wire.frame import (
    HEADER_55AA,
    HEADER_6699,
    PREFIX_55AA,
    PREFIX_6699,
    SUFFIX_55AA,
    SUFFIX_6699,
    BadFrame,
    Fault,
    Frame,
    pack_head_55aa,
    pack_head_6699,
    reject,
)
from tuyalan.wire.versions import SOURCE_HEADER_SIZE, VERSIONS, FrameKind, Sealing, VersionSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import LocalKey, Version

RETURN_CODE_SIZE: Final = 4
CRC_TRAILER: Final = 8
HMAC_TRAILER: Final = 36
_SHORTEST_HMAC: Final = HEADER_55AA + HMAC_TRAILER

_SIGNED_MARK: Final = b"3.1"
_SIGNED_HEAD: Final = 19
"""`3.1` and 16 characters of signature."""
_NEGOTIATION_RESPONSE_SIZE: Final = 48
_SIGNED_REQUESTS: Final = frozenset({Command.CONTROL, Command.CONTROL_NEW})
_SIGNED_PUSHES: Final = frozenset({Command.STATUS})
_SHORTEST_LEFT_OVER: Final = RETURN_CODE_SIZE + SOURCE_HEADER_SIZE - BLOCK
_LEFT_OVER_WITH_CODE: Final = frozenset({RETURN_CODE_SIZE, _SHORTEST_LEFT_OVER})
_SHORTEST_CLEAR_TEXT: Final = HEADER_55AA + _SHORTEST_LEFT_OVER
_SHORTEST_WITH_CODE: Final = HEADER_55AA + RETURN_CODE_SIZE
_VERSION_MARK: Final = b"3."
_FINE: Final = bytes(RETURN_CODE_SIZE)
_CODE_MARK: Final = bytes(3)
"""How every known return code begins, and no body."""

# Reading a member off an enum costs more than a comparison, and every frame needs one.
_F55AA: Final = FrameKind.F55AA
_F6699: Final = FrameKind.F6699
_unpack_word = struct.Struct(">I").unpack_from


class Sender(enum.Enum):
    """Whose frames a codec reads; it writes the other side's. Only a device's carry return codes. Facts: RET-1."""

    DEVICE = "device"
    CLIENT = "client"


class Message(msgspec.Struct, frozen=True, gc=False):
    """One unsealed frame."""

    command: int
    sequence: int
    return_code: int | None
    """0 is fine; `None` if the frame carries none. Byte order is normalised. Facts: RET-2, RET-3."""
    header: bytes
    """The 15 bytes of the source header, or nothing. Facts: HDR-1."""
    body: bytes
    """JSON, an error text, a nonce, or nothing."""


class Codec(abc.ABC):
    """Seals and unseals the frames of one connection."""

    __slots__ = ("_reads_device", "spec")

    def __init__(self, spec: VersionSpec, *, reads: Sender) -> None:
        """Take the row of the version table and whose frames are read."""
        self.spec: Final = spec
        self._reads_device = reads is Sender.DEVICE

    @abc.abstractmethod
    def adopt(self, session_key: bytes) -> None:
        """Use `session_key` (16 bytes) for every frame from now on."""

    @abc.abstractmethod
    def seal(
        self,
        command: int,
        sequence: int,
        body: bytes,
        *,
        header: bytes = b"",
        code: bytes = b"",
        nonce: bytes = b"",
    ) -> bytes:
        """Return the complete frame.

        Args:
            command: number for the frame header.
            sequence: 0 to ffffffff.
            body: JSON, text or nothing.
            header: the 15-byte source header, or nothing.
            code: the 4-byte return code of a device's frame, or nothing.
            nonce: 12 bytes that never repeat under a key; 3.5 only.
        """

    @abc.abstractmethod
    def unseal(self, frame: Frame) -> Message | BadFrame:
        """Verify and decrypt a frame; whatever is wrong comes back as a value with the reason."""


class _CrcCodec(Codec):
    """Versions whose frames end in a CRC32 and that have no session key."""

    __slots__ = ("_ecb", "_key")

    def __init__(self, spec: VersionSpec, key: LocalKey, *, reads: Sender) -> None:
        super().__init__(spec, reads=reads)
        self._key = key.reveal()
        self._ecb = EcbCipher(self._key)

    def adopt(self, session_key: bytes) -> None:  # noqa: ARG002 - there is nothing to use it for
        raise AssertionError("this version has no session key")

    @staticmethod
    def _why_bad(frame: Frame) -> BadFrame:
        return reject(frame, Fault.CRC if frame.kind is _F55AA else Fault.VERSION)


class SignedCodec(_CrcCodec):
    """3.1: clear text, but for controls and pushes, which are encrypted and signed. Facts: BODY-1, BODY-2."""

    __slots__ = ()

    def seal(  # noqa: D102 - see Codec
        self,
        command: int,
        sequence: int,
        body: bytes,
        *,
        header: bytes = b"",  # noqa: ARG002 - see Codec
        code: bytes = b"",
        nonce: bytes = b"",  # noqa: ARG002 - see Codec
    ) -> bytes:
        if body and command in (_SIGNED_REQUESTS if self._reads_device else _SIGNED_PUSHES):
            text = binascii.b2a_base64(self._ecb.seal(body), newline=False)
            body = b"3.1" + signature_31(text, self._key) + text
        return frame_55aa(command, sequence, code + body)

    def unseal(self, frame: Frame) -> Message | BadFrame:  # noqa: D102
        data = frame.data
        end = len(data) - CRC_TRAILER
        if frame.kind is not _F55AA or crc32(data[:end]) != _unpack_word(data, end)[0]:
            return self._why_bad(frame)
        begin = HEADER_55AA
        code = None
        if self._reads_device and end >= _SHORTEST_WITH_CODE and data.startswith(_CODE_MARK, begin):
            code = return_code(data[begin : begin + RETURN_CODE_SIZE])
            begin += RETURN_CODE_SIZE
        if data.startswith(_SIGNED_MARK, begin):
            # The signature is not insisted on: real devices send wrong ones (BODY-2).
            body = _unseal_base64(self._ecb, data[begin + _SIGNED_HEAD : end])
            if body is None:
                return reject(frame, Fault.KEY)
        else:
            body = data[begin:end]
        return Message(frame.command, frame.sequence, code, b"", body)


class ClearHeaderCodec(_CrcCodec):
    """3.2 and 3.3: AES-ECB behind a source header in clear. Facts: BODY-3."""

    __slots__ = ()

    def seal(  # noqa: D102
        self,
        command: int,
        sequence: int,
        body: bytes,
        *,
        header: bytes = b"",
        code: bytes = b"",
        nonce: bytes = b"",  # noqa: ARG002 - see Codec
    ) -> bytes:
        sealed = self._ecb.seal(body) if body or self._reads_device else b""
        return frame_55aa(command, sequence, code + header + sealed)

    def unseal(self, frame: Frame) -> Message | BadFrame:  # noqa: D102
        data = frame.data
        end = len(data) - CRC_TRAILER
        if frame.kind is not _F55AA or crc32(data[:end]) != _unpack_word(data, end)[0]:
            return self._why_bad(frame)
        # Return code (4) and header (15) are told by what is left over of whole blocks (RET-4); the frame header is one.
        begin = HEADER_55AA
        left_over = end % BLOCK
        code = None
        header = b""
        if self._reads_device and left_over in _LEFT_OVER_WITH_CODE:
            code = return_code(data[begin : begin + RETURN_CODE_SIZE])
            begin += RETURN_CODE_SIZE
        if (end - begin) % BLOCK == SOURCE_HEADER_SIZE:
            header = data[begin : begin + SOURCE_HEADER_SIZE]
            begin += SOURCE_HEADER_SIZE
        body = b""
        if begin < end:
            plain = self._ecb.unseal(data[begin:end])
            if plain is None:
                return self._error_or_key(frame)
            body = plain
        elif end == _SHORTEST_CLEAR_TEXT or (header and not header.startswith(_VERSION_MARK)):
            # A header needs a body, so 15 clear characters are the text of an error, for example `devid not found`.
            return self._error_or_key(frame)
        return Message(frame.command, frame.sequence, code, header, body)

    def _error_or_key(self, frame: Frame) -> Message | BadFrame:
        payload = frame.data[HEADER_55AA:-CRC_TRAILER]
        return (_plain_error(frame, payload) if self._reads_device else None) or reject(frame, Fault.KEY)


class HmacCodec(Codec):
    """3.4: AES-ECB with the source header inside, HMAC-SHA256 behind; both under the same key. Facts: BODY-4, CRC-2."""

    __slots__ = ("_ecb", "_hmac")

    def __init__(self, spec: VersionSpec, key: LocalKey, *, reads: Sender) -> None:
        """Take the local key; `adopt` replaces it."""
        super().__init__(spec, reads=reads)
        self.adopt(key.reveal())

    def adopt(self, session_key: bytes) -> None:  # noqa: D102
        self._ecb = EcbCipher(session_key)
        self._hmac = HmacSha256(session_key)

    def seal(  # noqa: D102
        self,
        command: int,
        sequence: int,
        body: bytes,
        *,
        header: bytes = b"",
        code: bytes = b"",
        nonce: bytes = b"",  # noqa: ARG002 - see Codec
    ) -> bytes:
        # A device acknowledges with nothing at all; an encrypted nothing makes clients lose step (BODY-6).
        sealed = self._ecb.seal(header + body) if body or self._reads_device else b""
        length = len(code) + len(sealed) + HMAC_TRAILER
        data = pack_head_55aa(PREFIX_55AA, sequence, command, length) + code + sealed
        return data + self._hmac.digest(data) + SUFFIX_55AA

    def unseal(self, frame: Frame) -> Message | BadFrame:  # noqa: D102
        data = frame.data
        if frame.kind is not _F55AA:
            return reject(frame, Fault.VERSION)
        if len(data) < _SHORTEST_HMAC or not self._hmac.is_valid(data[:-HMAC_TRAILER], data[-HMAC_TRAILER:-4]):
            fits_crc = crc32(data[:-CRC_TRAILER]) == int.from_bytes(data[-CRC_TRAILER:-4], "big")
            return reject(frame, Fault.VERSION if fits_crc else Fault.HMAC)
        payload = body = data[HEADER_55AA:-HMAC_TRAILER]
        code = None
        if self._reads_device and len(body) % BLOCK == RETURN_CODE_SIZE:
            code = return_code(body)
            body = body[RETURN_CODE_SIZE:]
        header = b""
        if body:
            plain = self._ecb.unseal(body)
            if plain is None:
                return (_plain_error(frame, payload) if self._reads_device else None) or reject(frame, Fault.KEY)
            begin = 0
            if plain.startswith(_VERSION_MARK) and frame.command not in NEGOTIATION:
                begin, header = _read_header(plain, 0)
            body = plain[begin:]
        return Message(frame.command, frame.sequence, code, header, body)


class GcmCodec(Codec):
    """3.5: AES-GCM over return code, source header and body, the frame header as additional data. Facts: BODY-5."""

    __slots__ = ("_gcm",)

    def __init__(self, spec: VersionSpec, key: LocalKey, *, reads: Sender) -> None:
        """Take the local key; `adopt` replaces it."""
        super().__init__(spec, reads=reads)
        self.adopt(key.reveal())

    def adopt(self, session_key: bytes) -> None:  # noqa: D102
        self._gcm = GcmCipher(session_key)

    def seal(  # noqa: D102
        self, command: int, sequence: int, body: bytes, *, header: bytes = b"", code: bytes = b"", nonce: bytes = b""
    ) -> bytes:
        return frame_6699(self._gcm, command, sequence, plaintext=code + header + body, nonce=nonce)

    def unseal(self, frame: Frame) -> Message | BadFrame:  # noqa: D102
        if frame.kind is not _F6699:
            return reject(frame, Fault.VERSION)
        plain = unseal_6699(self._gcm, frame.data)
        if plain is None:
            return reject(frame, Fault.TAG)
        command = frame.command
        code = None
        begin = 0
        if self._reads_device and (plain.startswith(_FINE) or _has_code_6699(command, plain)):
            code = return_code(plain)
            begin = RETURN_CODE_SIZE
        header = b""
        if plain.startswith(_VERSION_MARK, begin) and command not in NEGOTIATION:
            begin, header = _read_header(plain, begin)
        return Message(command, frame.sequence, code, header, plain[begin:])


_CODECS: Final[Mapping[Sealing, type[SignedCodec | ClearHeaderCodec | HmacCodec | GcmCodec]]] = MappingProxyType(
    {
        Sealing.SIGNED_CONTROL: SignedCodec,
        Sealing.ECB_CLEAR_HEADER: ClearHeaderCodec,
        Sealing.ECB_INNER_HEADER: HmacCodec,
        Sealing.GCM: GcmCodec,
    }
)


def make_codec(version: Version, key: LocalKey, *, reads: Sender) -> Codec:
    """Make the codec of one end of a connection, with the local key in force."""
    spec = VERSIONS[version]
    return _CODECS[spec.sealing](spec, key, reads=reads)


def frame_55aa(command: int, sequence: int, payload: bytes) -> bytes:
    """Build a frame that ends in a CRC32; `payload` is everything between header and CRC. Facts: FRAME-1, CRC-1."""
    data = pack_head_55aa(PREFIX_55AA, sequence, command, len(payload) + CRC_TRAILER) + payload
    return data + crc32(data).to_bytes(4, "big") + SUFFIX_55AA


def frame_6699(cipher: GcmCipher, command: int, sequence: int, *, plaintext: bytes, nonce: bytes) -> bytes:
    """Build a 6699 frame. Facts: FRAME-4, GCM-1."""
    head = pack_head_6699(PREFIX_6699, 0, sequence, command, NONCE_SIZE + len(plaintext) + TAG_SIZE)
    return head + nonce + cipher.seal(nonce, plaintext, head[4:]) + SUFFIX_6699


def unseal_6699(cipher: GcmCipher, data: bytes) -> bytes | None:
    """Return everything inside a whole 6699 frame, or `None` if its tag does not fit."""
    body = HEADER_6699 + NONCE_SIZE
    return cipher.unseal(data[HEADER_6699:body], data[body:-4], data[4:HEADER_6699])


def return_code(data: bytes) -> int:
    """Read the first four bytes as a return code; some 3.5 firmware writes it little-endian. Facts: RET-3."""
    if data.startswith(_FINE):
        return 0
    code = int.from_bytes(data[:RETURN_CODE_SIZE], "big")
    return code >> 24 if code and not code & 0x00FFFFFF else code


def _begins_with_code(body: bytes) -> bool:
    return len(body) >= RETURN_CODE_SIZE and body.startswith(_CODE_MARK)


def _has_code_6699(command: int, plain: bytes) -> bool:
    if plain.startswith(b"{") or len(plain) < RETURN_CODE_SIZE:
        return False
    return command != Command.NEGOTIATION_RESPONSE or len(plain) != _NEGOTIATION_RESPONSE_SIZE


def _read_header(plain: bytes, begin: int) -> tuple[int, bytes]:
    """Return where the body begins, and the source header before it if there is room for one."""
    end = begin + SOURCE_HEADER_SIZE
    return (end, plain[begin:end]) if len(plain) >= end else (begin, b"")


def _unseal_base64(cipher: EcbCipher, text: bytes) -> bytes | None:
    try:
        return cipher.unseal(binascii.a2b_base64(text))
    except binascii.Error:
        return None


def _plain_error(frame: Frame, payload: bytes) -> Message | None:
    """Read a payload that does not decrypt as return code and error text: some devices send these in clear. ERR-2."""
    text = payload[RETURN_CODE_SIZE:]
    if _begins_with_code(payload) and return_code(payload) and text.isascii() and text.decode("ascii").isprintable():
        return Message(frame.command, frame.sequence, return_code(payload), b"", text)
    return None
