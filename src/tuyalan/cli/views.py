"""Shapes and colours that several commands share; nothing here decides anything."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

import msgspec
from rich import box
from rich.table import Table
from rich.text import Text

from tuyalan.cli.visible import make_visible, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rich.console import RenderableType
    from rich.style import StyleType

    from tuyalan.vocabulary import Json

_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400
MAX_CELL: Final = 1000
"""Longest text in a cell of a table, in characters; `--json` tells all of it."""
MAX_VALUE: Final = 160
"""Longest value shown to people, in characters."""


class VisibleTable(Table):
    """A table whose cells are made visible before they are measured, so that columns are as wide as what is shown."""

    def add_row(self, *cells: RenderableType | None, style: StyleType | None = None, end_section: bool = False) -> None:
        """Add a row of texts, or of anything else that can be shown."""
        super().add_row(*map(_clean, cells), style=style, end_section=end_section)


def make_table(*columns: str, title: str | None = None) -> Table:
    """Return an empty table in the style of all tables; a column that begins with `>` is aligned to the right."""
    table = VisibleTable(box=box.SIMPLE_HEAD, title=title, title_justify="left", title_style="bold", pad_edge=False)
    for column in columns:
        justify = "right" if column.startswith(">") else "left"
        table.add_column(column.removeprefix(">"), justify=justify, header_style="bold dim", overflow="fold")
    return table


def _clean(cell: RenderableType | None) -> RenderableType | None:
    match cell:
        case str():
            return make_visible(shorten(cell, MAX_CELL))
        case Text():
            clean = cell.copy()
            # Every mark stands for one character, so the colours keep their places.
            clean.plain = make_visible(shorten(cell.plain, MAX_CELL))
            return clean
        case _:
            return cell


def make_line(head: Iterable[tuple[Text, int]], rest: Text) -> Table:
    """Return one line of a live stream: columns of fixed width, then something whose further lines are indented."""
    line = Table.grid(padding=(0, 2, 0, 0), expand=False)
    cells: list[Text] = []
    for cell, width in head:
        line.add_column(width=width, no_wrap=True, overflow="ellipsis")
        cells.append(cell)
    line.add_column(overflow="fold")
    line.add_row(*cells, rest)
    return line


def show_value(value: Json) -> Text:
    """Return one raw value as JSON spells it, coloured by its type."""
    match value:
        case bool():
            style = "green" if value else "yellow"
        case int() | float():
            style = "cyan"
        case str():
            style = "magenta"
        case _:
            style = "dim"
    text = msgspec.json.encode(value).decode()
    return Text(text if len(text) <= MAX_VALUE else text[: MAX_VALUE - 1] + "…", style=style)


def show_dps(dps: Mapping[int, Json]) -> Text:
    """Return several values in one line: `20=true 22=500`."""
    parts = [Text.assemble((f"{dp}=", "dim"), show_value(value)) for dp, value in sorted(dps.items())]
    return Text(" ").join(parts)


def show_time(at: float) -> Text:
    """Return the time of day with milliseconds."""
    return Text(time.strftime("%H:%M:%S", time.localtime(at)) + f".{int(at % 1 * 1000):03}", style="dim")


def show_age(seconds: float | None) -> str:
    """Return how long ago something was, in one short word."""
    match seconds:
        case None:
            return ""
        case _ if seconds < 1:
            return "now"
        case _ if seconds < _MINUTE:
            return f"{seconds:.0f} s"
        case _ if seconds < _HOUR:
            return f"{seconds / _MINUTE:.0f} min"
        case _ if seconds < _DAY:
            return f"{seconds / _HOUR:.0f} h"
        case _:
            return f"{seconds / _DAY:.0f} d"


def list_points(points: Iterable[str]) -> Text:
    """Return sentences as a list."""
    return Text("\n").join(Text.assemble(("• ", "cyan"), point) for point in points)
