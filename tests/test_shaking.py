"""A shaken event loop is late and hears of parts, and loses nothing."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
from contextlib import ExitStack
from socket import socketpair
from typing import TYPE_CHECKING

from tests import shaking
from tests.support import ROOT

if TYPE_CHECKING:
    import pytest


def test_what_is_ready_is_told_in_the_end_and_in_any_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shaking, "LATE", (0.0, 0.0))
    monkeypatch.setattr(shaking, "STALLED", (0.0, 0.0))
    with ExitStack() as stack:
        selector = stack.enter_context(shaking.ShakySelector())
        for number in range(4):
            ours, theirs = (stack.enter_context(each) for each in socketpair())
            theirs.send(b"x")
            selector.register(ours, selectors.EVENT_READ, number)
        told = [tuple(key.data for key, _ in selector.select(1.0)) for _ in range(200)]
    assert {len(each) for each in told} == {1, 2, 3, 4}
    assert len({each for each in told if len(each) == 4}) > 10
    assert {each[0] for each in told} == {0, 1, 2, 3}


def test_tests_run_on_it_where_it_is_asked_for() -> None:
    command = [sys.executable, "-m", "pytest", "-p", "tests.shaking", "--no-cov", "tests/test_support.py"]
    environ = {**os.environ, "TUYALAN_SHAKE_SEED": "7"}
    done = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, check=True)  # noqa: S603
    assert "shaken with seed 7" in done.stdout
