"""Data points as somebody described them, not as a device reports them: what commands show of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan.model.schema import Access, Kind
from tuyalan.vocabulary import DpId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.table import Table

    from tuyalan.model.schema import DpSchema
    from tuyalan.model.sources import Source


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """One data point."""

    dp: DpId
    code: str
    name: str
    kind: Kind
    access: Access
    unit: str
    takes: str
    """Which values it has, as a phrase."""


def describe_points(points: Iterable[DpSchema], source: Source) -> tuple[Point, ...]:
    """Return what is said of data points, in their order."""
    from tuyalan.model.property import make_property  # noqa: PLC0415
    from tuyalan.model.sources import Known  # noqa: PLC0415

    subjects = (make_property(Known(point=point, source=source)) for point in points)
    return tuple(
        Point(
            dp=subject.dp,
            code=subject.code,
            name=subject.name,
            kind=subject.kind,
            access=subject.access,
            unit=subject.unit,
            takes=subject.describe(),
        )
        for subject in subjects
    )


def show_points(points: Iterable[Point], *, title: str) -> Table:
    """Return a table of data points."""
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import make_table  # noqa: PLC0415

    table = make_table(">DP", "code", "name", "kind", "access", "values", title=title)
    for point in points:
        table.add_row(str(point.dp), point.code, Text(point.name), point.kind, point.access, Text(point.takes))
    return table
