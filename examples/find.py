"""Search the network: python examples/find.py, with --real for the network of this machine."""

from __future__ import annotations

import asyncio
import sys

import tuyalan
from tuyalan.sim import Announcing, Simulator, models


async def show_all(seconds: float) -> None:
    """Print each device as soon as it is heard."""
    async for found in tuyalan.scan(timeout=seconds):
        print(found.device_id, found.address, found.version, found.product_key)


async def show_wanted(wanted: list[str]) -> None:
    """Print some devices, and end as soon as all of them are found; the rest of this machine is left in peace."""
    async for found in tuyalan.scan(wanted=wanted, timeout=10, ask=False):
        if found.device_id in wanted:
            print("found", found.device_id, "version", found.version)


async def main() -> None:
    """Search for real, or provide virtual devices that announce themselves on loopback."""
    if "--real" in sys.argv[1:]:
        await show_all(18)
        return
    async with Simulator(announcing=Announcing(interval=0.5, ask_port=None)) as home:
        for version in ("3.1", "3.3", "3.4", "3.5"):
            await home.add(models.switch(version), port=0)
        await show_wanted(list(home.devices))


if __name__ == "__main__":
    asyncio.run(main())
