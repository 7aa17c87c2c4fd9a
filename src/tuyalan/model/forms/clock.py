"""Weekdays and times of day as devices pack them, in words that people write."""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_MINUTE: Final = 24 * 60
"""The end of the day, in minutes from its start; some devices send it as an end."""

_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)
_LAST_MINUTE: Final = 59


class Weekday(enum.StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


SUNDAY_LOW: Final = (
    Weekday.SUN,
    Weekday.MON,
    Weekday.TUE,
    Weekday.WED,
    Weekday.THU,
    Weekday.FRI,
    Weekday.SAT,
)
"""Bit n stands for the day at n: the order of timers."""

MONDAY_HIGH: Final = tuple(reversed(Weekday))
"""Bit n stands for the day at n: the order of meal plans."""

ALL_DAYS: Final = 0x7F
"""Every day of the week."""


def parse_weekdays(bits: int, order: Sequence[Weekday]) -> tuple[Weekday, ...]:
    """Return the days whose bit is set, Monday first; none means once."""
    return tuple(day for day in Weekday if bits >> order.index(day) & 1)


def build_weekdays(days: Iterable[Weekday], order: Sequence[Weekday]) -> int:
    """Return the bits of days in any order."""
    return sum(1 << order.index(day) for day in set(days))


def format_clock(minutes: int) -> str:
    """Return minutes since midnight as `06:30`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def parse_clock(text: str) -> int:
    """Return `06:30`, up to `24:00`, as minutes since midnight.

    Raises:
        BadValueError: it is no time of day.
    """
    parts = _CLOCK.fullmatch(text)
    minutes = int(parts[1]) * 60 + int(parts[2]) if parts and int(parts[2]) <= _LAST_MINUTE else MAX_MINUTE + 1
    if minutes > MAX_MINUTE:
        raise BadValueError(f"{text[:20]!r} is no time of day", hint="Write hours and minutes, for example 06:30.")
    return minutes
