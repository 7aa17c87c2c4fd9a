"""Read, write and watch a lamp: python examples/control.py."""

from __future__ import annotations

import asyncio

import tuyalan
from tuyalan.sim import Simulator, models

SWITCH = 20
BRIGHTNESS = 22
FULL = 1000


async def light_up(lamp: tuyalan.Device) -> None:
    """Switch a lamp on, raise its brightness step by step, and show what it reports."""
    print("at first:", await lamp.status())
    async with lamp.watch() as updates:
        await lamp.set(SWITCH, True)
        for percent in (10, 50, 100):
            result = await lamp.set(BRIGHTNESS, FULL * percent // 100)
            print(f"{percent} %: {result.outcome.value} after {result.seconds * 1000:.1f} ms")
        async for update in updates:
            print("reported:", update.dps, update.cause.value)
            if update.dps.get(BRIGHTNESS) == FULL:
                break


async def main() -> None:
    """Provide a virtual lamp; a real one needs its id and key: `tuyalan.Device("bf…", "…")`."""
    async with Simulator() as home:
        virtual = await home.add(models.rgb_lamp("3.5"), port=0)
        async with tuyalan.Device(
            virtual.id, virtual.key, virtual.address, port=virtual.port, version=virtual.version
        ) as lamp:
            await light_up(lamp)


if __name__ == "__main__":
    asyncio.run(main())
