"""What people type to values: `20=true 22=500 24="text"` to data points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError, UseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.client.device import DpWrite
    from tuyalan.vocabulary import DpId

_MAX_DIGITS: Final = 5
_HINT: Final = "Write for example `20=true 22=500 21=white`."


def parse_assignments(words: Sequence[str], *, is_text: bool = False) -> dict[DpId, DpWrite]:
    """Return the values by data point.

    Args:
        words: Each one `number=value`; values are read as JSON where they are JSON, else as text.
        is_text: Whether all values are text, also those that look like numbers.

    Raises:
        UseError: there is nothing, a word is no assignment, or a data point is named twice.
        BadValueError: a value is null, a list or an object.
    """
    if not words:
        raise UseError("say what to write", hint=_HINT)
    values: dict[DpId, DpWrite] = {}
    for word in words:
        name, equals, text = word.partition("=")
        dp = parse_dp(name) if equals else None
        if dp is None:
            raise UseError(f"{word!r} is no assignment of a value to a data point", hint=_HINT)
        if dp in values:
            raise UseError(f"data point {dp} is named twice", hint=_HINT)
        values[dp] = text if is_text else parse_value(text)
    return values


def parse_dp(text: str) -> DpId | None:
    """Return the number of a data point, or `None` if it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else None


def parse_value(text: str) -> DpWrite:
    """Return a value as JSON says it, else the text itself.

    Raises:
        BadValueError: it is null, a list or an object, which devices do not take.
    """
    try:
        value: object = msgspec.json.decode(text)
    except ValueError:
        return text
    if isinstance(value, (bool, int, float, str)):
        return value
    raise BadValueError(
        f"{text!r} cannot be written: devices take true, false, numbers and text",
        hint="Add --text to write it as text.",
    )
