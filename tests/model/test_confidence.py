"""How likely an answer of inference is right."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.model.confidence import CONFIDENCES, STEPS, SURE, WEIGHTS, Signs, calibrate, weigh

STRONG = Signs(
    share=1.0,
    likeness=1.0,
    rival=0.0,
    cover=1.0,
    rival_cover=0.0,
    vicinity=1.0,
    voters=40,
    nearest=1.0,
    is_vendors=False,
    seen=20,
)
WEAK = Signs(
    share=0.2,
    likeness=0.3,
    rival=0.9,
    cover=0.4,
    rival_cover=0.9,
    vicinity=0.1,
    voters=1,
    nearest=0.1,
    is_vendors=True,
    seen=2,
)


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
