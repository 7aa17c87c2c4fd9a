"""What makes the air warm, cool, moist, dry, clean or moving."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tuyalan.client.handles.handle import read_word
from tuyalan.client.handles.switched import SwitchedHandle
from tuyalan.model.features import climate, fan, humidity, water_heater
from tuyalan.model.features.climate import ClimateMode
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Climate(SwitchedHandle[climate.Climate, climate.ClimateState]):
    """One thermostat, air conditioner or heater."""

    kind: ClassVar[FeatureKind] = FeatureKind.CLIMATE

    async def set_target(self, temperature: float, *, timeout: float | None = None) -> WriteResult:
        """Set the temperature that is wanted, in the unit of its state."""
        return await self._carry_out(self.feature.plan_target(temperature, self.state), timeout=timeout)

    async def set_mode(self, mode: ClimateMode | str, *, timeout: float | None = None) -> WriteResult:
        """Set what it does: one of `feature.modes`."""
        return await self._carry_out(self.feature.plan_mode(read_word(ClimateMode, mode), self.state), timeout=timeout)

    async def set_preset(self, preset: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it decides: one of `feature.presets`."""
        return await self._carry_out(self.feature.plan_preset(preset), timeout=timeout)

    async def set_fan(self, fan: str, *, timeout: float | None = None) -> WriteResult:
        """Set the speed of its fan: one of `feature.fans`."""
        return await self._carry_out(self.feature.plan_fan(fan), timeout=timeout)

    async def set_swing(self, swing: str, *, timeout: float | None = None) -> WriteResult:
        """Set how its louvres swing: one of `feature.swings`."""
        return await self._carry_out(self.feature.plan_swing(swing), timeout=timeout)

    async def set_swing_horizontal(self, swing: str, *, timeout: float | None = None) -> WriteResult:
        """Set how its louvres swing sideways: one of `feature.swings_horizontal`."""
        return await self._carry_out(self.feature.plan_swing_horizontal(swing), timeout=timeout)


class WaterHeater(SwitchedHandle[water_heater.WaterHeater, water_heater.WaterHeaterState]):
    """One water heater."""

    kind: ClassVar[FeatureKind] = FeatureKind.WATER_HEATER

    async def set_target(self, temperature: float, *, timeout: float | None = None) -> WriteResult:
        """Set the temperature that is wanted, in the unit of its state."""
        return await self._carry_out(self.feature.plan_target(temperature, self.state), timeout=timeout)

    async def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it heats: one of `feature.modes`."""
        return await self._carry_out(self.feature.plan_mode(mode), timeout=timeout)


class Fan(SwitchedHandle[fan.Fan, fan.FanState]):
    """One fan."""

    kind: ClassVar[FeatureKind] = FeatureKind.FAN

    async def turn_on(
        self, *, percent: float | None = None, preset: str | None = None, timeout: float | None = None
    ) -> WriteResult:
        """Switch it on, at a speed or with a preset.

        Args:
            percent: 1 to 100; 0 switches it off.
            preset: one of `feature.presets`.
            timeout: seconds; the options' `request_timeout` if left out.
        """
        return await self._carry_out(self.feature.plan_on(percent=percent, preset=preset), timeout=timeout)

    async def oscillate(self, *, timeout: float | None = None) -> WriteResult:
        """Let it swing."""
        return await self._carry_out(self.feature.plan_oscillate(), timeout=timeout)

    async def hold_still(self, *, timeout: float | None = None) -> WriteResult:
        """Let it swing no more."""
        return await self._carry_out(self.feature.plan_still(), timeout=timeout)

    async def turn_forward(self, *, timeout: float | None = None) -> WriteResult:
        """Let it turn forward."""
        return await self._carry_out(self.feature.plan_forward(), timeout=timeout)

    async def turn_backward(self, *, timeout: float | None = None) -> WriteResult:
        """Let it turn the other way round."""
        return await self._carry_out(self.feature.plan_reverse(), timeout=timeout)


class Purifier(Fan):
    """One air purifier."""

    kind: ClassVar[FeatureKind] = FeatureKind.PURIFIER


class Humidifier(SwitchedHandle[humidity.Humidifier, humidity.HumidifierState]):
    """One humidifier."""

    kind: ClassVar[FeatureKind] = FeatureKind.HUMIDIFIER

    async def set_target(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Set the humidity that is wanted."""
        return await self._carry_out(self.feature.plan_target(percent), timeout=timeout)

    async def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it decides: one of `feature.modes`."""
        return await self._carry_out(self.feature.plan_mode(mode), timeout=timeout)

    async def set_fan(self, fan: str, *, timeout: float | None = None) -> WriteResult:
        """Set the speed of its fan: one of `feature.fans`."""
        return await self._carry_out(self.feature.plan_fan(fan), timeout=timeout)


class Dehumidifier(Humidifier):
    """One dehumidifier."""

    kind: ClassVar[FeatureKind] = FeatureKind.DEHUMIDIFIER
