"""Timers of lamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import (
    CLOCKS,
    JUNK,
    WEEKDAYS,
    WHOLE_SHADES,
    check_refused,
    check_text,
    check_value,
    check_vectors,
)
from tuyalan.errors import BadValueError
from tuyalan.model.forms.light_timers import LIGHT_CYCLES, LIGHT_TIMERS, MAX_TIMERS, LightCycle, LightTimer

if TYPE_CHECKING:
    from tuyalan.model.form import Form

MINUTES = st.integers(0, 1440)
TIMER = st.builds(LightTimer, enabled=st.booleans(), start=CLOCKS, end=CLOCKS, weekdays=WEEKDAYS, shade=WHOLE_SHADES)
CYCLE = st.builds(
    LightCycle,
    enabled=st.booleans(),
    start=CLOCKS,
    end=CLOCKS,
    weekdays=WEEKDAYS,
    shade=WHOLE_SHADES,
    on_minutes=MINUTES,
    off_minutes=MINUTES,
)


@pytest.mark.parametrize("form", [LIGHT_TIMERS, LIGHT_CYCLES], ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[object]) -> None:
    check_vectors(form)


@given(st.lists(TIMER, max_size=4).map(tuple))
def test_timers_survive(timers: tuple[LightTimer, ...]) -> None:
    check_value(LIGHT_TIMERS, timers)


@given(st.lists(CYCLE, max_size=4).map(tuple))
def test_cyclic_timers_survive(timers: tuple[LightCycle, ...]) -> None:
    check_value(LIGHT_CYCLES, timers)


@pytest.mark.parametrize("form", [LIGHT_TIMERS, LIGHT_CYCLES], ids=lambda form: form.name)
@given(JUNK)
def test_junk_is_refused_or_comes_back(form: Form[object], text: str) -> None:
    check_text(form, text)


@pytest.mark.parametrize(
    "data",
    [
        "",
        "00",
        "010c",
        "0010",
        "000c03",
        "000c" + "01" + "00" * 11,
        "000c" + "04" + "00" * 11,
        "000c" + ("02" + "00" * 11) * (MAX_TIMERS + 1),
    ],
)
def test_other_layouts_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        LIGHT_TIMERS.parse(data)


def test_impossible_timers_are_refused() -> None:
    one = LightTimer(enabled=True, start="06:30", end="07:00")
    check_refused(LIGHT_TIMERS, (one,) * (MAX_TIMERS + 1))
    check_refused(LIGHT_TIMERS, (LightTimer(enabled=True, start="soon", end="07:00"),))
