"""Many questions to the cloud, a few at a time: quick for a hundred devices, and no flood."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

Item = TypeVar("Item")
Answer = TypeVar("Answer")

AT_ONCE: Final = 4
"""Questions that are under way at the same time."""


async def ask_each(
    items: Iterable[Item],
    ask: Callable[[Item], Awaitable[Answer]],
    *,
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Answer]:
    """Return the answers in the order of `items`.

    Args:
        items: What is asked about.
        ask: Asks about one; what it raises ends the others and is raised here.
        tell: Called after each with how many are done, and of how many.
    """
    wanted = list(items)
    gate = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def work(item: Item) -> Answer:
        nonlocal done
        async with gate:
            answer = await ask(item)
        done += 1
        tell(done, len(wanted))
        return answer

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work(item), name="tuyalan cloud question") for item in wanted]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from None
    return [task.result() for task in tasks]
