"""The event loop that programs run on, and how the system ends them.

Knows nothing of arguments, screens or exit codes.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import sys
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

T = TypeVar("T")

THRESHOLDS: Final = (10_000, 10, 10)
"""How much has to be made before the garbage collector looks at the young, the middle-aged and all."""


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a program to its end, on uvloop where it is installed.

    Raises:
        KeyboardInterrupt: the user or the system asked it to stop; everything was closed in order.
    """
    with asyncio.Runner(loop_factory=find_loop_factory()) as runner:
        return runner.run(_stoppable(main))


def find_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the fastest event loop there is; `None` stands for the standard one."""
    if sys.platform == "win32":
        return None
    try:
        import uvloop  # noqa: PLC0415 - optional, and slow to load
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _stoppable(main: Coroutine[Any, Any, T]) -> T:
    """Let a request of the system to stop end the program as Ctrl-C does: everything is closed first."""
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    is_asked = False

    def stop() -> None:
        nonlocal is_asked
        is_asked = True
        if task is not None:
            task.cancel()

    # Windows has no such signal, and only the main thread may ask for it.
    with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
        loop.add_signal_handler(signal.SIGTERM, stop)
    try:
        return await main
    except asyncio.CancelledError:
        if is_asked:
            raise KeyboardInterrupt from None
        raise
    finally:
        with contextlib.suppress(NotImplementedError, ValueError, RuntimeError):
            loop.remove_signal_handler(signal.SIGTERM)


def spare_collector() -> None:
    """Let the garbage collector pass over what is there now and stays: devices, connections, descriptions.

    For programs that run for months, once everything is set up. Looking through all of it takes a hub of a thousand devices a
    third of a second, and everybody waits meanwhile.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
