"""`tuyalan light`: a light in the words of people."""

from __future__ import annotations

from typing import Literal

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import FeatureResult, open_feature
from tuyalan.errors import UseError
from tuyalan.model.features import Light
from tuyalan.model.forms.colour import Colour


async def light(
    name: str,
    action: Literal["on", "off", "toggle"] | None = None,
    /,
    *,
    brightness: float | None = None,
    colour: str | None = None,
    kelvin: int | None = None,
    effect: str | None = None,
    which: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> FeatureResult:
    """Show or change what a light does.

    Args:
        name: Name, id (or its beginning) or address of the device.
        action: Switch it; left out and with no option, the light is only looked at.
        brightness: Per cent; of the colour while a colour is shown. 0 switches off.
        colour: Six hex digits such as ff8800, or a word such as red.
        kelvin: Colour temperature of white light, about 2700 (warm) to 6500 (cold).
        effect: One of the light's scenes, or music; a wrong one lists them.
        which: Key or name of the light, if the device has several.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    wished = any(wish is not None for wish in (brightness, colour, kelvin, effect))
    if action in {"off", "toggle"} and wished:
        raise UseError(f"{action} goes with no other wish", hint="Ask for one or the other.")
    shade = None if colour is None else Colour.parse(colour)
    async with open_feature(context, name, Light, which=which, timeout=timeout) as opened:
        now = opened.feature.read(opened.device.values)
        if action is None and not wished:
            return opened.tell()
        if action == "off" or (action == "toggle" and now.is_on):
            return await opened.write(opened.feature.plan_off(), timeout=timeout)
        plan = opened.feature.plan_on(
            now,
            brightness=None if brightness is None else brightness / 100,
            colour=shade,
            kelvin=kelvin,
            effect=effect,
        )
        return await opened.write(plan, timeout=timeout)
