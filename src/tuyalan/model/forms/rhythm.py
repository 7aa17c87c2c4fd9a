"""The day of a lamp: a rhythm it follows, and fading out for sleep or in for waking.

Layouts, in base64, shades in their narrow layout, as the maker's own tables have them:

- rhythm: version, enabled, mode, weekdays, number of nodes; each node: enabled, hour, minute, shade;
- sleep and wake: version, number of plans; each plan: enabled, weekdays, fade in steps of 5 minutes, hour, minute,
  shade, and with some firmware how long the lamp stays on afterwards, in steps of 5 minutes.

No capture of a device has been seen of sleep and wake.
"""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import (
    ALL_DAYS,
    SUNDAY_LOW,
    Weekday,
    build_weekdays,
    format_clock,
    parse_clock,
    parse_weekdays,
)
from tuyalan.model.forms.packing import Cell, join, make_raw_form, pack_cells, size_of, split_records, unpack_cells
from tuyalan.model.forms.shade import NARROW, Shade, build_narrow, parse_narrow

MAX_NODES: Final = 8
"""Most nodes of a rhythm, and most plans taken (four are documented)."""

STEP: Final = 5
"""Fades are told in steps of so many minutes."""

_ENABLED: Final = Cell("enabling byte", 1, 1)
_WEEKDAYS: Final = Cell("weekdays", 1, ALL_DAYS)
_COUNT: Final = Cell("number of records", 1, MAX_NODES)
_VERSION: Final = Cell("version", 1, 0x0F)
_TIME: Final = (Cell("hour", 1, 23), Cell("minute", 1, 59))

_RHYTHM: Final = (_VERSION, _ENABLED, Cell("mode", 1, 255), _WEEKDAYS, _COUNT)
_NODE: Final = (_ENABLED, *_TIME, *NARROW)
_PLANS: Final = (_VERSION, _COUNT)
_PLAN: Final = (_ENABLED, _WEEKDAYS, Cell("fade", 1, 255), *_TIME, *NARROW)
_LONG_PLAN: Final = (*_PLAN, Cell("stay", 1, 255))


class RhythmNode(msgspec.Struct, frozen=True, kw_only=True):
    """What the lamp is to show at a time of day; between two it passes gradually."""

    time: str
    """Time of day, `06:30`."""
    shade: Shade
    enabled: bool = True


class Rhythm(msgspec.Struct, frozen=True, kw_only=True):
    """The day of a lamp."""

    enabled: bool
    mode: int
    """Which of the app's rhythms it is; the numbers are not documented."""
    weekdays: tuple[Weekday, ...]
    nodes: tuple[RhythmNode, ...]
    version: int = 0


class FadePlan(msgspec.Struct, frozen=True, kw_only=True):
    """One fade, out for sleep or in for waking: the data point says which."""

    enabled: bool
    time: str
    """Time of day, `06:30`: when sleep begins, or when the light of waking is complete."""
    fade_minutes: int
    """How long the fade takes, a multiple of 5."""
    shade: Shade
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""
    stay_minutes: int | None = None
    """How long the lamp stays on after the fade, a multiple of 5; 0: for good; `None`: the firmware has no such byte."""


class FadePlans(msgspec.Struct, frozen=True, kw_only=True):
    """All fades of a lamp."""

    plans: tuple[FadePlan, ...]
    version: int = 0


def _unpack_rhythm(data: bytes) -> Rhythm:
    head = size_of(_RHYTHM)
    version, enabled, mode, weekdays, count = unpack_cells(data[:head], _RHYTHM)
    records = split_records(data[head:], size_of(_NODE), most=MAX_NODES, what="nodes")
    if len(records) != count:
        raise BadValueError(f"the rhythm should have {count} nodes; it has {len(records)}")
    return Rhythm(
        version=version,
        enabled=bool(enabled),
        mode=mode,
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        nodes=tuple(_unpack_node(record) for record in records),
    )


def _unpack_node(record: bytes) -> RhythmNode:
    enabled, hour, minute, *light = unpack_cells(record, _NODE)
    return RhythmNode(enabled=bool(enabled), time=format_clock(hour * 60 + minute), shade=parse_narrow(light))


def _pack_rhythm(rhythm: Rhythm) -> bytes:
    weekdays = build_weekdays(rhythm.weekdays, SUNDAY_LOW)
    nodes = [
        pack_cells((node.enabled, *divmod(parse_clock(node.time), 60), *build_narrow(node.shade)), _NODE)
        for node in rhythm.nodes
    ]
    head = pack_cells((rhythm.version, rhythm.enabled, rhythm.mode, weekdays, len(nodes)), _RHYTHM)
    return head + join(nodes, most=MAX_NODES, what="nodes")


def _unpack_plans(data: bytes) -> FadePlans:
    head = size_of(_PLANS)
    version, count = unpack_cells(data[:head], _PLANS)
    cells = _PLAN if len(data) - head == count * size_of(_PLAN) else _LONG_PLAN
    records = split_records(data[head:], size_of(cells), most=MAX_NODES, what="plans")
    if len(records) != count:
        raise BadValueError(f"there should be {count} plans; there are {len(records)}")
    return FadePlans(version=version, plans=tuple(_unpack_plan(record, cells) for record in records))


def _unpack_plan(record: bytes, cells: tuple[Cell, ...]) -> FadePlan:
    enabled, weekdays, fade, hour, minute, *rest = unpack_cells(record, cells)
    light, stay = rest[: len(NARROW)], rest[len(NARROW) :]
    return FadePlan(
        enabled=bool(enabled),
        weekdays=parse_weekdays(weekdays, SUNDAY_LOW),
        fade_minutes=fade * STEP,
        time=format_clock(hour * 60 + minute),
        shade=parse_narrow(light),
        stay_minutes=stay[0] * STEP if stay else None,
    )


def _pack_plans(plans: FadePlans) -> bytes:
    if len({plan.stay_minutes is None for plan in plans.plans}) > 1:
        raise BadValueError("either all plans say how long the lamp stays on, or none does")
    records = [_pack_plan(plan) for plan in plans.plans]
    return pack_cells((plans.version, len(records)), _PLANS) + b"".join(records)


def _pack_plan(plan: FadePlan) -> bytes:
    numbers = [
        int(plan.enabled),
        build_weekdays(plan.weekdays, SUNDAY_LOW),
        _count_steps(plan.fade_minutes),
        *divmod(parse_clock(plan.time), 60),
        *build_narrow(plan.shade),
    ]
    if plan.stay_minutes is None:
        return pack_cells(numbers, _PLAN)
    return pack_cells([*numbers, _count_steps(plan.stay_minutes)], _LONG_PLAN)


def _count_steps(minutes: int) -> int:
    steps, rest = divmod(minutes, STEP)
    if rest:
        raise BadValueError(f"fades are told in steps of {STEP} minutes; this is {minutes}")
    return steps


RHYTHM: Final = make_raw_form("rhythm", Rhythm, unpack=_unpack_rhythm, pack=_pack_rhythm)
"""`rhythm_mode`."""

FADE_PLANS: Final = make_raw_form("fade_plans", FadePlans, unpack=_unpack_plans, pack=_pack_plans)
"""`sleep_mode` and `wakeup_mode`."""
