"""Lights and switches to operate."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, TypeVar

from tuyalan.client.handles.switched import SwitchedHandle, W
from tuyalan.model.features import light, switch
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.forms.colour import Colour

L = TypeVar("L", switch.SwitchState, light.LightState)


class Toggled(SwitchedHandle[W, L]):
    """Something that is told to be what it is not."""

    async def toggle(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it over, by what it was last heard to be."""
        feature = self.feature
        plan = feature.plan_off() if self.state.is_on else feature.plan_on()
        return await self._carry_out(plan, timeout=timeout)


class Switch(Toggled[switch.Switch, switch.SwitchState]):
    """One switch: a channel of a plug, strip or wall switch, or a setting that is on or off."""

    kind: ClassVar[FeatureKind] = FeatureKind.SWITCH


class Light(Toggled[light.Light, light.LightState]):
    """One light."""

    kind: ClassVar[FeatureKind] = FeatureKind.LIGHT

    async def turn_on(
        self,
        *,
        brightness: float | None = None,
        colour: Colour | None = None,
        kelvin: int | None = None,
        effect: str | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Switch it on and show something; what is not named stays.

        Args:
            brightness: 0 to 1; 0 switches it off.
            colour: a colour; its value is the brightness, unless that is given as well.
            kelvin: a colour temperature of white.
            effect: one of `feature.effects`.
            timeout: seconds; the options' `request_timeout` if left out.
        """
        return await self._carry_out(
            self.feature.plan_on(self.state, brightness=brightness, colour=colour, kelvin=kelvin, effect=effect),
            timeout=timeout,
        )
