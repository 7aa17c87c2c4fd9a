"""What a hub tells: things that happened to its devices, as frozen values, each with the device it happened to."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from tuyalan.client.finder import Found
from tuyalan.fleet.health import Health
from tuyalan.model.device import PropertyChange
from tuyalan.session.events import Cause
from tuyalan.vocabulary import DpId, Json


class DeviceAdded(msgspec.Struct, frozen=True):
    """A device is kept from now on."""

    device_id: str
    name: str
    time: float
    """Unix time, seconds, here and in all events."""


class DeviceRemoved(msgspec.Struct, frozen=True):
    """A device is kept no longer and is not known any more."""

    device_id: str
    name: str
    time: float


class DeviceRenamed(msgspec.Struct, frozen=True):
    """A device has another name or another room."""

    device_id: str
    name: str
    previous: str
    """The name it had; the same as now if only the room is another one."""
    room: str
    time: float


class DeviceDescribed(msgspec.Struct, frozen=True):
    """More, or something else, is known of what a device can do: its properties or features are other ones than before."""

    device_id: str
    time: float


class Changed(msgspec.Struct, frozen=True, gc=False):
    """A device reported values, the same as before or others."""

    device_id: str
    changes: tuple[PropertyChange, ...]
    """The values as properties; each tells whether it is another value than before."""
    dps: dict[DpId, Json]
    """The values as they came."""
    cause: Cause
    time: float
    device_time: float | None = None
    """What the device's own clock said: Unix seconds, or seconds since start where it has no clock."""
    merged: int = 0
    """How many earlier reports are merged into this one because its reader was slow."""


class Fired(msgspec.Struct, frozen=True, gc=False):
    """Something happened at a device: a button was pressed, somebody rang, a remote control was heard. Told once each time."""

    device_id: str
    code: str
    """The property that tells it."""
    value: object
    """What happened, for example `single_click`."""
    time: float
    device_time: float | None = None
    merged: int = 0
    """How many earlier events of the same property could not be kept because the reader was slow."""


class HealthChanged(msgspec.Struct, frozen=True):
    """A device went, came, or is away for another reason."""

    device_id: str
    health: Health
    previous: Health
    time: float


class DeviceFound(msgspec.Struct, frozen=True):
    """Somebody announced a device that is not known, or a child appeared behind a gateway; nothing of it is proven."""

    device_id: str
    found: Found
    time: float


class GroupChanged(msgspec.Struct, frozen=True):
    """A group was made, changed or removed."""

    name: str
    previous: str | None
    """The name it had; `None` if it is new."""
    is_removed: bool
    time: float


class SceneChanged(msgspec.Struct, frozen=True):
    """A scene was made, changed or removed."""

    name: str
    is_removed: bool
    time: float


HubEvent: TypeAlias = (
    DeviceAdded
    | DeviceRemoved
    | DeviceRenamed
    | DeviceDescribed
    | Changed
    | Fired
    | HealthChanged
    | DeviceFound
    | GroupChanged
    | SceneChanged
)
"""Everything that a hub tells."""


def event_key(event: HubEvent) -> str:
    """Return what a queue that is full tells neighbours by: events of the same key may become one."""
    match event:
        case Fired():
            return f"{type(event).__name__} {event.device_id} {event.code}"
        case GroupChanged() | SceneChanged():
            return f"{type(event).__name__} {event.name}"
        case _:
            return f"{type(event).__name__} {event.device_id}"


def merge_events(older: HubEvent, newer: HubEvent) -> HubEvent:
    """Make one event of two with the same key: of values the later ones win, of happenings the earlier ones are counted."""
    if isinstance(older, Changed) and isinstance(newer, Changed):
        changes = {change.property.dp: change for change in older.changes}
        for change in newer.changes:
            before = changes.get(change.property.dp)
            if before is not None:
                change = msgspec.structs.replace(  # noqa: PLW2901 - the same change, seen from further back
                    change, previous=before.previous, is_new=before.is_new or change.is_new
                )
            changes[change.property.dp] = change
        return msgspec.structs.replace(
            newer,
            changes=tuple(changes.values()),
            dps={**older.dps, **newer.dps},
            merged=older.merged + newer.merged + 1,
        )
    if isinstance(older, Fired) and isinstance(newer, Fired):
        return msgspec.structs.replace(newer, merged=older.merged + newer.merged + 1)
    if isinstance(older, HealthChanged) and isinstance(newer, HealthChanged):
        return msgspec.structs.replace(newer, previous=older.previous)
    if isinstance(older, DeviceRenamed) and isinstance(newer, DeviceRenamed):
        return msgspec.structs.replace(newer, previous=older.previous)
    return newer
