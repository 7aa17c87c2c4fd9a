"""`tuyalan status`: all values of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.naming import NamedValue, name_values
from tuyalan.cli.results import Result
from tuyalan.errors import DeviceRefusedError
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.client.device import Device


class ChildStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One device behind a gateway."""

    id: str
    cid: str
    name: str
    online: bool | None
    dps: dict[DpId, Json]
    values: tuple[NamedValue, ...] = ()


class StatusResult(Result, frozen=True, kw_only=True):
    """What a device told when asked."""

    id: str
    name: str
    address: str | None
    version: str | None
    dps: dict[DpId, Json]
    """As they go over the wire."""
    values: tuple[NamedValue, ...] = ()
    """The same in words; empty if only numbers were asked for."""
    children: tuple[ChildStatus, ...] = ()

    def view(self) -> RenderableType:
        """Return the values in a table, and one table more for each child."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        head = Text.assemble(
            (self.name, "bold"), ("  ".join(("", self.id, self.address or "", self.version or "")), "dim")
        )
        parts: list[RenderableType] = [head]
        if self.dps or not self.children:
            parts.append(_make_table(self.dps, self.values))
        for child in self.children:
            state = {True: " online", False: " offline", None: ""}[child.online]
            parts += [
                Text.assemble((child.name, "bold"), (f"  {child.cid}{state}", "dim")),
                _make_table(child.dps, child.values),
            ]
        return Group(*parts)


async def status(name: str, *, raw: bool = False, timeout: float | None = None, context: Given) -> StatusResult:
    """Show all values of a device.

    Args:
        name: Name, id (or its beginning) or address of the device.
        raw: Show numbers and values as they go over the wire, without looking up what they mean.
        timeout: How long to wait for it, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    async with context.open(name, timeout=timeout) as device:
        children = tuple(device.children.values())
        try:
            await device.status(timeout=timeout)
        except DeviceRefusedError:
            # A gateway without values of its own says so; its children speak for themselves.
            if not children:
                raise
        for child in children:
            await child.status(timeout=timeout)
        return describe(device, is_raw=raw)


def describe(device: Device, *, is_raw: bool = False) -> StatusResult:
    """Return what is known of a device."""
    return StatusResult(
        id=device.id,
        name=device.name,
        address=device.address,
        version=device.version.value if device.version else None,
        dps=dict(sorted(device.dps.items())),
        values=() if is_raw else name_values(device.model, device.dps),
        children=tuple(
            ChildStatus(
                id=child.id,
                cid=cid,
                name=child.name,
                online=child.is_online,
                dps=dict(sorted(child.dps.items())),
                values=() if is_raw else name_values(child.model, child.dps),
            )
            for cid, child in device.children.items()
        ),
    )


def _make_table(dps: dict[DpId, Json], values: tuple[NamedValue, ...]) -> RenderableType:
    from rich.markup import escape  # noqa: PLC0415

    from tuyalan.cli.naming import show_named  # noqa: PLC0415
    from tuyalan.cli.views import make_table, show_value  # noqa: PLC0415

    if not dps:
        return "[dim]It reports no values.[/dim]\n"
    if values:
        table = make_table(">DP", "property", "value", "")
        for each in values:
            problem = f"[yellow]{escape(each.problem)}[/yellow]" if each.problem else ""
            table.add_row(str(each.dp), each.code, show_named(each), problem)
        return table
    table = make_table(">DP", "value", "type")
    for dp, value in dps.items():
        table.add_row(str(dp), show_value(value), f"[dim]{_TYPES.get(type(value).__name__, 'JSON')}[/dim]")
    return table


_TYPES: Final = {"bool": "bool", "int": "int", "float": "float", "str": "text", "NoneType": "null"}
