"""The bytes in a text: hexadecimal digits or base64, told apart and spelt as the device spells them."""

from __future__ import annotations

import base64
import string
from typing import TYPE_CHECKING, Final

from tuyalan.model.tuyalocal.profile import PointType

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Point
    from tuyalan.vocabulary import Json

_HEX: Final = frozenset(string.hexdigits)


def is_hex(point: Point, raw: Json) -> bool:
    """Tell whether a value is hexadecimal; where a file calls it a plain string, by its digits."""
    return point.type is not PointType.BASE64 and isinstance(raw, str) and bool(raw) and has_hex_digits(raw)


def has_hex_digits(text: str) -> bool:
    """Tell whether a text has nothing but hexadecimal digits."""
    return set(text) <= _HEX


def is_upper(current: Json) -> bool:
    """Tell whether the device spells hexadecimal digits in capitals."""
    return isinstance(current, str) and current != current.lower()


def from_base64(text: str) -> bytes | None:
    """Return the bytes inside base64, `None` if it is none."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def to_base64(data: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(data).decode("ascii")


def to_bytes(point: Point, raw: Json) -> bytes | None:
    """Return the bytes of a raw text, `None` if there are none or they cannot be told."""
    if not isinstance(raw, str) or not raw:
        return None
    if is_hex(point, raw):
        return bytes.fromhex(raw) if len(raw) % 2 == 0 else None
    return from_base64(raw)
