"""Timers that a device keeps itself, as people say them: countdowns, schedules, and going off by itself.

A countdown turns its switch over when it ends, so what it does depends on what the switch does now. Schedules are the
packed lists of `forms.timers`, `forms.light_timers` and `forms.inching`; those of the maker's cloud are not in the device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.features.recipe import split_code
from tuyalan.model.features.timer_records import (
    Moment,
    Span,
    TimerKind,
    find_kind,
    make_moment,
    make_span,
    put_records,
    read_records,
)
from tuyalan.model.features.timer_words import tell
from tuyalan.model.forms.countdown import choose_word, format_duration
from tuyalan.model.forms.inching import Inching
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.features.feature import Feature, Plan, Values
    from tuyalan.model.property import Property

SECONDS: Final = {"s": 1, "": 1, "min": 60, "h": 3600}
"""How long the units of countdowns are; a countdown without a unit is in seconds."""
FADES: Final = frozenset({TimerKind.SLEEP, TimerKind.WAKE})
"""Sorts whose entries do not say themselves what they do."""
LEFT: Final = ("left", "remain", "remaining", "remainder")
"""Ends of codes of countdowns that only tell the time left."""


class TimerEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One timer of a device."""

    number: int
    """For people who want to remove it, from 1."""
    kind: TimerKind
    code: str
    """The property that it is in."""
    text: str
    """What it does, in words."""
    enabled: bool = True


class Timers:
    """The timers of one device."""

    def __init__(self, features: Iterable[Feature]) -> None:
        """Take what the device can do."""
        owned: dict[str, str] = {}
        subjects: dict[str, Property] = {}
        for each in features:
            subjects |= {subject.code: subject for subject in each.roles.values()}
            if each.has("switch") and each.has("countdown"):
                owned[each.roles["countdown"].code] = each.roles["switch"].code
        self._switches = owned
        """By countdown, the switch that it turns over."""
        self._countdowns = [subject for subject in subjects.values() if _is_countdown(subject)]
        self._lists = {subject.code: kind for subject in subjects.values() if (kind := find_kind(subject)) is not None}
        self._subjects = subjects

    @property
    def kinds(self) -> tuple[TimerKind, ...]:
        """What sorts of timers it can keep."""
        found = {TimerKind.COUNTDOWN} if self._countdowns else set[TimerKind]()
        found |= set(self._lists.values())
        return tuple(kind for kind in TimerKind if kind in found)

    def list(self, values: Values) -> tuple[TimerEntry, ...]:
        """Return the timers that are set: countdowns that run, then schedules."""
        told = [
            (TimerKind.COUNTDOWN, subject.code, self._tell_countdown(subject, values), True)
            for subject in self._countdowns
            if _read_seconds(subject, values)
        ]
        told += [
            (kind, code, f"{kind} {tell(record)}" if kind in FADES else tell(record), record.enabled)
            for code, kind in self._lists.items()
            for record in read_records(code, values)
        ]
        return tuple(
            TimerEntry(number=number, kind=kind, code=code, text=text, enabled=enabled)
            for number, (kind, code, text, enabled) in enumerate(told, 1)
        )

    def plan_countdown(
        self, seconds: int, values: Values, *, is_on: bool | None = None, channel: int | None = None
    ) -> Plan:
        """Plan to turn a switch over after some time.

        Args:
            seconds: How long.
            values: What the device reports.
            is_on: What the switch shall be then; `None`: the opposite of what it is.
            channel: Which switch, counted from 1; needed where there are several.

        Raises:
            BadValueError: There is no such countdown, it cannot be so long, or the switch is that way already.
        """
        subject = self._choose_countdown(channel)
        switch = self._switches.get(subject.code)
        now = None if switch is None else values.get(switch)
        if subject.point.kind is Kind.CHOICE and is_on:
            raise BadValueError("this countdown can only switch off")
        if is_on is not None and now is is_on:
            word = "on" if is_on else "off"
            raise BadValueError(
                f"it is {word} already, and a countdown turns it over", hint=f"Switch it {_other(word)} first."
            )
        if subject.point.kind is Kind.CHOICE:
            return {subject.code: choose_word(seconds, subject.choices)}
        size = SECONDS[subject.unit]
        return {subject.code: seconds // size if seconds % size == 0 else seconds / size}

    def plan_add(self, span: Span, values: Values) -> Plan:
        """Plan one schedule more.

        Raises:
            BadValueError: The device keeps no such schedules, or nobody knows how it writes them.
        """
        code = self._find_list(span.kind)
        records = [*read_records(code, values, is_strict=True), make_span(span, self._subjects[code])]
        return {code: put_records(code, values, records)}

    def plan_moment(self, moment: Moment, values: Values) -> Plan:
        """Plan one fade or one meal more.

        Raises:
            BadValueError: The device keeps no such thing, or nobody knows how it writes them.
        """
        code = self._find_list(moment.kind)
        records = read_records(code, values, is_strict=True)
        return {code: put_records(code, values, (*records, make_moment(moment, records)))}

    def plan_pulse(self, seconds: int, values: Values, *, channel: int = 1) -> Plan:
        """Plan that a switch goes off by itself so long after it went on; 0 ends that.

        Raises:
            BadValueError: The device cannot do that.
        """
        code = self._find_list(TimerKind.PULSE)
        records = [
            each for each in read_records(code, values, is_strict=True) if getattr(each, "channel", 1) != channel
        ]
        told = Inching(enabled=seconds > 0, seconds=seconds, channel=channel)
        return {code: (*records, told)}

    def plan_clear(self, values: Values, *, number: int | None = None) -> Plan:
        """Plan to remove a timer by its number in `list`, or all of them.

        Raises:
            BadValueError: There is no timer of that number.
        """
        entries = self.list(values)
        gone = [entry for entry in entries if number is None or entry.number == number]
        if number is not None and not gone:
            hint = f"There are {len(entries)}; `tuyalan timer` lists them." if entries else "There are none."
            raise BadValueError(f"there is no timer {number}", hint=hint)
        plan: Plan = {}
        for entry in gone:
            if entry.kind is TimerKind.COUNTDOWN:
                subject = self._subjects[entry.code]
                plan[entry.code] = choose_word(0, subject.choices) if subject.point.kind is Kind.CHOICE else 0
            else:
                places = {each.number for each in gone if each.code == entry.code}
                own = [each.number for each in entries if each.code == entry.code]
                records = read_records(entry.code, values)
                left = [record for place, record in zip(own, records, strict=True) if place not in places]
                plan[entry.code] = put_records(entry.code, values, left)
        return plan

    def _choose_countdown(self, channel: int | None) -> Property:
        wanted = {"", "1"} if channel in {None, 1} else {str(channel)}
        numbered = [each for each in self._countdowns if split_code(each.point.code)[1] in wanted]
        if not numbered:
            raise _refuse(TimerKind.COUNTDOWN, self.kinds)
        if channel is None and len(self._countdowns) > 1 and len(self._switches) > 1:
            raise BadValueError(
                "the device has several switches with a countdown",
                hint=f"Say which with --channel, 1 to {len(self._switches)}.",
            )
        return numbered[0]

    def _find_list(self, kind: TimerKind) -> str:
        code = next((code for code, each in self._lists.items() if each is kind), None)
        if code is None:
            raise _refuse(kind, self.kinds)
        return code

    def _tell_countdown(self, subject: Property, values: Values) -> str:
        left = format_duration(_read_seconds(subject, values))
        switch = self._switches.get(subject.code)
        now = None if switch is None else values.get(switch)
        doing = {True: "off", False: "on"}.get(now) if isinstance(now, bool) else None
        return f"{doing or 'over'} in {left}"


def _is_countdown(subject: Property) -> bool:
    base = split_code(subject.point.code)[0]
    is_set = base.startswith("countdown") and not base.endswith(LEFT) and subject.access.is_writable
    is_known = subject.point.kind is Kind.CHOICE or (subject.point.kind is Kind.NUMBER and subject.unit in SECONDS)
    return is_set and is_known


def _read_seconds(subject: Property, values: Values) -> int:
    """Return the seconds that a countdown runs; 0 if it does not."""
    match values.get(subject.code):
        case bool():
            return 0
        case int(value) | float(value):
            return round(max(0, value) * SECONDS[subject.unit])
        case str(word):
            return next((each for each in _HOURS if _is_word(each, word)), 0)
        case _:
            return 0


_HOURS: Final = tuple(range(1800, 24 * 3600 + 1, 1800))
"""Lengths of countdowns that are words."""


def _is_word(seconds: int, word: str) -> bool:
    try:
        choose_word(seconds, (word,))
    except BadValueError:
        return False
    return True


def _refuse(kind: TimerKind, kinds: tuple[TimerKind, ...]) -> BadValueError:
    known = ", ".join(kinds)
    hint = f"It keeps: {known}." if known else "It keeps no timers; those of the maker's app are in its cloud."
    return BadValueError(f"the device keeps no timer of the sort {kind}", hint=hint)


def _other(word: str) -> str:
    return "off" if word == "on" else "on"
