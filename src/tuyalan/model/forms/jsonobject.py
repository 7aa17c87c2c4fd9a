"""JSON objects in the text of a data point: strictly read, compactly written.

Devices that take JSON as a text want it without spaces. Knows nothing of what the fields mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.vocabulary import Json

T = TypeVar("T")


def parse_object(text: str) -> dict[str, Json]:
    """Return the fields of the JSON object that `text` is.

    Raises:
        BadValueError: `text` is no JSON object, is too long, or holds what cannot be written again.
    """
    if len(text) > MAX_TEXT:
        raise BadValueError(f"a text of {len(text)} characters is too long; {MAX_TEXT} are the most")
    try:
        value = msgspec.json.decode(text)
    except (ValueError, RecursionError) as exc:
        raise BadValueError("this is no JSON text") from exc
    if not isinstance(value, dict):
        raise BadValueError("this is JSON, but no object")
    fields = cast("dict[str, Json]", value)
    build_object(fields)
    return fields


def build_object(fields: Mapping[str, Json]) -> str:
    """Return `fields` as compact JSON, without those that are None.

    Raises:
        BadValueError: a field holds what JSON cannot carry.
    """
    try:
        return msgspec.json.encode({name: value for name, value in fields.items() if value is not None}).decode()
    except (TypeError, ValueError, OverflowError, RecursionError) as exc:
        raise BadValueError("a field holds what JSON cannot carry") from exc


def build_like(value: T, last: str, *, parse: Callable[[str], T], fields: Callable[[T], Mapping[str, Json]]) -> str:
    """Return `value` as text: `last` where it says the same already, else compact JSON.

    Raises:
        BadValueError: `parse` refuses what `fields` makes of the value.
    """
    text = build_object(fields(value))
    parse(text)
    try:
        # Texts are compared, because 1 equals True as a value.
        is_same = bool(last) and build_object(fields(parse(last))) == text
    except BadValueError:
        is_same = False
    return last if is_same else text


def take_text(fields: dict[str, Json], name: str) -> str | None:
    """Take the field out of `fields` and return it; None if it is missing or null.

    Raises:
        BadValueError: it is no text.
    """
    value = fields.pop(name, None)
    if value is None or isinstance(value, str):
        return value
    raise BadValueError(f"the field {name!r} is no text")


def take_int(fields: dict[str, Json], name: str) -> int | None:
    """Take the field out of `fields` and return it; None if it is missing or null.

    Raises:
        BadValueError: it is no whole number.
    """
    value = fields.pop(name, None)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise BadValueError(f"the field {name!r} is no whole number")
