"""How well a value fits a description: a factor above 1 where it speaks for it, below 1 where it speaks against.

Says nothing where nothing can be said, which is most of the time: a bool fits every bool.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import Json

SUPPORT: Final = 3.0
"""A value that hardly anything else would have."""

NEUTRAL: Final = 1.0

CONFLICT: Final = 0.1
"""A value outside of the limits; devices do that, so it is no proof."""

FOREIGN: Final = 0.01
"""A value that the description does not know at all, for example another word."""

MAX_TEXT: Final = 4096
"""Longest text looked into, in characters."""

_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_HEX: Final = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_COLOUR_LENGTHS: Final = (12, 14)


def fit(point: DpSchema, value: Json) -> float:
    """Return how well a value fits what is said of a data point."""
    match value:
        case bool():
            return NEUTRAL if point.kind is Kind.BOOL else FOREIGN
        case int():
            return _fit_integer(point, value)
        case str():
            return _fit_text(point, value)
        case _:
            return NEUTRAL


def _fit_integer(point: DpSchema, value: int) -> float:
    if point.kind is Kind.BITMAP:
        return NEUTRAL if 0 <= value < 1 << (len(point.labels) or 32) else FOREIGN
    if point.kind is not Kind.NUMBER:
        return FOREIGN
    is_below = point.minimum is not None and value < point.minimum
    is_above = point.maximum is not None and value > point.maximum
    return CONFLICT if is_below or is_above else NEUTRAL


def _fit_text(point: DpSchema, value: str) -> float:
    if point.kind is Kind.CHOICE:
        return _fit_word(point, value)
    if point.kind in {Kind.BOOL, Kind.NUMBER, Kind.BITMAP}:
        return FOREIGN
    if not value or len(value) > MAX_TEXT:
        return NEUTRAL
    is_hex = bool(_HEX.fullmatch(value))
    if point.kind is Kind.RAW:
        return NEUTRAL if is_hex or is_base64(value) else FOREIGN
    if point.code.startswith("colour_data"):
        return SUPPORT if is_hex and len(value) in _COLOUR_LENGTHS else CONFLICT
    return NEUTRAL if point.max_length is None or len(value) <= point.max_length else CONFLICT


def _fit_word(point: DpSchema, value: str) -> float:
    """A number among the choices says little: half of all choices have a `0`."""
    if not point.choices:
        return NEUTRAL
    if value not in point.choices:
        return FOREIGN
    return NEUTRAL if value.isdecimal() else SUPPORT


def is_base64(text: str) -> bool:
    """Tell whether a text may be base64."""
    return len(text) % 4 == 0 and bool(_BASE64.fullmatch(text))
