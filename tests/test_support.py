"""The helper that runs coroutines catches what a test leaves behind."""

from __future__ import annotations

import asyncio

import pytest

from tests.support import LeakedTaskError, load_device_frames, load_vectors, run


def test_run_returns_what_the_coroutine_returns() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    assert run(answer()) == 42


def test_run_bounds_the_time() -> None:
    with pytest.raises(TimeoutError):
        run(asyncio.Event().wait(), timeout=0.01)


def test_run_fails_on_a_task_left_behind() -> None:
    async def leave() -> None:
        asyncio.get_running_loop().create_task(asyncio.Event().wait(), name="forgotten")

    with pytest.raises(LeakedTaskError, match="forgotten"):
        run(leave())


def test_run_gives_cancelled_tasks_the_turns_they_need() -> None:
    async def clean_up() -> None:
        task = asyncio.get_running_loop().create_task(asyncio.Event().wait())
        await asyncio.sleep(0)
        task.cancel()

    run(clean_up())


def test_run_fails_on_an_error_that_nobody_saw() -> None:
    async def break_callback() -> None:
        def fail() -> None:
            raise ValueError("unseen")

        asyncio.get_running_loop().call_soon(fail)
        await asyncio.sleep(0)

    with pytest.raises(LeakedTaskError, match="unseen"):
        run(break_callback())


def test_vectors_are_complete() -> None:
    assert len(load_vectors("client_frames")) > 50
    assert len(load_vectors("device_frames")) > 40
    assert len(load_device_frames()) == 45
