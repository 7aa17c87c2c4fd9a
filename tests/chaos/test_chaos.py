"""Fifty devices under every fault for half a minute: nothing lost, nothing invented, nothing silent, nothing leaked."""

from __future__ import annotations

import pytest

from tests.support import run
from tools.chaos import run_chaos


@pytest.mark.chaos
def test_the_ledger_balances_after_half_a_minute_of_every_fault() -> None:
    report = run(run_chaos(devices=50, seconds=25.0, seed=2), timeout=150.0)
    assert report.problems == []
    assert report.counts["pushes owed and heard"] > 200
    assert report.counts["writes confirmed"] > 100


def test_the_ledger_balances_for_a_few_devices_in_a_second() -> None:
    report = run(run_chaos(devices=3, seconds=1.0, seed=3), timeout=60.0)
    assert report.problems == []
