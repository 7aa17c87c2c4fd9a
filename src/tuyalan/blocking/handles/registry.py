"""Which blocking handle goes with which of asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from tuyalan.blocking.handles import climate, doing, lighting, opening, remotes, setting, telling
from tuyalan.client.handles import climate as _climate
from tuyalan.client.handles import doing as _doing
from tuyalan.client.handles import lighting as _lighting
from tuyalan.client.handles import opening as _opening
from tuyalan.client.handles import remotes as _remotes
from tuyalan.client.handles import setting as _setting
from tuyalan.client.handles import telling as _telling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.blocking.handles.handle import Handle
    from tuyalan.sync import Device

HANDLES: Final[Mapping[type, type[Handle[Any, Any, Any]]]] = {
    _lighting.Switch: lighting.Switch,
    _lighting.Light: lighting.Light,
    _opening.Cover: opening.Cover,
    _opening.Valve: opening.Valve,
    _opening.Lock: opening.Lock,
    _climate.Climate: climate.Climate,
    _climate.WaterHeater: climate.WaterHeater,
    _climate.Fan: climate.Fan,
    _climate.Purifier: climate.Purifier,
    _climate.Humidifier: climate.Humidifier,
    _climate.Dehumidifier: climate.Dehumidifier,
    _doing.Vacuum: doing.Vacuum,
    _doing.Feeder: doing.Feeder,
    _doing.Siren: doing.Siren,
    _doing.Alarm: doing.Alarm,
    _doing.Button: doing.Button,
    _setting.Number: setting.Number,
    _setting.Select: setting.Select,
    _setting.Text: setting.Text,
    _telling.Sensor: telling.Sensor,
    _telling.BinarySensor: telling.BinarySensor,
    _telling.Meter: telling.Meter,
    _telling.Event: telling.Event,
    _remotes.Infrared: remotes.Infrared,
    _remotes.Radio: remotes.Radio,
}
"""By the handle that does the work."""


def wrap(device: Device, handle: object) -> Handle[Any, Any, Any]:
    """Return the blocking face of a handle."""
    make = cast("type[Handle[Any, Any, Any]]", HANDLES[type(handle)])
    return make(device, handle)
