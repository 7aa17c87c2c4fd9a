"""What makes the air warm, cool, moist, dry, clean or moving, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.handles.switched import SwitchedHandle
from tuyalan.client.handles import climate as _climate
from tuyalan.model.features import climate, fan, humidity, water_heater

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.features.climate import ClimateMode


class Climate(SwitchedHandle[_climate.Climate, climate.Climate, climate.ClimateState]):
    """One thermostat, air conditioner or heater."""

    def set_target(self, temperature: float, *, timeout: float | None = None) -> WriteResult:
        """Set the temperature that is wanted, in the unit of its state."""
        return self._run(lambda handle: handle.set_target(temperature, timeout=timeout))

    def set_mode(self, mode: ClimateMode | str, *, timeout: float | None = None) -> WriteResult:
        """Set what it does: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))

    def set_preset(self, preset: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it decides: one of `feature.presets`."""
        return self._run(lambda handle: handle.set_preset(preset, timeout=timeout))

    def set_fan(self, fan: str, *, timeout: float | None = None) -> WriteResult:
        """Set the speed of its fan: one of `feature.fans`."""
        return self._run(lambda handle: handle.set_fan(fan, timeout=timeout))

    def set_swing(self, swing: str, *, timeout: float | None = None) -> WriteResult:
        """Set how its louvres swing: one of `feature.swings`."""
        return self._run(lambda handle: handle.set_swing(swing, timeout=timeout))

    def set_swing_horizontal(self, swing: str, *, timeout: float | None = None) -> WriteResult:
        """Set how its louvres swing sideways: one of `feature.swings_horizontal`."""
        return self._run(lambda handle: handle.set_swing_horizontal(swing, timeout=timeout))


class WaterHeater(SwitchedHandle[_climate.WaterHeater, water_heater.WaterHeater, water_heater.WaterHeaterState]):
    """One water heater."""

    def set_target(self, temperature: float, *, timeout: float | None = None) -> WriteResult:
        """Set the temperature that is wanted, in the unit of its state."""
        return self._run(lambda handle: handle.set_target(temperature, timeout=timeout))

    def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it heats: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Fan(SwitchedHandle[_climate.Fan, fan.Fan, fan.FanState]):
    """One fan."""

    def turn_on(
        self, *, percent: float | None = None, preset: str | None = None, timeout: float | None = None
    ) -> WriteResult:
        """Switch it on, at a speed or with a preset."""
        return self._run(lambda handle: handle.turn_on(percent=percent, preset=preset, timeout=timeout))

    def oscillate(self, *, timeout: float | None = None) -> WriteResult:
        """Let it swing."""
        return self._run(lambda handle: handle.oscillate(timeout=timeout))

    def hold_still(self, *, timeout: float | None = None) -> WriteResult:
        """Let it swing no more."""
        return self._run(lambda handle: handle.hold_still(timeout=timeout))

    def turn_forward(self, *, timeout: float | None = None) -> WriteResult:
        """Let it turn forward."""
        return self._run(lambda handle: handle.turn_forward(timeout=timeout))

    def turn_backward(self, *, timeout: float | None = None) -> WriteResult:
        """Let it turn the other way round."""
        return self._run(lambda handle: handle.turn_backward(timeout=timeout))


class Purifier(Fan):
    """One air purifier."""


class Humidifier(SwitchedHandle[_climate.Humidifier, humidity.Humidifier, humidity.HumidifierState]):
    """One humidifier."""

    def set_target(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Set the humidity that is wanted."""
        return self._run(lambda handle: handle.set_target(percent, timeout=timeout))

    def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it decides: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))

    def set_fan(self, fan: str, *, timeout: float | None = None) -> WriteResult:
        """Set the speed of its fan: one of `feature.fans`."""
        return self._run(lambda handle: handle.set_fan(fan, timeout=timeout))


class Dehumidifier(Humidifier):
    """One dehumidifier."""
