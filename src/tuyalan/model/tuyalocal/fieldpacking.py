"""Numbers packed one after the other, by name, and a raw value with some of them replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.octets import is_hex, is_upper, to_base64, to_bytes
from tuyalan.model.tuyalocal.profile import PointType

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Field, Point
    from tuyalan.vocabulary import Json


def unpack_fields(point: Point, raw: Json) -> dict[str, int] | None:
    """Return the packed numbers by name."""
    data = to_bytes(point, raw)
    if data is None or len(data) < sum(field.size for field in point.fields):
        return None
    order = "little" if point.little_endian else "big"
    values: dict[str, int] = {}
    at = 0
    for field in point.fields:
        values[field.name] = int.from_bytes(data[at : at + field.size], order)
        at += field.size
    return values


def pack_fields(point: Point, value: Json, current: Json) -> Json:
    """Return the current raw value with the named numbers replaced."""
    if not isinstance(value, Mapping):
        raise BadValueError(f"{point.role} takes " + ", ".join(field.name for field in point.fields))
    wanted = cast("Mapping[str, Json]", value)
    if not wanted:
        raise BadValueError(f"{point.role} takes at least one of its fields")
    if unknown := sorted(str(name) for name in wanted if name not in {field.name for field in point.fields}):
        raise BadValueError(f"{point.role} has no {unknown[0]}")
    known = unpack_fields(point, current)
    order = "little" if point.little_endian else "big"
    data = b""
    for field in point.fields:
        number = wanted.get(field.name, None if known is None else known[field.name])
        data += _check_field(point, field, number).to_bytes(field.size, order)
    rest = b"" if known is None else (to_bytes(point, current) or b"")[len(data) :]
    in_hex = is_hex(point, current) if known is not None else point.type is not PointType.BASE64
    if not in_hex:
        return to_base64(data + rest)
    return (data + rest).hex().upper() if is_upper(current) else (data + rest).hex()


def _check_field(point: Point, field: Field, number: Json) -> int:
    """Return the number of a field if it is one and in range."""
    if isinstance(number, bool) or not isinstance(number, int):
        raise BadValueError(f"{field.name} of {point.role} takes a whole number")
    low, high = (field.limits.minimum, field.limits.maximum) if field.limits else (0, field.highest)
    if not max(low, 0) <= number <= min(high, field.highest):
        raise BadValueError(f"{field.name} of {point.role} is {number}, but goes from {low} to {high}")
    return number
