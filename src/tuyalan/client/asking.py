"""Asks a device that is connected for its state until it tells it: what is shown of it may be from long ago."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from tuyalan.errors import DeviceRefusedError, TuyalanError

if TYPE_CHECKING:
    from tuyalan.client.line import Line

FIRST_READ_PATIENCE: Final = 3.0
"""How long a device that has proven itself may take for its first state before it counts as connected, seconds: a gateway
has none, and looking for data points of an odd device takes longer."""
OWED_PAUSE: Final = 1.5
"""How long to wait before the state is asked for again that nobody has told yet, seconds, for the first of them."""
OWED_TRIES: Final = 10
"""How often that pause holds; each later one is twice as long as the one before."""
OWED_CAP: Final = 300.0
"""The longest of these pauses, seconds: some firmware never answers, and tells only what changes."""


async def ask_until_told(line: Line) -> None:
    """Ask now and then, until the state was told or refused, or the session has ended."""
    pause, tries = OWED_PAUSE, 0
    while not line.ended.done():
        is_early = tries < OWED_TRIES
        pause = pause if is_early else min(2 * pause, OWED_CAP)
        await asyncio.wait([line.ended], timeout=pause)
        if not line.ended.done() and await _ask(line, patience=FIRST_READ_PATIENCE if is_early else None):
            return
        tries += 1


async def _ask(line: Line, *, patience: float | None) -> bool:
    """Ask once, and tell whether there was an answer; that there is nothing to tell is one."""
    try:
        async with asyncio.timeout(patience):
            await line.ask_state()
    except DeviceRefusedError:
        return True
    except (TuyalanError, TimeoutError):
        return False
    return True
