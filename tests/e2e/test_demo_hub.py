"""The demonstration of the hub is a test of the whole chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import run
from tools import demo_hub

if TYPE_CHECKING:
    import pytest


def test_the_demonstration_comes_to_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    run(demo_hub.show(0.0), timeout=demo_hub.WAIT)
    printed = capsys.readouterr().out
    assert "that was all" in printed
    assert "tuyalan/Reading lamp" in printed
    assert "neither on nor off" in printed
