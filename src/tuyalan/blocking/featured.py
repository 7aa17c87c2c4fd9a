"""What a device is made of, by kind, for programs without asyncio: the same names as in `tuyalan.client.featured`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuyalan.blocking.handles.climate import Climate, Dehumidifier, Fan, Humidifier, Purifier, WaterHeater
    from tuyalan.blocking.handles.doing import Alarm, Button, Feeder, Siren, Vacuum
    from tuyalan.blocking.handles.lighting import Light, Switch
    from tuyalan.blocking.handles.opening import Cover, Lock, Valve
    from tuyalan.blocking.handles.remotes import Infrared, Radio
    from tuyalan.blocking.handles.setting import Number, Select, Text
    from tuyalan.blocking.handles.telling import BinarySensor, Event, Meter, Sensor


class Featured:
    """The parts of a device by kind; the first of each is what the device is there for, if it is there for that."""

    def _find(self, kind: str, key: str | None) -> Any:  # noqa: ANN401 - the caller's annotation says which handle
        raise NotImplementedError

    def _list(self, kind: str) -> tuple[Any, ...]:
        raise NotImplementedError

    def switch(self, key: str | None = None) -> Switch:
        """Return its switch: the one with this key or name, else the first."""
        return self._find("switch", key)

    @property
    def switches(self) -> tuple[Switch, ...]:
        """All its switches."""
        return self._list("switch")

    def light(self, key: str | None = None) -> Light:
        """Return its light: the one with this key or name, else the first."""
        return self._find("light", key)

    @property
    def lights(self) -> tuple[Light, ...]:
        """All its lights."""
        return self._list("light")

    def cover(self, key: str | None = None) -> Cover:
        """Return its cover: the one with this key or name, else the first."""
        return self._find("cover", key)

    @property
    def covers(self) -> tuple[Cover, ...]:
        """All its covers."""
        return self._list("cover")

    def valve(self, key: str | None = None) -> Valve:
        """Return its valve: the one with this key or name, else the first."""
        return self._find("valve", key)

    @property
    def valves(self) -> tuple[Valve, ...]:
        """All its valves."""
        return self._list("valve")

    def lock(self, key: str | None = None) -> Lock:
        """Return its lock: the one with this key or name, else the first."""
        return self._find("lock", key)

    @property
    def locks(self) -> tuple[Lock, ...]:
        """All its locks."""
        return self._list("lock")

    def climate(self, key: str | None = None) -> Climate:
        """Return its climate: the one with this key or name, else the first."""
        return self._find("climate", key)

    @property
    def climates(self) -> tuple[Climate, ...]:
        """All its climates."""
        return self._list("climate")

    def water_heater(self, key: str | None = None) -> WaterHeater:
        """Return its water heater: the one with this key or name, else the first."""
        return self._find("water_heater", key)

    @property
    def water_heaters(self) -> tuple[WaterHeater, ...]:
        """All its water heaters."""
        return self._list("water_heater")

    def fan(self, key: str | None = None) -> Fan:
        """Return its fan: the one with this key or name, else the first."""
        return self._find("fan", key)

    @property
    def fans(self) -> tuple[Fan, ...]:
        """All its fans."""
        return self._list("fan")

    def purifier(self, key: str | None = None) -> Purifier:
        """Return its purifier: the one with this key or name, else the first."""
        return self._find("purifier", key)

    @property
    def purifiers(self) -> tuple[Purifier, ...]:
        """All its purifiers."""
        return self._list("purifier")

    def humidifier(self, key: str | None = None) -> Humidifier:
        """Return its humidifier: the one with this key or name, else the first."""
        return self._find("humidifier", key)

    @property
    def humidifiers(self) -> tuple[Humidifier, ...]:
        """All its humidifiers."""
        return self._list("humidifier")

    def dehumidifier(self, key: str | None = None) -> Dehumidifier:
        """Return its dehumidifier: the one with this key or name, else the first."""
        return self._find("dehumidifier", key)

    @property
    def dehumidifiers(self) -> tuple[Dehumidifier, ...]:
        """All its dehumidifiers."""
        return self._list("dehumidifier")

    def vacuum(self, key: str | None = None) -> Vacuum:
        """Return its vacuum: the one with this key or name, else the first."""
        return self._find("vacuum", key)

    @property
    def vacuums(self) -> tuple[Vacuum, ...]:
        """All its vacuums."""
        return self._list("vacuum")

    def feeder(self, key: str | None = None) -> Feeder:
        """Return its feeder: the one with this key or name, else the first."""
        return self._find("feeder", key)

    @property
    def feeders(self) -> tuple[Feeder, ...]:
        """All its feeders."""
        return self._list("feeder")

    def siren(self, key: str | None = None) -> Siren:
        """Return its siren: the one with this key or name, else the first."""
        return self._find("siren", key)

    @property
    def sirens(self) -> tuple[Siren, ...]:
        """All its sirens."""
        return self._list("siren")

    def alarm(self, key: str | None = None) -> Alarm:
        """Return its alarm: the one with this key or name, else the first."""
        return self._find("alarm", key)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All its alarms."""
        return self._list("alarm")

    def button(self, key: str | None = None) -> Button:
        """Return its button: the one with this key or name, else the first."""
        return self._find("button", key)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """All its buttons."""
        return self._list("button")

    def number(self, key: str | None = None) -> Number:
        """Return its number: the one with this key or name, else the first."""
        return self._find("number", key)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All its numbers."""
        return self._list("number")

    def select(self, key: str | None = None) -> Select:
        """Return its select: the one with this key or name, else the first."""
        return self._find("select", key)

    @property
    def selects(self) -> tuple[Select, ...]:
        """All its selects."""
        return self._list("select")

    def text(self, key: str | None = None) -> Text:
        """Return its text: the one with this key or name, else the first."""
        return self._find("text", key)

    @property
    def texts(self) -> tuple[Text, ...]:
        """All its texts."""
        return self._list("text")

    def sensor(self, key: str | None = None) -> Sensor:
        """Return its sensor: the one with this key or name, else the first."""
        return self._find("sensor", key)

    @property
    def sensors(self) -> tuple[Sensor, ...]:
        """All its sensors."""
        return self._list("sensor")

    def binary_sensor(self, key: str | None = None) -> BinarySensor:
        """Return its binary sensor: the one with this key or name, else the first."""
        return self._find("binary_sensor", key)

    @property
    def binary_sensors(self) -> tuple[BinarySensor, ...]:
        """All its binary sensors."""
        return self._list("binary_sensor")

    def meter(self, key: str | None = None) -> Meter:
        """Return its meter: the one with this key or name, else the first."""
        return self._find("meter", key)

    @property
    def meters(self) -> tuple[Meter, ...]:
        """All its meters."""
        return self._list("meter")

    def event(self, key: str | None = None) -> Event:
        """Return its event: the one with this key or name, else the first."""
        return self._find("event", key)

    @property
    def events(self) -> tuple[Event, ...]:
        """All its events."""
        return self._list("event")

    def infrared(self, key: str | None = None) -> Infrared:
        """Return its infrared blaster: the one with this key or name, else the first."""
        return self._find("infrared", key)

    @property
    def infrareds(self) -> tuple[Infrared, ...]:
        """All its infrared blasters."""
        return self._list("infrared")

    def radio(self, key: str | None = None) -> Radio:
        """Return its radio blaster: the one with this key or name, else the first."""
        return self._find("radio", key)

    @property
    def radios(self) -> tuple[Radio, ...]:
        """All its radio blasters."""
        return self._list("radio")
