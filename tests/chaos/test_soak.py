"""The whole chain while everything fails: no command lost without a word, states right, nothing left behind."""

from __future__ import annotations

import random

import pytest

from tests.support import run
from tools.soak.run import run_soak


@pytest.mark.chaos
def test_a_short_run_of_the_soak_comes_to_a_good_end() -> None:
    report = run(run_soak(devices=3, seconds=6.0, rng=random.Random(1)), timeout=150.0)
    assert report.problems == []
    assert report.counts["faults: broker killed"] >= 1
    assert report.counts["faults: hub killed"] >= 1
    assert report.counts["faults: clock jumped"] >= 1
    assert report.counts["commands come true or overtaken"] > 0
