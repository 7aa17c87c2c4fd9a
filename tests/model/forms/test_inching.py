"""Switches that go off by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.inching import INCHING, Inching

SWITCHES = st.builds(Inching, enabled=st.booleans(), seconds=st.integers(0, 0xFFFF), channel=st.integers(1, 8))


@pytest.mark.fact("FORM-6")
def test_vectors_are_read_and_built() -> None:
    check_vectors(INCHING)


@given(st.lists(SWITCHES, max_size=8).map(tuple))
def test_switches_survive(switches: tuple[Inching, ...]) -> None:
    check_value(INCHING, switches)


@given(JUNK)
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(INCHING, text)


def test_memory_that_a_relay_sends_along_is_not_taken_for_switches() -> None:
    # The beginning of what a 1-433 relay reports: one switch, then whatever lay behind it.
    with pytest.raises(BadValueError, match="control byte"):
        INCHING.parse("AQABH///f///f///")


def test_more_switches_than_a_device_has_are_refused() -> None:
    assert len(INCHING.parse("00000a" * 8)) == 8
    with pytest.raises(BadValueError, match="there may be 8 channels; these are 9"):
        INCHING.parse("00000a" * 9)


@pytest.mark.parametrize(
    "switches",
    [
        (Inching(enabled=True, seconds=65536),),
        (Inching(enabled=True, seconds=-1),),
        (Inching(enabled=True, seconds=1, channel=0),),
        (Inching(enabled=True, seconds=1),) * 9,
    ],
)
def test_impossible_switches_are_refused(switches: tuple[Inching, ...]) -> None:
    check_refused(INCHING, switches)
