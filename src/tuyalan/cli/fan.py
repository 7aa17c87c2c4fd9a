"""`tuyalan fan`: fans and air purifiers in the words of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import FeatureResult, open_feature
from tuyalan.errors import UseError
from tuyalan.model.features import Fan

if TYPE_CHECKING:
    from tuyalan.model.features import FanState, Plan


async def fan(
    name: str,
    action: str | None = None,
    /,
    *,
    preset: str | None = None,
    swing: Literal["on", "off"] | None = None,
    direction: Literal["forward", "reverse"] | None = None,
    which: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> FeatureResult:
    """Show or change how a fan or an air purifier turns.

    Args:
        name: Name, id (or its beginning) or address of the device.
        action: on, off, toggle, or a speed in per cent of its fastest. Left out and with no option, it is only
            looked at.
        preset: What it does by itself, in the maker's words; a wrong one lists them.
        swing: Let it swing or stand still.
        direction: Which way round it turns.
        which: Key or name of the fan, if the device has several.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    async with open_feature(context, name, Fan, which=which, timeout=timeout) as opened:
        feature = opened.feature
        plan = _plan(feature, action, feature.read(opened.device.values))
        if preset is not None:
            plan |= feature.plan_on(preset=preset)
        if swing is not None:
            plan |= feature.plan_oscillate() if swing == "on" else feature.plan_still()
        if direction is not None:
            plan |= feature.plan_forward() if direction == "forward" else feature.plan_reverse()
        return await opened.write(plan, timeout=timeout) if plan else opened.tell()


def _plan(fan: Fan, action: str | None, now: FanState) -> Plan:
    match None if action is None else action.lower():
        case None:
            return {}
        case "on":
            return fan.plan_on()
        case "off":
            return fan.plan_off()
        case "toggle":
            return fan.plan_off() if now.is_on else fan.plan_on()
        case text:
            try:
                percent = float(text.removesuffix("%"))
            except ValueError:
                raise UseError(
                    f"{text[:40]!r} is no speed", hint="Say on, off, toggle, or per cent such as 50."
                ) from None
            return fan.plan_on(percent=percent)
