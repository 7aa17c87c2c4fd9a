"""The packed lists of timers: which sort a property holds, its entries, and the property with other entries."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import Weekday
from tuyalan.model.forms.light_timers import LightCycle, LightTimer
from tuyalan.model.forms.meals import Meal
from tuyalan.model.forms.rhythm import FadePlan, FadePlans
from tuyalan.model.forms.shade import Shade
from tuyalan.model.forms.timers import CycleTimer, Timer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.features.feature import Values
    from tuyalan.model.features.timer_words import Record
    from tuyalan.model.property import Property

BRIGHT: Final = Shade(brightness=100.0)
"""What lamps are to show while their timers have them on."""


class TimerKind(enum.StrEnum):
    """What a timer does."""

    COUNTDOWN = "countdown"
    """Turns over once, after some time."""
    SCHEDULE = "schedule"
    """On from start to end."""
    RANDOM = "random"
    """On and off at random from start to end."""
    CYCLE = "cycle"
    """On and off in turn from start to end."""
    PULSE = "pulse"
    """Off by itself, some seconds after it went on."""
    SLEEP = "sleep"
    """Fades out from some time on."""
    WAKE = "wake"
    """Fades in until some time."""
    MEAL = "meal"
    """Feeds at some time."""


BY_FORM: Final[Mapping[str, TimerKind]] = MappingProxyType(
    {
        "timers": TimerKind.SCHEDULE,
        "light_timers": TimerKind.RANDOM,
        "cycle_timers": TimerKind.CYCLE,
        "light_cycles": TimerKind.CYCLE,
        "inching": TimerKind.PULSE,
        "fade_plans": TimerKind.WAKE,
        "meals": TimerKind.MEAL,
        "meals_short": TimerKind.MEAL,
    }
)
"""What the layouts of lists are for."""
BY_CODE: Final[Mapping[tuple[str, str], TimerKind]] = MappingProxyType(
    {("timers", "random"): TimerKind.RANDOM, ("fade_plans", "sleep"): TimerKind.SLEEP}
)
"""The same where the layout does not say, by a part of the code."""


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """From when to when, on which days, and how."""

    start: str
    """Time of day, `06:30`."""
    end: str
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""
    is_random: bool = False
    on_minutes: int = 0
    """With `off_minutes`: on and off in turn."""
    off_minutes: int = 0
    channel: int = 1

    @property
    def kind(self) -> TimerKind:
        """What sort of timer that is."""
        if self.is_random:
            return TimerKind.RANDOM
        return TimerKind.CYCLE if self.on_minutes or self.off_minutes else TimerKind.SCHEDULE


class Moment(msgspec.Struct, frozen=True, kw_only=True):
    """When a lamp fades out or in, or a feeder feeds."""

    kind: TimerKind
    """`SLEEP`, `WAKE` or `MEAL`."""
    time: str
    """Time of day, `06:30`."""
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""
    minutes: int = 30
    """How long a fade takes, a multiple of 5."""
    portions: int = 1


def find_kind(subject: Property) -> TimerKind | None:
    """Return what sort of timers a property holds, if it holds any and can be written."""
    if subject.form is None or not subject.access.is_writable:
        return None
    form, code = subject.form.name, subject.point.code
    named = (kind for (each, word), kind in BY_CODE.items() if form == each and word in code)
    return next(named, BY_FORM.get(form))


def read_records(code: str, values: Values, *, is_strict: bool = False) -> tuple[Record, ...]:
    """Return the entries of a list.

    Raises:
        BadValueError: It is strict, and nobody knows what is in the list.
    """
    value = values.get(code)
    if isinstance(value, FadePlans):
        return value.plans
    if isinstance(value, tuple):
        return cast("tuple[Record, ...]", value)
    if is_strict and value is None:
        # Its layout may be another one than is thought, and what it keeps would be lost.
        raise BadValueError(f"the device has not told yet what is in {code}", hint="Read its status first.")
    if is_strict and value != "":
        raise BadValueError(f"{code} holds timers of a layout that nobody has described", hint="Use the maker's app.")
    return ()


def put_records(code: str, values: Values, records: Iterable[Record]) -> object:
    """Return the value of a property whose entries are these."""
    value = values.get(code)
    if isinstance(value, FadePlans):
        return msgspec.structs.replace(value, plans=cast("tuple[FadePlan, ...]", tuple(records)))
    return tuple(records)


def make_span(span: Span, subject: Property) -> Record:
    """Make the entry for a span in the layout of its property."""
    times = {"enabled": True, "start": span.start, "end": span.end, "weekdays": span.weekdays}
    pauses = {"on_minutes": span.on_minutes, "off_minutes": span.off_minutes}
    match subject.form.name if subject.form is not None else "":
        case "light_timers":
            return msgspec.convert(times | {"shade": BRIGHT}, LightTimer)
        case "light_cycles":
            return msgspec.convert(times | pauses | {"shade": BRIGHT}, LightCycle)
        case "cycle_timers":
            return msgspec.convert(times | pauses | {"channel": span.channel}, CycleTimer)
        case _:
            return msgspec.convert(times | {"channel": span.channel}, Timer)


def make_moment(moment: Moment, others: Iterable[Record]) -> Record:
    """Make the entry for a moment; a fade is of the length of record that the others have."""
    if moment.kind is TimerKind.MEAL:
        return Meal(time=moment.time, portions=moment.portions, weekdays=moment.weekdays)
    is_long = any(isinstance(each, FadePlan) and each.stay_minutes is not None for each in others)
    return FadePlan(
        enabled=True,
        time=moment.time,
        fade_minutes=moment.minutes,
        shade=BRIGHT,
        weekdays=moment.weekdays,
        stay_minutes=0 if is_long else None,
    )
