"""The same work done by tinytuya in the same run, as it is shipped: queries, cold starts, a thread a device.

`python -m benchmarks.peers WHAT VERSION` prints one result.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import TYPE_CHECKING, Final

from benchmarks import workers
from benchmarks.fleet import COUNT, LATE, RATE, SETTLING, WINDOW, Figures
from benchmarks.timing import median
from benchmarks.tinytuya_api import make_device
from benchmarks.workers import devices
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from benchmarks.tinytuya_api import PeerDevice

ROUNDS: Final = 50
PATIENCE: Final = 1.0
"""How long one wait for a push may take, seconds."""
STACK: Final = 256 * 1024


def round_trip(version: Version) -> float:
    """Return the median of `status()`, in microseconds."""
    took: list[float] = []
    with devices(version, "caches") as crowd:
        device = make_device(version, crowd.port)
        device.status()
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            found = device.status()
            took.append(time.perf_counter() - begin)
            assert "dps" in found
        device.close()
    return median(took) * 1e6


def cold(version: Version) -> float:
    """Return the median from nothing to the first status, in milliseconds."""
    took: list[float] = []
    with devices(version) as crowd:
        make_device(version, crowd.port)  # Imports are not the device's.
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            device = make_device(version, crowd.port)
            found = device.status()
            took.append(time.perf_counter() - begin)
            assert "dps" in found
            device.close()
    return median(took) * 1e3


def fleet(version: Version) -> Figures:
    """Let a thread a device receive pushes; return the CPU use and what did not come."""
    with devices(version, f"rate={RATE}") as crowd:
        begin = time.perf_counter()
        made = [make_device(version, crowd.port) for _ in range(COUNT)]
        for device in made:
            assert "dps" in device.status()
        seconds = time.perf_counter() - begin
        counter = Counter(made)
        counter.start()
        crowd.go()
        time.sleep(SETTLING)
        cpu, start, first = time.process_time(), time.perf_counter(), counter.total
        time.sleep(WINDOW)
        cpu, span, seen = time.process_time() - cpu, time.perf_counter() - start, counter.total - first
        sent = crowd.stop()
        time.sleep(LATE)
        return Figures(cpu=cpu / span * 100, rate=seen / span, lost=sent - counter.total, connect_seconds=seconds)


class Counter:
    """Threads that wait for pushes, one a device."""

    def __init__(self, made: list[PeerDevice]) -> None:
        """Take connected devices."""
        self._devices = made
        self._got = [0] * len(made)

    @property
    def total(self) -> int:
        """How many pushes came so far."""
        return sum(self._got)

    def start(self) -> None:
        """Start the threads; they end with the process."""
        threading.stack_size(STACK)
        for number in range(len(self._devices)):
            threading.Thread(target=self._receive, args=(number,), daemon=True).start()

    def _receive(self, number: int) -> None:
        device = self._devices[number]
        device.set_socketTimeout(PATIENCE)
        while True:
            found = device.receive()
            if found and "Error" not in found:
                self._got[number] += 1


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    what, version = sys.argv[1:3]
    workers.settle(workers.CLIENT_CORE)
    measure = {"round_trip": round_trip, "cold": cold, "fleet": fleet}[what]
    workers.tell(measure(Version(version)))
    os._exit(0)  # A thousand daemon threads need no goodbye.


if __name__ == "__main__":
    main()
