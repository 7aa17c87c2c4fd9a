"""Timers that lamps keep themselves: cyclic for plants, at random for an empty house; each with what is to be shown.

Layout, in base64: version, size of a record (1 byte each), then records: 2 or 3 for off and on, weekdays, start and
end, on and off minutes for cyclic ones, and the shade in its narrow layout. As the maker's own table has it; no
capture of a device has been seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import (
    SUNDAY_LOW,
    Weekday,
    build_weekdays,
    format_clock,
    parse_clock,
    parse_weekdays,
)
from tuyalan.model.forms.packing import Cell, join, make_raw_form, pack_cells, size_of, split_records, unpack_cells
from tuyalan.model.forms.shade import NARROW, Shade, build_narrow, parse_narrow
from tuyalan.model.forms.timers import PAUSES, SPAN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MAX_TIMERS: Final = 15
"""Most timers taken: more do not fit into the 255 bytes of a raw data point."""

_SWITCH: Final = Cell("switch of the timer", 1, 3, 2)
_TIMER: Final = (_SWITCH, *SPAN, *NARROW)
_CYCLE: Final = (_SWITCH, *SPAN, *PAUSES, *NARROW)
_HEAD_SIZE: Final = 2


class LightTimer(msgspec.Struct, frozen=True, kw_only=True):
    """On and off at random from start to end."""

    enabled: bool
    start: str
    """Time of day, `06:30`."""
    end: str
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""
    shade: Shade = Shade()
    """What the lamp shows while on."""


class LightCycle(LightTimer, frozen=True, kw_only=True):
    """On and off in turn from start to end."""

    on_minutes: int
    off_minutes: int


T = TypeVar("T")


def _unpack_timer(numbers: Sequence[int]) -> LightTimer:
    switch, weekdays, start, end, *light = numbers
    return LightTimer(
        enabled=switch == _SWITCH.maximum,
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        start=format_clock(start),
        end=format_clock(end),
        shade=parse_narrow(light),
    )


def _unpack_cycle(numbers: Sequence[int]) -> LightCycle:
    switch, weekdays, start, end, on_minutes, off_minutes, *light = numbers
    return LightCycle(
        enabled=switch == _SWITCH.maximum,
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        start=format_clock(start),
        end=format_clock(end),
        on_minutes=on_minutes,
        off_minutes=off_minutes,
        shade=parse_narrow(light),
    )


def _list_span(timer: LightTimer) -> list[int]:
    weekdays = build_weekdays(timer.weekdays, SUNDAY_LOW)
    return [_SWITCH.minimum + timer.enabled, weekdays, parse_clock(timer.start), parse_clock(timer.end)]


def _unpack(data: bytes, cells: tuple[Cell, ...], unpack_one: Callable[[Sequence[int]], T]) -> tuple[T, ...]:
    size = size_of(cells)
    if data[:_HEAD_SIZE] != bytes((0, size)):
        raise BadValueError(f"the text should begin with version 0 and the size {size} of its records")
    return tuple(
        unpack_one(unpack_cells(record, cells))
        for record in split_records(data[_HEAD_SIZE:], size, most=MAX_TIMERS, what="timers")
    )


def _pack(records: Sequence[bytes], cells: tuple[Cell, ...]) -> bytes:
    return bytes((0, size_of(cells))) + join(records, most=MAX_TIMERS, what="timers")


def _unpack_timers(data: bytes) -> tuple[LightTimer, ...]:
    return _unpack(data, _TIMER, _unpack_timer)


def _unpack_cycles(data: bytes) -> tuple[LightCycle, ...]:
    return _unpack(data, _CYCLE, _unpack_cycle)


def _pack_timers(timers: tuple[LightTimer, ...]) -> bytes:
    return _pack([pack_cells([*_list_span(each), *build_narrow(each.shade)], _TIMER) for each in timers], _TIMER)


def _pack_cycles(timers: tuple[LightCycle, ...]) -> bytes:
    records = [
        pack_cells([*_list_span(each), each.on_minutes, each.off_minutes, *build_narrow(each.shade)], _CYCLE)
        for each in timers
    ]
    return _pack(records, _CYCLE)


LIGHT_TIMERS: Final = make_raw_form("light_timers", tuple[LightTimer, ...], unpack=_unpack_timers, pack=_pack_timers)
"""`random_timing`: records of 12 bytes."""

LIGHT_CYCLES: Final = make_raw_form("light_cycles", tuple[LightCycle, ...], unpack=_unpack_cycles, pack=_pack_cycles)
"""`cycle_timing`: records of 16 bytes."""
