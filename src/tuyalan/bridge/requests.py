"""Requests to the bridge, typed: `tuyalan/bridge/request/device/rename` and its payload in, a frozen request out.

And the answers to them. Pure; `serving` does what is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge import payloads
from tuyalan.bridge.asking import (
    KINDS,
    AddGroup,
    RecallScene,
    RefreshDevice,
    RemoveDevice,
    RemoveGroup,
    RemoveScene,
    Request,
)
from tuyalan.errors import MessageError
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.errors import TuyalanError

MAX_NAME: Final = 200
"""Longest name of a request that is repeated in its answer, in characters."""


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
    RecallScene: "id",
    RemoveScene: "id",
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
