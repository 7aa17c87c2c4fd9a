"""The one place that makes tasks: each has a name, an owner and an end, and no crash goes unseen."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

    CrashCallback = Callable[[BaseException], None]

T = TypeVar("T")

_log: Final = logging.getLogger("tuyalan.net")


def start(coroutine: Coroutine[Any, Any, T], *, name: str, on_crash: CrashCallback | None = None) -> asyncio.Task[T]:
    """Run `coroutine` beside the caller, who keeps the task and ends it with `stop`.

    Args:
        coroutine: What to run.
        name: What debuggers and logs call it.
        on_crash: Called with the error if it ends with one; without it the traceback goes to the log.
    """
    task = asyncio.create_task(coroutine, name=name)
    task.add_done_callback(lambda done: _tell_crash(done, on_crash or _logger_of(name)))
    return task


async def stop(task: asyncio.Task[Any]) -> None:
    """Cancel `task` and wait until it has ended, also when the caller is cancelled meanwhile; raises none of its errors."""
    interrupted: asyncio.CancelledError | None = None
    while not task.done():
        task.cancel()
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            interrupted = error
    if interrupted is not None:
        raise interrupted


@asynccontextmanager
async def background(
    coroutine: Coroutine[Any, Any, T], *, name: str, on_crash: CrashCallback | None = None
) -> AsyncGenerator[asyncio.Task[T]]:
    """Run `coroutine` beside the block; at the end of the block it is cancelled and waited for.

    A crash of it is raised at the end of the block. If the block raises too, its error counts and the crash is logged:
    callers see their own errors as they are, never in a group.

    Args:
        coroutine: What to run.
        name: What debuggers and logs call it.
        on_crash: Called at once with the error, which is then not raised.
    """
    crashes: list[BaseException] = []
    task = start(coroutine, name=name, on_crash=on_crash or crashes.append)
    try:
        yield task
    except BaseException:
        await stop(task)
        for crash in crashes:
            _logger_of(name)(crash)
        raise
    await stop(task)
    # The callback that collects the crash runs one turn after the end of the task.
    await asyncio.sleep(0)
    for crash in crashes:
        raise crash


def _tell_crash(task: asyncio.Task[Any], tell: CrashCallback) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        tell(error)


def _logger_of(name: str) -> CrashCallback:
    return lambda error: _log.error("the task %s crashed", name, exc_info=error)
