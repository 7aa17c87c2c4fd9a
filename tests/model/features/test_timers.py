"""Timers in the words of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.features.building import device, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.composing import compose
from tuyalan.model.features.timer_records import Moment, Span, TimerKind
from tuyalan.model.features.timers import Timers
from tuyalan.model.forms.clock import Weekday
from tuyalan.model.forms.inching import Inching
from tuyalan.model.forms.light_timers import LightCycle, LightTimer
from tuyalan.model.forms.timers import CycleTimer, Timer

if TYPE_CHECKING:
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Plan

PLUG = """
1 switch_1 b
9 countdown_1 n 0..86400 s
42 cycle_time t
43 random_time t
44 switch_inching t
45 normal_time t
"""
STRIP = """
1 switch_1 b
2 switch_2 b
9 countdown_1 n 0..86400 s
10 countdown_2 n 0..86400 s
"""


def timers(rows: str) -> tuple[DeviceModel, Timers]:
    """Make a device and look for its timers."""
    model = device(rows)
    return model, Timers(compose(model))


def test_a_countdown_turns_the_switch_over() -> None:
    model, kept = timers(PLUG)
    model.apply({1: True})
    assert write(model, kept.plan_countdown(1200, model.values, is_on=False)) == {9: 1200}
    assert write(model, kept.plan_countdown(60, model.values)) == {9: 60}
    with pytest.raises(BadValueError, match="it is on already") as caught:
        kept.plan_countdown(1200, model.values, is_on=True)
    assert caught.value.hint == "Switch it off first."
    model.apply({1: False})
    with pytest.raises(BadValueError, match="it is off already"):
        kept.plan_countdown(1200, model.values, is_on=False)


def test_of_several_switches_one_must_be_named() -> None:
    model, kept = timers(STRIP)
    assert write(model, kept.plan_countdown(60, {}, channel=2)) == {10: 60}
    assert write(model, kept.plan_countdown(60, {}, channel=1)) == {9: 60}
    with pytest.raises(BadValueError, match="several switches"):
        kept.plan_countdown(60, {})
    with pytest.raises(BadValueError, match="no timer of the sort countdown"):
        kept.plan_countdown(60, {}, channel=3)


def test_a_countdown_may_be_a_word_that_only_switches_off() -> None:
    model, kept = timers("1 switch b\n2 fan_speed n 1..3\n22 countdown_set c cancel,1h,2h")
    assert kept.kinds == (TimerKind.COUNTDOWN,)
    assert write(model, kept.plan_countdown(7200, {}, is_on=False)) == {22: "2h"}
    with pytest.raises(BadValueError, match="only switch off"):
        kept.plan_countdown(7200, {}, is_on=True)
    model.apply({22: "1h"})
    (entry,) = kept.list(model.values)
    assert entry.text == "over in 1h"
    assert write(model, kept.plan_clear(model.values)) == {22: "cancel"}
    model.apply({22: "cancel"})
    assert kept.list(model.values) == ()


def test_a_countdown_in_minutes_is_counted_in_minutes() -> None:
    _, kept = timers("1 switch b\n2 countdown n 0..120 min\n3 countdown_left n ro min")
    assert kept.plan_countdown(1200, {}) == {"countdown": 20}
    assert kept.plan_countdown(90, {}) == {"countdown": 1.5}
    assert kept.list({"countdown": 2})[0].text == "over in 2m"
    assert kept.list({"countdown": True}) == ()


def test_timers_are_listed_in_words() -> None:
    model, kept = timers(PLUG)
    assert kept.list(model.values) == ()
    assert kept.kinds == tuple(TimerKind)[:5]
    plan: Plan = {
        "cycle_time": (CycleTimer(enabled=True, start="08:00", end="09:00", on_minutes=10, off_minutes=5, channel=2),),
        "random_time": (Timer(enabled=False, start="18:00", end="22:00", weekdays=(Weekday.MON, Weekday.WED)),),
        "switch_inching": (Inching(enabled=True, seconds=5),),
        "normal_time": (Timer(enabled=True, start="06:30", end="08:00", weekdays=tuple(Weekday)),),
    }
    model.apply({1: True, 9: 1200, **write(model, plan)})
    assert [(entry.number, entry.kind.value, entry.text, entry.enabled) for entry in kept.list(model.values)] == [
        (1, "countdown", "off in 20m", True),
        (2, "cycle", "on 08:00 to 09:00, once, 10 min on, 5 min off, switch 2", True),
        (3, "random", "on 18:00 to 22:00, mon,wed", False),
        (4, "pulse", "off 5s after on", True),
        (5, "schedule", "on 06:30 to 08:00, daily", True),
    ]


def test_a_schedule_is_added_to_those_that_are_there() -> None:
    model, kept = timers(PLUG)
    span = Span(start="06:30", end="08:00", weekdays=tuple(Weekday)[:5])
    with pytest.raises(BadValueError, match="not told yet"):
        kept.plan_add(span, model.values)
    model.apply({45: ""})
    model.apply(write(model, kept.plan_add(span, model.values)))
    model.apply(write(model, kept.plan_add(Span(start="20:00", end="21:00", channel=2), model.values)))
    assert [entry.text for entry in kept.list(model.values)] == [
        "on 06:30 to 08:00, weekdays",
        "on 20:00 to 21:00, once, switch 2",
    ]
    assert kept.plan_add(Span(start="06:30", end="08:00", is_random=True), {"random_time": ""}) == {
        "random_time": (Timer(enabled=True, start="06:30", end="08:00"),)
    }
    assert kept.plan_add(Span(start="06:30", end="08:00", on_minutes=5, off_minutes=10), {"cycle_time": ""}) == {
        "cycle_time": (CycleTimer(enabled=True, start="06:30", end="08:00", on_minutes=5, off_minutes=10),)
    }


def test_timers_are_removed_by_number_or_all_at_once() -> None:
    model, kept = timers(PLUG)
    plan: Plan = {"normal_time": tuple(Timer(enabled=True, start=f"0{hour}:00", end="12:00") for hour in (6, 7, 8))}
    model.apply({9: 60, **write(model, plan)})
    removed = kept.plan_clear(model.values, number=3)
    assert [each.start for each in removed["normal_time"]] == ["06:00", "08:00"]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownMemberType, reportUnknownVariableType]
    assert kept.plan_clear(model.values) == {"countdown_1": 0, "normal_time": ()}
    assert kept.plan_clear(model.values, number=1) == {"countdown_1": 0}
    with pytest.raises(BadValueError, match="no timer 9") as caught:
        kept.plan_clear(model.values, number=9)
    assert "There are 4" in caught.value.hint
    with pytest.raises(BadValueError) as caught:
        kept.plan_clear({}, number=1)
    assert caught.value.hint == "There are none."


def test_a_pulse_takes_the_place_of_that_of_the_same_switch() -> None:
    model, kept = timers(PLUG)
    model.apply(write(model, kept.plan_pulse(5, {"switch_inching": ()})))
    model.apply(write(model, kept.plan_pulse(9, model.values, channel=2)))
    assert kept.plan_pulse(0, model.values) == {
        "switch_inching": (Inching(enabled=True, seconds=9, channel=2), Inching(enabled=False, seconds=0))
    }


def test_lamps_keep_timers_with_what_they_shall_show() -> None:
    rows = "20 switch_led b\n22 bright_value n\n209 cycle_timing r\n210 random_timing r"
    model, kept = timers(rows)
    assert kept.kinds == (TimerKind.RANDOM, TimerKind.CYCLE)
    # What lamps without timers report: the head of the list alone.
    model.apply({209: "ABA=", 210: "AAw="})
    kept = Timers(compose(model))
    random = kept.plan_add(Span(start="18:00", end="22:00", is_random=True), model.values)
    cycle = kept.plan_add(Span(start="18:00", end="22:00", on_minutes=5, off_minutes=5), model.values)
    assert isinstance(random["random_timing"], tuple)
    assert [type(each) for each in random["random_timing"]] == [LightTimer]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    assert isinstance(cycle["cycle_timing"], tuple)
    assert [type(each) for each in cycle["cycle_timing"]] == [LightCycle]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    model.apply(write(model, random | cycle))
    assert [entry.text for entry in kept.list(model.values)] == [
        "on 18:00 to 22:00, once, 5 min on, 5 min off",
        "on 18:00 to 22:00, once",
    ]


def test_lamps_fade_and_feeders_feed_at_a_time() -> None:
    rows = "20 switch_led b\n31 sleep_mode r\n32 wakeup_mode r\n1 meal_plan r\n3 manual_feed n"
    model, kept = timers(rows)
    assert kept.kinds == (TimerKind.SLEEP, TimerKind.WAKE, TimerKind.MEAL)
    model.apply({31: "AAA=", 32: "AAA=", 1: ""})
    for moment in (
        Moment(kind=TimerKind.SLEEP, time="22:30", weekdays=tuple(Weekday)),
        Moment(kind=TimerKind.WAKE, time="06:30", minutes=20),
        Moment(kind=TimerKind.MEAL, time="07:00", portions=2),
    ):
        model.apply(write(model, kept.plan_moment(moment, model.values)))
    assert [entry.text for entry in kept.list(model.values)] == [
        "2 portions at 07:00, once",
        "sleep at 22:30, daily, fading for 30 min",
        "wake at 06:30, once, fading for 20 min",
    ]
    model.apply(write(model, kept.plan_clear(model.values, number=2)))
    assert [entry.kind for entry in kept.list(model.values)] == [TimerKind.MEAL, TimerKind.WAKE]


def test_a_layout_that_nobody_has_described_is_not_written_over() -> None:
    _, kept = timers(PLUG)
    with pytest.raises(BadValueError, match="nobody has described"):
        kept.plan_add(Span(start="06:30", end="08:00"), {"normal_time": "odd"})


def test_a_device_without_timers_says_so() -> None:
    _, kept = timers("1 switch b\n2 cycle_time t ro\n3 power_memory r\n4 countdown n W")
    assert kept.kinds == ()
    with pytest.raises(BadValueError, match="of the sort schedule") as caught:
        kept.plan_add(Span(start="06:30", end="08:00"), {})
    assert "in its cloud" in caught.value.hint
    _, plain = timers(STRIP)
    with pytest.raises(BadValueError) as caught:
        plain.plan_pulse(5, {})
    assert caught.value.hint == "It keeps: countdown."
