"""Which addresses have an open TCP port: a few at a time, each closed politely at once."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SWEEP_AT_ONCE: Final = 32
"""Connections being tried at the same time."""
SWEEP_TIMEOUT: Final = 0.7
"""Seconds a device has to accept."""


async def sweep(
    addresses: Iterable[str],
    on_open: Callable[[str], None],
    *,
    port: int,
    at_once: int = SWEEP_AT_ONCE,
    timeout: float = SWEEP_TIMEOUT,
) -> None:
    """Try to connect to each address once.

    An open connection takes one of the few places of a device for a moment, so sweep seldom.

    Args:
        addresses: What to try, in order.
        on_open: Called with each address that accepts.
        port: TCP port.
        at_once: Connections being tried at the same time.
        timeout: Seconds for each.
    """
    shared = iter(addresses)
    async with asyncio.TaskGroup() as group:
        for number in range(at_once):
            group.create_task(_try_each(shared, on_open, port=port, timeout=timeout), name=f"tuyalan sweep {number}")


async def _try_each(addresses: Iterator[str], on_open: Callable[[str], None], *, port: int, timeout: float) -> None:
    for address in addresses:
        if await _accepts(address, port, timeout):
            on_open(address)


async def _accepts(address: str, port: int, timeout: float) -> bool:
    try:
        async with asyncio.timeout(timeout):
            _, writer = await asyncio.open_connection(address, port)
    except OSError:
        # Refused, unreachable, or too late: `TimeoutError` is one of these.
        return False
    writer.close()
    with suppress(OSError):
        async with asyncio.timeout(timeout):
            await writer.wait_closed()
    return True
