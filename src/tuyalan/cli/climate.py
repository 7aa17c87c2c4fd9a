"""`tuyalan climate`: thermostats, radiator valves, air conditioners and heaters in the words of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.features import FeatureResult, open_feature
from tuyalan.errors import BadValueError, UseError
from tuyalan.model.features import Climate, ClimateMode

if TYPE_CHECKING:
    from tuyalan.model.features import ClimateState, Plan


async def climate(
    name: str,
    target: str | None = None,
    /,
    *,
    mode: str | None = None,
    preset: str | None = None,
    fan: str | None = None,
    swing: str | None = None,
    which: str | None = None,
    timeout: float | None = None,
    context: Given,
) -> FeatureResult:
    """Show or change what a thermostat, an air conditioner or a heater keeps.

    Args:
        name: Name, id (or its beginning) or address of the device.
        target: A temperature in the unit of the device, or on or off. Left out and with no option, it is only
            looked at.
        mode: off, heat, cool, heat_cool, auto, dry or fan_only, of those that the device has.
        preset: How it decides, in the maker's words; a wrong one lists them.
        fan: Speed of its fan, in the maker's words.
        swing: How its louvres swing, in the maker's words, or on or off.
        which: Key or name of the climate, if the device has several.
        timeout: How long to wait, in seconds; 15 by default.
        context: Where output goes, and what is stored.
    """
    check_positive(timeout, "--timeout")
    async with open_feature(context, name, Climate, which=which, timeout=timeout) as opened:
        feature = opened.feature
        now = feature.read(opened.device.values)
        plan: Plan = {}
        if mode is not None:
            plan |= feature.plan_mode(_parse_mode(mode), now)
        if target is not None:
            plan |= plan_target(feature, target, now)
        if preset is not None:
            plan |= feature.plan_preset(preset)
        if fan is not None:
            plan |= feature.plan_fan(fan)
        if swing is not None:
            plan |= feature.plan_swing(swing)
        return await opened.write(plan, timeout=timeout) if plan else opened.tell()


def _parse_mode(text: str) -> ClimateMode:
    try:
        return ClimateMode(text.lower().replace("-", "_"))
    except ValueError:
        raise BadValueError(f"{text[:40]!r} is no mode", hint=f"Modes are: {', '.join(ClimateMode)}.") from None


def plan_target(feature: Climate, text: str, now: ClimateState) -> Plan:
    """Plan what a person means by `21.5`, `21°C`, `on` or `off`.

    Raises:
        UseError: It is none of these.
    """
    match text.lower():
        case "on":
            return feature.plan_on()
        case "off":
            return feature.plan_off()
        case word:
            try:
                temperature = float(word.removesuffix("c").removesuffix("f").removesuffix("°").replace(",", "."))
            except ValueError:
                raise UseError(
                    f"{text[:40]!r} is no temperature", hint="Say a number such as 21.5, on or off."
                ) from None
            return feature.plan_target(temperature, now)
