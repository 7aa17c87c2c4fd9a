"""`tuyalan get`: single values of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.naming import NamedValue, name_values, show_all_named
from tuyalan.cli.results import Problem, Result
from tuyalan.cli.values import parse_target
from tuyalan.errors import UnknownDpError, UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.vocabulary import DpId, Json


class GetResult(Result, frozen=True, kw_only=True):
    """The values asked for."""

    id: str
    name: str
    dps: dict[DpId, Json]
    """As they came over the wire."""
    values: tuple[NamedValue, ...] = ()
    """Those asked for by name."""
    missing: tuple[DpId | str, ...] = ()
    """What the device does not report."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """One for each missing value."""
        return tuple(
            Problem.of(UnknownDpError(f"the device reports no {_name(target)}", device_id=self.id))
            for target in self.missing
        )

    def view(self) -> RenderableType:
        """Return the bare value if there is one, else a line for each, as scripts like them."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import show_value  # noqa: PLC0415

        named = {each.dp: each for each in self.values}
        if len(self.dps) == 1 and not self.missing:
            (value,) = [each.value for each in self.values] or self.dps.values()
            return Text(value) if isinstance(value, str) else show_value(value)
        return Text("\n").join(
            show_all_named([named[dp]]) if dp in named else Text.assemble((f"{dp}=", "dim"), show_value(value))
            for dp, value in self.dps.items()
        )


async def get(name: str, /, *targets: str, timeout: float | None = None, context: Given) -> GetResult:
    """Show single values of a device.

    Args:
        name: Name, id (or its beginning) or address of the device.
        targets: Codes of properties, for values in their units, or numbers of data points, for what goes over the wire.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    asked = [_read_target(text) for text in targets]
    if not asked:
        hint = "`tuyalan status` shows them all; `tuyalan get lamp bright_value` or `tuyalan get lamp 22` one."
        raise UseError("say which values", hint=hint)
    async with context.open(name, timeout=timeout) as device:
        dps: dict[DpId, Json] = {}
        named: dict[DpId, Json] = {}
        missing: list[DpId | str] = []
        for target in asked:
            try:
                await device.get(target, timeout=timeout)
            except UnknownDpError:
                if len(asked) == 1:
                    raise
                missing.append(target)
                continue
            dp = target if isinstance(target, int) else device.model.find(target).dp
            dps[dp] = device.dps[dp]
            if isinstance(target, str):
                named[dp] = dps[dp]
        return GetResult(
            id=device.id,
            name=device.name,
            dps=dps,
            values=tuple(each for dp, raw in named.items() for each in name_values(device.model, {dp: raw})),
            missing=tuple(missing),
        )


def _read_target(text: str) -> DpId | str:
    target = parse_target(text)
    if target is None:
        raise UseError(f"{text!r} is neither the code of a property nor the number of a data point")
    return target


def _name(target: DpId | str) -> str:
    return f"data point {target}" if isinstance(target, int) else target
