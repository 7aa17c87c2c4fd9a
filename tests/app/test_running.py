"""How programs are run and ended."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys

import pytest

from tuyalan.app import find_loop_factory, run, running


async def answer() -> int:
    return 42


def test_a_program_runs_to_its_end() -> None:
    assert run(answer()) == 42


def test_it_runs_without_uvloop_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert find_loop_factory() is None
    assert run(answer()) == 42


def test_windows_has_its_own_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running.sys, "platform", "win32")
    assert find_loop_factory() is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_order(number: int, request: pytest.FixtureRequest) -> None:
    # Shells let their background processes ignore it.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    ended: list[str] = []

    async def wait() -> None:
        asyncio.get_running_loop().call_soon(os.kill, os.getpid(), number)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("in order")

    with pytest.raises(KeyboardInterrupt):
        run(wait())
    assert ended == ["in order"]


def test_the_collector_passes_over_what_is_there_for_good() -> None:
    thresholds = gc.get_threshold()
    try:
        running.spare_collector()
        assert gc.get_freeze_count() > 0
        assert gc.get_threshold()[0] > thresholds[0]
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)
