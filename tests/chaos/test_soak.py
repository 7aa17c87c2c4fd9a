"""The whole chain under faults of devices and broker: no command lost without a word, states right, memory flat."""

from __future__ import annotations

import pytest

from tests.support import run
from tools.soak import run_soak


@pytest.mark.chaos
def test_a_short_run_of_the_soak_comes_to_a_good_end() -> None:
    report = run(run_soak(devices=3, seconds=2.0, seed=1), timeout=150.0)
    assert report.problems == []
    assert report.counts["faults: broker killed"] >= 1
    assert report.counts["commands come true or overtaken"] > 0
