"""Integrity of frames: CRC32 of old versions, HMAC-SHA256 with kept key pads of 3.4, the MD5 signature of 3.1."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_compare = hmac.compare_digest
crc32: Final[Callable[[bytes], int]] = zlib.crc32
"""CRC32 as in zlib, an unsigned 32-bit number. Facts: CRC-1."""

_BLOCK: Final = 64
_INNER: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER: Final = bytes(byte ^ 0x5C for byte in range(256))


class HmacSha256:
    """HMAC-SHA256 under one key, with both padded key blocks hashed once (RFC 2104), which halves the cost a frame."""

    __slots__ = ("_inner", "_outer")

    def __init__(self, key: bytes) -> None:
        """Take the key: 16 bytes for every use in this protocol, 64 at most."""
        block = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(block.translate(_INNER))
        self._outer = hashlib.sha256(block.translate(_OUTER))

    def digest(self, data: bytes) -> bytes:
        """Return the 32-byte code of `data`."""
        inner = self._inner.copy()
        inner.update(data)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()

    def is_valid(self, data: bytes, code: bytes) -> bool:
        """Compare `code` (32 bytes) with the right one in constant time."""
        # As in `digest`, spelt out: every frame of 3.4 comes by here, and a call more is 3 % of reading it.
        inner = self._inner.copy()
        inner.update(data)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return _compare(outer.digest(), code)


def signature_31(encoded: bytes, key: bytes) -> bytes:
    """Return the 16 characters that stand between `3.1` and the base64 text. Facts: BODY-2.

    Args:
        encoded: the base64 text of the encrypted body.
        key: the local key, 16 bytes.
    """
    # MD5 is what the protocol asks for; it guards nothing that matters.
    signed = b"data=%b||lpv=3.1||%b" % (encoded, key)
    return hashlib.md5(signed, usedforsecurity=False).hexdigest()[8:24].encode()
