"""Weekdays and times of day."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.clock import (
    ALL_DAYS,
    MAX_MINUTE,
    MONDAY_HIGH,
    SUNDAY_LOW,
    Weekday,
    build_weekdays,
    format_clock,
    parse_clock,
    parse_weekdays,
)


def test_timers_count_from_sunday_in_the_lowest_bit() -> None:
    assert parse_weekdays(0x42, SUNDAY_LOW) == (Weekday.MON, Weekday.SAT)
    assert build_weekdays([Weekday.SAT, Weekday.MON, Weekday.SAT], SUNDAY_LOW) == 0x42


def test_meals_count_from_monday_in_the_highest_bit() -> None:
    assert parse_weekdays(0x51, MONDAY_HIGH) == (Weekday.MON, Weekday.WED, Weekday.SUN)
    assert build_weekdays([Weekday.SUN], MONDAY_HIGH) == 1


@given(st.integers(0, ALL_DAYS), st.sampled_from([SUNDAY_LOW, MONDAY_HIGH]))
def test_days_survive(bits: int, order: tuple[Weekday, ...]) -> None:
    assert build_weekdays(parse_weekdays(bits, order), order) == bits


@given(st.integers(0, MAX_MINUTE))
def test_times_survive(minutes: int) -> None:
    assert parse_clock(format_clock(minutes)) == minutes


def test_times_may_be_written_without_a_leading_zero() -> None:
    assert parse_clock("6:05") == 365


@pytest.mark.parametrize(
    "text", ["", "6", "24:01", "25:00", "12:60", "12:5", "-1:00", "12:005", "1\u0662:00", "a" * 99]
)
def test_what_is_no_time_of_day_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="no time of day"):
        parse_clock(text)
