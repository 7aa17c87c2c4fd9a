"""When to ask a meter to measure."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.refreshing import (
    ANSWER_WINDOW,
    FIRST_INTERVAL,
    FIRST_SIZE,
    MAX_INTERVAL,
    MAX_POINTS,
    MAX_SIZE,
    MIN_INTERVAL,
    VANISH_WINDOW,
    RefreshPlan,
    from_json,
    guess_refresh,
    plan_refresh,
    to_json,
)
from tuyalan.model.schema import Access, DpSchema, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.vocabulary import Json

MANY = tuple(range(101, 111))
PLUG = RefreshPlan(points=(18, 19, 20))

STEPS = st.lists(
    st.tuples(st.sampled_from(["ask", "hear", "vanish"]), st.floats(0, 40), st.sets(st.sampled_from([*MANY, 1]), max_size=4)),
    max_size=60,
)  # fmt: skip


def go(plan: RefreshPlan, times: int, changing: Iterable[int] = (), *, crash_at: int = 99) -> RefreshPlan:
    """Ask a number of times; the device answers with what changes, or vanishes when asked for too much."""
    at = plan.asked_at or 0.0
    for _ in range(times):
        at += plan.interval
        asked = plan.list_next()
        plan = plan.ask(at=at)
        if len(asked) >= crash_at:
            plan = plan.vanish(at=at + 1)
        elif changed := set(asked) & set(changing):
            plan = plan.hear(changed, at=at + 1)
    return plan


def test_a_schema_tells_what_is_measured() -> None:
    points = [
        DpSchema(id=1, code="switch_1", kind=Kind.BOOL),
        DpSchema(id=17, code="add_ele", kind=Kind.NUMBER),
        DpSchema(id=18, code="cur_current", kind=Kind.NUMBER, unit="mA", access=Access.READ),
        DpSchema(id=6, code="phase_a", kind=Kind.RAW, access=Access.READ),
        DpSchema(id=101, code="leak", kind=Kind.NUMBER, unit="mA", access=Access.READ),
        DpSchema(id=102, code="limit", kind=Kind.NUMBER, unit="W", access=Access.BOTH),
        DpSchema(id=103, code="cur_power", kind=Kind.NUMBER, unit="W", access=Access.WRITE),
    ]
    assert plan_refresh(points).points == (17, 18, 6, 101)
    assert plan_refresh([]).is_off


def test_without_a_schema_the_usual_lists_are_guessed() -> None:
    assert guess_refresh([1, 9, 18, 19, 20]).points == (18, 19, 20)
    assert guess_refresh([1, 4, 5, 6]).points == (4, 5, 6)
    assert guess_refresh([1, 18, 19]).list_next() == ()
    assert guess_refresh([1, 18, 19]).due_at is None


@pytest.mark.parametrize(("wanted", "interval"), [(0.0, MIN_INTERVAL), (60.0, 60.0), (1e9, MAX_INTERVAL)])
def test_no_owner_can_wear_a_device_out(wanted: float, interval: float) -> None:
    assert guess_refresh([18, 19, 20], wanted=wanted).interval == interval


def test_the_first_question_is_due_at_once_and_the_next_after_the_interval() -> None:
    assert PLUG.due_at == 0.0
    assert PLUG.ask(at=1000.0).due_at == 1000.0 + FIRST_INTERVAL


def test_long_lists_are_asked_for_by_turns() -> None:
    plan = RefreshPlan(points=MANY)
    asked: list[int] = []
    for turn in range(3):
        assert len(plan.list_next()) == FIRST_SIZE
        asked += plan.list_next()
        plan = plan.ask(at=turn * 30.0)
    assert set(asked) == set(MANY)


def test_lists_grow_when_the_device_bears_them_but_not_beyond_the_bound() -> None:
    assert go(RefreshPlan(points=MANY), 9, MANY).size == FIRST_SIZE + 1
    assert go(RefreshPlan(points=MANY), 200, MANY).size == MAX_SIZE


def test_lists_are_halved_when_the_device_vanishes_and_asked_for_less_often() -> None:
    plan = go(RefreshPlan(points=MANY), 2, MANY, crash_at=3)
    assert (plan.size, plan.interval) == (2, 2 * FIRST_INTERVAL)
    calm = go(plan, 10, MANY, crash_at=3)
    assert (calm.size, calm.interval) == (2, FIRST_INTERVAL)


def test_a_device_that_vanished_is_tried_with_more_only_much_later() -> None:
    plan = go(RefreshPlan(points=MANY), 1, MANY, crash_at=3)
    assert go(plan, 15, MANY).size == 2
    assert go(plan, 17, MANY).size == 3


def test_a_device_that_bears_no_question_is_left_alone() -> None:
    plan = go(RefreshPlan(points=MANY), 10, MANY, crash_at=1)
    assert plan.is_off
    assert (plan.list_next(), plan.due_at) == ((), None)
    # Four and two at once, then three times one.
    assert plan.asked == 10
    assert go(RefreshPlan(points=MANY), 4, crash_at=1).is_off is False
    assert go(RefreshPlan(points=MANY), 5, crash_at=1).is_off


def test_only_the_end_of_a_connection_right_after_a_question_is_its_doing() -> None:
    plan = PLUG.ask(at=100.0)
    assert plan.vanish(at=100.0 + VANISH_WINDOW + 0.1) is plan
    assert PLUG.vanish(at=100.0) is PLUG
    answered = plan.hear([20], at=101.0)
    assert answered.vanish(at=101.5) is answered
    assert plan.vanish(at=100.1).size == FIRST_SIZE // 2


def test_a_device_that_ignores_questions_is_asked_ever_more_rarely() -> None:
    plan = go(PLUG, 4)
    assert plan.interval == FIRST_INTERVAL
    assert go(plan, 1).interval == 2 * FIRST_INTERVAL
    assert go(plan, 20).interval == MAX_INTERVAL
    assert go(go(plan, 20), 30, PLUG.points).interval == FIRST_INTERVAL


def test_what_never_changes_makes_room_but_is_not_forgotten() -> None:
    plan = go(RefreshPlan(points=MANY), 60, MANY[:3])
    lists: list[tuple[int, ...]] = []
    for _ in range(64):
        lists.append(plan.list_next())
        plan = go(plan, 1, MANY[:3])
    assert sum(set(MANY[:3]) <= set(asked) for asked in lists) >= 50
    assert {point for asked in lists for point in asked} == set(MANY)
    # Once it changes, it is asked for as often as the others.
    awake = plan.hear([MANY[9]], at=1e9)
    assert MANY[9] not in awake.silences


def test_what_the_device_sends_by_itself_is_not_asked_for() -> None:
    plan = PLUG.ask(at=0.0).hear([20, 19, 1], at=ANSWER_WINDOW + 1)
    assert plan.list_next() == (18,)
    silent = plan.hear([18], at=20.0)
    assert silent.list_next() == ()
    # The question that is not asked is no question that is ignored, and the next one is about all again.
    later = silent.ask(at=30.0)
    assert set(later.list_next()) == {18, 19, 20}
    assert later.ask(at=60.0).ignored == 1


def test_pushes_of_other_data_points_mean_nothing() -> None:
    plan = PLUG.ask(at=0.0)
    assert plan.hear([1, 9], at=1.0) is plan


@given(STEPS)
def test_whatever_happens_the_bounds_hold_and_a_restart_forgets_only_what_is_under_way(
    steps: list[tuple[str, float, set[int]]],
) -> None:
    plan, at = RefreshPlan(points=MANY), 0.0
    for what, delay, points in steps:
        at += delay
        match what:
            case "ask":
                plan = plan.ask(at=at)
            case "hear":
                plan = plan.hear(points, at=at)
            case _:
                plan = plan.vanish(at=at)
        assert 1 <= plan.size <= MAX_SIZE
        assert MIN_INTERVAL <= plan.interval <= MAX_INTERVAL
        assert len(plan.list_next()) <= plan.size
        assert len(set(plan.list_next())) == len(plan.list_next())
        again = from_json(json.loads(json.dumps(to_json(plan))))
        assert again == msgspec.structs.replace(plan, asked_at=None, pending=(), is_answered=False, fresh=())


def test_the_json_of_a_new_plan_is_small() -> None:
    assert to_json(PLUG) == {"points": [18, 19, 20]}


@pytest.mark.parametrize(
    "value",
    [None, {}, {"points": ["18"]}, {"points": [18], "x": 1}, {"points": [18], "size": 0}, {"points": [18], "size": 7},
     {"points": [18], "interval": 1.0}, {"points": [18], "wanted": 1e9}, {"points": [18], "silences": {"19": 1}},
     {"points": [18], "silences": {"18": -1}}, {"points": [18], "silences": {"x": 1}}, {"points": [18], "caution": 99},
     {"points": [1] * (MAX_POINTS + 1)}, {"points": [18], "asked": -1}, {"points": [18], "interval": float("nan")}],
)  # fmt: skip
def test_what_is_no_plan_is_refused(value: Json) -> None:
    with pytest.raises(BadValueError):
        from_json(value)
