"""What one caller of a device waits for: the answer to a question, or the outcome of a write; each within a bound."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tuyalan.client.writes import Outcome, Wait, Write, WriteResult
from tuyalan.errors import ConnectionLostError, ResponseTimeoutError, TuyalanError, UseError
from tuyalan.session.requests import CHILD_REPLY_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.client.connection import Connection
    from tuyalan.session.client import ClientSession
    from tuyalan.vocabulary import Cid, DpId, Json
    from tuyalan.wire.codec import Message


async def ask(
    connection: Connection,
    send: Callable[[ClientSession, float, float], int],
    *,
    device_id: str,
    timeout: float | None,
    patience: float,
) -> Message | None:
    """Ask until there is an answer, over as many connections as it takes.

    Args:
        connection: the device's, or its gateway's.
        send: hands the question to a session; gets the session, monotonic time and Unix time, returns its number.
        device_id: who is asked, for errors.
        timeout: the caller's, seconds.
        patience: what is waited without one, seconds.
    """
    if timeout is None and patience >= CHILD_REPLY_TIMEOUT:
        line = connection.idle_line
        if line is not None:
            # The session's own deadlines, which are not longer, bound this wait: nearly every question is spared a timer.
            try:
                return await line.ask(send)
            except ConnectionLostError:
                pass  # A question may be asked twice; the connection comes back by itself.
    limit = patience if timeout is None else timeout
    try:
        async with asyncio.timeout(limit):
            while True:
                await connection.wait_open(is_patient=True)
                try:
                    return await connection.ask(send)
                except ConnectionLostError:
                    await asyncio.sleep(0)
    except TimeoutError as error:
        if isinstance(error, TuyalanError):
            raise
        if connection.error is not None:
            raise connection.error from error
        raise ResponseTimeoutError(f"no answer within {limit:g} s", device_id=device_id) from error


async def write(
    connection: Connection,
    dps: dict[DpId, Json],
    *,
    cid: Cid | None,
    wait: Wait,
    repeat: bool | None,
    device_id: str,
    limit: float,
) -> WriteResult:
    """Queue a write and wait for its outcome.

    Args:
        connection: the device's, or its gateway's.
        dps: the values, checked.
        cid: the child, if it is one.
        wait: what is waited for.
        repeat: whether it may go out twice; `None` lets the kind of its data points decide.
        device_id: who is written to, for errors.
        limit: seconds; a write that has not left by then never will.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Outcome | TuyalanError] = loop.create_future()

    def on_end(outcome: Outcome | TuyalanError) -> None:
        if not done.done():
            done.set_result(outcome)

    started = loop.time()
    # The loop's clock may tick in milliseconds only.
    begin = time.perf_counter()
    queued = Write(dps, cid, wait, may_repeat=repeat, started=started, on_end=on_end)
    try:
        connection.writes.add(queued, now=started)
    except OverflowError as error:
        raise UseError(str(error), device_id=device_id) from error
    connection.flush()
    try:
        async with asyncio.timeout(limit):
            outcome = await done
    except TimeoutError as error:
        was_unsent = connection.writes.withdraw(queued)
        what = "was not sent" if was_unsent else "was sent, its outcome is unknown"
        raise ResponseTimeoutError(f"the write {what}", device_id=device_id) from (connection.error or error)
    except BaseException:
        connection.writes.withdraw(queued)
        raise
    if isinstance(outcome, TuyalanError):
        raise outcome
    return WriteResult(outcome, dps, time.perf_counter() - begin, queued.was_repeated)
