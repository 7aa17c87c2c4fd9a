"""What lamps are told while a slider is dragged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, SHADES, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.gradual import GRADUAL, Change, Gradual
from tuyalan.model.forms.shade import Shade


@pytest.mark.fact("FORM-3")
def test_vectors_are_read_and_built() -> None:
    check_vectors(GRADUAL)


@given(st.builds(Gradual, change=st.sampled_from(Change), shade=SHADES))
def test_steps_survive(step: Gradual) -> None:
    check_value(GRADUAL, step)
    check_value(GRADUAL, step, like="0ABC")


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(GRADUAL, text)


@pytest.mark.parametrize(
    "text",
    ["", "100000000000003e803e", "200000000000003e803e8", "101690000000003e803e8", "100000000000003e803e8\n", "1" * 22],
)
def test_other_layouts_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        GRADUAL.parse(text)


def test_impossible_steps_are_refused() -> None:
    check_refused(GRADUAL, Gradual(change=Change.DIRECT, shade=Shade(hue=361)))
