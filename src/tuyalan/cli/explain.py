"""`tuyalan explain`: what each data point of a device means, where that is known from, and how sure it is."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.errors import DeviceRefusedError, UnknownDpError
from tuyalan.model.schema import Access, Kind
from tuyalan.model.sources import Source
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

    from tuyalan.model.device import DeviceModel
    from tuyalan.model.property import Property


class Explained(msgspec.Struct, frozen=True, kw_only=True):
    """One data point."""

    dp: DpId
    code: str
    name: str
    kind: Kind
    access: Access
    value: Json
    unit: str
    raw: Json
    problem: str | None
    source: Source
    confidence: float
    is_sure: bool
    """Whether 99 of 100 such answers are right; nothing is sure of what was only observed."""
    evidence: str
    takes: str
    """Which values it has, as a phrase."""


class ExplainResult(Result, frozen=True, kw_only=True):
    """What is known of a device's data points."""

    id: str
    name: str
    product_key: str | None
    points: tuple[Explained, ...]

    def view(self) -> RenderableType:
        """Return a table, and how to correct it."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        head = Text.assemble((self.name, "bold"), (f"  {self.id}  {self.product_key or 'product unknown'}", "dim"))
        if not self.points:
            return Group(head, Text("It reports no values."))
        table = make_table(">DP", "property", "value", "raw", "known from")
        for point in self.points:
            table.add_row(str(point.dp), _show_name(point), _show_value(point), _show_raw(point), _show_source(point))
        hint = f"Something is wrong? One line in overrides.toml corrects it: {self.id}.{self.points[0].dp}.name = '...'"
        return Group(head, table, Text(hint, style="dim"))


async def explain(
    name: str, /, *, dp: DpId | None = None, timeout: float | None = None, context: Given
) -> ExplainResult:
    """Show what the values of a device mean, and where that is known from.

    Args:
        name: Name, id (or its beginning) or address of the device.
        dp: Only this data point.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    async with context.open(name, timeout=timeout) as device:
        # A device without values says so; what is known of it can be told all the same.
        with contextlib.suppress(DeviceRefusedError):
            await device.status(timeout=timeout)
        model, product_key = device.model, device.product_key
    points = tuple(describe(model, subject) for _, subject in sorted(model.by_dp.items()) if dp in {None, subject.dp})
    if dp is not None and not points:
        known = ", ".join(map(str, sorted(model.by_dp))) or "none"
        raise UnknownDpError(f"nothing is known of a data point {dp}; known are {known}", device_id=device.id)
    return ExplainResult(id=device.id, name=device.name, product_key=product_key, points=points)


def describe(model: DeviceModel, subject: Property) -> Explained:
    """Return what is known of one property."""
    reading = model.readings.get(subject.code)
    return Explained(
        dp=subject.dp,
        code=subject.code,
        name=subject.name,
        kind=subject.kind,
        access=subject.access,
        value=None if reading is None else reading.json,
        unit=subject.unit,
        raw=None if reading is None else reading.raw,
        problem=None if reading is None else reading.problem,
        source=subject.source,
        confidence=subject.confidence,
        is_sure=_is_sure(subject),
        evidence=subject.evidence,
        takes=subject.describe(),
    )


def _is_sure(subject: Property) -> bool:
    from tuyalan.model.confidence import SURE  # noqa: PLC0415

    match subject.source:
        case Source.OBSERVED:
            return False
        case Source.INFERENCE | Source.TUYA_LOCAL:
            return subject.confidence >= SURE
        case _:
            return True


def _show_name(point: Explained) -> Text:
    from rich.text import Text  # noqa: PLC0415

    mark = {Access.READ: "  read only", Access.WRITE: "  write only", Access.BOTH: ""}[point.access]
    return Text.assemble(point.code, (f"\n{point.name}{mark}", "dim"))


def _show_value(point: Explained) -> Text:
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import show_value  # noqa: PLC0415

    if point.raw is None:
        return Text("not reported", style="dim")
    value = Text.assemble(show_value(point.value), f" {point.unit}" if point.unit else "")
    return Text.assemble(value, (f"\n{point.problem}", "yellow")) if point.problem else value


def _show_raw(point: Explained) -> Text:
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import show_value  # noqa: PLC0415

    return Text("") if point.raw is None or point.raw == point.value else show_value(point.raw)


def _show_source(point: Explained) -> Text:
    from rich.text import Text  # noqa: PLC0415

    sure = "" if point.source in {Source.OVERRIDE, Source.IMPORT} else f" {point.confidence:.0%}"
    guess = "" if point.is_sure or point.source is Source.OBSERVED else ", a guess"
    style = "" if point.is_sure else "yellow"
    return Text.assemble((f"{point.source.value}{sure}{guess}", style), (f"\n{point.evidence}", "dim"))
