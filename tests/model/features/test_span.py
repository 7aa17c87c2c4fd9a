"""Numbers and shares of what they span."""

from __future__ import annotations

import pytest

from tests.model.making import prop
from tuyalan.model.features.span import limits, share, snap, unshare
from tuyalan.model.schema import Kind


@pytest.mark.parametrize(
    ("value", "low", "high", "part"),
    [(10, 10, 1000, 0.01), (500, 10, 1000, 0.5), (1000, 10, 1000, 1.0), (25, 25, 255, 0.01), (0, 0, 100, 0.0)],
)
def test_a_share_and_its_number(value: int, low: int, high: int, part: float) -> None:
    assert share(value, low, high) == pytest.approx(part)
    assert unshare(part, low, high) == pytest.approx(value)


def test_a_number_out_of_its_span_is_all_or_nothing() -> None:
    assert (share(1100, 0, 1000), share(-5, 0, 1000)) == (1.0, 0.0)
    assert unshare(0.001, 10, 1000) == 10


def test_limits_are_those_described_or_the_usual_ones() -> None:
    assert limits(prop(Kind.NUMBER, minimum=5, maximum=50), (0, 1)) == (5, 50)
    assert limits(prop(Kind.NUMBER), (0, 1)) == (0, 1)


def test_a_number_goes_to_the_nearest_step() -> None:
    subject = prop(Kind.NUMBER, minimum=0, maximum=100, step=10)
    assert [snap(subject, value) for value in (34, 36, 500, -1)] == [30, 40, 100, 0]
