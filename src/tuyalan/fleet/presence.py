"""Which devices their gateways reach: asked when a gateway comes and now and then after that, because few tell it unasked."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from typing import TYPE_CHECKING, Final

from tuyalan.client.connection import Status
from tuyalan.errors import ResponseTimeoutError, TuyalanError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.client.device import Device
    from tuyalan.fleet.member import Member

_log: Final = logging.getLogger("tuyalan.fleet")

ASK_INTERVAL: Final = 60.0
"""Between two questions to a gateway, seconds; a device that is lost is shown as present for as long."""
ASK_TIMEOUT: Final = 3.0
"""How long an answer may take, seconds. Most gateways of version 3.3 and before give none."""


class Presence:
    """Asks gateways, each in its own time; one that does not answer is left alone until its next connection."""

    def __init__(self) -> None:
        """Nobody was asked yet."""
        self._due: dict[str, float] = {}
        """When a gateway is asked next, in monotonic time, by id."""

    async def ask(self, members: Iterable[Member]) -> None:
        """Ask those gateways that it is time for, all at once; what they say is what their children know then."""
        due: list[Device] = []
        now = time.monotonic()
        members = tuple(members)
        self._due = {member.id: self._due[member.id] for member in members if member.id in self._due}
        for member in members:
            device = member.device
            if device is None or member.record.cid is not None or not device.children:
                continue
            if device.connection is not Status.OPEN:
                self._due.pop(member.id, None)
            elif now >= self._due.get(member.id, now):
                due.append(device)
        async with asyncio.TaskGroup() as tasks:
            for device in due:
                tasks.create_task(self._ask(device), name=f"tuyalan hub {device.id}: presence")

    async def _ask(self, gateway: Device) -> None:
        pause = ASK_INTERVAL
        try:
            await gateway.find_children(timeout=ASK_TIMEOUT)
        except ResponseTimeoutError:
            _log.debug("%s does not say which devices it reaches", gateway.id)
            pause = math.inf
        except TuyalanError as error:
            _log.debug("%s could not be asked which devices it reaches: %s", gateway.id, error)
        self._due[gateway.id] = time.monotonic() + pause
