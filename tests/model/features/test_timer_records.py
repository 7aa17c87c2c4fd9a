"""The packed lists of timers."""

from __future__ import annotations

import pytest

from tests.model.features.building import device
from tests.model.making import prop
from tuyalan.errors import BadValueError
from tuyalan.model.features.timer_records import (
    BRIGHT,
    Moment,
    Span,
    TimerKind,
    find_kind,
    make_moment,
    make_span,
    put_records,
    read_records,
)
from tuyalan.model.forms.light_timers import LightCycle, LightTimer
from tuyalan.model.forms.meals import Meal
from tuyalan.model.forms.registry import FORMS
from tuyalan.model.forms.rhythm import FadePlan, FadePlans
from tuyalan.model.forms.timers import CycleTimer, Timer
from tuyalan.model.schema import Access, Kind

FADE = FadePlan(enabled=True, time="22:30", fade_minutes=30, shade=BRIGHT)
SPAN = Span(start="06:30", end="08:00")


@pytest.mark.parametrize(
    ("code", "form", "kind"),
    [
        ("random_time", "timers", TimerKind.RANDOM),
        ("normal_time", "timers", TimerKind.SCHEDULE),
        ("sleep_mode", "fade_plans", TimerKind.SLEEP),
        ("wakeup_mode", "fade_plans", TimerKind.WAKE),
        ("switch_inching", "inching", TimerKind.PULSE),
        ("colour_data", "colour_hsv", None),
    ],
)
def test_a_property_holds_what_its_form_and_code_say(code: str, form: str, kind: TimerKind | None) -> None:
    assert find_kind(prop(Kind.RAW, code, form=FORMS[form])) is kind


def test_what_cannot_be_written_or_read_holds_no_timers() -> None:
    assert find_kind(prop(Kind.RAW, "random_time", form=FORMS["timers"], access=Access.READ)) is None
    assert find_kind(prop(Kind.RAW, "random_time")) is None


def test_a_span_tells_its_sort() -> None:
    assert SPAN.kind is TimerKind.SCHEDULE
    assert Span(start="06:30", end="08:00", is_random=True).kind is TimerKind.RANDOM
    assert Span(start="06:30", end="08:00", off_minutes=5).kind is TimerKind.CYCLE


def test_entries_are_read_from_both_sorts_of_lists() -> None:
    assert read_records("x", {"x": FadePlans(plans=(FADE,))}) == (FADE,)
    assert read_records("x", {"x": (Meal(time="07:00", portions=1),)}) == (Meal(time="07:00", portions=1),)
    assert read_records("x", {"x": ""}, is_strict=True) == ()
    assert read_records("x", {"x": "odd"}) == ()
    with pytest.raises(BadValueError, match="not told yet"):
        read_records("x", {}, is_strict=True)
    with pytest.raises(BadValueError, match="nobody has described"):
        read_records("x", {"x": "odd"}, is_strict=True)


def test_entries_are_put_back_in_the_list_that_they_came_from() -> None:
    assert put_records("x", {"x": FadePlans(plans=(), version=1)}, [FADE]) == FadePlans(plans=(FADE,), version=1)
    assert put_records("x", {}, [FADE]) == (FADE,)


def test_a_span_is_an_entry_in_the_layout_of_its_property() -> None:
    made = {
        form: type(make_span(SPAN, prop(Kind.RAW, form=FORMS[form])))
        for form in ("timers", "cycle_timers", "light_timers", "light_cycles")
    }
    assert made == {
        "timers": Timer, "cycle_timers": CycleTimer, "light_timers": LightTimer, "light_cycles": LightCycle,
    }  # fmt: skip
    (plain,) = device("1 thing r").properties.values()
    assert type(make_span(SPAN, plain)) is Timer


def test_a_fade_is_as_long_a_record_as_the_others() -> None:
    moment = Moment(kind=TimerKind.SLEEP, time="22:30")
    assert make_moment(moment, ()) == FADE
    stays = FadePlan(enabled=True, time="22:30", fade_minutes=30, shade=BRIGHT, stay_minutes=0)
    assert make_moment(moment, (stays,)) == stays
    assert make_moment(Moment(kind=TimerKind.MEAL, time="07:00"), ()) == Meal(time="07:00", portions=1)
