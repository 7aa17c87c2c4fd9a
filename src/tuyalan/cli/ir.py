"""`tuyalan ir`: learns keys of remote controls with a blaster, and sends them."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import Opened, open_feature
from tuyalan.cli.results import Result
from tuyalan.errors import ConnectionLostError, ResponseTimeoutError, TuyalanError, UseError
from tuyalan.model.features import Infrared, Radio
from tuyalan.model.features.remote import format_signal, name_signal, parse_signal
from tuyalan.model.forms.pulses import Signal

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.client.watch import PropertyUpdate, Watch

Blaster: TypeAlias = Opened[Infrared] | Opened[Radio]


class IrResult(Result, frozen=True, kw_only=True):
    """A code that was learnt or sent."""

    id: str
    name: str
    action: str
    """`learn` or `send`."""
    code: str
    """In the form asked for; what was sent as it was given."""
    key: str = ""
    """Which key of which protocol it is, where that is known."""

    def view(self) -> RenderableType:
        """Return the bare code that was learnt, as scripts like it, or one line."""
        from rich.text import Text  # noqa: PLC0415

        if self.action == "learn":
            return Text(self.code, overflow="fold")
        return Text.assemble(("✓ ", "green"), (self.name, "bold"), " sent the code", (f"  {self.key}", "dim"))


async def ir(
    action: Literal["learn", "send"],
    name: str,
    code: str | None = None,
    /,
    *,
    form: Literal["base64", "pronto", "pulses"] = "base64",
    head: str = "",
    times: int = 1,
    seconds: float = 20.0,
    radio: bool = False,
    which: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> IrResult:
    """Learn and send the keys of remote controls.

    Args:
        action: learn: press a key in front of the blaster; send: give a code.
        name: Name, id (or its beginning) or address of the blaster.
        code: What to send: nec:0x04:0x08, samsung:7:2, a Pronto code, pulses such as 9000,4500,560, a learned code, or
            with --head the key of a code of the maker's library.
        form: How a learnt code is printed.
        head: The head of a code of the maker's library.
        times: How often to send it.
        seconds: How long to wait for a key.
        radio: Take the blaster as one for radio; its learned codes are sent as they are.
        which: Key or name of the blaster, if the device has several.
        timeout: How long to wait for the device, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    check_positive(times, "--times")
    check_positive(seconds, "--seconds")
    if (action == "send") != (code is not None):
        raise UseError("send takes a code, and learn takes none", hint="tuyalan ir send blaster nec:0x04:0x08")
    async with open_feature(context, name, Infrared, which=which, timeout=timeout) as opened:
        # Nothing but its owner tells a radio blaster from one for infrared: their data points are the same.
        feature = Radio(key=opened.feature.key, name=opened.feature.name, roles=opened.feature.roles) if radio else None
        blaster: Blaster = opened if feature is None else Opened(opened.device, feature, opened.record)
        if code is None:
            return await _learn(blaster, context, form=form, seconds=seconds, timeout=timeout)
        return await _send(blaster, code, head=head, times=times, timeout=timeout)


async def _send(blaster: Blaster, code: str, *, head: str, times: int, timeout: float | None) -> IrResult:

    key = ""
    if isinstance(blaster.feature, Infrared):
        signal = parse_signal(code, head=head)
        key = name_signal(signal) if isinstance(signal, Signal) else ""
        plan = blaster.feature.plan_send(signal)
    else:
        plan = blaster.feature.plan_send(code)
    for _ in range(times):
        # A blaster reports nothing of what it sends.
        await blaster.device.set(plan, wait="acknowledged", repeat=False, timeout=timeout)
    return IrResult(id=blaster.device.id, name=blaster.device.name, action="send", code=code, key=key)


async def _learn(blaster: Blaster, context: Context, *, form: str, seconds: float, timeout: float | None) -> IrResult:
    device, feature = blaster.device, blaster.feature
    async with device.watch_properties() as updates:
        await device.set(feature.plan_learn(), wait="acknowledged", timeout=timeout)
        context.output.say(f"Point the remote control at {device.name} and press a key.")
        try:
            async with asyncio.timeout(seconds):
                learnt = await _wait_learnt(feature, updates)
        except TimeoutError as error:
            raise ResponseTimeoutError(
                f"no key was learnt within {seconds:g} s",
                device_id=device.id,
                hint="Hold the remote control a hand's breadth in front of the blaster and press the key briefly.",
            ) from error
        finally:
            # Blasters that did learn stay silent to this.
            with suppress(TuyalanError):
                await device.set(feature.plan_learn_end(), wait="sent", timeout=timeout)
    text = format_signal(learnt, form) if isinstance(learnt, Signal) else learnt
    key = name_signal(learnt) if isinstance(learnt, Signal) else ""
    return IrResult(id=device.id, name=device.name, action="learn", code=text, key=key)


async def _wait_learnt(feature: Infrared | Radio, updates: Watch[PropertyUpdate]) -> Signal | str:
    """Return the code that the blaster reports next."""
    async for update in updates:
        learnt = feature.read(update.values).learnt
        if learnt is not None:
            return learnt
    raise ConnectionLostError("the device was closed while a key was waited for")
