"""Plans of feeders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import CLOCKS, JUNK, WEEKDAYS, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.meals import MAX_MEALS, MEALS, MEALS_SHORT, Meal

if TYPE_CHECKING:
    from tuyalan.model.form import Form


def list_meals(most: int) -> st.SearchStrategy[Meal]:
    return st.builds(Meal, time=CLOCKS, portions=st.integers(0, most), enabled=st.booleans(), weekdays=WEEKDAYS)


@pytest.mark.fact("FORM-8")
@pytest.mark.parametrize("form", [MEALS, MEALS_SHORT], ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[object]) -> None:
    check_vectors(form)


@given(st.lists(list_meals(255), max_size=10).map(tuple), st.sampled_from(["", "0112320c01", "7F12320C01"]))
def test_meals_survive(meals: tuple[Meal, ...], like: str) -> None:
    assert MEALS.parse(MEALS.build(meals, like)) == meals
    check_value(MEALS, meals)


@given(st.lists(list_meals(15), min_size=1, max_size=10).map(tuple))
def test_meals_of_the_variant_survive(meals: tuple[Meal, ...]) -> None:
    check_value(MEALS_SHORT, meals)
    check_value(MEALS_SHORT, meals, like="7F0528A1")


@pytest.mark.parametrize("form", [MEALS, MEALS_SHORT], ids=lambda form: form.name)
@given(st.one_of(JUNK, st.text("01257f", max_size=40)))
def test_junk_is_refused_or_comes_back(form: Form[object], text: str) -> None:
    check_text(form, text)


@pytest.mark.parametrize(
    "text", ["0118000101", "01003c0101", "0112320c02", "8012320c01", "0112320c", "0112320c01" * (MAX_MEALS + 1)]
)
def test_other_layouts_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        MEALS.parse(text)


def test_a_plan_with_minutes_since_midnight_stays_raw() -> None:
    # A fish feeder, 10:08: enabled, minutes, portions, weekdays.
    with pytest.raises(BadValueError):
        MEALS.parse("AQJgAX8=")


@pytest.mark.parametrize(
    "text", ["", "0005281", "00052812", "00240011", "00056011", "80052811", "000a2811", "00052811" * (MAX_MEALS + 1)]
)
def test_other_layouts_of_the_variant_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        MEALS_SHORT.parse(text)


def test_impossible_meals_are_refused() -> None:
    one = Meal(time="07:00", portions=1)
    check_refused(MEALS, (one,) * (MAX_MEALS + 1))
    check_refused(MEALS, (Meal(time="24:00", portions=1),))
    check_refused(MEALS, (Meal(time="07:00", portions=256),))
    check_refused(MEALS_SHORT, (one,) * (MAX_MEALS + 1))
    check_refused(MEALS_SHORT, ())
    check_refused(MEALS_SHORT, (Meal(time="24:00", portions=1),))
    check_refused(MEALS_SHORT, (Meal(time="07:00", portions=16),))
