"""The updates of many devices in one stream: one reader wakes for all that came, instead of one task a device."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tuyalan.client.watch import Update, Watch, merge_updates

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.client.device import Device

_MIN_SIZE = 4096
_PER_DEVICE = 16


def watch_all(devices: Iterable[Device]) -> Watch[Update]:
    """Iterate over the updates of several devices from now on; close it, or leave its `async with`, to stop.

    It does not end with a device, since others may go on; the queue holds 16 updates a device, 4096 at least.
    """
    watched = list(devices)
    stack = ExitStack()
    watch = Watch[Update](
        asyncio.get_running_loop(),
        size=max(_MIN_SIZE, _PER_DEVICE * len(watched)),
        merge=merge_updates,
        forget=lambda _: stack.close(),
    )

    def put(update: Update) -> None:
        watch.put(update.device_id, update)

    for device in watched:
        stack.callback(device.add_listener(put))
    return watch
