"""Tasks have owners and ends, and their crashes are seen."""

from __future__ import annotations

import asyncio
import logging

import pytest

from tests.support import run
from tuyalan.net.tasks import background, start, stop


async def sleep_for_ever(log: list[str] | None = None) -> None:
    """Wait until cancelled, and tell it."""
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        if log is not None:
            # Goodbyes take a turn.
            await asyncio.sleep(0)
            log.append("ended")


async def crash() -> None:
    """Fail in the first turn."""
    await asyncio.sleep(0)
    raise ValueError("broken")


def test_what_runs_beside_the_block_ends_with_it() -> None:
    async def body() -> None:
        log: list[str] = []
        async with background(sleep_for_ever(log), name="sleeper") as task:
            await asyncio.sleep(0)
            assert task.get_name() == "sleeper"
            assert not task.done()
        assert task.cancelled()
        assert log == ["ended"]

    run(body())


def test_a_crash_is_raised_at_the_end_of_the_block() -> None:
    async def body() -> None:
        reached: list[bool] = []

        async def block() -> None:
            async with background(crash(), name="crasher") as task:
                await asyncio.wait((task,))
                reached.append(True)

        with pytest.raises(ValueError, match="broken"):
            await block()
        assert reached

    run(body())


def test_a_crash_in_the_goodbye_is_raised_too() -> None:
    async def crash_when_cancelled() -> None:
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            raise ValueError("broken goodbye")

    async def body() -> None:
        with pytest.raises(ValueError, match="broken goodbye"):
            async with background(crash_when_cancelled(), name="crasher"):
                await asyncio.sleep(0)

    run(body())


def test_a_callback_gets_the_crash_at_once_and_nothing_is_raised() -> None:
    async def body() -> None:
        crashes: list[BaseException] = []
        async with background(crash(), name="crasher", on_crash=crashes.append) as task:
            await asyncio.wait((task,))
            await asyncio.sleep(0)
            assert [str(error) for error in crashes] == ["broken"]
        assert len(crashes) == 1

    run(body())


def test_the_error_of_the_block_comes_out_as_it_is_and_the_crash_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async def block() -> None:
            async with background(crash(), name="crasher") as task:
                await asyncio.wait((task,))
                await asyncio.sleep(0)
                raise KeyError("mine")

        with pytest.raises(KeyError):
            await block()

    run(body())
    assert [record.message for record in caplog.records] == ["the task crasher crashed"]
    assert "broken" in caplog.text


def test_a_result_is_left_alone() -> None:
    async def answer() -> int:
        await asyncio.sleep(0)
        return 42

    async def body() -> None:
        async with background(answer(), name="answer") as task:
            assert await task == 42

    run(body())


def test_the_crash_of_an_owned_task_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        task = start(crash(), name="owned")
        await asyncio.wait((task,))
        await asyncio.sleep(0)

    with caplog.at_level(logging.ERROR, "tuyalan.net"):
        run(body())
    assert "the task owned crashed" in caplog.text
    assert "Traceback" in caplog.text


def test_stopping_waits_and_is_quiet(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        log: list[str] = []
        task = start(sleep_for_ever(log), name="sleeper")
        await asyncio.sleep(0)
        await stop(task)
        assert log == ["ended"]
        await stop(task)

    run(body())
    assert caplog.records == []


def test_stopping_finishes_although_the_stopper_is_cancelled() -> None:
    async def body() -> None:
        log: list[str] = []
        task = start(sleep_for_ever(log), name="sleeper")
        await asyncio.sleep(0)
        stopper = start(stop(task), name="stopper")
        await asyncio.sleep(0)
        stopper.cancel()
        await asyncio.wait((stopper,))
        assert stopper.cancelled()
        assert task.done()

    run(body())
