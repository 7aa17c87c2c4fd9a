"""Watch many devices in one stream: python examples/watch_many.py."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import tuyalan
from tuyalan.sim import Simulator, models

UPDATES = 10


async def show_updates(devices: list[tuyalan.Device], count: int) -> None:
    """Print what devices tell; those that are away come in when they are back."""
    names = {device.id: device.name for device in devices}
    async with AsyncExitStack() as stack:
        # Listening begins before the first connection, so nothing is missed.
        updates = await stack.enter_async_context(tuyalan.watch_all(devices))
        for device in devices:
            await stack.enter_async_context(device)
        async for update in updates:
            print(f"{names[update.device_id]:12}", update.dps, update.cause.value)
            count -= 1
            if not count:
                return


async def main() -> None:
    """Provide a home of virtual devices of all versions that change by themselves."""
    kinds = (
        models.metering_plug("3.1", reading_interval=0.2),
        models.sensor("3.3", reading_interval=0.2),
        models.thermostat("3.4", step_interval=0.2),
        models.metering_plug("3.5", reading_interval=0.2),
    )
    async with Simulator() as home:
        devices: list[tuyalan.Device] = []
        for number, model in enumerate(kinds, start=1):
            virtual = await home.add(model, port=0)
            devices.append(
                tuyalan.Device(
                    virtual.id,
                    virtual.key,
                    virtual.address,
                    port=virtual.port,
                    version=virtual.version,
                    name=f"{model.name} {number}",
                    patient=True,
                )
            )
        await show_updates(devices, UPDATES)


if __name__ == "__main__":
    asyncio.run(main())
