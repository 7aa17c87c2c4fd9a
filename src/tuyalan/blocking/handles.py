"""The handles of `tuyalan.client.handles` for programs that do not use asyncio: every method blocks until the outcome is known.

One line a method; what they do is written once, there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, cast

from tuyalan.client.handles import climate as _climate
from tuyalan.client.handles import doing as _doing
from tuyalan.client.handles import lighting as _lighting
from tuyalan.client.handles import opening as _opening
from tuyalan.client.handles import remotes as _remotes
from tuyalan.client.handles import setting as _setting
from tuyalan.client.handles import telling as _telling
from tuyalan.client.handles.remotes import LEARN_TIMEOUT
from tuyalan.model.features import (
    alarm,
    climate,
    cover,
    fan,
    feature,
    feeder,
    humidity,
    infrared,
    light,
    lock,
    meter,
    single,
    siren,
    switch,
    vacuum,
    valve,
    water_heater,
)
from tuyalan.model.features.feature import Feature, State
from tuyalan.model.forms.radio import TIMES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from tuyalan.client.handles.handle import StateWatch
    from tuyalan.client.writes import WriteResult
    from tuyalan.model.features.alarm import AlarmMode
    from tuyalan.model.features.climate import ClimateMode
    from tuyalan.model.features.feature import FeatureKind
    from tuyalan.model.forms.colour import Colour
    from tuyalan.model.forms.headkey import HeadKey
    from tuyalan.model.forms.pulses import Signal
    from tuyalan.sync import Device, Watch

H = TypeVar("H")
F = TypeVar("F", bound=Feature)
S = TypeVar("S", bound=State)
T = TypeVar("T")


class Handle(Generic[H, F, S]):
    """One feature of one device."""

    def __init__(self, device: Device, handle: H) -> None:
        """Take the device and the handle that does the work; made by `Device.light` and the like."""
        self._device = device
        self._handle: Any = handle

    @property
    def device(self) -> Device:
        """The device that it is a part of."""
        return self._device

    @property
    def kind(self) -> FeatureKind:
        """What it is."""
        return cast("FeatureKind", self._handle.kind)

    @property
    def key(self) -> str:
        """What tells it from other features of the device; never changes."""
        return cast("str", self._handle.key)

    @property
    def name(self) -> str:
        """What people call it: its own name, or that of the device if the device is there for it."""
        return cast("str", self._handle.name)

    @property
    def feature(self) -> F:
        """What it has and what it can do, as far as known now."""
        return cast("F", self._handle.feature)

    @property
    def state(self) -> S:
        """What it is doing, by what was heard last; unknown is `None`."""
        return cast("S", self._handle.state)

    def watch(self) -> Watch[S]:
        """Iterate over what it does from now on: `for state in light.watch()`."""
        return self._device._watch(self._make_watch)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - a handle is a part of its device

    def __repr__(self) -> str:
        """Return kind, key and device."""
        return repr(self._handle)

    def _make_watch(self) -> StateWatch[S]:
        return cast("StateWatch[S]", self._handle.watch())

    def _run(self, ask: Callable[[H], Coroutine[Any, Any, T]]) -> T:
        return self._device._call(lambda: ask(cast("H", self._handle)))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - a handle is a part of its device


class Switch(Handle[_lighting.Switch, switch.Switch, switch.SwitchState]):
    """One switch: a channel of a plug, strip or wall switch, or a setting that is on or off."""

    def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return self._run(lambda handle: handle.turn_on(timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

    def toggle(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it over, by what it was last heard to be."""
        return self._run(lambda handle: handle.toggle(timeout=timeout))


class Light(Handle[_lighting.Light, light.Light, light.LightState]):
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

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

    def toggle(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it over, by what it was last heard to be."""
        return self._run(lambda handle: handle.toggle(timeout=timeout))


class Cover(Handle[_opening.Cover, cover.Cover, cover.CoverState]):
    """One curtain, blind, shutter, awning or garage door."""

    def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return self._run(lambda handle: handle.open(timeout=timeout))

    def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return self._run(lambda handle: handle.close(timeout=timeout))

    def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Stop it where it is."""
        return self._run(lambda handle: handle.stop(timeout=timeout))

    def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Move it to a position: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.move_to(percent, timeout=timeout))

    def tilt_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Turn its slats: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.tilt_to(percent, timeout=timeout))


class Valve(Handle[_opening.Valve, valve.Valve, valve.ValveState]):
    """One valve, of water or gas."""

    def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return self._run(lambda handle: handle.open(timeout=timeout))

    def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return self._run(lambda handle: handle.close(timeout=timeout))

    def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Open it so far: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.move_to(percent, timeout=timeout))


class Lock(Handle[_opening.Lock, lock.Lock, lock.LockState]):
    """One lock."""

    def lock(self, *, timeout: float | None = None) -> WriteResult:
        """Lock it."""
        return self._run(lambda handle: handle.lock(timeout=timeout))

    def unlock(self, *, timeout: float | None = None) -> WriteResult:
        """Unlock it."""
        return self._run(lambda handle: handle.unlock(timeout=timeout))


class Climate(Handle[_climate.Climate, climate.Climate, climate.ClimateState]):
    """One thermostat, air conditioner or heater."""

    def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return self._run(lambda handle: handle.turn_on(timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

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


class WaterHeater(Handle[_climate.WaterHeater, water_heater.WaterHeater, water_heater.WaterHeaterState]):
    """One water heater."""

    def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return self._run(lambda handle: handle.turn_on(timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

    def set_target(self, temperature: float, *, timeout: float | None = None) -> WriteResult:
        """Set the temperature that is wanted, in the unit of its state."""
        return self._run(lambda handle: handle.set_target(temperature, timeout=timeout))

    def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it heats: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Fan(Handle[_climate.Fan, fan.Fan, fan.FanState]):
    """One fan."""

    def turn_on(
        self, *, percent: float | None = None, preset: str | None = None, timeout: float | None = None
    ) -> WriteResult:
        """Switch it on, at a speed or with a preset."""
        return self._run(lambda handle: handle.turn_on(percent=percent, preset=preset, timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

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


class Humidifier(Handle[_climate.Humidifier, humidity.Humidifier, humidity.HumidifierState]):
    """One humidifier."""

    def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return self._run(lambda handle: handle.turn_on(timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))

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


class Vacuum(Handle[_doing.Vacuum, vacuum.Vacuum, vacuum.VacuumState]):
    """One vacuum cleaner."""

    def start(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean."""
        return self._run(lambda handle: handle.start(timeout=timeout))

    def pause(self, *, timeout: float | None = None) -> WriteResult:
        """Let it wait where it is."""
        return self._run(lambda handle: handle.pause(timeout=timeout))

    def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean no more."""
        return self._run(lambda handle: handle.stop(timeout=timeout))

    def return_home(self, *, timeout: float | None = None) -> WriteResult:
        """Send it back to its station."""
        return self._run(lambda handle: handle.return_home(timeout=timeout))

    def clean_spot(self, *, timeout: float | None = None) -> WriteResult:
        """Let it clean where it is."""
        return self._run(lambda handle: handle.clean_spot(timeout=timeout))

    def locate(self, *, timeout: float | None = None) -> WriteResult:
        """Let it say where it is."""
        return self._run(lambda handle: handle.locate(timeout=timeout))

    def set_suction(self, suction: str, *, timeout: float | None = None) -> WriteResult:
        """Set how hard it sucks: one of `feature.suctions`."""
        return self._run(lambda handle: handle.set_suction(suction, timeout=timeout))

    def set_mode(self, mode: str, *, timeout: float | None = None) -> WriteResult:
        """Set how it cleans: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Feeder(Handle[_doing.Feeder, feeder.Feeder, feeder.FeederState]):
    """One feeder of animals."""

    def feed(self, portions: int | None = None, *, timeout: float | None = None) -> WriteResult:
        """Give food now, once whatever the connection does."""
        return self._run(lambda handle: handle.feed(portions, timeout=timeout))


class Siren(Handle[_doing.Siren, siren.Siren, siren.SirenState]):
    """One siren."""

    def turn_on(
        self,
        *,
        tone: str | None = None,
        volume: float | None = None,
        duration: float | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Sound it."""
        return self._run(lambda handle: handle.turn_on(tone=tone, volume=volume, duration=duration, timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Silence it."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))


class Alarm(Handle[_doing.Alarm, alarm.Alarm, alarm.AlarmState]):
    """One alarm system."""

    def set_mode(self, mode: AlarmMode | str, *, timeout: float | None = None) -> WriteResult:
        """Arm or disarm it: one of `feature.modes`."""
        return self._run(lambda handle: handle.set_mode(mode, timeout=timeout))


class Button(Handle[_doing.Button, single.Button, feature.State]):
    """Something that is only told to happen."""

    def press(self, *, timeout: float | None = None) -> WriteResult:
        """Tell it, once whatever the connection does."""
        return self._run(lambda handle: handle.press(timeout=timeout))


class Number(Handle[_setting.Number, single.Number, single.NumberState]):
    """One number that can be set."""

    def set(self, value: float, *, timeout: float | None = None) -> WriteResult:
        """Set it, in its unit."""
        return self._run(lambda handle: handle.set(value, timeout=timeout))


class Select(Handle[_setting.Select, single.Select, single.SelectState]):
    """One choice."""

    def choose(self, option: str, *, timeout: float | None = None) -> WriteResult:
        """Choose one of `feature.options`."""
        return self._run(lambda handle: handle.choose(option, timeout=timeout))


class Text(Handle[_setting.Text, single.Text, single.TextState]):
    """One text, or packed value."""

    def set(self, value: object, *, timeout: float | None = None) -> WriteResult:
        """Set it."""
        return self._run(lambda handle: handle.set(value, timeout=timeout))


class Sensor(Handle[_telling.Sensor, single.Sensor, single.SensorState]):
    """One thing that is measured or told."""


class BinarySensor(Handle[_telling.BinarySensor, single.BinarySensor, single.BinarySensorState]):
    """One thing that is there or not."""


class Meter(Handle[_telling.Meter, meter.Meter, meter.MeterState]):
    """One meter of electricity."""

    @property
    def total(self) -> float | None:
        """What was used in all, in the unit of its energy property, whether it reports increments or totals."""
        return cast("float | None", self._handle.total)


class Event(Handle[_telling.Event, single.Event, single.EventState]):
    """Something that happens: a button pressed, a bell rung. `watch` yields each time."""


class Infrared(Handle[_remotes.Infrared, infrared.Infrared, infrared.InfraredState]):
    """One infrared blaster."""

    def send(self, code: Signal | HeadKey, *, timeout: float | None = None) -> WriteResult:
        """Send a signal, or a code of the maker's library, once whatever the connection does."""
        return self._run(lambda handle: handle.send(code, timeout=timeout))

    def learn(self, *, timeout: float = LEARN_TIMEOUT) -> Signal:
        """Wait for a key of a remote control that is held before the blaster, and return its signal."""
        return self._run(lambda handle: handle.learn(timeout=timeout))


class Radio(Handle[_remotes.Radio, infrared.Radio, infrared.RadioState]):
    """One radio blaster."""

    def send(self, code: str, *, times: int = TIMES, timeout: float | None = None) -> WriteResult:
        """Send a learnt code, once whatever the connection does."""
        return self._run(lambda handle: handle.send(code, times=times, timeout=timeout))

    def learn(self, *, frequency: str = "0", timeout: float = LEARN_TIMEOUT) -> str:
        """Wait for a key of a remote control that is held before the blaster, and return its code."""
        return self._run(lambda handle: handle.learn(frequency=frequency, timeout=timeout))


HANDLES: Final[Mapping[type, type[Handle[Any, Any, Any]]]] = {
    _lighting.Switch: Switch,
    _lighting.Light: Light,
    _opening.Cover: Cover,
    _opening.Valve: Valve,
    _opening.Lock: Lock,
    _climate.Climate: Climate,
    _climate.WaterHeater: WaterHeater,
    _climate.Fan: Fan,
    _climate.Purifier: Purifier,
    _climate.Humidifier: Humidifier,
    _climate.Dehumidifier: Dehumidifier,
    _doing.Vacuum: Vacuum,
    _doing.Feeder: Feeder,
    _doing.Siren: Siren,
    _doing.Alarm: Alarm,
    _doing.Button: Button,
    _setting.Number: Number,
    _setting.Select: Select,
    _setting.Text: Text,
    _telling.Sensor: Sensor,
    _telling.BinarySensor: BinarySensor,
    _telling.Meter: Meter,
    _telling.Event: Event,
    _remotes.Infrared: Infrared,
    _remotes.Radio: Radio,
}
"""By the handle that does the work."""


def wrap(device: Device, handle: object) -> Handle[Any, Any, Any]:
    """Return the blocking face of a handle."""
    make = cast("type[Handle[Any, Any, Any]]", HANDLES[type(handle)])
    return make(device, handle)
