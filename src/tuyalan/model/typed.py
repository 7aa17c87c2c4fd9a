"""Text as a person types it, as the value that is meant: `on`, `22,5`, `50%`, `72 °F`, `20m`, `red`."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.decoding import show
from tuyalan.model.encoding import list_words, refuse, suggest
from tuyalan.model.forms.flags import MAX_BITS, parse_flags
from tuyalan.model.grid import make_grid
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.model.property import Property

    Parser = Callable[[Property, str], object]

SWITCHES: Final[Mapping[str, bool]] = MappingProxyType(
    {"on": True, "true": True, "yes": True, "1": True, "off": False, "false": False, "no": False, "0": False}
)
_NUMBER: Final = re.compile(r"(?P<number>[-+]?\d{1,15}(?:[.,]\d{1,9})?)\s*(?P<unit>\S{0,8})")
_DURATION: Final = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m(?:in)?)?(?:(\d{1,7})s)?")
_APART: Final = re.compile(r"[\s_-]+")
UNITS: Final[Mapping[str, tuple[str, float]]] = MappingProxyType(
    {
        "s": ("s", 1), "sec": ("s", 1), "min": ("s", 60), "m": ("s", 60), "h": ("s", 3600),
        "w": ("W", 1), "kw": ("W", 1000), "wh": ("Wh", 1), "kwh": ("Wh", 1000),
        "v": ("V", 1), "mv": ("V", 0.001), "a": ("A", 1), "ma": ("A", 0.001),
    }
)  # fmt: skip
"""Units that can be typed for each other: the one they are counted in, and how many of it they are."""


def parse_text(subject: Property, text: str) -> object:
    """Return the value that a person means by `text`; whether it can be written is not looked at.

    Raises:
        BadValueError: It means nothing here; the message says what would.
    """
    if subject.form is not None:
        return _composite(subject, text)
    return _PARSERS[subject.kind](subject, text)


def _bool(subject: Property, text: str) -> bool:
    word = text.strip().lower()
    if word not in SWITCHES:
        raise refuse(subject, f"{show(text)} is neither on nor off")
    return SWITCHES[word]


def _number(subject: Property, text: str) -> object:
    text = text.strip()
    if (duration := _duration(subject.unit, text)) is not None:
        return duration
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise refuse(subject, f"{show(text)} is not a number")
    digits = match["number"].replace(",", ".")
    number = float(digits) if "." in digits else int(digits)
    return _convert(subject, number, match["unit"])


def _convert(subject: Property, number: float, unit: str) -> object:
    """Return a number typed with some unit in the unit of the property."""
    own = subject.unit
    if not unit or unit.lower() == own.lower():
        return number
    if unit == "%":
        return _percent(subject, number)
    degrees = {"c": "°C", "°c": "°C", "℃": "°C", "f": "°F", "°f": "°F", "℉": "°F"}.get(unit.lower())
    if degrees is not None and own in {"°C", "°F"}:
        if degrees == own:
            return number
        return _snap(subject, (number - 32) / 1.8 if own == "°C" else number * 1.8 + 32)
    # A property in `m` is in metres; only people mean minutes.
    theirs, ours = UNITS.get(unit.lower()), UNITS.get(own.lower()) if own != "m" else None
    if theirs is None or ours is None or theirs[0] != ours[0]:
        raise refuse(
            subject, f"{show(unit)} is not its unit, which is {own}" if own else "it has no unit that is known"
        )
    value = round(number * theirs[1] / ours[1], 9)
    return int(value) if value.is_integer() else value


_WHOLE: Final = 100


def _percent(subject: Property, number: float) -> object:
    low, high = subject.minimum, subject.maximum
    if low is None or high is None:
        raise refuse(subject, "a percentage means nothing here: its limits are not known")
    if not 0 <= number <= _WHOLE:
        raise refuse(subject, f"{number} % is outside of 0 to 100 %")
    return _snap(subject, low + (high - low) * number / 100)


def _snap(subject: Property, value: float) -> object:
    """Return the allowed number next to a computed one, which may lie half a step outside of the limits.

    Raises:
        BadValueError: It lies further outside.
    """
    reach = (subject.step or 0) / 2
    for limit, excess in ((subject.minimum, -1), (subject.maximum, 1)):
        if limit is not None and (value - limit) * excess > reach:
            raise refuse(subject, f"that is {round(value, 2)} {subject.unit}, which is outside of its limits")
    near = make_grid(subject.point).nearest(value)
    return min(near, key=lambda number: abs(number - value))


def _duration(unit: str, text: str) -> int | float | None:
    """Read `20m` and `1h30m` where time is counted."""
    own = UNITS.get(unit.lower()) if unit in {"s", "min", "h"} else None
    match = _DURATION.fullmatch(text.lower())
    if own is None or not text or match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    value = (hours * 3600 + minutes * 60 + seconds) / own[1]
    return int(value) if value.is_integer() else value


def _choice(subject: Property, text: str) -> str:
    word = text.strip()
    if not subject.choices or word in subject.choices or word in subject.point.choices:
        return word
    plain = {_APART.sub("", choice).lower(): choice for choice in reversed(subject.choices)}
    found = plain.get(_APART.sub("", word).lower())
    if found is None:
        raise refuse(
            subject, f"{show(word)} is not one of {list_words(subject.choices)}{suggest(word, subject.choices)}"
        )
    return found


def _text(subject: Property, text: str) -> str:
    del subject
    return text


def _bitmap(subject: Property, text: str) -> tuple[str, ...]:
    # Labels may have spaces in them, as `bit 7` has.
    words = [word for part in re.split(r"[,;]", text) if (word := part.strip())]
    if words in ([], ["none"], ["0"]):
        return ()
    if len(words) == 1 and words[0].isdecimal() and len(words[0]) < MAX_BITS:
        return parse_flags(int(words[0]), subject.labels)
    return tuple(words)


def _composite(subject: Property, text: str) -> object:
    form = subject.form
    if form is None:
        return text
    text = text.strip()
    if text[:1] in {"{", "["}:
        try:
            return msgspec.convert(msgspec.json.decode(text), form.value_type)
        except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
            raise refuse(subject, f"the JSON does not fit: {error}") from error
    # A value type that has words of its own, such as the names of colours, reads them itself.
    parse: object = getattr(form.value_type, "parse", None)
    try:
        return parse(text) if callable(parse) else form.parse(text)
    except BadValueError as error:
        raise refuse(subject, error.message) from error


_PARSERS: Final[Mapping[Kind, Parser]] = MappingProxyType(
    {
        Kind.BOOL: _bool,
        Kind.NUMBER: _number,
        Kind.CHOICE: _choice,
        Kind.TEXT: _text,
        Kind.BITMAP: _bitmap,
        Kind.RAW: _text,
        Kind.COMPOSITE: _composite,
    }
)
