"""One device as a user meets it: round trips, cold starts, confirmed writes.

`python -m benchmarks.client WHAT VERSION LOOP` prints one result.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from benchmarks import workers
from benchmarks.device import ID, KEY, STATE
from benchmarks.floor import Bare
from benchmarks.timing import median
from benchmarks.workers import devices
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.session.client import ClientSession
from tuyalan.session.device import DeviceSession
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Asked
from tuyalan.session.states import State
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.messages import build_state
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine

TURNS: Final = 15
PER_TURN: Final = 150
COLD_ROUNDS: Final = 60
WRITE_ROUNDS: Final = 30
WRITE_PAUSE: Final = 0.06
"""Longer than a delayed acknowledgement, so that each write begins on a quiet connection, seconds."""
WALL: Final = 1.7e9
READ_BEFORE: Final = Dialect(dp_ids=tuple(STATE))
"""3.2 asks for data points by their ids; which there are is known from the second time on."""


@asynccontextmanager
async def opened(version: Version, port: int, *, count: int = 1) -> AsyncGenerator[list[Device]]:
    """Open many devices at once."""
    network = Network(session_gap=0)
    made = [
        Device(
            f"{ID[:-4]}{number:04d}",
            KEY,
            "127.0.0.1",
            port=port,
            version=version,
            dialect=READ_BEFORE,
            network=network,
        )
        for number in range(count)
    ]
    try:
        async with asyncio.TaskGroup() as group:
            for device in made:
                group.create_task(device.open())
        yield made
    finally:
        async with asyncio.TaskGroup() as group:
            for device in made:
                group.create_task(device.close())


async def round_trip(version: Version) -> tuple[float, float]:
    """Return the medians of a query and of a bare echo of as many bytes, measured in turn, in microseconds."""
    request, reply = exchange_sizes(version)
    ours: list[float] = []
    floor: list[float] = []
    with devices(version, "caches") as crowd, devices(version, f"echo={reply}") as echo:
        _, bare = await asyncio.get_running_loop().create_connection(Bare, "127.0.0.1", echo.port)
        data = bytes(request)
        async with opened(version, crowd.port) as (device,):
            for _ in range(TURNS):
                await _time_calls(floor, lambda: bare.exchange(data))
                await _time_calls(ours, device.status)
        bare.wire.close()
    return median(ours) * 1e6, median(floor) * 1e6


async def _time_calls(took: list[float], action: Callable[[], Coroutine[object, object, object]]) -> None:
    for _ in range(PER_TURN):
        begin = time.perf_counter()
        await action()
        took.append(time.perf_counter() - begin)


def exchange_sizes(version: Version) -> tuple[int, int]:
    """Let two sessions talk without a network; return how many bytes a query and its answer have."""
    client = ClientSession(version, LocalKey(KEY), ID, entropy=os.urandom, dialect=READ_BEFORE)
    device = DeviceSession(version, LocalKey(KEY), entropy=os.urandom)
    device.start(now=0.0)
    client.start(now=0.0)
    while client.state is not State.OPEN:
        device.receive(client.outgoing(), now=0.0)
        client.receive(device.outgoing(), now=0.0)
    finish = client.outgoing()
    if finish:
        device.receive(finish, now=0.0)
    client.query(now=0.0, wall=WALL)
    request = client.outgoing()
    for event in device.receive(request, now=0.0):
        if isinstance(event, Asked):
            device.reply(event, build_state(VERSIONS[version], ID, STATE))
    return len(request), len(device.outgoing())


async def cold(version: Version) -> float:
    """Return the median from nothing to the first state, in milliseconds."""
    took: list[float] = []
    network = Network(session_gap=0)
    with devices(version) as crowd:
        for _ in range(COLD_ROUNDS):
            device = Device(ID, KEY, "127.0.0.1", port=crowd.port, version=version, network=network)
            begin = time.perf_counter()
            await device.open()
            took.append(time.perf_counter() - begin)
            assert device.dps
            await device.close()
    return median(took) * 1e3


async def confirmed(version: Version) -> float:
    """Return the median from a write to its confirmation by a device with Nagle on, in milliseconds."""
    took: list[float] = []
    with devices(version, "nagle") as crowd:
        async with opened(version, crowd.port) as (device,):
            for turn in range(WRITE_ROUNDS):
                result = await device.set(1, turn % 2 == 0)
                took.append(result.seconds)
                await asyncio.sleep(WRITE_PAUSE)
    return median(took) * 1e3


def run_on(loop: str, main: Coroutine[object, object, object]) -> object:
    """Run on the loop of this name: `asyncio` or `uvloop`."""
    if loop == "asyncio":
        return asyncio.run(main)
    import uvloop  # noqa: PLC0415 - where the platform has it

    return uvloop.run(main)


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    what, version, loop = sys.argv[1:4]
    workers.settle(workers.CLIENT_CORE)
    measure = {"round_trip": round_trip, "cold": cold, "confirmed": confirmed}[what]
    workers.tell(run_on(loop, measure(Version(version))))


if __name__ == "__main__":
    main()
