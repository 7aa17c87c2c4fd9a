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
        ResponseTimeoutError,
        TuyalanError,
        UnreachableError,
    )
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.model.device import DeviceModel, PropertyChange
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
        "BadValueError": "tuyalan.errors",
        "BusyError": "tuyalan.errors",
        "Cause": "tuyalan.session.events",
        "Child": "tuyalan.client.child",
        "Colour": "tuyalan.model.forms.colour",
        "ConnectionChange": "tuyalan.client.audience",
        "ConnectionLostError": "tuyalan.errors",
        "Device": "tuyalan.client.device",
        "DeviceModel": "tuyalan.model.device",
        "DeviceRecord": "tuyalan.storage",
        "DeviceRefusedError": "tuyalan.errors",
        "DeviceStore": "tuyalan.storage",
        "Dialect": "tuyalan.session.dialect",
        "DpValue": "tuyalan.client.state",
        "Found": "tuyalan.client.discovery",
        "KeyRejectedError": "tuyalan.errors",
        "Knowledge": "tuyalan.knowledge.gathering",
        "LocalKey": "tuyalan.vocabulary",
        "Network": "tuyalan.client.network",
        "Options": "tuyalan.client.options",
        "Outcome": "tuyalan.client.writes",
        "Property": "tuyalan.model.property",
        "PropertyChange": "tuyalan.model.device",
        "PropertyUpdate": "tuyalan.client.watch",
        "Reading": "tuyalan.model.reading",
        "ResponseTimeoutError": "tuyalan.errors",
        "Status": "tuyalan.client.connection",
        "TuyalanError": "tuyalan.errors",
        "UnreachableError": "tuyalan.errors",
        "Update": "tuyalan.client.watch",
        "Version": "tuyalan.vocabulary",
        "Wait": "tuyalan.client.writes",
        "WriteResult": "tuyalan.client.writes",
        "scan": "tuyalan.client.discovery",
        "watch_all": "tuyalan.client.watch_all",
    }
)

__all__ = [
    "BadValueError",
    "BusyError",
    "Cause",
    "Child",
    "Colour",
    "ConnectionChange",
    "ConnectionLostError",
    "Device",
    "DeviceModel",
    "DeviceRecord",
    "DeviceRefusedError",
    "DeviceStore",
    "Dialect",
    "DpValue",
    "Found",
    "KeyRejectedError",
    "Knowledge",
    "LocalKey",
    "Network",
    "Options",
    "Outcome",
    "Property",
    "PropertyChange",
    "PropertyUpdate",
    "Reading",
    "ResponseTimeoutError",
    "Status",
    "TuyalanError",
    "UnreachableError",
    "Update",
    "Version",
    "Wait",
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
