"""Limits of breakers and meters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.alarm import ALARMS, MAX_ALARMS, NAMES, Alarm

LIMITS = st.builds(Alarm, id=st.integers(0, 63), trips=st.booleans(), threshold=st.integers(0, 0xFFFF))


@pytest.mark.fact("FORM-7")
def test_vectors_are_read_and_built() -> None:
    check_vectors(ALARMS)


@given(st.lists(LIMITS, max_size=6).map(tuple), st.sampled_from(["", "01010000", "AQEAAAMBABQ="]))
def test_limits_survive(alarms: tuple[Alarm, ...], like: str) -> None:
    assert ALARMS.parse(ALARMS.build(alarms, like or "01010000")) == alarms or not alarms
    check_value(ALARMS, alarms)


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(ALARMS, text)


@pytest.mark.parametrize("data", ["010200ff", "40010000", "0101", "0101000001", "01010000" * (MAX_ALARMS + 1)])
def test_other_layouts_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        ALARMS.parse(data)


def test_impossible_limits_are_refused() -> None:
    check_refused(ALARMS, (Alarm(id=64, trips=True, threshold=1),))
    check_refused(ALARMS, (Alarm(id=1, trips=True, threshold=65536),))
    check_refused(ALARMS, (Alarm(id=1, trips=True, threshold=1),) * (MAX_ALARMS + 1))


def test_the_common_limits_have_names() -> None:
    assert NAMES["alarm_set_2"][3] == "over voltage"
