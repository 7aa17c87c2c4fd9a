"""Readings."""

from __future__ import annotations

from tests.model.making import Pair
from tuyalan.model.reading import Reading


def test_a_reading_has_the_json_form_of_its_value() -> None:
    assert Reading(Pair(1, 2), "0102").json == {"left": 1, "right": 2}
    assert Reading(("a", "b"), 3).json == ("a", "b")


def test_a_reading_without_a_problem_says_none() -> None:
    assert Reading(1, 1).problem is None
