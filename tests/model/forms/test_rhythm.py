"""The day of a lamp."""

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
from tuyalan.model.forms.rhythm import FADE_PLANS, MAX_NODES, RHYTHM, FadePlan, FadePlans, Rhythm, RhythmNode
from tuyalan.model.forms.shade import Shade

if TYPE_CHECKING:
    from tuyalan.model.form import Form

NODES = st.builds(RhythmNode, time=CLOCKS, shade=WHOLE_SHADES, enabled=st.booleans())
RHYTHMS = st.builds(
    Rhythm,
    enabled=st.booleans(),
    mode=st.integers(0, 255),
    weekdays=WEEKDAYS,
    nodes=st.lists(NODES, max_size=MAX_NODES).map(tuple),
    version=st.integers(0, 15),
)
STEPS = st.integers(0, 255).map(lambda step: step * 5)


def list_plans(stay: st.SearchStrategy[int | None]) -> st.SearchStrategy[FadePlans]:
    plan = st.builds(
        FadePlan,
        enabled=st.booleans(),
        time=CLOCKS,
        fade_minutes=STEPS,
        shade=WHOLE_SHADES,
        weekdays=WEEKDAYS,
        stay_minutes=stay,
    )
    return st.builds(FadePlans, plans=st.lists(plan, max_size=MAX_NODES).map(tuple), version=st.integers(0, 15))


def make_plan(fade_minutes: int = 5, stay_minutes: int | None = None, time: str = "07:00") -> FadePlan:
    return FadePlan(enabled=True, time=time, fade_minutes=fade_minutes, stay_minutes=stay_minutes, shade=Shade())


@pytest.mark.fact("FORM-16")
@pytest.mark.parametrize("form", [RHYTHM, FADE_PLANS], ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[object]) -> None:
    check_vectors(form)


@given(RHYTHMS)
def test_rhythms_survive(rhythm: Rhythm) -> None:
    check_value(RHYTHM, rhythm)


@given(st.one_of(list_plans(STEPS), list_plans(st.none())))
def test_fades_survive(plans: FadePlans) -> None:
    check_value(FADE_PLANS, plans)


@pytest.mark.parametrize("form", [RHYTHM, FADE_PLANS], ids=lambda form: form.name)
@given(JUNK)
def test_junk_is_refused_or_comes_back(form: Form[object], text: str) -> None:
    check_text(form, text)


@pytest.mark.parametrize(
    "data", ["00", "0000007f01", "0000007f00" + "00" * 9, "0000007f01" + "02" + "00" * 8, "0002007f00"]
)
def test_other_rhythms_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        RHYTHM.parse(data)


@pytest.mark.parametrize("data", ["00", "0001", "0001" + "00" * 10, "0002" + "00" * 11, "0009" + "00" * 99, "1000"])
def test_other_fades_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        FADE_PLANS.parse(data)


def test_impossible_rhythms_are_refused() -> None:
    node = RhythmNode(time="07:00", shade=Shade())
    check_refused(RHYTHM, Rhythm(enabled=True, mode=0, weekdays=(), nodes=(node,) * (MAX_NODES + 1)))
    check_refused(RHYTHM, Rhythm(enabled=True, mode=256, weekdays=(), nodes=()))
    check_refused(RHYTHM, Rhythm(enabled=True, mode=0, weekdays=(), nodes=(RhythmNode(time="24:00", shade=Shade()),)))


@pytest.mark.parametrize(
    "plans",
    [
        (make_plan(7),),
        (make_plan(1280),),
        (make_plan(-5),),
        (make_plan(5, 3),),
        (make_plan(5), make_plan(5, 5)),
        (make_plan(time="24:00"),),
        (make_plan(),) * (MAX_NODES + 1),
    ],
)
def test_impossible_fades_are_refused(plans: tuple[FadePlan, ...]) -> None:
    check_refused(FADE_PLANS, FadePlans(plans=plans))
