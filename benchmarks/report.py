"""How figures are shown: rows with a figure, another implementation's figure of the same run, and a goal."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BEGIN: Final = "<!-- figures: written by `make bench` -->"
END: Final = "<!-- end of figures -->"
DOCS: Final = Path(__file__).parent.parent / "docs" / "benchmarks.md"
KNOWLEDGE: Final = frozenset({"knowledge", "properties"})
"""Groups with a table of their own, which is measured more often."""
HUB: Final = frozenset({"hub"})
"""Likewise; it takes a real broker."""
_MAKERS: Final = {"hub": "written by `make bench-hub`"}
_MAKER: Final = "written by `make bench-knowledge`"
_ABSENT: Final = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure."""

    group: str
    name: str
    ours: float
    unit: str
    swing: tuple[float, float] | None = None
    """The least and the greatest of `ours` over the repeats of the measurement."""
    peer: float | None = None
    """What the peer needs in the same run, in the same unit."""
    peer_name: str = ""
    goal: float | None = None
    """What is asked for: of `ratio` if `goal_is_ratio`, else of `ours`."""
    goal_is_ratio: bool = False
    more_is_better: bool = False
    """The goal is a lower bound; a ratio then says how many times as fast we are."""

    @property
    def ratio(self) -> float | None:
        """The peer's figure over ours where more is better, else ours over the peer's; `None` without a peer."""
        if self.peer is None:
            return None
        above, below = (self.peer, self.ours) if self.more_is_better else (self.ours, self.peer)
        return above / below if below else None

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is reached; `None` without a goal, or without the peer that a ratio needs."""
        value = self.ratio if self.goal_is_ratio else self.ours
        if self.goal is None or value is None:
            return None
        return value >= self.goal if self.more_is_better else value <= self.goal


def table(rows: Iterable[Row]) -> str:
    """Make a Markdown table."""
    lines = [
        "| what | Tuyalan | least to most | other | ratio | goal | met |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for row in rows:
        cells = (
            f"{row.group}: {row.name}",
            _figure(row.ours, row.unit),
            f"{row.swing[0]:.3g} to {row.swing[1]:.3g}" if row.swing is not None else _ABSENT,
            f"{_figure(row.peer, row.unit)} ({row.peer_name})" if row.peer is not None else _ABSENT,
            f"{row.ratio:.2f}" if row.ratio is not None else _ABSENT,
            _goal(row),
            {True: "yes", False: "**no**", None: _ABSENT}[row.is_met],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def machine() -> str:
    """Describe where the figures come from, without names of machines."""
    processor = f"{os.cpu_count()} shared cores ({platform.machine()})"
    return f"{processor}, {platform.system()}, Python {platform.python_version()}"


def write(rows: Sequence[Row], path: Path = DOCS) -> None:
    """Put the figures into a page, between the marks; parts of which nothing was measured stay as they are.

    Raises:
        ValueError: the page has no such marks.
    """
    for part in ("figures", "knowledge", "hub"):
        members = [row for row in rows if _part_of(row) == part]
        if members:
            put(path, part, f"{machine()}\n\n{table(members)}")


def _part_of(row: Row) -> str:
    return "knowledge" if row.group in KNOWLEDGE else "hub" if row.group in HUB else "figures"


def put(path: Path, part: str, text: str) -> None:
    """Put a text into a page, between the marks of a part of it.

    Raises:
        ValueError: the page has no such marks.
    """
    maker = _MAKERS.get(part, _MAKER)
    first, last = (BEGIN, END) if part == "figures" else (f"<!-- {part}: {maker} -->", f"<!-- end of {part} -->")
    page = path.read_text(encoding="utf-8")
    before, begin, rest = page.partition(first)
    _, end, after = rest.partition(last)
    if not begin or not end:
        raise ValueError(f"{path.name} has no marks between which the figures go")
    path.write_text(f"{before}{first}\n\n{text}\n\n{last}{after}", encoding="utf-8")


def dump(rows: Iterable[Row]) -> str:
    """Make JSON of the rows."""
    listed = [{**asdict(row), "ratio": row.ratio, "met": row.is_met} for row in rows]
    return json.dumps({"machine": machine(), "rows": listed}, indent=1) + "\n"


def _figure(value: float, unit: str) -> str:
    return f"{value:.3g} {unit}".rstrip()


def _goal(row: Row) -> str:
    if row.goal is None:
        return _ABSENT
    bound = "at least" if row.more_is_better else "at most"
    return f"{bound} {row.goal:g}" + (" times" if row.goal_is_ratio else f" {row.unit}".rstrip())
