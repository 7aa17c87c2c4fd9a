"""`tuyalan sim`: virtual devices for trying things out, and what happens to them."""

from __future__ import annotations

import asyncio
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Final, Literal

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.sim_events import SimResult, SimulatedDevice, StartedEvent, Watcher
from tuyalan.cli.sim_home import make_announcing, make_config, parse_fault, read_config
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.cli.context import Context
    from tuyalan.sim import Simulator
    from tuyalan.vocabulary import Json

POLL_INTERVAL: Final = 0.1
"""Seconds between two looks at what happened."""
MAX_COUNT: Final = 10_000


async def sim(
    *,
    model: tuple[str, ...] = (),
    count: int = 1,
    version: Literal["3.1", "3.2", "3.3", "3.4", "3.5"] | None = None,
    address: str | None = None,
    port: int = 6668,
    config: Path | None = None,
    fault: tuple[str, ...] = (),
    seed: int | None = None,
    write: Path | None = None,
    announce: tuple[int, int, int] | None = None,
    announce_to: str | None = None,
    seconds: float | None = None,
    context: Given,
) -> SimResult:
    """Run virtual devices to try things out with.

    Args:
        model: Which device: switch, rgb_lamp, metering_plug, thermostat, curtain, sensor, gateway, blaster; may be
            repeated. One of each but the blaster if left out.
        count: How many of each; 1 by default.
        version: Their protocol version; the models take turns if left out.
        address: Where the first one listens, the others at the addresses after it; 127.0.0.51 if left out.
        port: Their TCP port, 6668 by default; 0 takes any free one, all at the same address.
        config: Read a whole home from this TOML or JSON file in place of the options above.
        fault: What goes wrong with all of them, such as delay=0.5 or refuses=true; may be repeated.
        seed: Make ids, keys and readings the same in every run.
        write: Write ids and keys into this device file, readable by you alone.
        announce: UDP ports for announcements, clear and sealed, and for questions; the usual ones if left out.
        announce_to: Where announcements go; the broadcast address if left out.
        seconds: End after this time.
        context: Where output goes, and what is stored.
    """
    check_positive(seconds, "--seconds")
    if not 0 < count <= MAX_COUNT:
        raise UseError(f"--count goes from 1 to {MAX_COUNT}, not {count}")
    home = read_config(config) if config is not None else make_config(model, count, version, address=address, port=port)
    if seed is not None:
        home = {**home, "seed": seed}
    if config is None:
        home = {**home, "announcing": make_announcing(announce, announce_to)}
    return await _run(home, context, faults=fault, write=write, seconds=seconds)


async def _run(
    home: Mapping[str, Json], context: Context, *, faults: tuple[str, ...], write: Path | None, seconds: float | None
) -> SimResult:
    from dataclasses import replace  # noqa: PLC0415

    from tuyalan.sim import Simulator  # noqa: PLC0415 - loads the simulator

    switches = dict(parse_fault(text) for text in faults)
    events = 0
    async with Simulator.from_config(home) as simulator:
        devices = tuple(simulator.devices.values())
        context.output.redactor.add(device.key for device in devices)
        for device in devices:
            device.faults = replace(device.faults, **switches)  # pyright: ignore[reportArgumentType] - checked above
        if write is not None:
            _write_store(write, simulator)
        context.output.show(_describe(simulator, write))
        watchers = [Watcher(device) for device in devices]
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await asyncio.sleep(POLL_INTERVAL)
                    for watcher in watchers:
                        for event in watcher.look():
                            events += 1
                            context.output.show(event)
        except TimeoutError:
            # The time is over.
            pass
    return SimResult(events=events)


def _describe(simulator: Simulator, path: Path | None) -> StartedEvent:
    return StartedEvent(
        devices=tuple(
            SimulatedDevice(
                id=device.id,
                name=device.name,
                model=device.model.name,
                version=device.version.value,
                address=device.address,
                port=device.port,
                children=tuple(part.name for part in device.children.values()),
            )
            for device in simulator.devices.values()
        ),
        file=None if path is None else str(path),
    )


def _write_store(path: Path, simulator: Simulator) -> None:
    from tuyalan.storage import DeviceRecord, DeviceStore  # noqa: PLC0415

    store = DeviceStore.load(path)
    for device in simulator.devices.values():
        record = DeviceRecord(
            id=device.id,
            name=device.name,
            key=device.key,
            address=device.address,
            port=device.port,
            version=device.version,
            product_key=device.model.product_key,
        )
        store.add(record, replace=True)
        for cid, part in device.children.items():
            child = DeviceRecord(id=f"{device.id[:6]}{cid}", name=part.name, parent=device.id, cid=cid)
            store.add(child, replace=True)
    store.save()
