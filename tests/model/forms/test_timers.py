"""Timers of switches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import CLOCKS, JUNK, WEEKDAYS, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.timers import CYCLE_TIMERS, MAX_TIMERS, TIMERS, CycleTimer, Timer

if TYPE_CHECKING:
    from tuyalan.model.form import Form

CHANNELS = st.integers(1, 8)
MINUTES = st.integers(0, 1440)
TIMER = st.builds(Timer, enabled=st.booleans(), start=CLOCKS, end=CLOCKS, weekdays=WEEKDAYS, channel=CHANNELS)
CYCLE = st.builds(
    CycleTimer,
    enabled=st.booleans(),
    start=CLOCKS,
    end=CLOCKS,
    weekdays=WEEKDAYS,
    channel=CHANNELS,
    on_minutes=MINUTES,
    off_minutes=MINUTES,
)
ONE = Timer(enabled=True, start="06:30", end="07:00")


@pytest.mark.fact("FORM-5")
@pytest.mark.parametrize("form", [TIMERS, CYCLE_TIMERS], ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[object]) -> None:
    check_vectors(form)


@given(st.lists(TIMER, max_size=5).map(tuple), st.sampled_from(["", "AQIDDgC4", "0102030e00b8"]))
def test_timers_survive(timers: tuple[Timer, ...], like: str) -> None:
    text = TIMERS.build(timers, like)
    assert TIMERS.parse(text) == timers
    check_value(TIMERS, timers)


@given(st.lists(CYCLE, max_size=5).map(tuple))
def test_cyclic_timers_survive(timers: tuple[CycleTimer, ...]) -> None:
    check_value(CYCLE_TIMERS, timers)


@pytest.mark.parametrize("form", [TIMERS, CYCLE_TIMERS], ids=lambda form: form.name)
@given(JUNK)
def test_junk_is_refused_or_comes_back(form: Form[object], text: str) -> None:
    check_text(form, text)


def test_a_plug_that_shows_hex_is_told_hex() -> None:
    assert TIMERS.build((ONE,), "0102030e00b8") == "0100018601a4"


@pytest.mark.parametrize(
    "text", ["10020000003c", "01800000003c", "010105a1003c", "0102030e00", "AQID", "0102030e00b8" * (MAX_TIMERS + 1)]
)
def test_other_layouts_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        TIMERS.parse(text)


@pytest.mark.parametrize(
    "timers",
    [
        (ONE,) * (MAX_TIMERS + 1),
        (Timer(enabled=True, start="25:00", end="07:00"),),
        (Timer(enabled=True, start="06:30", end="07:00", channel=9),),
    ],
)
def test_impossible_timers_are_refused(timers: tuple[Timer, ...]) -> None:
    check_refused(TIMERS, timers)


def test_impossible_pauses_are_refused() -> None:
    check_refused(CYCLE_TIMERS, (CycleTimer(enabled=True, start="0:00", end="1:00", on_minutes=1441, off_minutes=0),))
