"""Hex, base64 or JSON, as people paste them, to the bytes that they stand for. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, Final

from tuyalan.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_INPUT: Final = 1024 * 1024
"""Bytes that are decoded at most."""

_NOISE: Final = re.compile(r"0x|\\x|[\s:,]")
_HEX: Final = re.compile(r"(?:[0-9a-fA-F]{2})+")


def read_input(texts: Iterable[str]) -> list[bytes]:
    """Return the bytes that hex, base64 or JSON texts stand for.

    Raises:
        UseError: a text is none of these, or there is nothing or too much.
    """
    chunks = [_read_chunk(text.strip()) for text in texts if text.strip()]
    if not chunks:
        raise UseError("there is nothing to decode", hint="Give bytes as hex or base64, or - to read them.")
    if sum(map(len, chunks)) > MAX_INPUT:
        raise UseError("that is more than can be decoded at once")
    return chunks


def _read_chunk(text: str) -> bytes:
    if text.startswith("{"):
        return text.encode()
    bare = _NOISE.sub("", text)
    if _HEX.fullmatch(bare):
        return bytes.fromhex(bare)
    try:
        return base64.b64decode(bare, validate=True)
    except (binascii.Error, ValueError):
        raise UseError(
            f"{text[:20]!r}... is neither hex nor base64", hint="Hex has an even number of digits 0-9 and a-f."
        ) from None
