"""Timers in words: days and spans as people write them, entries of packed lists as people read them."""

from __future__ import annotations

from typing import Final, TypeAlias

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import Weekday, format_clock, parse_clock
from tuyalan.model.forms.countdown import format_duration
from tuyalan.model.forms.inching import Inching
from tuyalan.model.forms.light_timers import LightCycle, LightTimer
from tuyalan.model.forms.meals import Meal
from tuyalan.model.forms.rhythm import FadePlan
from tuyalan.model.forms.timers import CycleTimer, Timer

Record: TypeAlias = Timer | CycleTimer | LightTimer | LightCycle | Inching | FadePlan | Meal
"""One entry of a packed list."""

WEEK: Final[dict[str, tuple[Weekday, ...]]] = {
    "daily": tuple(Weekday),
    "weekdays": tuple(Weekday)[:5],
    "weekend": tuple(Weekday)[5:],
    "once": (),
}
"""Words for several days."""


def parse_days(text: str) -> tuple[Weekday, ...]:
    """Return the days of `mon,wed`, `daily`, `weekdays`, `weekend` or `once`.

    Raises:
        BadValueError: it names no days.
    """
    word = text.strip().lower()
    if word in WEEK:
        return WEEK[word]
    days = [part.strip()[:3] for part in word.split(",")]
    if not all(day in set(Weekday) for day in days):
        raise BadValueError(
            f"{text[:40]!r} names no days", hint="Write days such as mon,wed, or daily, weekdays, weekend or once."
        )
    return tuple(day for day in Weekday if day in days)


def parse_span(text: str) -> tuple[str, str]:
    """Return start and end of `06:30-08:00`.

    Raises:
        BadValueError: it is no such span.
    """
    start, dash, end = text.partition("-")
    if not dash:
        raise BadValueError(f"{text[:40]!r} is no span of time", hint="Write from when to when, such as 06:30-08:00.")
    return format_clock(parse_clock(start.strip())), format_clock(parse_clock(end.strip()))


def tell(record: Record) -> str:
    """Return what a timer does, in words: `on 06:30 to 08:00, weekdays`."""
    if isinstance(record, Inching):
        return f"off {format_duration(record.seconds)} after on" + _tell_channel(record.channel)
    if isinstance(record, Meal):
        portions = "1 portion" if record.portions == 1 else f"{record.portions} portions"
        return f"{portions} at {record.time}, {_tell_days(record.weekdays)}"
    if isinstance(record, FadePlan):
        return f"at {record.time}, {_tell_days(record.weekdays)}, fading for {record.fade_minutes} min"
    text = f"on {record.start} to {record.end}, {_tell_days(record.weekdays)}"
    if isinstance(record, CycleTimer | LightCycle):
        text += f", {record.on_minutes} min on, {record.off_minutes} min off"
    return text + _tell_channel(record.channel if isinstance(record, Timer) else 1)


def _tell_days(days: tuple[Weekday, ...]) -> str:
    word = next((word for word, known in WEEK.items() if days == known), None)
    return word or ",".join(days)


def _tell_channel(channel: int) -> str:
    return f", switch {channel}" if channel > 1 else ""
