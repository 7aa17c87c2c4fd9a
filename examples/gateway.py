"""Use the children of a gateway: python examples/gateway.py."""

from __future__ import annotations

import asyncio

import tuyalan
from tuyalan.sim import Simulator, models


async def visit_children(gateway: tuyalan.Device) -> None:
    """Ask a gateway for its children, read each, and switch those that have a switch at data point 1."""
    for child in await gateway.find_children():
        values = await child.status()
        print(child.cid, "online" if child.is_online else "away", values)
        if isinstance(values.get(1), bool):
            result = await child.set(1, True)
            print(child.cid, "switched on:", result.outcome.value)


async def main() -> None:
    """Provide a virtual gateway with two children."""
    async with Simulator() as home:
        virtual = await home.add(models.gateway("3.4"), port=0)
        gateway = tuyalan.Device(virtual.id, virtual.key, virtual.address, port=virtual.port, version=virtual.version)
        # A child that is known beforehand tells that this is a gateway, which need not be searched for data points.
        gateway.child("a4c138f2b0d15e73", name="plug")
        async with gateway:
            await visit_children(gateway)


if __name__ == "__main__":
    asyncio.run(main())
