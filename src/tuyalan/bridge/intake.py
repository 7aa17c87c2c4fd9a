"""Commands on their way to devices: at most a few at a time for each, and of a flood the last value of each property.

A slider that is dragged sends fifty values a second; a device takes five. What waits is merged, so that it never lags behind,
and nothing grows.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import TuyalanError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    import asyncio

_log: Final = logging.getLogger("tuyalan.bridge")

AT_ONCE: Final = 3
"""Commands to one device that may wait for its answer at the same time."""
MAX_ORIGINS: Final = 16
"""Senders of merged commands who are told of an error."""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """Where a command came from, to answer it."""

    level: str
    topic: str
    transaction: Json = None


class Command(msgspec.Struct, frozen=True):
    """Values to write, who wants them, and how they are written."""

    values: dict[str, object]
    origins: tuple[Origin, ...]
    run: Callable[[dict[str, object]], Awaitable[object]]


class _Lane:
    """What is under way to one device."""

    __slots__ = ("busy", "waiting")

    def __init__(self) -> None:
        self.busy = 0
        self.waiting: Command | None = None


class Intake:
    """Runs commands, each device on a lane of its own."""

    def __init__(self, tasks: asyncio.TaskGroup, *, fail: Callable[[Origin, TuyalanError], None]) -> None:
        """Take where tasks live, and who is told of commands that failed."""
        self._tasks = tasks
        self._fail = fail
        self._lanes: dict[str, _Lane] = {}

    def __len__(self) -> int:
        """Return how many devices commands are under way to."""
        return len(self._lanes)

    def put(self, name: str, command: Command) -> None:
        """Run a command now, or, if enough are under way on its lane, with the next ones that wait there.

        Args:
            name: The lane: whom it goes to, and how.
            command: Of two values of the same name the later one counts.
        """
        lane = self._lanes.setdefault(name, _Lane())
        if lane.busy >= AT_ONCE:
            lane.waiting = command if lane.waiting is None else _merge(lane.waiting, command)
            return
        lane.busy += 1
        self._tasks.create_task(self._work(name, lane, command), name=f"tuyalan mqtt command {name}")

    async def _work(self, name: str, lane: _Lane, command: Command) -> None:
        try:
            await self._run(command)
            while lane.waiting is not None:
                command, lane.waiting = lane.waiting, None
                await self._run(command)
        finally:
            lane.busy -= 1
            if not lane.busy:
                self._lanes.pop(name, None)

    async def _run(self, command: Command) -> None:
        try:
            await command.run(command.values)
        except TuyalanError as error:
            self._tell(command, error)
        except Exception as error:  # noqa: BLE001 - a command to one device must not end the bridge
            _log.exception("a command failed")
            self._tell(command, TuyalanError(f"the command failed: {type(error).__name__}"))

    def _tell(self, command: Command, error: TuyalanError) -> None:
        for origin in command.origins:
            self._fail(origin, error)


def _merge(older: Command, newer: Command) -> Command:
    """Make one command of two: later values go last, as they came."""
    kept = {name: value for name, value in older.values.items() if name not in newer.values}
    return Command(kept | newer.values, (older.origins + newer.origins)[-MAX_ORIGINS:], newer.run)
