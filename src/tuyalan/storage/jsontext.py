"""JSON text to values and back, strictly, with the place of a fault.

Knows nothing of devices. No message holds a piece of the text: it may be a key.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, NoReturn, cast

from tuyalan.errors import StorageError, UseError

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


def parse_json(data: bytes, *, source: str) -> Json:
    """Return the value that `data` holds, read from `source`.

    UTF-8, UTF-16 and UTF-32 are told apart, because some editors on Windows save the latter two.

    Raises:
        StorageError: `data` is no JSON; the message names `source`, and line and column where they are known.
    """
    # `from None` throughout: the original errors carry the whole text, keys and all.
    if not data.strip():
        raise StorageError(f"{source} is empty")
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as exc:
        line, column = data.count(b"\n", 0, exc.start) + 1, exc.start - data.rfind(b"\n", 0, exc.start)
        raise StorageError(f"{source}, line {line}, column {column}: this is no Unicode text") from None
    try:
        return json.loads(
            text, object_pairs_hook=_once_each, parse_float=_parse_finite, parse_constant=_refuse_constant
        )
    except json.JSONDecodeError as exc:
        raise StorageError(f"{source}, line {exc.lineno}, column {exc.colno}: {exc.msg}") from None
    except RecursionError:
        raise StorageError(f"{source} is nested too deeply") from None
    except ValueError as exc:
        raise StorageError(f"{source}: {exc}") from None


def build_json(value: Json) -> bytes:
    """Return `value` as indented UTF-8 text that ends in a line feed.

    Raises:
        UseError: `value` holds something that JSON cannot carry.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    except (TypeError, ValueError, RecursionError) as exc:
        raise UseError(f"a value cannot be stored as JSON: {exc}") from exc
    # Half a surrogate pair is no UTF-8; Python's escape for it happens to be JSON's as well.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def as_object(value: Json) -> dict[str, Json] | None:
    """Return `value` if it is a JSON object, else None."""
    return cast("dict[str, Json]", value) if isinstance(value, dict) else None


def as_list(value: Json) -> list[Json] | None:
    """Return `value` if it is a JSON list, else None."""
    return cast("list[Json]", value) if isinstance(value, list) else None


def _once_each(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """Build an object, refusing one whose field is given twice: one of the two would be lost when it is saved."""
    fields: dict[str, Json] = {}
    for name, value in pairs:
        if name in fields:
            raise ValueError(f"the field {name!r} is given twice in one object")
        fields[name] = value
    return fields


def _parse_finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")
