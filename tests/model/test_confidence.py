"""How likely an answer of inference is right."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.model.signs import STRONG, WEAK
from tuyalan.model.confidence import CONFIDENCES, STEPS, SURE, WEIGHTS, calibrate, weigh


def test_the_table_has_a_confidence_before_and_after_every_step_and_never_falls() -> None:
    assert len(CONFIDENCES) == len(STEPS) + 1
    assert list(STEPS) == sorted(STEPS)
    assert list(CONFIDENCES) == sorted(CONFIDENCES)
    assert all(0 <= confidence < 1 for confidence in CONFIDENCES)


def test_every_sign_has_a_weight() -> None:
    assert len(STRONG.numbers()) == len(WEIGHTS)


def test_full_agreement_is_sure_and_contradiction_is_not() -> None:
    assert calibrate(weigh(STRONG)) >= SURE
    assert calibrate(weigh(WEAK)) < 0.5


def test_ids_that_makers_give_out_freely_count_less() -> None:
    assert weigh(msgspec.structs.replace(STRONG, is_vendors=True)) < weigh(STRONG)


@given(st.floats(-50, 50), st.floats(0, 50))
def test_more_evidence_never_makes_less_confident(score: float, more: float) -> None:
    assert calibrate(score) <= calibrate(score + more)
