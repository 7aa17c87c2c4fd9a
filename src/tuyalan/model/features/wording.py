"""Settings as words, whatever the maker made them of: a choice, a switch, or a number of few steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.features.span import limits
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.property import Property

MOST_STEPS: Final = 12
"""Numbers with more steps than these are not listed step by step."""
STEPS: Final = (1, 3)
"""The span of a number that nobody described."""


def list_words(subject: Property) -> tuple[str, ...]:
    """Return the words that a property can be set to: the maker's, `off` and `on`, or the numbers of its steps."""
    match subject.point.kind:
        case Kind.NUMBER:
            low, high = limits(subject, STEPS)
            return tuple(str(number) for number in range(int(low), int(high) + 1)) if high - low < MOST_STEPS else ()
        case Kind.BOOL:
            return ("off", "on")
        case _:
            return subject.choices


def show_word(value: object) -> str | None:
    """Return the word for a value; `None` if that is not known."""
    match value:
        case bool():
            return "on" if value else "off"
        case None:
            return None
        case _:
            return str(value)


def read_word(subject: Property, word: str) -> object:
    """Return the value of a property for one of its words."""
    match subject.point.kind:
        case Kind.NUMBER:
            return int(word)
        case Kind.BOOL:
            return word == "on"
        case _:
            return word
