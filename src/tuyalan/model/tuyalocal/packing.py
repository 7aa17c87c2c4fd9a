"""Raw values and what the rules of a profile see: the number under a mask, packed fields, decoded text. Both ways."""

from __future__ import annotations

import base64
import datetime as dt
from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.fieldpacking import pack_fields, unpack_fields
from tuyalan.model.tuyalocal.masking import pack_masked, unpack_masked
from tuyalan.model.tuyalocal.octets import from_base64, has_hex_digits, to_base64
from tuyalan.model.tuyalocal.profile import PointType

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Point
    from tuyalan.vocabulary import Json

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MAX_DIGITS: Final = 20
"""Most digits of a number that came as text; no data point is wider than 64 bits."""


def unpack(point: Point, raw: Json) -> Json:
    """Return what the rules see of a raw value.

    `None` if there is none, or if it has too few bytes for what is wanted of them. A value of a wrong type stays as it is:
    a rule for all values may be about its being there at all.
    """
    if point.mask:
        return unpack_masked(point, raw)
    if point.fields:
        return unpack_fields(point, raw)
    seen = raw
    if point.type is PointType.BOOLEAN:
        seen = _read_flag(raw)
    elif point.type is PointType.UTF16B64:
        seen = _read_utf16(raw)
    elif point.type.is_numeric:
        seen = read_number(raw)
    return raw if seen is None else seen


def fits(point: Point, raw: Json) -> bool:
    """Tell whether a raw value is of the type that the point has."""
    if point.type is PointType.BOOLEAN:
        return _read_flag(raw) is not None
    if point.type.is_numeric:
        return not isinstance(raw, bool) and read_number(raw) is not None
    return isinstance(raw, str)


def pack(point: Point, value: Json, current: Json) -> Json:
    """Return the raw value to write; `current`, the one reported last, lends its other bits, its size and its spelling.

    Raises:
        BadValueError: the value is of a type or size that the point cannot hold.
    """
    if point.mask:
        return pack_masked(point, value, current)
    if point.fields:
        return pack_fields(point, value, current)
    match point.type:
        case PointType.BOOLEAN:
            return _pack_flag(point, value)
        case PointType.INTEGER | PointType.BITFIELD | PointType.UNIXTIME | PointType.FLOAT:
            return _pack_number(point, value, current)
        case _:
            return _pack_text(point, value)


def pack_named(point: Point, raw: Json, current: Json) -> Json:
    """Return the raw value to write for one that a rule names; its texts are taken as they stand.

    Raises:
        BadValueError: the value is of a type or size that the point cannot hold.
    """
    if isinstance(raw, str) and not point.is_numeric and not point.fields and point.type is not PointType.UTF16B64:
        return raw
    return pack(point, raw, current)


def read_number(raw: Json) -> int | float | None:
    """Return the number that a device means, be it a number, a truth value or a text of digits."""
    match raw:
        case bool():
            return int(raw)
        case int() | float():
            return raw
        case str() if (
            0 < len(raw) <= _MAX_DIGITS and raw.isascii() and raw.removeprefix("-").replace(".", "", 1).isdigit()
        ):
            return float(raw) if "." in raw else int(raw)
        case _:
            return None


def to_time(seconds: float) -> dt.datetime | None:
    """Return the moment so many seconds after the beginning of 1970, `None` if no calendar has it."""
    try:
        return _EPOCH + dt.timedelta(seconds=seconds)
    except OverflowError:
        return None


def _read_flag(raw: Json) -> bool | None:
    """Return a truth value; some firmware sends it as text or number."""
    match raw:
        case bool():
            return raw
        case "true" | "True" | 1 | "1":
            return True
        case "false" | "False" | 0 | "0":
            return False
        case _:
            return None


def _read_utf16(raw: Json) -> str | None:
    """Return the text inside base64 of UTF-16, high byte first."""
    try:
        return base64.b64decode(raw, validate=True).decode("utf-16-be") if isinstance(raw, str) else None
    except ValueError:
        return None


def _pack_flag(point: Point, value: Json) -> bool:
    """Return a truth value."""
    if isinstance(value, bool):
        return value
    raise BadValueError(f"{point.role} takes true or false")


def _pack_number(point: Point, value: Json, current: Json) -> Json:
    """Return a number, as text if the device reports it so."""
    if isinstance(value, dt.datetime):
        value = round((value - _EPOCH).total_seconds()) if value.tzinfo else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or value in _INFINITE:  # noqa: PLR0124 - not a number.
        raise BadValueError(f"{point.role} takes a number")
    number = value if point.type is PointType.FLOAT else round(value)
    return str(number) if isinstance(current, str) else number


_INFINITE: Final = frozenset({float("inf"), float("-inf")})


def _pack_text(point: Point, value: Json) -> str:
    """Return a text that is what the type of the point promises."""
    if not isinstance(value, str):
        raise BadValueError(f"{point.role} takes a text")
    match point.type:
        case PointType.UTF16B64:
            return to_base64(value.encode("utf-16-be", "surrogatepass"))
        case PointType.BASE64 if from_base64(value) is None:
            raise BadValueError(f"{point.role} takes bytes in base64")
        case PointType.HEX if not has_hex_digits(value):
            raise BadValueError(f"{point.role} takes hexadecimal digits")
        case _:
            return value
