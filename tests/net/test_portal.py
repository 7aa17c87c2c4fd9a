"""A loop thread for callers without asyncio: shared, answered from any thread, gone when nobody needs it."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.support import ROOT, RUN_TIMEOUT
from tuyalan.errors import UseError
from tuyalan.net.portal import LoopThread, Portal

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def loop_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "tuyalan loop"]


async def answer(value: int) -> int:
    await asyncio.sleep(0)
    return value


async def fail() -> None:
    await asyncio.sleep(0)
    raise ZeroDivisionError("as told")


def test_the_thread_runs_from_the_first_user_to_the_last() -> None:
    portal = Portal()
    assert loop_threads() == []
    with closing(portal.lease()) as first, closing(portal.lease()) as second:
        assert first.thread is second.thread
        assert first.call(lambda: answer(1)) == 1
        first.close()
        first.close()
        assert second.call(lambda: answer(2)) == 2
        assert len(loop_threads()) == 1
    assert loop_threads() == []
    with closing(portal.lease()) as again:
        assert again.call(lambda: answer(3)) == 3


def test_every_thread_gets_its_own_answer() -> None:
    with closing(Portal().lease()) as lease, ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(lease.call, partial(answer, value)) for value in range(200)]
        assert [call.result(RUN_TIMEOUT) for call in calls] == list(range(200))


def test_errors_reach_the_caller_as_they_are() -> None:
    with closing(Portal().lease()) as lease:
        with pytest.raises(ZeroDivisionError, match="as told"):
            lease.call(fail)
        with pytest.raises(TimeoutError):
            lease.call(time_out)


async def time_out() -> None:
    async with asyncio.timeout(0):
        await asyncio.sleep(1)


def test_a_call_inside_the_loop_thread_is_a_wrong_call() -> None:
    with closing(Portal().lease()) as lease:

        async def call_again() -> int:
            return lease.call(lambda: answer(1))

        with pytest.raises(UseError, match="would wait for itself"):
            lease.call(call_again)


def test_who_waits_when_the_thread_ends_is_told() -> None:
    thread = LoopThread()
    begun = threading.Event()

    async def hang() -> None:
        begun.set()
        await asyncio.Event().wait()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: thread.call(hang))
        assert begun.wait(RUN_TIMEOUT)
        thread.stop()
        thread.stop()
        assert isinstance(waiting.exception(RUN_TIMEOUT), UseError)
    with pytest.raises(UseError, match="is gone"):
        thread.call(lambda: answer(1))


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_an_interrupt_cancels_the_call() -> None:
    ended = threading.Event()

    async def hang() -> None:
        try:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.Event().wait()
        finally:
            ended.set()

    with closing(Portal().lease()) as lease:
        with pytest.raises(KeyboardInterrupt):
            lease.call(hang)
        assert ended.is_set()
        assert lease.call(lambda: answer(1)) == 1


def test_the_end_of_the_interpreter_closes_what_is_open() -> None:
    code = (
        "import asyncio\n"
        "from tuyalan.net.portal import Portal\n"
        "async def goodbye(): print('goodbye', flush=True)\n"
        "async def nothing(): pass\n"
        "lease = Portal().lease(goodbye)\n"
        "lease.call(nothing)\n"
    )
    done = subprocess.run(  # noqa: S603 - the interpreter of this test with fixed code
        [sys.executable, "-W", "error", "-X", "dev", "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "goodbye\n", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning")
def test_a_forked_process_is_told_and_can_start_its_own_thread() -> None:
    portal = Portal()
    with closing(portal.lease()) as lease:

        def child(pipe: Connection) -> None:
            try:
                lease.call(lambda: answer(1))
            except UseError as error:
                pipe.send(error.code)
            lease.close()
            with closing(portal.lease()) as own:
                pipe.send(own.call(lambda: answer(2)))

        context = multiprocessing.get_context("fork")
        ours, theirs = context.Pipe()
        process = context.Process(target=child, args=(theirs,))
        process.start()
        try:
            assert ours.poll(10)
            assert ours.recv() == "use"
            assert ours.poll(10)
            assert ours.recv() == 2
        finally:
            process.join(RUN_TIMEOUT)
            ours.close()
            theirs.close()
        assert process.exitcode == 0
        assert lease.call(lambda: answer(3)) == 3


def test_stopping_by_hand_says_goodbye_once() -> None:
    portal = Portal()
    said: list[int] = []

    async def goodbye() -> None:
        said.append(1)

    portal.lease(goodbye)
    portal.lease()
    portal.stop()
    portal.stop()
    assert said == [1]
    assert loop_threads() == []


def test_work_that_nobody_waits_for_is_done() -> None:
    done = threading.Event()

    async def work() -> None:
        done.set()

    with closing(Portal().lease()) as lease:
        lease.thread.spawn(work, name="work")
        assert done.wait(RUN_TIMEOUT)
