"""A hub by itself: how fast a thousand known devices are online, what they take of memory, what a quiet home costs.

`python -m benchmarks.hubfleet start|idle LOOP` prints one result.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import workers
from benchmarks.client import run_on
from benchmarks.device import KEY
from benchmarks.fleet import resident
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from benchmarks.workers import devices, measure
from tuyalan.client.network import Network
from tuyalan.fleet.hub import Hub
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.state import StateStore
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

LOOP: Final = "uvloop" if importlib.util.find_spec("uvloop") else "asyncio"
REPEATS: Final = 3
MANY: Final = 1000
FEW: Final = 50
PATIENCE: Final = 60.0
QUIET: Final = 20.0
"""How long a quiet home is watched, seconds: two rounds of heartbeats."""


class Start(msgspec.Struct):
    """What one start gives."""

    begin_seconds: float
    """Until all devices are known and being connected."""
    online_seconds: float
    """Until the last of them is online, from the start of the hub."""
    cpu_seconds: float
    """What that took of one core."""
    mib: float | None
    """Resident memory of the whole process then."""
    stop_seconds: float
    """From the wish to stop to the end, everything written."""


class Idle(msgspec.Struct):
    """What a quiet home costs."""

    cpu: float
    """Percent of a core."""


@asynccontextmanager
async def hub_of(port: int, folder: Path, *, count: int) -> AsyncGenerator[Hub]:
    """Run a hub of many known devices, which are all one process."""
    records = {
        f"bf{number:018}": DeviceRecord(
            id=f"bf{number:018}",
            name=f"device {number}",
            key=LocalKey(KEY),
            address="127.0.0.1",
            port=port,
            version=Version.V34,
            product_key="37mnhia3pojleqfh",
        )
        for number in range(count)
    }
    store = DeviceStore(folder / "devices.json", devices=records)
    async with Hub(store, state=StateStore(folder / "hub.db"), network=Network(session_gap=0.0), listens=False) as hub:
        yield hub


async def _all_online(hub: Hub) -> None:
    async with asyncio.timeout(PATIENCE):
        while hub.info().online < len(hub.members):  # noqa: ASYNC110 - the count has no event
            await asyncio.sleep(0.01)


async def start() -> Start:
    """Start a hub of many devices and stop it again."""
    with devices(Version.V34) as crowd, tempfile.TemporaryDirectory() as folder:
        cpu, begin = time.process_time(), time.perf_counter()
        async with hub_of(crowd.port, Path(folder), count=MANY) as hub:
            begun = time.perf_counter() - begin
            await _all_online(hub)
            online, cpu = time.perf_counter() - begin, time.process_time() - cpu
            kib = resident()
            stopping = time.perf_counter()
        stopped = time.perf_counter() - stopping
    return Start(begun, online, cpu, None if kib is None else kib / 1024, stopped)


async def idle() -> Idle:
    """Let a hub of few devices do nothing but keep them."""
    with devices(Version.V34) as crowd, tempfile.TemporaryDirectory() as folder:
        async with hub_of(crowd.port, Path(folder), count=FEW) as hub:
            await _all_online(hub)
            await asyncio.sleep(1.0)
            cpu, begin = time.process_time(), time.perf_counter()
            await asyncio.sleep(QUIET)
            return Idle((time.process_time() - cpu) / (time.perf_counter() - begin) * 100)


def run() -> list[Row]:
    """Start many devices, and watch few of them do nothing."""
    note(f"hub: {MANY} known devices")
    starts = [measure(Start, "hubfleet", "start", LOOP) for _ in range(REPEATS)]
    note(f"hub: {FEW} quiet devices")
    quiet = measure(Idle, "hubfleet", "idle", LOOP)
    figures = {
        f"{MANY} known devices online, from the start of the hub": ([run.online_seconds for run in starts], "s", 10.0),
        "CPU time of that start": ([run.cpu_seconds for run in starts], "s", None),
        f"resident memory with {MANY} devices, without a bridge": (
            [run.mib for run in starts if run.mib is not None],
            "MiB",
            114.4,
        ),
        f"end of a hub of {MANY} devices, everything written": ([run.stop_seconds for run in starts], "s", 5.0),
        f"CPU with {FEW} quiet devices": ([quiet.cpu], "%", 1.0),
    }
    return [
        Row(group="hub", name=name, ours=median(values), unit=unit, swing=swing(values), goal=goal)
        for name, (values, unit, goal) in figures.items()
        if values
    ]


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    what, loop = sys.argv[1:]
    workers.settle(workers.CLIENT_CORE)
    workers.tell(run_on(loop, start() if what == "start" else idle()))


if __name__ == "__main__":
    main()
