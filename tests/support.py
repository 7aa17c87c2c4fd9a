"""What tests share: running a coroutine within a bound, and the vectors."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Coroutine

T = TypeVar("T")

ROOT: Final = Path(__file__).resolve().parent.parent
"""The folder of the checkout."""

VECTORS: Final = ROOT / "tests" / "vectors"
"""The folder of the golden vectors."""

RUN_TIMEOUT: Final = 30.0
"""The bound of a test, in seconds: long enough for a machine that stands still now and then, and a hang still ends."""


class LeakedTaskError(AssertionError):
    """A test ended while tasks that it started were still alive."""


def run(coroutine: Coroutine[Any, Any, T], timeout: float = RUN_TIMEOUT) -> T:
    """Run `coroutine` on a new event loop and return what it returns.

    Args:
        coroutine: The body of the test.
        timeout: Its bound in seconds.

    Raises:
        TimeoutError: It took longer.
        LeakedTaskError: It left a task behind, or an exception that nobody saw.
    """
    return asyncio.run(_guarded(coroutine, timeout), debug=False)


async def _guarded(coroutine: Coroutine[Any, Any, T], timeout: float) -> T:
    """Run the body within its bound, then look for what it left."""
    unseen: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: unseen.append(_describe(context)))
    async with asyncio.timeout(timeout):
        result = await coroutine
    # A task whose end was asked for in the last step of the body gets the turns it needs to finish.
    for _ in range(10):
        if not _others():
            break
        await asyncio.sleep(0)
    if leaked := _others():
        raise LeakedTaskError("still running: " + ", ".join(sorted(leaked)))
    if unseen:
        raise LeakedTaskError("nobody saw: " + "; ".join(unseen))
    return result


def _others() -> list[str]:
    """Name the tasks alive besides the current one."""
    return [repr(task) for task in asyncio.all_tasks() if task is not asyncio.current_task()]


def _describe(context: dict[str, Any]) -> str:
    """Put what the loop reports into one line."""
    return f"{context.get('message')} {context.get('exception')!r}"


def load_vectors(group: str) -> list[dict[str, Any]]:
    """Return one group of the golden vectors, for example `client_frames`."""
    document = json.loads((VECTORS / "vectors.json").read_text(encoding="utf-8"))
    return cast("list[dict[str, Any]]", document["groups"][group])


def load_device_frames() -> list[dict[str, Any]]:
    """Return the frames recorded from the maker's open device code (protocol 3.5)."""
    document = json.loads((VECTORS / "vectors-device.json").read_text(encoding="utf-8"))
    return cast("list[dict[str, Any]]", document["frames"])
