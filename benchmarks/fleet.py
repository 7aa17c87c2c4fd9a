"""A thousand devices on one core: how fast they connect, what their pushes cost, whether one is lost, memory.

`python -m benchmarks.fleet VERSION LOOP [floor]` prints one result.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import floor, workers
from benchmarks.client import opened, run_on
from benchmarks.device import COUNTER_DP
from benchmarks.workers import devices
from tuyalan.client.watch_all import watch_all
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from tuyalan.client.device import Device
    from tuyalan.client.watch import Update, Watch

COUNT: Final = 1000
RATE: Final = 10
SETTLING: Final = 1.5
WINDOW: Final = 4.0
"""How long the CPU use is measured, seconds; the same for others."""
LATE: Final = 1.0
"""What has not come this long after the last push is lost, seconds."""


class Figures(msgspec.Struct):
    """What one run gives."""

    cpu: float
    """Percent of a core."""
    rate: float
    """Updates a second."""
    lost: int
    connect_seconds: float = 0.0
    kib: float | None = None
    """Resident memory a device; `None` where the platform does not tell."""


class Reader:
    """Takes the updates of all devices and checks that none is missing."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.got = 0
        self._last: dict[str, int] = {}

    async def read(self, watch: Watch[Update]) -> None:
        """Read until cancelled."""
        async for update in watch:
            count = 1 + update.merged
            number = update.dps[COUNTER_DP]
            assert isinstance(number, int)
            assert number == self._last.get(update.device_id, 0) + count, "an update was lost"
            self._last[update.device_id] = number
            self.got += count


def resident() -> float | None:
    """Return the resident memory of this process, in KiB."""
    gc.collect()
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


async def measure(version: Version) -> Figures:
    """Connect many devices, let them push, count what arrives and what it costs."""
    with devices(version, f"rate={RATE}") as crowd:
        async with opened(version, crowd.port, count=10):
            pass  # What is made once, for example imports, is no device's.
        before = resident()
        begin = time.perf_counter()
        async with opened(version, crowd.port, count=COUNT) as many:
            seconds = time.perf_counter() - begin
            after = resident()
            figures = await _receive(many, crowd)
    figures.connect_seconds = seconds
    if before is not None and after is not None:
        figures.kib = (after - before) / COUNT
    return figures


async def _receive(many: list[Device], crowd: workers.Devices) -> Figures:
    reader = Reader()
    watch = watch_all(many)
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(reader.read(watch))
        crowd.go()
        await asyncio.sleep(SETTLING)
        cpu, start, first = time.process_time(), time.perf_counter(), reader.got
        await asyncio.sleep(WINDOW)
        cpu, span, seen = time.process_time() - cpu, time.perf_counter() - start, reader.got - first
        sent = await asyncio.get_running_loop().run_in_executor(None, crowd.stop)
        await asyncio.sleep(LATE)
        reading.cancel()
    return Figures(cpu=cpu / span * 100, rate=seen / span, lost=sent - reader.got)


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    version, loop, *rest = sys.argv[1:]
    workers.settle(workers.CLIENT_CORE)
    if rest:
        bound = floor.cpu_of_fleet(Version(version), count=COUNT, rate=RATE, settling=SETTLING, window=WINDOW)
        workers.tell(run_on(loop, bound))
    else:
        workers.tell(run_on(loop, measure(Version(version))))


if __name__ == "__main__":
    main()
