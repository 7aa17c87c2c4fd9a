"""One task for each device: opens it, follows its connection, and begins again whatever happens to it."""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Final

from tuyalan.client.backoff import Backoff
from tuyalan.client.connection import Status
from tuyalan.net.tasks import start, stop

if TYPE_CHECKING:
    from tuyalan.client.device import Device
    from tuyalan.fleet.member import Member

_log: Final = logging.getLogger("tuyalan.fleet")

RESTART_CAP: Final = 60.0
"""The longest pause before a device whose task failed is kept again, seconds; the first is within one."""


class Supervisor:
    """Keeps members; none of them ever meets the fault of another."""

    def __init__(self) -> None:
        """Keep nobody yet."""
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def keep(self, member: Member) -> None:
        """Begin to keep a member; one without a connection only waits to be made complete."""
        if member.device is not None and member.id not in self._tasks:
            task = start(_keep(member, member.device), name=f"tuyalan hub {member.id}")
            self._tasks[member.id] = task

    async def leave(self, member: Member) -> None:
        """Close a member's connection and keep it no longer."""
        task = self._tasks.pop(member.id, None)
        if task is not None:
            await stop(task)

    async def leave_all(self) -> None:
        """Close all connections at the same time."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        for task in tasks:
            await stop(task)


async def _keep(member: Member, device: Device) -> None:
    backoff = Backoff(RESTART_CAP, draw=random.random)
    while True:
        remove = device.add_listener(member.on_update)
        try:
            await _follow(member, device, backoff)
        except Exception:  # noqa: BLE001 - the supervisor: whatever it was, the device is kept again
            _log.exception("%s: keeping it failed; it is begun again", member.id)
        finally:
            remove()
        member.counters.restarts += 1
        await asyncio.sleep(backoff.next_delay())


async def _follow(member: Member, device: Device, backoff: Backoff) -> None:
    """Keep the connection and hand on its changes until somebody closes it."""
    changes = device.watch_connection()
    try:
        # A gateway may be open before its child is.
        async with device:
            member.on_connection(device.connection, device.error)
            async for change in changes:
                member.on_connection(change.status, change.error)
                if member.is_online:
                    backoff.reset()
    finally:
        changes.close()
        member.on_connection(Status.CLOSED, None)
