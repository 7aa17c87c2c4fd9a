"""Speeds of fans: numbers or words of any maker, in the order from slow to fast, and as per cent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.features.span import limits, snap
from tuyalan.model.features.vocabulary import fold
from tuyalan.model.property import Property
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.grid import Number

RANKS: Final = (
    frozenset({"silent", "mute", "quiet", "silence", "ultralow"}),
    frozenset({"verylow", "very_low", "lowest", "lowwind", "weak", "gentle"}),
    frozenset({"low", "low_speed", "slow", "fan_low"}),
    frozenset({"low_mid", "mid_low", "mediumlow", "lowmid"}),
    frozenset({"mid", "middle", "med", "medium", "medium_speed", "normal"}),
    frozenset({"mid_high", "high_mid", "mediumhigh", "midhigh"}),
    frozenset({"high", "hig", "high_speed", "fast", "fan_high"}),
    frozenset({"strong", "strength", "powerful", "hi_hi"}),
    frozenset({"turbo", "max", "super", "turbo_speed", "highest", "maximum"}),
)
"""Words for speeds, from slow to fast."""
COUNTED: Final = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
"""Numbers that some makers write out."""
STILL: Final = frozenset({"off", "stop", "close", "closed", "zero", "0"})
"""Words that mean that it does not turn."""
SPAN: Final = (1, 100)
"""The span of a speed that nobody described."""

_NUMBER: Final = re.compile(r"[a-z_]*?(\d{1,3})(?:_?speed)?")


class Speeds(msgspec.Struct, frozen=True):
    """What speeds a property knows."""

    subject: Property
    words: tuple[str, ...]
    """Of a choice: from slow to fast, without the words for standing still and those that are no speeds."""

    @property
    def count(self) -> int:
        """How many speeds there are."""
        if self.words:
            return len(self.words)
        low, high = self._span
        return max(1, round((high - low) / (self.subject.step or 1)) + 1)

    def read(self, value: object) -> float | None:
        """Return a value of the property as per cent of the fastest; `None` if it is no speed."""
        if isinstance(value, str):
            if fold(value) in STILL:
                return 0.0
            return 100 * (self.words.index(value) + 1) / len(self.words) if value in self.words else None
        if isinstance(value, bool) or not isinstance(value, int | float) or self.words:
            return None
        low, high = self._span
        step = self.subject.step or 1
        return min(100.0, max(0.0, 100 * (value - low + step) / (high - low + step)))

    def choose(self, percent: float) -> str | Number:
        """Return the value of the property for a share of the fastest speed; the least speed for anything above 0.

        Raises:
            BadValueError: It is not more than 0 and at most 100.
        """
        if not 0 < percent <= 100:  # noqa: PLR2004 - per cent
            raise BadValueError(f"a speed is more than 0 and at most 100 per cent; this is {percent}")
        if self.words:
            return self.words[max(0, round(percent / 100 * len(self.words)) - 1)]
        low, high = self._span
        step = self.subject.step or 1
        return snap(self.subject, max(low, low - step + percent / 100 * (high - low + step)))

    @property
    def _span(self) -> tuple[Number, Number]:
        """The least number that turns it, and the greatest."""
        low, high = limits(self.subject, SPAN)
        return (low + (self.subject.step or 1) if low <= 0 else low), high


def list_speeds(subject: Property) -> Speeds:
    """Return the speeds of a property, a choice or a number."""
    if subject.point.kind is not Kind.CHOICE:
        return Speeds(subject, ())
    ranked = {word: rank for word in subject.choices if (rank := _rank(word)) is not None and fold(word) not in STILL}
    return Speeds(subject, tuple(sorted(ranked, key=lambda word: ranked[word])))


def list_other_words(subject: Property) -> tuple[str, ...]:
    """Return the words of a choice of speeds that are none: auto, sleep, a breeze."""
    return tuple(word for word in subject.choices if _rank(word) is None and fold(word) not in STILL)


def _rank(word: str) -> int | None:
    """Return where a word stands between slow and fast."""
    folded = fold(word)
    if folded in COUNTED:
        return COUNTED.index(folded)
    number = _NUMBER.fullmatch(folded)
    if number is not None:
        return int(number[1])
    # After any number, as `turbo` comes after `speed5`.
    return next((1000 + rank for rank, words in enumerate(RANKS) if folded in words), None)
