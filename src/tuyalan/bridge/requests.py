"""Requests to the bridge, typed: `tuyalan/bridge/request/device/rename` and its payload in, a frozen request out.

And the answers to them. Pure; `serving` does what is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.bridge import payloads
from tuyalan.errors import MessageError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.errors import TuyalanError

MAX_NAME: Final = 200
"""Longest name of a request that is repeated in its answer, in characters."""


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
}
"""All requests, by the end of their topics."""
_ELSEWHERE: Final[Mapping[str, str]] = {
    # With keys it would hand them to all who read the broker, without keys it would bring back no device.
    "backup": "Keys never leave by MQTT, so copy the files of the hub: docs/how-to/run-the-hub.md says which.",
    "permit_join": "Pair the device with the maker's app, then ask for device/add with its id and key.",
}
"""What zigbee2mqtt has and this bridge has not, on purpose; and what to do in its place."""
_FIRST: Final[Mapping[type[Request], str]] = {
    AddGroup: "name",
    RemoveDevice: "id",
    RefreshDevice: "id",
    RemoveGroup: "id",
}
"""What a payload means that is a bare name."""
_ALIASES: Final[Mapping[type[Request], Mapping[str, str]]] = {AddGroup: {"friendly_name": "name"}}
"""Fields as zigbee2mqtt calls them."""


class Asked(msgspec.Struct, frozen=True):
    """A request, or what is wrong with it, and what to repeat in the answer."""

    name: str
    """The end of the topic it is answered on."""
    request: Request | None
    problem: MessageError | None = None
    transaction: Json = None


def parse(name: str, payload: bytes) -> Asked:
    """Return what is asked for; whatever is wrong is told in the answer, so nothing is raised."""
    transaction: Json = None
    name = name[:MAX_NAME]
    kind = KINDS.get(name)
    if kind is None:
        hint = _ELSEWHERE.get(name) or f"Ask for one of: {', '.join(KINDS)}."
        problem = MessageError(f"there is no request {name!r}", hint=hint)
        return Asked(name, None, problem)
    try:
        fields = _parse_fields(kind, payloads.parse_text(payload))
        transaction = fields.pop("transaction", None)
        request = msgspec.convert(fields, kind)
    except MessageError as error:
        return Asked(name, None, error, transaction)
    except msgspec.ValidationError as error:
        # The message of msgspec names types and places, never values, so no key can be in it.
        names = ", ".join(field.encode_name for field in msgspec.structs.fields(kind)) or "none"
        problem = MessageError(str(error), hint=f"The fields of a request {name} are: {names}.")
        return Asked(name, None, problem, transaction)
    return Asked(name, request, None, transaction)


def _parse_fields(kind: type[Request], text: str) -> dict[str, Json]:
    if not text:
        return {}
    first = _FIRST.get(kind)
    if first is not None and not text.startswith("{"):
        return {first: payloads.parse_scalar(text)}
    fields = payloads.parse_object(text)
    aliases = _ALIASES.get(kind, {})
    return {aliases.get(field, field): value for field, value in fields.items()}


def build_response(data: Mapping[str, Json], *, transaction: Json = None) -> bytes:
    """Return the answer to a request that was carried out."""
    return _build({"data": data, "status": "ok"}, transaction)


def build_refusal(error: TuyalanError, *, transaction: Json = None) -> bytes:
    """Return the answer to a request that was not carried out."""
    return _build({"data": {}, "status": "error", **payloads.describe_error(error)}, transaction)


def _build(answer: dict[str, Json], transaction: Json) -> bytes:
    if transaction is not None:
        answer["transaction"] = transaction
    return payloads.encode(answer)
