"""Local control of Tuya devices: protocol 3.1 to 3.5, without the maker's cloud.

    async with tuyalan.Device("eb0123456789abcdef01", key) as lamp:
        await lamp.set(20, True)

Names are loaded when they are first used, so importing the package costs next to nothing.
"""

from __future__ import annotations

import importlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.audience import ConnectionChange
    from tuyalan.client.child import Child
    from tuyalan.client.connection import Status
    from tuyalan.client.device import Device
    from tuyalan.client.discovery import Found, scan
    from tuyalan.client.handles.climate import Climate, Dehumidifier, Fan, Humidifier, Purifier, WaterHeater
    from tuyalan.client.handles.doing import Alarm, Button, Feeder, Siren, Vacuum
    from tuyalan.client.handles.handle import Handle
    from tuyalan.client.handles.lighting import Light, Switch
    from tuyalan.client.handles.opening import Cover, Lock, Valve
    from tuyalan.client.handles.remotes import Infrared, Radio
    from tuyalan.client.handles.setting import Number, Select, Text
    from tuyalan.client.handles.telling import BinarySensor, Event, Meter, Sensor
    from tuyalan.client.network import Network
    from tuyalan.client.options import Options
    from tuyalan.client.state import DpValue
    from tuyalan.client.watch import PropertyUpdate, Update
    from tuyalan.client.watch_all import watch_all
    from tuyalan.client.writes import Outcome, Wait, WriteResult
    from tuyalan.errors import (
        BadValueError,
        BusyError,
        ConnectionLostError,
        DeviceRefusedError,
        KeyRejectedError,
        NotAllowedError,
        ResponseTimeoutError,
        TuyalanError,
        UnknownFeatureError,
        UnreachableError,
    )
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.model.device import DeviceModel, PropertyChange
    from tuyalan.model.features.feature import Feature, FeatureKind
    from tuyalan.model.forms.colour import Colour
    from tuyalan.model.property import Property
    from tuyalan.model.reading import Reading
    from tuyalan.session.dialect import Dialect
    from tuyalan.session.events import Cause
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.vocabulary import LocalKey, Version

__version__: Final = "0.1.0"

_HOMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Alarm": "tuyalan.client.handles.doing",
        "BadValueError": "tuyalan.errors",
        "BinarySensor": "tuyalan.client.handles.telling",
        "BusyError": "tuyalan.errors",
        "Button": "tuyalan.client.handles.doing",
        "Cause": "tuyalan.session.events",
        "Child": "tuyalan.client.child",
        "Climate": "tuyalan.client.handles.climate",
        "Colour": "tuyalan.model.forms.colour",
        "ConnectionChange": "tuyalan.client.audience",
        "ConnectionLostError": "tuyalan.errors",
        "Cover": "tuyalan.client.handles.opening",
        "Dehumidifier": "tuyalan.client.handles.climate",
        "Device": "tuyalan.client.device",
        "DeviceModel": "tuyalan.model.device",
        "DeviceRecord": "tuyalan.storage",
        "DeviceRefusedError": "tuyalan.errors",
        "DeviceStore": "tuyalan.storage",
        "Dialect": "tuyalan.session.dialect",
        "DpValue": "tuyalan.client.state",
        "Event": "tuyalan.client.handles.telling",
        "Fan": "tuyalan.client.handles.climate",
        "Feature": "tuyalan.model.features.feature",
        "FeatureKind": "tuyalan.model.features.feature",
        "Feeder": "tuyalan.client.handles.doing",
        "Found": "tuyalan.client.discovery",
        "Handle": "tuyalan.client.handles.handle",
        "Humidifier": "tuyalan.client.handles.climate",
        "Infrared": "tuyalan.client.handles.remotes",
        "KeyRejectedError": "tuyalan.errors",
        "Knowledge": "tuyalan.knowledge.gathering",
        "Light": "tuyalan.client.handles.lighting",
        "LocalKey": "tuyalan.vocabulary",
        "Lock": "tuyalan.client.handles.opening",
        "Meter": "tuyalan.client.handles.telling",
        "Network": "tuyalan.client.network",
        "NotAllowedError": "tuyalan.errors",
        "Number": "tuyalan.client.handles.setting",
        "Options": "tuyalan.client.options",
        "Outcome": "tuyalan.client.writes",
        "Property": "tuyalan.model.property",
        "PropertyChange": "tuyalan.model.device",
        "PropertyUpdate": "tuyalan.client.watch",
        "Purifier": "tuyalan.client.handles.climate",
        "Radio": "tuyalan.client.handles.remotes",
        "Reading": "tuyalan.model.reading",
        "ResponseTimeoutError": "tuyalan.errors",
        "Select": "tuyalan.client.handles.setting",
        "Sensor": "tuyalan.client.handles.telling",
        "Siren": "tuyalan.client.handles.doing",
        "Status": "tuyalan.client.connection",
        "Switch": "tuyalan.client.handles.lighting",
        "Text": "tuyalan.client.handles.setting",
        "TuyalanError": "tuyalan.errors",
        "UnknownFeatureError": "tuyalan.errors",
        "UnreachableError": "tuyalan.errors",
        "Update": "tuyalan.client.watch",
        "Vacuum": "tuyalan.client.handles.doing",
        "Valve": "tuyalan.client.handles.opening",
        "Version": "tuyalan.vocabulary",
        "Wait": "tuyalan.client.writes",
        "WaterHeater": "tuyalan.client.handles.climate",
        "WriteResult": "tuyalan.client.writes",
        "scan": "tuyalan.client.discovery",
        "watch_all": "tuyalan.client.watch_all",
    }
)

__all__ = [
    "Alarm",
    "BadValueError",
    "BinarySensor",
    "BusyError",
    "Button",
    "Cause",
    "Child",
    "Climate",
    "Colour",
    "ConnectionChange",
    "ConnectionLostError",
    "Cover",
    "Dehumidifier",
    "Device",
    "DeviceModel",
    "DeviceRecord",
    "DeviceRefusedError",
    "DeviceStore",
    "Dialect",
    "DpValue",
    "Event",
    "Fan",
    "Feature",
    "FeatureKind",
    "Feeder",
    "Found",
    "Handle",
    "Humidifier",
    "Infrared",
    "KeyRejectedError",
    "Knowledge",
    "Light",
    "LocalKey",
    "Lock",
    "Meter",
    "Network",
    "NotAllowedError",
    "Number",
    "Options",
    "Outcome",
    "Property",
    "PropertyChange",
    "PropertyUpdate",
    "Purifier",
    "Radio",
    "Reading",
    "ResponseTimeoutError",
    "Select",
    "Sensor",
    "Siren",
    "Status",
    "Switch",
    "Text",
    "TuyalanError",
    "UnknownFeatureError",
    "UnreachableError",
    "Update",
    "Vacuum",
    "Valve",
    "Version",
    "Wait",
    "WaterHeater",
    "WriteResult",
    "__version__",
    "scan",
    "watch_all",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'tuyalan' has no attribute {name!r}")
    value: object = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
