"""`tuyalan set`: writes values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.cli.values import parse_assignments

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.client.device import DpWrite
    from tuyalan.vocabulary import DpId


class SetResult(Result, frozen=True, kw_only=True):
    """What became of a write."""

    id: str
    name: str
    dps: dict[DpId, DpWrite]
    outcome: str
    """`sent`, `acknowledged` or `confirmed`."""
    seconds: float

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import show_dps  # noqa: PLC0415

        mark = ("✓ ", "green") if self.outcome == "confirmed" else ("· ", "yellow")
        outcome = (f"  {self.outcome} in {self.seconds * 1000:.0f} ms", "dim")
        return Text.assemble(mark, (self.name, "bold"), " ", show_dps(self.dps), outcome)


async def set_values(
    name: str,
    /,
    *values: str,
    text: bool = False,
    wait: Literal["sent", "acknowledged", "confirmed"] = "confirmed",
    timeout: float | None = None,
    context: Given,
) -> SetResult:
    """Write values to a device.

    Args:
        name: Name, id (or its beginning) or address of the device.
        values: Assignments such as `20=true`, `22=500`, `21=white`: JSON where it is JSON, else text.
        text: Take all values as text, also `1234` and `true`.
        wait: What to wait for: the device reports the values (the default), it acknowledges them, or the bytes
            are sent.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    dps = parse_assignments(values, is_text=text)
    async with context.open(name, timeout=timeout) as device:
        result = await device.set(dps, wait=wait, timeout=timeout)
        return SetResult(id=device.id, name=device.name, dps=dps, outcome=result.outcome.value, seconds=result.seconds)
