"""Lights and switches, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tuyalan.blocking.handles.handle import F, S
from tuyalan.blocking.handles.switched import SwitchedHandle
from tuyalan.client.handles import lighting as _lighting
from tuyalan.model.features import light, switch

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.forms.colour import Colour

T = TypeVar("T", bound=_lighting.Toggled[Any, Any])


class Toggled(SwitchedHandle[T, F, S]):
    """Something that is told to be what it is not."""

    def toggle(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it over, by what it was last heard to be."""
        return self._run(lambda handle: handle.toggle(timeout=timeout))


class Switch(Toggled[_lighting.Switch, switch.Switch, switch.SwitchState]):
    """One switch: a channel of a plug, strip or wall switch, or a setting that is on or off."""


class Light(Toggled[_lighting.Light, light.Light, light.LightState]):
    """One light."""

    def turn_on(
        self,
        *,
        brightness: float | None = None,
        colour: Colour | None = None,
        kelvin: int | None = None,
        effect: str | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Switch it on and show something; what is not named stays."""
        return self._run(
            lambda handle: handle.turn_on(
                brightness=brightness, colour=colour, kelvin=kelvin, effect=effect, timeout=timeout
            )
        )
