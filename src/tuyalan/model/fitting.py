"""How well a value fits a description: a factor of 1 where nothing would fit better, less where something would.

A value is of a sort (a zero, a word, packed bytes), a description relates to it in a way (has it in its list, has it
outside of its limits). What each pair of the two is worth was measured, and so was what it is worth that nothing is said
of a value at all: less than a match, more than a contradiction. A bool fits every bool.

The numbers between the markers are measured: `python -m benchmarks.inference --fit` writes them.
"""

from __future__ import annotations

import enum
import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import Json


class Sort(enum.StrEnum):
    """What a value looks like, whatever it means."""

    BOOL = "bool"
    ZERO = "zero"
    INTEGER = "integer"
    EMPTY = "empty"
    WORD = "word"
    """Letters that look like a word of a choice."""
    DIGITS = "digits"
    COLOUR = "colour"
    """Hex of the length of a colour."""
    HEX = "hex"
    BASE64 = "base64"
    OTHER = "other"
    """Any other text."""


class Match(enum.StrEnum):
    """How a description relates to a value."""

    INSIDE = "inside"
    """A number with the value within its limits."""
    OUTSIDE = "outside"
    UNLIMITED = "unlimited"
    FLAGS = "flags"
    """A bitmap that has the bits."""
    BEYOND = "beyond"
    """A bitmap that lacks some of the bits."""
    LISTED = "listed"
    """A choice that has the word."""
    UNLISTED = "unlisted"
    OPEN = "open"
    """A choice without words."""
    TEXT = "text"
    LONG = "long"
    """A text that must be shorter."""
    COLOUR = "colour"
    """A text that holds a colour."""
    RAW = "raw"
    ALIEN = "alien"
    """A kind whose values are of another type."""


NEUTRAL: Final = 1.0

ALIEN: Final = 0.01
"""A value of another type than the description has."""

# Begin of the measured numbers.
FACTORS: Final[Mapping[Sort, Mapping[Match, float]]] = MappingProxyType(
    {
        Sort.ZERO: {
            Match.INSIDE: 0.4,
            Match.OUTSIDE: 0.036,
            Match.UNLIMITED: 0.373,
            Match.FLAGS: 1.0,
        },
        Sort.INTEGER: {
            Match.INSIDE: 1.0,
            Match.OUTSIDE: 0.12,
            Match.UNLIMITED: 0.721,
            Match.FLAGS: 0.211,
            Match.BEYOND: 0.052,
        },
        Sort.EMPTY: {
            Match.UNLISTED: 0.01,
            Match.TEXT: 1.0,
            Match.COLOUR: 0.131,
            Match.RAW: 0.619,
        },
        Sort.WORD: {
            Match.LISTED: 1.0,
            Match.UNLISTED: 0.01,
            Match.TEXT: 0.1,
            Match.COLOUR: 0.01,
            Match.RAW: 0.01,
        },
        Sort.DIGITS: {
            Match.LISTED: 1.0,
            Match.UNLISTED: 0.015,
            Match.TEXT: 0.21,
            Match.COLOUR: 0.027,
            Match.RAW: 0.01,
        },
        Sort.COLOUR: {
            Match.UNLISTED: 0.01,
            Match.TEXT: 0.1,
            Match.COLOUR: 1.0,
            Match.RAW: 0.01,
        },
        Sort.HEX: {
            Match.LISTED: 1.0,
            Match.UNLISTED: 0.726,
            Match.TEXT: 0.686,
            Match.RAW: 0.576,
        },
        Sort.BASE64: {
            Match.LISTED: 0.372,
            Match.UNLISTED: 0.01,
            Match.TEXT: 0.1,
            Match.LONG: 0.211,
            Match.COLOUR: 0.149,
            Match.RAW: 1.0,
        },
        Sort.OTHER: {
            Match.LISTED: 1.0,
            Match.UNLISTED: 0.01,
            Match.TEXT: 0.275,
            Match.COLOUR: 0.036,
            Match.RAW: 0.01,
        },
    }
)
"""By what a value looks like: how much less than the best each match is worth."""
SILENCE: Final[Mapping[Sort, float]] = MappingProxyType(
    {
        Sort.ZERO: 0.357,
        Sort.INTEGER: 0.619,
        Sort.EMPTY: 0.45,
        Sort.WORD: 0.025,
        Sort.DIGITS: 0.142,
        Sort.COLOUR: 0.198,
        Sort.HEX: 0.514,
        Sort.BASE64: 0.472,
        Sort.OTHER: 0.067,
    }
)
"""By what a value looks like: the same where nothing is said of it."""
# End of the measured numbers.

# Begin of the measured power.
FIT_POWER: Final = 1.0
"""How much the fits of all values count together: 1 if each of them says something of its own, less if not."""
# End of the measured power.

MAX_TEXT: Final = 4096
"""Longest text looked into, in characters."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
# A separator between all groups, or a hostile text would take exponential time.
_WORD: Final = re.compile(r"[A-Za-z][a-z]+[A-Za-z0-9]*(?:[ _-][A-Za-z0-9]+)*", re.ASCII)
_MAX_WORD: Final = 32
_COLOUR_LENGTHS: Final = (12, 14)


def fit(point: DpSchema, value: Json) -> float:
    """Return how well a value fits what is said of a data point."""
    sort = sort_of(value)
    if sort is None or (sort is Sort.BOOL and point.kind is Kind.BOOL):
        return NEUTRAL
    match = match_of(point, value)
    return ALIEN if match is Match.ALIEN else FACTORS.get(sort, {}).get(match, SILENCE.get(sort, NEUTRAL))


def fit_unsaid(value: Json) -> float:
    """Return how well a value fits where nothing is said of its data point."""
    sort = sort_of(value)
    return NEUTRAL if sort is None else SILENCE.get(sort, NEUTRAL)


def sort_of(value: Json) -> Sort | None:
    """Return what a value looks like; `None` for what no data point holds."""
    match value:
        case bool():
            return Sort.BOOL
        case int():
            return Sort.INTEGER if value else Sort.ZERO
        case str():
            return _sort_text(value)
        case _:
            return None


def _sort_text(text: str) -> Sort:
    if not text:
        return Sort.EMPTY
    is_hex = len(text) <= MAX_TEXT and bool(_HEX.fullmatch(text))
    if is_hex and len(text) in _COLOUR_LENGTHS:
        return Sort.COLOUR
    if len(text) <= _MAX_WORD and text.isdecimal():
        return Sort.DIGITS
    if len(text) <= _MAX_WORD and _WORD.fullmatch(text):
        return Sort.WORD
    return Sort.HEX if is_hex else _sort_rest(text)


def _sort_rest(text: str) -> Sort:
    return Sort.BASE64 if len(text) <= MAX_TEXT and is_base64(text) else Sort.OTHER


def match_of(point: DpSchema, value: Json) -> Match:
    """Return how a description relates to a value."""
    match value:
        case bool():
            return Match.ALIEN
        case int():
            return _match_integer(point, value)
        case str():
            return _match_text(point, value)
        case _:
            return Match.ALIEN


def _match_integer(point: DpSchema, value: int) -> Match:
    if point.kind is Kind.BITMAP:
        return Match.FLAGS if 0 <= value < 1 << (len(point.labels) or 32) else Match.BEYOND
    if point.kind is not Kind.NUMBER:
        return Match.ALIEN
    if point.minimum is None or point.maximum is None:
        return Match.UNLIMITED
    return Match.INSIDE if point.minimum <= value <= point.maximum else Match.OUTSIDE


def _match_text(point: DpSchema, value: str) -> Match:
    match point.kind:
        case Kind.CHOICE if not point.choices:
            return Match.OPEN
        case Kind.CHOICE:
            return Match.LISTED if value in point.choices else Match.UNLISTED
        case Kind.RAW:
            return Match.RAW
        case Kind.TEXT | Kind.COMPOSITE if point.code.startswith("colour_data"):
            return Match.COLOUR
        case Kind.TEXT | Kind.COMPOSITE:
            is_long = point.max_length is not None and len(value) > point.max_length
            return Match.LONG if is_long else Match.TEXT
        case _:
            return Match.ALIEN


def is_base64(text: str) -> bool:
    """Tell whether a text may be base64."""
    return len(text) % 4 == 0 and bool(_BASE64.fullmatch(text))
