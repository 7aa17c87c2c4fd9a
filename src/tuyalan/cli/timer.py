"""`tuyalan timer`: the timers that a device keeps itself, in the words of people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import check_allowed
from tuyalan.cli.results import Result
from tuyalan.errors import UseError
from tuyalan.model.features.timer_records import Moment, Span, TimerKind
from tuyalan.model.features.timer_words import parse_days, parse_span
from tuyalan.model.features.timers import Timers
from tuyalan.model.forms.clock import format_clock, parse_clock
from tuyalan.model.forms.countdown import parse_duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from tuyalan.model.features import Plan
    from tuyalan.model.features.timers import TimerEntry

_CYCLE: Final = re.compile(r"(\d{1,4})m?/(\d{1,4})m?", re.ASCII)
_HINT: Final = "Say 20m off, 06:30-08:00, pulse 5s, sleep 22:30, wake 06:30 20m, feed 07:00 2, clear or clear 2."


class TimerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One timer."""

    number: int
    kind: str
    text: str
    enabled: bool


class TimerResult(Result, frozen=True, kw_only=True):
    """The timers of a device, after what was asked for was done."""

    id: str
    name: str
    kinds: tuple[str, ...]
    """What sorts of timers it can keep."""
    timers: tuple[TimerRow, ...]
    outcome: str | None = None
    """What became of the write; `None` if nothing was written."""

    def view(self) -> RenderableType:
        """Return a line for each timer."""
        from rich.text import Text  # noqa: PLC0415

        told = "" if self.outcome is None else f"  {self.outcome}"
        can = f"It can keep: {', '.join(self.kinds)}." if self.kinds else "It keeps no timers."
        lines = [Text.assemble((self.name, "bold"), (told, "dim"))]
        lines += [
            Text.assemble((f"{each.number:>3}  ", "cyan"), each.text, ("" if each.enabled else "  (off)", "dim"))
            for each in self.timers
        ]
        if not self.timers:
            lines.append(Text(f"  No timer is set. {can}", "dim"))
        return Text("\n").join(lines)


async def timer(
    name: str,
    /,
    *words: str,
    days: str | None = None,
    random: bool = False,
    cycle: str | None = None,
    channel: int | None = None,
    timeout: float | None = None,
    context: Given,
) -> TimerResult:
    """List, set and clear the timers that a device keeps itself.

    Args:
        name: Name, id (or its beginning) or address of the device.
        words: What to set: a time and perhaps on or off (20m off), a span of the day (06:30-08:00), pulse and a time
            (off by itself so long after it went on; pulse 0 ends that), sleep or wake and a time of day (a lamp that fades
            out or in, 30m unless told), feed, a time and portions, or clear, with a number if only one is meant.
        days: With a time of day: mon,wed or daily, weekdays, weekend; once if left out.
        random: With a span: on and off at random, as if somebody were at home.
        cycle: With a span: minutes on and off by turns, such as 10/5.
        channel: Which switch, from 1, if the device has several.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    record = context.find(name)
    async with context.open(name, timeout=timeout) as device:
        await device.status(timeout=timeout)
        features = device.features
        timers = Timers(features)
        outcome = None
        if words:
            options = _Options(days=days, random=random, cycle=cycle, channel=channel)
            plan = _plan(timers, [word.lower() for word in words], device.values, options)
            for feature in features:
                if not set(feature.codes).isdisjoint(plan):
                    check_allowed(feature, record)
            if plan:
                done = await device.set(plan, timeout=timeout)
                outcome = done.outcome.value
            timers = Timers(device.features)
        return TimerResult(
            id=device.id,
            name=device.name,
            kinds=tuple(map(str, timers.kinds)),
            timers=tuple(_show(entry) for entry in timers.list(device.values)),
            outcome=outcome,
        )


class _Options(msgspec.Struct, frozen=True, kw_only=True):
    days: str | None
    random: bool
    cycle: str | None
    channel: int | None


def _plan(timers: Timers, words: list[str], values: Mapping[str, object], options: _Options) -> Plan:
    match words:
        case ["clear"]:
            return timers.plan_clear(values)
        case ["clear", number] if number.isdecimal():
            return timers.plan_clear(values, number=int(number))
        case ["pulse", duration]:
            return timers.plan_pulse(parse_duration(duration), values, channel=options.channel or 1)
        case ["sleep" | "wake" | "feed" as what, time, *rest]:
            return timers.plan_moment(_make_moment(what, time, rest, options), values)
        case [span] if "-" in span:
            return _plan_span(timers, span, values, options)
        case _:
            return _plan_countdown(timers, words, values, options)


def _plan_countdown(timers: Timers, words: list[str], values: Mapping[str, object], options: _Options) -> Plan:
    action = {"on": True, "off": False}
    # `20m off`, `off in 20m` and `20m` alone.
    match sorted((word for word in words if word not in {"in", "after"}), key=lambda word: word in action):
        case [duration]:
            is_on = None
        case [duration, "on" | "off" as word]:
            is_on = action[word]
        case _:
            raise UseError(f"{' '.join(words)[:60]!r} is no timer", hint=_HINT)
    return timers.plan_countdown(parse_duration(duration), values, is_on=is_on, channel=options.channel)


def _plan_span(timers: Timers, span: str, values: Mapping[str, object], options: _Options) -> Plan:

    start, end = parse_span(span)
    on, off = 0, 0
    if options.cycle is not None:
        parts = _CYCLE.fullmatch(options.cycle)
        if parts is None:
            raise UseError(f"{options.cycle[:40]!r} is no cycle", hint="Write minutes on and off, such as 10/5.")
        on, off = int(parts[1]), int(parts[2])
    return timers.plan_add(
        Span(
            start=start,
            end=end,
            weekdays=parse_days(options.days or "once"),
            is_random=options.random,
            on_minutes=on,
            off_minutes=off,
            channel=options.channel or 1,
        ),
        values,
    )


def _make_moment(what: str, time: str, rest: list[str], options: _Options) -> Moment:
    minutes, portions = 30, 1
    match rest:
        case []:
            pass
        case [count] if what == "feed" and count.isdecimal():
            portions = int(count)
        case [duration] if what != "feed":
            minutes = parse_duration(duration) // 60
        case _:
            raise UseError(f"{' '.join((what, time, *rest))[:60]!r} is no timer", hint=_HINT)
    return Moment(
        kind=TimerKind.MEAL if what == "feed" else TimerKind(what),
        time=format_clock(parse_clock(time)),
        weekdays=parse_days(options.days or "once"),
        minutes=minutes,
        portions=portions,
    )


def _show(entry: TimerEntry) -> TimerRow:
    return TimerRow(number=entry.number, kind=str(entry.kind), text=entry.text, enabled=entry.enabled)
