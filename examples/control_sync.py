"""Control a plug without asyncio: python examples/control_sync.py."""

from __future__ import annotations

import asyncio

from tuyalan import sync
from tuyalan.sim import Simulator, VirtualDevice, models

SWITCH = 1
POWER = 19


def use_plug(plug: sync.Device) -> None:
    """Switch a plug on and read what it measures; every call blocks until its answer is there."""
    with plug:
        print("connected:", plug.address, plug.version)
        plug.set(SWITCH, True)
        values = plug.refresh([POWER])
        print("power in tenths of a watt:", values[POWER])
        plug.set(SWITCH, False)
        print("switched off:", plug.dps[SWITCH] is False)


def describe(virtual: VirtualDevice) -> sync.Device:
    """Make the device object; a real plug needs its id and key: `sync.Device("bf…", "…")`."""
    return sync.Device(virtual.id, virtual.key, virtual.address, port=virtual.port, version=virtual.version)


async def main() -> None:
    """Provide a virtual plug; the blocking code runs in a thread, because the simulator needs the event loop."""
    async with Simulator() as home:
        virtual = await home.add(models.metering_plug("3.3"), port=0)
        await asyncio.to_thread(use_plug, describe(virtual))


if __name__ == "__main__":
    asyncio.run(main())
