"""`tuyalan set`: writes values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import check_written
from tuyalan.cli.naming import NamedValue, name_values
from tuyalan.cli.results import Result
from tuyalan.cli.values import parse_assignments, read_named

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.vocabulary import DpId, Json


class SetResult(Result, frozen=True, kw_only=True):
    """What became of a write."""

    id: str
    name: str
    dps: dict[DpId, Json]
    """As they go over the wire."""
    values: tuple[NamedValue, ...] = ()
    """What was written by name."""
    outcome: str
    """`sent`, `acknowledged` or `confirmed`."""
    seconds: float

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.naming import show_all_named  # noqa: PLC0415
        from tuyalan.cli.views import show_dps  # noqa: PLC0415

        mark = ("✓ ", "green") if self.outcome == "confirmed" else ("· ", "yellow")
        outcome = (f"  {self.outcome} in {self.seconds * 1000:.0f} ms", "dim")
        named = {each.dp for each in self.values}
        numbered = {dp: value for dp, value in self.dps.items() if dp not in named}
        parts = [show_all_named(self.values)] * bool(self.values) + [show_dps(numbered)] * bool(numbered)
        return Text.assemble(mark, (self.name, "bold"), " ", Text(" ").join(parts), outcome)


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
        values: Assignments: to properties as people say it (`switch_led=on`, `bright_value=50%`, `temp_set=21.5`), to
            numbers of data points as it goes over the wire (`20=true`, `22=500`): JSON where it is JSON, else text. What may do
            harm, such as a lock or heater, needs `tuyalan allow` once, by name and by number.
        text: Take all values as text, also `1234` and `true`.
        wait: What to wait for: the device reports the values (the default), it acknowledges them, or the bytes
            are sent.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    typed = parse_assignments(values, is_text=text)
    record = context.find(name)
    async with context.open(name, timeout=timeout) as device:
        wanted = read_named(typed, device.model)
        named = {device.model.find(target).dp for target in typed if isinstance(target, str)}
        check_written(device, named.union(target for target in typed if isinstance(target, int)), record)
        result = await device.set(wanted, wait=wait, timeout=timeout)
        written = {dp: value for dp, value in result.dps.items() if dp in named}
        return SetResult(
            id=device.id,
            name=device.name,
            dps=result.dps,
            values=name_values(device.model, written) if named else (),
            outcome=result.outcome.value,
            seconds=result.seconds,
        )
