"""What rustuya-bridge says of commands, connections and devices. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge import payloads
from tuyalan.session.events import Cause
from tuyalan.wire.versions import VERSIONS, BodyForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.bridge.foreign import Order
    from tuyalan.errors import TuyalanError
    from tuyalan.vocabulary import Json, Version

_CONNECTED: Final = 0
_OFFLINE: Final = 905
_NUMBERS: Final[Mapping[str, int]] = {
    "device.timeout": 902,
    "device.silent": 902,
    "key.rejected": 914,
    "version.mismatch": 914,
}
"""Why a device does not answer, in the numbers that tinytuya gave to it and rustuya took over."""


class Listed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A device in the list of all devices. Its key is not in it: whoever may listen need not be the owner."""

    id: str
    name: str
    status: str
    """The number of what keeps it away, `0` for nothing; of a child `subdevice`, or `no parent`."""
    ip: str | None = None
    version: str | None = None
    cid: str | None = None
    parent_id: str | None = None


def tell_kind(cause: Cause, version: Version | None) -> str:
    """Return what rustuya-bridge calls a report: `active` if its body says that the device spoke by itself.

    Bodies say so since 3.4; on older versions everything is `passive`. Facts: WRITE-2.
    """
    is_said = version is not None and VERSIONS[version].body is BodyForm.ENVELOPE
    return "active" if cause is Cause.PUSH and is_said else "passive"


def tell_number(reason: str | None) -> int:
    """Return why a device does not answer, as a number; 0 if it does."""
    return _CONNECTED if reason is None else _NUMBERS.get(reason, _OFFLINE)


def build_answer(action: str, device_id: str, *, name: str = "", error: TuyalanError | None = None) -> bytes:
    """Return what rustuya-bridge says when a command was carried out, or was not.

    Args:
        action: What was asked for; empty if that could not be understood.
        device_id: The device.
        name: What it is called, where that is said too.
        error: Why it was not carried out.
    """
    answer: dict[str, Json] = {"status": "ok" if error is None else "error", "action": action, "id": device_id}
    answer |= {"name": name} if name else {}
    return payloads.encode(answer if error is None else {**answer, **payloads.describe_error(error)})


def build_connection(device_id: str, name: str, *, reason: str | None) -> bytes:
    """Return what rustuya-bridge says when a device begins or ceases to answer: an error, which number 0 is not.

    Args:
        device_id: The device.
        name: What it is called.
        reason: Why it does not answer; `None` if it does.
    """
    number = tell_number(reason)
    return payloads.encode({"errorCode": number, "errorMsg": reason or "connected", "id": device_id, "name": name})


def build_list(order: Order, devices: Sequence[Listed]) -> bytes:
    """Return what rustuya-bridge says when it is asked which devices there are: a page of them, in the order of their ids."""
    ordered = sorted(devices, key=lambda device: device.id)
    page = ordered[order.offset :][: order.limit]
    return payloads.encode(
        {
            "status": "ok",
            "action": order.action,
            "id": "bridge",
            "name": "bridge",
            "device_count": len(ordered),
            "devices": {device.id: device for device in page},
            "offset": order.offset,
            "limit": order.limit,
            "returned": len(page),
            "has_more": order.offset + len(page) < len(ordered),
        }
    )
