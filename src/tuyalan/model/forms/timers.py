"""Timers that switches keep themselves: from when to when, on which days, and with pauses for the cyclic ones.

Layouts, in base64, one record after the other: control (enabled in bit 0, the channel counted from 0 above it),
weekdays (bit 0 is Sunday; none means once), start and end in minutes since midnight (2 bytes each); cyclic ones have
on and off minutes (2 bytes each) after them. No text at all means no timers. Facts: FORM-5. The control byte of
several channels is from a device file of tuya-local.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.model.forms.clock import (
    ALL_DAYS,
    MAX_MINUTE,
    SUNDAY_LOW,
    Weekday,
    build_weekdays,
    format_clock,
    parse_clock,
    parse_weekdays,
)
from tuyalan.model.forms.packing import Cell, join, make_raw_form, pack_cells, size_of, split_records, unpack_cells
from tuyalan.model.forms.switches import CONTROL, build_control, parse_control

MAX_TIMERS: Final = 42
"""Most timers the maker's layout allows."""

SPAN: Final = (
    Cell("weekdays", 1, ALL_DAYS),
    Cell("start", 2, MAX_MINUTE),
    Cell("end", 2, MAX_MINUTE),
)
"""What all timers say."""

PAUSES: Final = (Cell("minutes on", 2, MAX_MINUTE), Cell("minutes off", 2, MAX_MINUTE))
"""What cyclic timers add."""

_TIMER: Final = (CONTROL, *SPAN)
_CYCLE: Final = (CONTROL, *SPAN, *PAUSES)


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """On from start to end, or at random between them: the data point says which."""

    enabled: bool
    start: str
    """Time of day, `06:30`."""
    end: str
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""
    channel: int = 1
    """Which switch, counted from 1."""


class CycleTimer(Timer, frozen=True, kw_only=True):
    """On and off in turn from start to end."""

    on_minutes: int
    off_minutes: int


def _unpack_timers(data: bytes) -> tuple[Timer, ...]:
    return tuple(
        _unpack_timer(record) for record in split_records(data, size_of(_TIMER), most=MAX_TIMERS, what="timers")
    )


def _unpack_timer(record: bytes) -> Timer:
    control, weekdays, start, end = unpack_cells(record, _TIMER)
    channel, enabled = parse_control(control)
    return Timer(
        channel=channel,
        enabled=enabled,
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        start=format_clock(start),
        end=format_clock(end),
    )


def _unpack_cycles(data: bytes) -> tuple[CycleTimer, ...]:
    return tuple(
        _unpack_cycle(record) for record in split_records(data, size_of(_CYCLE), most=MAX_TIMERS, what="timers")
    )


def _unpack_cycle(record: bytes) -> CycleTimer:
    control, weekdays, start, end, on_minutes, off_minutes = unpack_cells(record, _CYCLE)
    channel, enabled = parse_control(control)
    return CycleTimer(
        channel=channel,
        enabled=enabled,
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        start=format_clock(start),
        end=format_clock(end),
        on_minutes=on_minutes,
        off_minutes=off_minutes,
    )


def _list_numbers(timer: Timer) -> list[int]:
    control = build_control(timer.channel, enabled=timer.enabled)
    weekdays = build_weekdays(timer.weekdays, SUNDAY_LOW)
    return [control, weekdays, parse_clock(timer.start), parse_clock(timer.end)]


def _pack_timers(timers: tuple[Timer, ...]) -> bytes:
    return join([pack_cells(_list_numbers(timer), _TIMER) for timer in timers], most=MAX_TIMERS, what="timers")


def _pack_cycles(timers: tuple[CycleTimer, ...]) -> bytes:
    records = [pack_cells([*_list_numbers(timer), timer.on_minutes, timer.off_minutes], _CYCLE) for timer in timers]
    return join(records, most=MAX_TIMERS, what="timers")


TIMERS: Final = make_raw_form("timers", tuple[Timer, ...], unpack=_unpack_timers, pack=_pack_timers)
"""Records of 6 bytes: `random_time`, and plain timers of old plugs."""

CYCLE_TIMERS: Final = make_raw_form("cycle_timers", tuple[CycleTimer, ...], unpack=_unpack_cycles, pack=_pack_cycles)
"""Records of 10 bytes: `cycle_time`."""
