"""What the bridge can be asked for: each request as a frozen value, and the end of the topic it comes on. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping


class HealthCheck(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Is the bridge well?"""


class Restart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """End the process, so that whatever started it starts it again."""


class Reload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Read devices, groups and configuration from their files again."""


class Scan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which devices announce themselves on this network?"""

    time: float = 8.0
    """How long to listen, seconds."""


class AddDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keep a device from now on."""

    id: str
    key: str = ""
    """The local key; never repeated in an answer."""
    name: str = ""
    address: str = ""
    version: str = ""
    room: str = ""
    parent: str = ""
    """The gateway, of a child."""
    cid: str = ""
    """The id of a child behind its gateway."""

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"AddDevice({self.id!r})"


class RemoveDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Keep a device no longer, and forget it."""

    id: str


class RenameDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """Call a device something else."""

    source: str
    """Its name or id; `from` in the payload."""
    to: str


class RekeyDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Use another local key for a device, because it was paired again."""

    id: str
    key: str

    def __repr__(self) -> str:
        """Leave the key out."""
        return f"RekeyDevice({self.id!r})"


class DeviceOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Change what the hub knows of a device."""

    id: str
    options: dict[str, str | None]
    """So far `room`; `null` takes an option back."""


class RefreshDevice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let a device say its state now."""

    id: str


class AddGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a group of devices."""

    name: str
    members: tuple[str, ...] = ()


class RemoveGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a group apart."""

    id: str


class RenameGroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """Call a group something else."""

    source: str
    to: str


class AddMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a device into a group."""

    group: str
    device: str


class RemoveMember(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Take a device out of a group."""

    group: str
    device: str


class AddScene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a scene of values, or give it others."""

    name: str
    values: dict[str, dict[str, Json]]
    """By device; named as in a command to it: property codes, numbers, or words such as `state` and `brightness`."""


class StoreScene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Make a scene of how devices are now."""

    name: str
    members: tuple[str, ...]
    """Devices and groups."""


class RecallScene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Bring the devices of a scene to its values."""

    id: str


class RemoveScene(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Forget a scene."""

    id: str


SceneRequest: TypeAlias = AddScene | StoreScene | RecallScene | RemoveScene
Request: TypeAlias = (
    HealthCheck
    | Restart
    | Reload
    | Scan
    | AddDevice
    | RemoveDevice
    | RenameDevice
    | RekeyDevice
    | DeviceOptions
    | RefreshDevice
    | AddGroup
    | RemoveGroup
    | RenameGroup
    | AddMember
    | RemoveMember
    | SceneRequest
)

KINDS: Final[Mapping[str, type[Request]]] = {
    "health_check": HealthCheck,
    "restart": Restart,
    "reload": Reload,
    "scan": Scan,
    "device/add": AddDevice,
    "device/remove": RemoveDevice,
    "device/rename": RenameDevice,
    "device/rekey": RekeyDevice,
    "device/options": DeviceOptions,
    "device/refresh": RefreshDevice,
    "group/add": AddGroup,
    "group/remove": RemoveGroup,
    "group/rename": RenameGroup,
    "group/members/add": AddMember,
    "group/members/remove": RemoveMember,
    "scene/add": AddScene,
    "scene/store": StoreScene,
    "scene/recall": RecallScene,
    "scene/remove": RemoveScene,
}
"""All requests, by the end of their topics."""
