"""What the catalogue costs: opening it, looking products up, and the memory that this takes."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import workers
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from tuyalan.knowledge.catalogue import open_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS: Final = 3
LOOKUPS: Final = 5000
LOOKUP_GOAL_US: Final = 1000.0
MEMORY_GOAL_MIB: Final = 15.0
_STATUS: Final = Path("/proc/self/status")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one process measured."""

    first_us: float
    """Opening the file and looking the first product up."""
    half_us: float
    """What half of the lookups need at most."""
    most_us: float
    """What 99 of 100 need at most."""
    every_mib: float | None
    """Memory added by looking all products up, `None` where the system does not tell."""


def run() -> list[Row]:
    """Measure, each time in a process that has not seen the catalogue before."""
    note("knowledge")
    runs = [workers.measure(Figures, "knowledge") for _ in range(REPEATS)]
    rows = [
        _row("open the catalogue and look up the first product", [run.first_us for run in runs], unit="µs"),
        _row("look up a product, median", [run.half_us for run in runs], unit="µs", goal=LOOKUP_GOAL_US),
        _row("look up a product, 99 of 100", [run.most_us for run in runs], unit="µs", goal=LOOKUP_GOAL_US),
    ]
    memory = [run.every_mib for run in runs if run.every_mib is not None]
    if memory:
        name = "memory added once every product was looked up"
        rows.append(_row(name, memory, unit="MiB", goal=MEMORY_GOAL_MIB))
    return rows


def measure() -> Figures:
    """Look products up in an order that favours none."""
    before = resident_mib()
    begin = time.perf_counter()
    catalogue = open_catalogue()
    # The key is that of a product with seven data points.
    assert catalogue.find("37mnhia3pojleqfh") is not None
    first = time.perf_counter() - begin
    keys = random.Random(1).sample(list(catalogue.iter_keys()), len(catalogue))
    took = sorted(_time(catalogue.find, key) for key in keys[:LOOKUPS])
    for key in keys:
        assert catalogue.find(key) is not None
    after = resident_mib()
    return Figures(
        first_us=first * 1e6,
        half_us=took[LOOKUPS // 2] * 1e6,
        most_us=took[LOOKUPS * 99 // 100] * 1e6,
        every_mib=None if before is None or after is None else after - before,
    )


def resident_mib() -> float | None:
    """Return the memory of this process that is resident, pages of mapped files included."""
    if not _STATUS.is_file():
        return None
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _time(find: Callable[[str], object], key: str) -> float:
    # Processor time: what others do on the same core in between is not the catalogue's, and a lookup waits for nothing.
    begin = time.thread_time()
    find(key)
    return time.thread_time() - begin


def _row(name: str, values: list[float], *, unit: str, goal: float | None = None) -> Row:
    return Row(group="knowledge", name=name, ours=median(values), unit=unit, swing=swing(values), goal=goal)


if __name__ == "__main__":
    workers.settle(workers.CLIENT_CORE)
    workers.tell(measure())
