"""Bytes to JSON values and their parts, whatever else they hold.

Nothing here raises over a value of the wrong type: it counts as absent. Only text that is no JSON at all is an error,
and no message holds a piece of the text, which may be a key.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.vocabulary import Json

MAX_SIZE: Final = 64 * 1024 * 1024
"""Largest file read, in bytes."""

MAX_INTEGER: Final = 2**63
"""Integers from here on are no limits of a data point."""

_MAX_NESTED: Final = 1024 * 1024
"""Longest JSON text inside of a JSON text that is read, in characters."""

_TRUNCATED: Final = "the text ends in the middle; fetch or copy the file again"
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def parse_json(data: bytes, *, source: str) -> Json:
    """Return the value that `data` holds; UTF-8, UTF-16 and UTF-32 are told apart.

    Raises:
        StorageError: `data` is no JSON, or too large; the message names `source`, and the place where it is known.
    """
    if len(data) > MAX_SIZE:
        raise StorageError(f"{source} is larger than {MAX_SIZE // 1024**2} MiB")
    if not data.strip():
        raise StorageError(f"{source} is empty")
    # `from None` throughout: the original errors carry the text, keys and all.
    try:
        text = data.decode(json.detect_encoding(data)).lstrip("\ufeff").encode()
    except UnicodeError:
        raise StorageError(f"{source} is no Unicode text") from None
    try:
        return msgspec.json.decode(text)
    except RecursionError:
        raise StorageError(f"{source} is nested too deeply") from None
    except (msgspec.DecodeError, ValueError) as exc:
        raise StorageError(f"{source}{_explain(str(exc), text)}") from None


def parse_nested(text: str) -> Json:
    """Return the value of a JSON text that stands inside of another, None if it is none."""
    if len(text) > _MAX_NESTED:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None


def as_object(value: Json) -> dict[str, Json]:
    """Return `value` if it is an object or the JSON text of one, else an empty object."""
    if isinstance(value, str):
        value = parse_nested(value)
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """Return `value` if it is a list or the JSON text of one, else an empty list."""
    if isinstance(value, str):
        value = parse_nested(value)
    return cast("list[Json]", value) if isinstance(value, list) else []


def as_text(value: Json, *, limit: int) -> str:
    """Return `value` as one line of at most `limit` visible characters; empty if it is no text."""
    if not isinstance(value, str):
        return ""
    # Cut first: a megabyte is not searched for control characters.
    visible = (
        " " if character.isspace() else character
        for character in value[: 4 * limit]
        if character.isspace() or unicodedata.category(character) not in _INVISIBLE
    )
    return " ".join("".join(visible).split())[:limit].rstrip()


def as_integer(value: Json) -> int | None:
    """Return a whole number, also one written as text or as `100.0`, else None."""
    if isinstance(value, str) and len(value) <= len(str(MAX_INTEGER)):
        try:
            value = float(value) if "." in value else int(value)
        except ValueError:
            return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= MAX_INTEGER:
        return None
    return value


def as_number(value: Json) -> float | None:
    """Return a finite number, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < MAX_INTEGER:
        return None
    return float(value)


def as_texts(value: Json, *, limit: int) -> tuple[str, ...]:
    """Return the words of a list; numbers count as their digits, anything else as empty words that keep the place."""
    return tuple(
        str(word) if isinstance(word, int) and not isinstance(word, bool) else as_text(word, limit=limit)
        for word in as_list(value)
    )


def pick(fields: dict[str, Json], names: Iterable[str]) -> Json:
    """Return the first of some fields that is not empty, or None."""
    return next((fields[name] for name in names if fields.get(name)), None)


def _explain(reason: str, text: bytes) -> str:
    if match := re.search(r"^JSON is malformed: (?P<what>.*) \(byte (?P<at>\d+)\)$", reason):
        at = int(match["at"])
        line = text.count(b"\n", 0, at) + 1
        column = len(text[text.rfind(b"\n", 0, at) + 1 : at].decode(errors="ignore")) + 1
        return f", line {line}, column {column}: {match['what']}"
    return f": {_TRUNCATED}" if "truncated" in reason else " is no JSON"
