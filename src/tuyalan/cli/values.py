"""What people type to values: `20=true 22=500 24="text"` to data points, `switch_led=on bright_value=50%` to properties."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError, UseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.client.checks import DpWrite
    from tuyalan.model.device import DeviceModel
    from tuyalan.vocabulary import DpId

_MAX_DIGITS: Final = 5
_HINT: Final = "Write for example `switch_led=on bright_value=50%`, or `20=true 22=500`."
_MAX_NAME: Final = 64
_PUNCTUATION: Final = re.compile(r"[.-]")


def parse_assignments(words: Sequence[str], *, is_text: bool = False) -> dict[DpId | str, DpWrite]:
    """Return the values by data point or property; what the text of a property means, `read_named` tells.

    Args:
        words: Each one `number=value` or `code=text`; values of numbers are read as JSON where they are JSON, else as text.
        is_text: Whether all values are text, also those that look like numbers.

    Raises:
        UseError: there is nothing, a word is no assignment, or a data point is named twice.
        BadValueError: a value is null, a list or an object.
    """
    if not words:
        raise UseError("say what to write", hint=_HINT)
    values: dict[DpId | str, DpWrite] = {}
    for word in words:
        name, equals, text = word.partition("=")
        target = parse_target(name) if equals else None
        if target is None:
            raise UseError(f"{word!r} is no assignment of a value to a data point or property", hint=_HINT)
        if target in values:
            raise UseError(f"{name} is named twice", hint=_HINT)
        values[target] = text if is_text or isinstance(target, str) else parse_value(text)
    return values


def read_named(values: Mapping[DpId | str, DpWrite], model: DeviceModel) -> dict[DpId | str, object]:
    """Return the values with the texts of properties as what they mean.

    Raises:
        UnknownDpError: the device has no such property.
        BadValueError: a text means nothing to its property.
    """
    return {
        target: model.find(target).parse_text(value) if isinstance(target, str) and isinstance(value, str) else value
        for target, value in values.items()
    }


def parse_target(text: str) -> DpId | str | None:
    """Return what is meant: the number of a data point or the code of a property; `None` if it is neither."""
    dp = parse_dp(text)
    is_name = len(text) <= _MAX_NAME and text[:1] not in {"-", "."} and _PUNCTUATION.sub("_", text).isidentifier()
    return dp if dp is not None else text if is_name else None


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
