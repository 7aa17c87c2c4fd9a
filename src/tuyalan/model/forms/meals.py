"""When a feeder gives how much.

The common layout: records of 5 bytes in base64 (hex with some products): weekdays (bit 6 is Monday, bit 0 Sunday),
hour, minute, portions, enabled. A variant in hex has 4 bytes, the time in decimal digits, portions and enabled in one.
Other products order the same fields otherwise and stay raw. Facts: FORM-8.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import (
    ALL_DAYS,
    MONDAY_HIGH,
    Weekday,
    build_weekdays,
    format_clock,
    parse_clock,
    parse_weekdays,
)
from tuyalan.model.forms.packing import (
    Cell,
    imitate_case,
    join,
    make_form,
    make_raw_form,
    pack_cells,
    size_of,
    split_records,
    unpack_cells,
)

MAX_MEALS: Final = 25
"""Most meals that fit into the 128 bytes of the data point; the maker's app makes at most 10."""

_WEEKDAYS: Final = Cell("weekdays", 1, ALL_DAYS)
_HOUR: Final = Cell("hour", 1, 23)
_MINUTE: Final = Cell("minute", 1, 59)
_MEAL: Final = (_WEEKDAYS, _HOUR, _MINUTE, Cell("number of portions", 1, 255), Cell("enabling byte", 1, 1))
_SHORT_MEAL: Final = re.compile(r"([0-7][0-9a-fA-F])(\d\d)(\d\d)([0-9a-fA-F])([01])", re.ASCII)
_SHORT_SIZE: Final = 8
"""Digits of a meal of the variant."""
_MOST_SHORT: Final = 15


class Meal(msgspec.Struct, frozen=True, kw_only=True):
    """One meal."""

    time: str
    """Time of day, `06:30`."""
    portions: int
    enabled: bool = True
    weekdays: tuple[Weekday, ...] = ()
    """None: once."""


def _make(*, weekdays: int, time: int, portions: int, enabled: int) -> Meal:
    return Meal(
        weekdays=parse_weekdays(weekdays, MONDAY_HIGH),
        time=format_clock(time),
        portions=portions,
        enabled=bool(enabled),
    )


def _unpack(data: bytes) -> tuple[Meal, ...]:
    meals: list[Meal] = []
    for record in split_records(data, size_of(_MEAL), most=MAX_MEALS, what="meals"):
        weekdays, hour, minute, portions, enabled = unpack_cells(record, _MEAL)
        meals.append(_make(weekdays=weekdays, time=hour * 60 + minute, portions=portions, enabled=enabled))
    return tuple(meals)


def _pack(meals: tuple[Meal, ...]) -> bytes:
    records = [pack_cells((*_list_time(meal), meal.portions, meal.enabled), _MEAL) for meal in meals]
    return join(records, most=MAX_MEALS, what="meals")


def _parse_short(text: str) -> tuple[Meal, ...]:
    if not text or len(text) % _SHORT_SIZE or len(text) > _SHORT_SIZE * MAX_MEALS:
        raise BadValueError(f"1 to {MAX_MEALS} meals have {_SHORT_SIZE} digits each; there are {len(text)} in all")
    return tuple(_parse_short_meal(text[at : at + _SHORT_SIZE]) for at in range(0, len(text), _SHORT_SIZE))


def _parse_short_meal(digits: str) -> Meal:
    parts = _SHORT_MEAL.fullmatch(digits)
    if not parts:
        raise BadValueError("a meal is weekdays, hour, minute, portions and enabling in 8 digits")
    time = _HOUR.check(int(parts[2])) * 60 + _MINUTE.check(int(parts[3]))
    return _make(weekdays=int(parts[1], 16), time=time, portions=int(parts[4], 16), enabled=int(parts[5]))


def _build_short(meals: tuple[Meal, ...], like: str) -> str:
    if not 1 <= len(meals) <= MAX_MEALS:
        raise BadValueError(f"there may be 1 to {MAX_MEALS} meals; these are {len(meals)}")
    return "".join(_build_short_meal(meal, like) for meal in meals)


def _build_short_meal(meal: Meal, like: str) -> str:
    weekdays, hour, minute = _list_time(meal)
    if not 0 <= meal.portions <= _MOST_SHORT:
        raise BadValueError(f"a meal has 0 to {_MOST_SHORT} portions; this has {meal.portions}")
    digits = f"{weekdays:02x}{_HOUR.check(hour):02}{minute:02}{meal.portions:x}{int(meal.enabled)}"
    return imitate_case(digits, like)


def _list_time(meal: Meal) -> tuple[int, int, int]:
    hour, minute = divmod(parse_clock(meal.time), 60)
    return build_weekdays(meal.weekdays, MONDAY_HIGH), hour, minute


MEALS: Final = make_raw_form("meals", tuple[Meal, ...], unpack=_unpack, pack=_pack)
"""`meal_plan`, records of 5 bytes."""

MEALS_SHORT: Final = make_form("meals_short", tuple[Meal, ...], parse=_parse_short, build=_build_short)
"""`meal_plan` in 8 digits a meal: weekdays in hex, hour and minute in decimal, portions in hex, enabled 0 or 1."""
