"""Timers in words."""

from __future__ import annotations

import pytest

from tuyalan.errors import BadValueError
from tuyalan.model.features.timer_words import parse_days, parse_span, tell
from tuyalan.model.forms.clock import Weekday
from tuyalan.model.forms.inching import Inching
from tuyalan.model.forms.light_timers import LightCycle, LightTimer
from tuyalan.model.forms.meals import Meal
from tuyalan.model.forms.rhythm import FadePlan
from tuyalan.model.forms.shade import Shade
from tuyalan.model.forms.timers import CycleTimer, Timer


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", tuple(Weekday)),
        ("Weekdays", tuple(Weekday)[:5]),
        ("weekend", (Weekday.SAT, Weekday.SUN)),
        ("once", ()),
        ("Monday, wed", (Weekday.MON, Weekday.WED)),
    ],
)
def test_days_are_what_people_write(text: str, days: tuple[Weekday, ...]) -> None:
    assert parse_days(text) == days


def test_what_names_no_days_is_refused() -> None:
    with pytest.raises(BadValueError, match="names no days"):
        parse_days("mon,someday")


def test_a_span_has_a_start_and_an_end() -> None:
    assert parse_span("6:30 - 08:00") == ("06:30", "08:00")
    with pytest.raises(BadValueError, match="no span of time"):
        parse_span("06:30")


@pytest.mark.parametrize(
    ("record", "text"),
    [
        (Timer(enabled=True, start="06:30", end="08:00", weekdays=tuple(Weekday)), "on 06:30 to 08:00, daily"),
        (Timer(enabled=True, start="06:30", end="08:00", channel=3), "on 06:30 to 08:00, once, switch 3"),
        (
            CycleTimer(enabled=True, start="06:30", end="08:00", on_minutes=5, off_minutes=9, weekdays=(Weekday.MON,)),
            "on 06:30 to 08:00, mon, 5 min on, 9 min off",
        ),
        (LightTimer(enabled=True, start="06:30", end="08:00"), "on 06:30 to 08:00, once"),
        (
            LightCycle(enabled=True, start="06:30", end="08:00", on_minutes=5, off_minutes=9),
            "on 06:30 to 08:00, once, 5 min on, 9 min off",
        ),
        (Meal(time="07:00", portions=2), "2 portions at 07:00, once"),
        (
            FadePlan(enabled=True, time="22:30", fade_minutes=30, shade=Shade()),
            "at 22:30, once, fading for 30 min",
        ),
        (Inching(enabled=True, seconds=90, channel=2), "off 1m30s after on, switch 2"),
    ],
)
def test_an_entry_is_told_in_words(record: Timer, text: str) -> None:
    assert tell(record) == text
