"""The table of docs/benchmarks.md: which goals count as met, and where the figures go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks import report
from benchmarks.report import Row

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("ours", "is_met"), [(1.9, True), (2.0, True), (2.1, False)])
def test_a_figure_meets_its_goal_from_below(ours: float, is_met: bool) -> None:  # noqa: FBT001 - a parameter
    assert Row(group="write", name="set", ours=ours, unit="ms", goal=2).is_met is is_met


@pytest.mark.parametrize(("found", "is_met"), [(499, False), (500, True)])
def test_where_more_is_better_the_goal_is_met_from_above(found: int, is_met: bool) -> None:  # noqa: FBT001 - a parameter
    assert Row(group="scan", name="found", ours=found, unit="", goal=500, more_is_better=True).is_met is is_met


def test_a_ratio_says_how_many_times_as_long_we_take() -> None:
    row = Row(group="query", name="trip", ours=130, unit="µs", peer=100, goal=1.25, goal_is_ratio=True)
    assert (row.ratio, row.is_met) == (1.3, False)


def test_where_more_is_better_a_ratio_says_how_many_times_as_fast_we_are() -> None:
    row = Row(
        group="codec", name="decode", ours=2, unit="µs", peer=8, goal=3.5, goal_is_ratio=True, more_is_better=True
    )
    assert (row.ratio, row.is_met) == (4.0, True)


def test_without_the_other_a_ratio_is_neither_met_nor_missed() -> None:
    assert Row(group="codec", name="decode", ours=2, unit="µs", goal=3.5, goal_is_ratio=True).is_met is None


def test_losing_nothing_meets_the_goal_of_losing_nothing() -> None:
    row = Row(group="fleet", name="lost", ours=0, unit="", peer=0, goal=0)
    assert (row.ratio, row.is_met) == (None, True)


def test_figures_go_between_the_marks_and_replace_older_ones(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{report.BEGIN}\nold\n{report.END}\n\nafter\n", encoding="utf-8")
    report.write([Row(group="start", name="import", ours=3, unit="ms", goal=2)], page)
    text = page.read_text(encoding="utf-8")
    assert "| start: import | 3 ms | - | - | - | at most 2 ms | **no** |" in text
    assert text.startswith("before\n\n")
    assert text.endswith(f"{report.END}\n\nafter\n")
    assert "old" not in text


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no marks"):
        report.write([], page)
    assert page.read_text(encoding="utf-8") == "nothing\n"


def test_the_page_has_the_marks() -> None:
    text = report.DOCS.read_text(encoding="utf-8")
    assert 0 < text.find(report.BEGIN) < text.find(report.END)
