"""`tuyalan on`, `off` and `toggle`: the switch of a device, found among its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import check_written
from tuyalan.cli.results import Problem, Result
from tuyalan.errors import BadValueError, TuyalanError, UnknownDpError, UseError
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from tuyalan.cli.context import Context

SWITCHES: Final = (1, 20)
"""Where switches are: sockets, switches and old lamps have 1, newer lamps 20."""


class Switched(msgspec.Struct, frozen=True, kw_only=True):
    """One device that was switched."""

    id: str
    name: str
    dp: DpId
    value: bool
    outcome: str


class SwitchResult(Result, frozen=True, kw_only=True):
    """What was switched."""

    switched: tuple[Switched, ...]
    failed: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Devices that were not."""
        return self.failed

    def view(self) -> RenderableType:
        """Return one line for each device."""
        from rich.text import Text  # noqa: PLC0415

        return Text("\n").join(
            Text.assemble(
                ("✓ " if each.outcome == "confirmed" else "· ", "green"),
                (each.name, "bold"),
                " is ",
                ("on", "bold green") if each.value else ("off", "bold yellow"),
                (f"  DP {each.dp}, {each.outcome}", "dim"),
            )
            for each in self.switched
        )


async def on(*names: str, dp: int | None = None, timeout: float | None = None, context: Given) -> SwitchResult:
    """Switch devices on.

    Args:
        names: Names, ids (or their beginnings) or addresses of devices.
        dp: The number of the switch; found by itself for most devices.
        timeout: How long to wait for each, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    return await _switch_all(names, context, dp=dp, timeout=timeout, value=True)


async def off(*names: str, dp: int | None = None, timeout: float | None = None, context: Given) -> SwitchResult:
    """Switch devices off.

    Args:
        names: Names, ids (or their beginnings) or addresses of devices.
        dp: The number of the switch; found by itself for most devices.
        timeout: How long to wait for each, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    return await _switch_all(names, context, dp=dp, timeout=timeout, value=False)


async def toggle(*names: str, dp: int | None = None, timeout: float | None = None, context: Given) -> SwitchResult:
    """Switch devices over.

    Args:
        names: Names, ids (or their beginnings) or addresses of devices.
        dp: The number of the switch; found by itself for most devices.
        timeout: How long to wait for each, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    return await _switch_all(names, context, dp=dp, timeout=timeout, value=None)


async def _switch_all(
    names: tuple[str, ...], context: Context, *, dp: int | None, timeout: float | None, value: bool | None
) -> SwitchResult:
    check_positive(timeout, "--timeout")
    if not names:
        raise UseError("say which device", hint="`tuyalan devices` lists them.")
    switched: list[Switched] = []
    failed: list[Problem] = []
    for name in names:
        try:
            switched.append(await _switch(name, context, dp=dp, timeout=timeout, value=value))
        except TuyalanError as error:
            if len(names) == 1:
                raise
            failed.append(Problem.of(error))
    return SwitchResult(switched=tuple(switched), failed=tuple(failed))


async def _switch(
    name: str, context: Context, *, dp: int | None, timeout: float | None, value: bool | None
) -> Switched:
    record = context.find(name)
    async with context.open(name, timeout=timeout) as device:
        if not device.dps:
            await device.status(timeout=timeout)
        switch = find_switch(device.dps, dp, device_id=device.id)
        check_written(device, [switch], record)
        wanted = not device.dps[switch] if value is None else value
        result = await device.set(switch, wanted, timeout=timeout)
        return Switched(id=device.id, name=device.name, dp=switch, value=wanted, outcome=result.outcome.value)


def find_switch(dps: Mapping[DpId, Json], dp: DpId | None, *, device_id: str) -> DpId:
    """Return the data point that is the switch.

    Args:
        dps: What the device reports.
        dp: What the user says.
        device_id: For errors.

    Raises:
        UnknownDpError: there is no such data point, or none that is known to be a switch.
        BadValueError: the one that the user says is no switch.
    """
    if dp is None:
        found = next((each for each in SWITCHES if isinstance(dps.get(each), bool)), None)
        if found is not None:
            return found
        bools = [str(each) for each, value in sorted(dps.items()) if isinstance(value, bool)]
        hint = f"Choose one with --dp: {', '.join(bools)}." if bools else "Use `tuyalan set` to write other values."
        raise UnknownDpError("neither data point 1 nor 20 is a switch of this device", device_id=device_id, hint=hint)
    if dp not in dps:
        known = ", ".join(str(each) for each in sorted(dps)) or "none"
        raise UnknownDpError(f"the device reports no data point {dp}; it reports {known}", device_id=device_id)
    if not isinstance(dps[dp], bool):
        raise BadValueError(f"data point {dp} is no switch", device_id=device_id, hint="Use `tuyalan set` for it.")
    return dp
