"""The number under a mask, and a raw value with that number replaced.

A value is one large number, and the mask lies at its low end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.octets import from_base64, is_hex, is_upper, to_base64
from tuyalan.model.tuyalocal.profile import PointType

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Point
    from tuyalan.vocabulary import Json


def unpack_masked(point: Point, raw: Json) -> int | bool | None:
    """Return the number under the mask; a single bit is a truth value."""
    mask = point.bits
    whole = _to_whole(point, raw)
    if whole is None:
        return None
    number = (whole & mask) // _lowest(mask)
    if point.is_flag:
        return bool(number)
    top = mask // _lowest(mask)
    if point.mask_signed and number > top >> 1:
        number -= top + 1
    return number


def pack_masked(point: Point, value: Json, current: Json) -> Json:
    """Return the current raw value with the bits under the mask replaced."""
    mask = point.bits
    number = int(value) if isinstance(value, bool) else value
    if isinstance(number, float) and number.is_integer():
        number = int(number)
    if not isinstance(number, int):
        raise BadValueError(f"{point.role} takes a whole number")
    top = mask // _lowest(mask)
    low, high = (-(top >> 1) - 1, top >> 1) if point.mask_signed else (0, top)
    bits = number & ((1 << top.bit_length()) - 1)
    # A mask may have holes, which no number can fill.
    if not low <= number <= high or bits & ~top:
        raise BadValueError(f"{number} does not fit into the bits of {point.role}")
    whole = _to_whole(point, current)
    return _from_whole(point, ((whole or 0) & ~mask) | bits * _lowest(mask), None if whole is None else current)


def _lowest(mask: int) -> int:
    """Return the lowest bit that is set."""
    return mask & -mask


def _to_whole(point: Point, raw: Json) -> int | None:
    """Return the raw value as one number."""
    if point.type.is_numeric:
        return raw if isinstance(raw, int) else None
    if not isinstance(raw, str) or not raw:
        return None
    if is_hex(point, raw):
        if point.little_endian and len(raw) % 2 == 0:
            return int.from_bytes(bytes.fromhex(raw), "little")
        return int(raw, 16)
    data = from_base64(raw)
    return int.from_bytes(data, "little" if point.little_endian else "big") if data else None


def _from_whole(point: Point, whole: int, current: Json) -> Json:
    """Return a raw value of the size and spelling of the current one, else of the mask."""
    if point.type.is_numeric:
        return whole
    if isinstance(current, str):
        in_hex, digits = is_hex(point, current), len(current)
        size = digits // 2 if in_hex else len(from_base64(current) or b"")
    else:
        in_hex, digits = point.type is not PointType.BASE64, len(point.mask)
        size = (digits + 1) // 2
    if whole.bit_length() > (4 * digits if in_hex else 8 * size):
        raise BadValueError(f"what the device reports is too short for {point.role}")
    if not in_hex:
        return to_base64(whole.to_bytes(size, "little" if point.little_endian else "big"))
    is_turned = point.little_endian and digits % 2 == 0
    text = whole.to_bytes(size, "little").hex() if is_turned else f"{whole:0{digits}x}"
    return text.upper() if is_upper(current) else text
