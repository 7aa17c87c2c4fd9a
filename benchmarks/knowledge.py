"""What the catalogue costs: opening it, looking products up, asking similar products, and the memory that this takes."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import msgspec

from benchmarks import workers
from benchmarks.report import Row
from benchmarks.seeing import invent
from benchmarks.timing import median, note, swing
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.similarity import shape_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.model.catalog.reading import Catalogue
    from tuyalan.model.similarity import WireType
    from tuyalan.vocabulary import DpId, Json

T = TypeVar("T")

REPEATS: Final = 3
LOOKUPS: Final = 5000
LOOKUP_GOAL_US: Final = 1000.0
MEMORY_GOAL_MIB: Final = 15.0
IDLE_GOAL_MIB: Final = 0.1
"""Nothing, give or take a few pages."""
POINTS: Final = 20
SHAPES: Final = 30
"""Devices of different shapes that are met for the first time."""
INFER_GOAL_MS: Final = 20.0
_STATUS: Final = Path("/proc/self/status")


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one process measured."""

    first_us: float
    """Opening the file and looking the first product up."""
    half_us: float
    """What half of the lookups need at most."""
    most_us: float
    """What 99 of 100 need at most."""
    idle_mib: float | None
    """Memory added by having the knowledge at hand and not using it; `None` where the system does not tell."""
    every_mib: float | None
    """Memory added by looking all products up."""
    infer_us: float
    """Telling the 20 data points of a device by similar products, of a shape that was met before."""
    infer_new_us: float
    """The same at the first device of its shape."""
    inferring_mib: float | None
    """Memory added by lookups and inference together."""


def run() -> list[Row]:
    """Measure, each time in a process that has not seen the catalogue before."""
    note("knowledge")
    runs = [workers.measure(Figures, "knowledge") for _ in range(REPEATS)]
    rows = [
        _row("open the catalogue and look up the first product", [run.first_us for run in runs], unit="µs"),
        _row("look up a product, median", [run.half_us for run in runs], unit="µs", goal=LOOKUP_GOAL_US),
        _row("look up a product, 99 of 100", [run.most_us for run in runs], unit="µs", goal=LOOKUP_GOAL_US),
    ]
    task = f"tell the {POINTS} data points of an unknown device"
    for name, took in (
        (task, [run.infer_new_us for run in runs]),
        (f"{task}, another of its shape met before", [run.infer_us for run in runs]),
    ):
        rows.append(_row(name, [microseconds / 1000 for microseconds in took], unit="ms", goal=INFER_GOAL_MS))
    for name, memory, goal in (
        ("memory added by the catalogue while it is not used", [run.idle_mib for run in runs], IDLE_GOAL_MIB),
        ("memory added once every product was looked up", [run.every_mib for run in runs], MEMORY_GOAL_MIB),
        ("memory added by lookups and inference", [run.inferring_mib for run in runs], None),
    ):
        told = [value for value in memory if value is not None]
        if told:
            rows.append(_row(name, told, unit="MiB", goal=goal))
    return rows


def measure() -> Figures:
    """Look products up in an order that favours none."""
    start = resident_mib()
    knowledge = Knowledge()
    before = resident_mib()
    begin = time.perf_counter()
    catalogue = knowledge.catalogue
    # The key is that of a product with seven data points.
    assert catalogue.find("37mnhia3pojleqfh") is not None
    first = time.perf_counter() - begin
    keys = random.Random(1).sample(list(catalogue.iter_keys()), len(catalogue))
    took = sorted(_time(catalogue.find, key) for key in keys[:LOOKUPS])
    for key in keys:
        assert catalogue.find(key) is not None
    after = resident_mib()
    devices = _choose_devices(catalogue)
    inference = knowledge.inference
    meeting = sorted(_time(inference.infer, device) for device in devices)
    device = devices[-1]
    assert len(inference.infer(device)) == POINTS
    inferring = sorted(_time(inference.infer, device) for _ in range(REPEATS * 10))
    return Figures(
        first_us=first * 1e6,
        half_us=took[LOOKUPS // 2] * 1e6,
        most_us=took[LOOKUPS * 99 // 100] * 1e6,
        idle_mib=_subtract(before, start),
        every_mib=_subtract(after, before),
        infer_us=inferring[len(inferring) // 2] * 1e6,
        infer_new_us=meeting[len(meeting) // 2] * 1e6,
        inferring_mib=_subtract(resident_mib(), before),
    )


def _choose_devices(catalogue: Catalogue) -> list[dict[DpId, Json]]:
    """Return what devices of twenty data points report, each of another shape."""
    chance = random.Random(1)
    found: dict[tuple[tuple[DpId, WireType], ...], dict[DpId, Json]] = {}
    for schema, *_ in catalogue.iter_schemas():
        if len(schema.points) == POINTS:
            values = {dp: invent(point, chance) for dp, point in schema.points.items()}
            found.setdefault(tuple(shape_of(values).items()), values)
    return list(found.values())[:SHAPES]


def _subtract(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def resident_mib() -> float | None:
    """Return the memory of this process that is resident, pages of mapped files included."""
    if not _STATUS.is_file():
        return None
    line = next(line for line in _STATUS.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def _time(find: Callable[[T], object], argument: T) -> float:
    # Processor time: what others do on the same core in between is not the catalogue's, and a lookup waits for nothing.
    begin = time.thread_time()
    find(argument)
    return time.thread_time() - begin


def _row(name: str, values: list[float], *, unit: str, goal: float | None = None) -> Row:
    return Row(group="knowledge", name=name, ours=median(values), unit=unit, swing=swing(values), goal=goal)


if __name__ == "__main__":
    workers.settle(workers.CLIENT_CORE)
    workers.tell(measure())
