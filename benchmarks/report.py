"""What benchmarks give, and how it is shown: rows with a figure, a peer's figure of the same run, and a goal."""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

BEGIN: Final = "<!-- figures: written by `make bench` -->"
END: Final = "<!-- end of figures -->"
DOCS: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    group: str
    name: str
    ours: float
    unit: str
    peer: float | None = None
    """What the peer needs in the same run, in the same unit."""
    peer_name: str = ""
    goal: float | None = None
    """What is asked for: of `ratio` if `goal_is_ratio`, else of `ours`."""
    goal_is_ratio: bool = False
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times the peer's figure is ours (for goals "at least so many times as fast") or the reverse."""
        if self.peer is None or not self.ours:
            return None
        return self.peer / self.ours if self.more_is_better else self.ours / self.peer

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; `None` without a goal."""
        value = self.ratio if self.goal_is_ratio else self.ours
        if self.goal is None or value is None:
            return None
        return value >= self.goal if self.more_is_better else value <= self.goal


def table(rows: Iterable[Row]) -> str:
    """Make a Markdown table."""
    lines = ["| what | Tuyalan | peer | ratio | goal | met |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        peer = f"{row.peer:.3g} {row.unit} ({row.peer_name})" if row.peer is not None else "–"
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else "–"
        sign = "≥" if row.more_is_better else "≤"
        goal = "–" if row.goal is None else f"{sign} {row.goal:g}" + ("×" if row.goal_is_ratio else f" {row.unit}")
        met = {True: "yes", False: "**no**", None: "–"}[row.is_met]
        lines.append(f"| {row.group}: {row.name} | {row.ours:.3g} {row.unit} | {peer} | {ratio} | {goal} | {met} |")
    return "\n".join(lines)


def machine() -> str:
    """Describe where the figures come from, without names of machines."""
    cpu = platform.machine()
    return f"{os.cpu_count()} cores ({cpu}), Python {platform.python_version()}, {platform.system()}"


def write(rows: list[Row], path: Path = DOCS) -> None:
    """Put the figures into the page, between the two marks."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{machine()}\n\n{table(rows)}\n\n{END}{after}", encoding="utf-8")


def dump(rows: list[Row]) -> str:
    """Make JSON of the rows."""
    return json.dumps([{**asdict(row), "ratio": row.ratio, "met": row.is_met} for row in rows], indent=1)


def best_of(action: Callable[[], object], *, number: int, rounds: int = 7) -> float:
    """Return the shortest time of one call over several rounds, in microseconds."""
    import timeit  # noqa: PLC0415 - needed here only

    return min(timeit.repeat(action, number=number, repeat=rounds)) / number * 1e6


def paired(ours: Callable[[], object], peer: Callable[[], object], *, number: int, rounds: int = 9) -> tuple[float, float]:
    """Time two actions in turn and return the medians of both, so that a drifting machine hits both."""
    import timeit  # noqa: PLC0415

    mine, others = [], []
    for _ in range(rounds):
        mine.append(timeit.timeit(ours, number=number) / number * 1e6)
        others.append(timeit.timeit(peer, number=number) / number * 1e6)
    ratios = sorted(zip(mine, others, strict=True), key=lambda pair: pair[1] / pair[0])
    return ratios[len(ratios) // 2]


def median(values: Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)


def note(text: str) -> None:
    """Say what is being measured."""
    print(text, file=sys.stderr, flush=True)
