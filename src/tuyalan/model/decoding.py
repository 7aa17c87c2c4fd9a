"""From raw values to readings: one function a property, made once and called for every report.

Decoding never fails. What is not as described keeps its value, or the raw one, and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.errors import BadValueError
from tuyalan.model.forms.flags import parse_flags
from tuyalan.model.grid import MAX_RAW, make_grid, whole
from tuyalan.model.reading import Reading
from tuyalan.model.schema import Kind
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.grid import Grid
    from tuyalan.model.property import Property

Decoder: TypeAlias = Callable[[Json], Reading]

MAX_TEXT: Final = 64 * 1024
"""Longest text that is looked into; a frame holds no more."""
SWITCH_WORDS: Final[Mapping[str, tuple[bool, tuple[str, str]]]] = MappingProxyType(
    {
        pair[value]: (value, pair)
        for pair in (("false", "true"), ("False", "True"), ("FALSE", "TRUE"), ("0", "1"), ("off", "on"), ("OFF", "ON"))
        for value in (False, True)
    }
)
"""What bad firmware sends for a bool: its meaning, and the words for false and true of the same sort."""
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_HEX: Final = re.compile(r"[0-9A-Fa-f]*")
_SHOWN: Final = 40


def make_decoder(subject: Property) -> Decoder:
    """Return the function that reads the raw values of a property."""
    if subject.form is not None:
        return _composite(subject)
    return _MAKERS[subject.kind](subject)


def show(value: object) -> str:
    """Return a value as it is named in a problem: quoted, on one line, not long."""
    match value:
        case str():
            text = repr(value[:_SHOWN])
        case int() if abs(value) > MAX_RAW:
            # Python refuses to spell out numbers of thousands of digits.
            text = "a huge number"
        case None | bool() | int() | float():
            text = repr(value)
        case _:
            text = f"a {type(value).__name__}"
    return text if len(text) <= 2 * _SHOWN else text[:_SHOWN] + "…"


def show_range(low: object, high: object, unit: str) -> str:
    """Return limits as a phrase, for example `10 to 35 °C`."""
    tail = f" {unit}" if unit else ""
    if low is None:
        return f"at most {high}{tail}"
    return f"at least {low}{tail}" if high is None else f"{low} to {high}{tail}"


def is_packed(text: str) -> bool:
    """Tell whether a text is base64 or hex."""
    return (len(text) % 4 == 0 and _BASE64.fullmatch(text) is not None) or (
        len(text) % 2 == 0 and _HEX.fullmatch(text) is not None
    )


def _bool(subject: Property) -> Decoder:
    flip = subject.point.is_inverted
    known: dict[object, Reading] = {word: Reading(meant != flip, word) for word, (meant, _) in SWITCH_WORDS.items()}
    on, off = Reading(not flip, True), Reading(flip, False)

    def decode(raw: Json) -> Reading:
        if raw is True:
            return on
        if raw is False:
            return off
        if isinstance(raw, str) and raw in known:
            return known[raw]
        number = whole(raw)
        if number in {0, 1}:
            return Reading((number == 1) != flip, raw)
        return Reading(raw, raw, f"{show(raw)} is neither true nor false")

    return decode


def _number(subject: Property) -> Decoder:
    grid = make_grid(subject.point)
    low, high, factor, divisor = grid.low, grid.high, grid.factor, grid.divisor
    if grid.mirror is not None:

        def decode(raw: Json) -> Reading:
            return _read_number(raw, grid, subject)

    elif factor == divisor == 1:

        def decode(raw: Json) -> Reading:
            if type(raw) is int and low <= raw <= high:
                return Reading(raw, raw)
            return _read_number(raw, grid, subject)

    else:

        def decode(raw: Json) -> Reading:
            if type(raw) is int and low <= raw <= high:
                # Same as `grid.value`, without the call.
                return Reading(raw * factor if divisor == 1 else raw * factor / divisor, raw)
            return _read_number(raw, grid, subject)

    return decode


def _read_number(raw: Json, grid: Grid, subject: Property) -> Reading:
    number = whole(raw)
    if number is None:
        return Reading(raw, raw, f"{show(raw)} is not a whole number")
    if not -MAX_RAW <= number <= MAX_RAW:
        return Reading(raw, raw, "the number is too large to be true")
    value = grid.value(number)
    if grid.low <= number <= grid.high:
        return Reading(value, raw)
    return Reading(value, raw, f"{value} is outside of {show_range(grid.minimum, grid.maximum, subject.unit)}")


def _choice(subject: Property) -> Decoder:
    words = zip(subject.point.choices, subject.choices, strict=True)
    known = {word: Reading(called, word) for word, called in words}

    def decode(raw: Json) -> Reading:
        if isinstance(raw, str):
            if (reading := known.get(raw)) is not None:
                return reading
            if not raw:
                return Reading(raw, raw, "the text is empty")
            return Reading(raw, raw, f"{show(raw)} is not among the declared choices" if known else None)
        word = choice_word(raw)
        if word is None:
            return Reading(raw, raw, f"{show(raw)} is not a word")
        if word in known:
            return Reading(known[word].value, raw)
        return Reading(word, raw, f"{show(raw)} is not among the declared choices")

    return decode


def choice_word(raw: Json) -> str | None:
    """Return the word that a number or bool stands for where firmware sends one for a choice, else `None`."""
    match raw:
        case bool():
            return "true" if raw else "false"
        case int() if abs(raw) <= MAX_RAW:
            return str(raw)
        case _:
            return None


def _text(subject: Property) -> Decoder:
    limit = subject.point.max_length or MAX_TEXT

    def decode(raw: Json) -> Reading:
        if not isinstance(raw, str):
            return Reading(raw, raw, f"{show(raw)} is not a text")
        if len(raw) > limit:
            return Reading(raw, raw, f"{len(raw)} characters, declared are at most {limit}")
        return Reading(raw, raw)

    return decode


def _raw(subject: Property) -> Decoder:
    del subject

    def decode(raw: Json) -> Reading:
        if not isinstance(raw, str):
            return Reading(raw, raw, f"{show(raw)} is not a text")
        if len(raw) > MAX_TEXT:
            return Reading(raw, raw, f"{len(raw)} characters are too many to look into")
        return Reading(raw, raw, None if is_packed(raw) else "neither base64 nor hex")

    return decode


def _bitmap(subject: Property) -> Decoder:
    labels = subject.labels

    def decode(raw: Json) -> Reading:
        number = whole(raw)
        if number is None:
            return Reading(raw, raw, f"{show(raw)} is not a bitmap")
        try:
            return Reading(parse_flags(number, labels) if number else (), raw)
        except BadValueError as error:
            return Reading(raw, raw, error.message)

    return decode


def _composite(subject: Property) -> Decoder:
    form = subject.form
    if form is None:
        return _text(subject)
    parse = form.parse

    def decode(raw: Json) -> Reading:
        if not isinstance(raw, str):
            return Reading(raw, raw, f"{show(raw)} is not a text")
        if len(raw) > MAX_TEXT:
            return Reading(raw, raw, f"{len(raw)} characters are too many to look into")
        try:
            return Reading(parse(raw), raw)
        except BadValueError as error:
            return Reading(raw, raw, error.message)

    return decode


_MAKERS: Final[Mapping[Kind, Callable[[Property], Decoder]]] = MappingProxyType(
    {
        Kind.BOOL: _bool,
        Kind.NUMBER: _number,
        Kind.CHOICE: _choice,
        Kind.TEXT: _text,
        Kind.BITMAP: _bitmap,
        Kind.RAW: _raw,
        Kind.COMPOSITE: _composite,
    }
)
