"""Speak to devices in names, and operate what they are: python examples/names.py."""

from __future__ import annotations

import asyncio

import tuyalan
from tuyalan.sim import Simulator, models

DIM = 0.4


async def light_up(device: tuyalan.Device) -> None:
    """Show what a device is made of, then paint its light and follow what it says."""
    for prop in device.properties.values():
        print(f"{prop.name}: {device.values.get(prop.code)} {prop.unit} ({prop.source.value}, {prop.confidence:.0%})")
    lamp = device.light()
    async with lamp.watch() as states:
        await lamp.turn_on(colour=tuyalan.Colour.parse("ff8800"), brightness=DIM)
        async for state in states:
            print("light:", state.is_on, state.mode, state.brightness)
            if state.brightness == DIM:
                break
    try:
        await device.set("work_mode", "disco")
    except tuyalan.BadValueError as error:
        print("refused:", error.hint)


async def count(device: tuyalan.Device) -> None:
    """Show what a plug measures, in watts and volts whatever it counts in."""
    state = device.meter().state
    print(f"plug: {state.power_w} W at {state.voltage_v} V")
    await device.switch().turn_off()
    print("plug is on:", device.switch().state.is_on)


async def main() -> None:
    """Provide virtual devices; a real one needs its id and key: `tuyalan.Device("bf…", "…")`."""
    knowledge = tuyalan.Knowledge()  # the catalogue alone; left out, your own corrections and imports count too
    async with Simulator() as home:
        for model, use in ((models.rgb_lamp(), light_up), (models.metering_plug(), count)):
            virtual = await home.add(model, port=0)
            async with tuyalan.Device(
                virtual.id,
                virtual.key,
                virtual.address,
                port=virtual.port,
                version=virtual.version,
                product_key=model.product_key,
                knowledge=knowledge,
            ) as device:
                await use(device)


if __name__ == "__main__":
    asyncio.run(main())
