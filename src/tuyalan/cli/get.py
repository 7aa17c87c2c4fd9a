"""`tuyalan get`: single values of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Problem, Result
from tuyalan.errors import UnknownDpError, UseError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.vocabulary import DpId, Json


class GetResult(Result, frozen=True, kw_only=True):
    """The values asked for."""

    id: str
    name: str
    dps: dict[DpId, Json]
    missing: tuple[DpId, ...] = ()
    """What the device does not report."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """One for each missing value."""
        return tuple(
            Problem.of(UnknownDpError(f"the device reports no data point {dp}", device_id=self.id))
            for dp in self.missing
        )

    def view(self) -> RenderableType:
        """Return the bare value if there is one, else a line for each, as scripts like them."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import show_value  # noqa: PLC0415

        if len(self.dps) == 1 and not self.missing:
            (value,) = self.dps.values()
            return Text(value) if isinstance(value, str) else show_value(value)
        return Text("\n").join(Text.assemble((f"{dp}=", "dim"), show_value(value)) for dp, value in self.dps.items())


async def get(name: str, /, *dps: int, timeout: float | None = None, context: Given) -> GetResult:
    """Show single values of a device.

    Args:
        name: Name, id (or its beginning) or address of the device.
        dps: Numbers of data points.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    if not dps:
        raise UseError("say which data points", hint="`tuyalan status` shows them all; `tuyalan get lamp 20` one.")
    async with context.open(name, timeout=timeout) as device:
        values: dict[int, object] = {}
        missing: list[int] = []
        for dp in dps:
            try:
                values[dp] = await device.get(dp, timeout=timeout)
            except UnknownDpError:
                if len(dps) == 1:
                    raise
                missing.append(dp)
        return GetResult(id=device.id, name=device.name, dps=values, missing=tuple(missing))
