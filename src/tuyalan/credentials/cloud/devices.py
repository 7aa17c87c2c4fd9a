"""Devices as the maker's cloud describes them, to credentials; children to their gateways.

Pure. What says where somebody lives, who they are, or under which address the internet sees them is left behind.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.credentials.base import Credential, Problem
from tuyalan.model.imports.plain import as_text, pick
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import Json

HUB_CATEGORIES: Final = frozenset(
    {
        "wgsxj", "lyqwg", "bywg", "zigbee", "wg2", "dgnzk", "videohub",
        "xnwg", "qtyycp", "alexa_yywg", "gywg", "cnwg", "wnykq", "wfcon",
    }
)  # fmt: skip
"""The maker's codes for kinds of devices that children hang on."""

_ID: Final = re.compile(r"[\x21-\x7e]{4,64}")
_MAC: Final = re.compile(r"[0-9a-f]{12}")
_NAME_LENGTH: Final = 200
_WORD_LENGTH: Final = 64


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One device in a list of the cloud."""

    credential: Credential
    shared_key: LocalKey | None = None
    """The key that the cloud gives for a child: that of its gateway."""
    problems: tuple[Problem, ...] = ()


def read_id(fields: Mapping[str, Json]) -> str:
    """Return the id of a device in a list of the cloud; empty where it has none."""
    value = fields.get("id")
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def read_device(
    fields: Mapping[str, Json],
    *,
    source: str,
    as_of: float,
    home: str = "",
    room: str = "",
    hardware: Mapping[str, Json] | None = None,
) -> Listed | None:
    """Return what the cloud says of one device; None where it has no id.

    Args:
        fields: The object in the list of devices.
        source: Where it comes from, for people.
        as_of: When the cloud was asked, in seconds since 1970.
        home: The name of the home.
        room: The name of the room.
        hardware: What the factory noted, where it was asked for: MAC address, serial number.
    """
    device_id = read_id(fields)
    if not device_id:
        return None
    known = dict(fields) | {name: value for name, value in (hardware or {}).items() if value}
    is_child = known.get("sub") is True
    key, problems = _read_key(known, device_id)
    serial = as_text(known.get("sn"), limit=_WORD_LENGTH)
    credential = Credential(
        id=device_id,
        key=None if is_child else key,
        name=as_text(known.get("name"), limit=_NAME_LENGTH),
        room=as_text(room, limit=_NAME_LENGTH),
        home=as_text(home, limit=_NAME_LENGTH),
        product_key=_read_word(known, "product_id"),
        product_name=as_text(known.get("product_name"), limit=_NAME_LENGTH),
        category=_read_word(known, "category"),
        mac=_read_mac(known.get("mac")),
        uuid=_read_word(known, "uuid"),
        parent=_read_word(known, "gateway_id", "parent_id") or None,
        cid=_read_word(known, "node_id") or None if is_child else None,
        is_child=is_child,
        source=source,
        as_of=as_of,
        extra={"sn": serial} if serial else {},
    )
    return Listed(credential=credential, shared_key=key if is_child else None, problems=problems)


def link_children(listed: Iterable[Listed]) -> tuple[tuple[Credential, ...], tuple[Problem, ...]]:
    """Return all devices, children with their gateways, and what could not be used.

    The cloud seldom names the gateway; it is the device whose key the child has, or else the only hub of the home.
    """
    devices = tuple(listed)
    owners = [each.credential for each in devices if not each.credential.is_child]
    problems = [problem for each in devices for problem in each.problems]
    linked: list[Credential] = []
    for each in devices:
        child = each.credential
        if child.is_child and child.parent is None:
            gateway = _find_gateway(each, owners)
            if gateway is None:
                problems.append(Problem(device_id=child.id, reason="the gateway that it hangs on is not told"))
            else:
                child = msgspec.structs.replace(child, parent=gateway.id)
        linked.append(child)
    return tuple(linked), tuple(problems)


def _find_gateway(each: Listed, owners: list[Credential]) -> Credential | None:
    same = [owner for owner in owners if each.shared_key is not None and owner.key == each.shared_key]
    if not same:
        same = [owner for owner in owners if owner.category in HUB_CATEGORIES and owner.home == each.credential.home]
    hubs = [owner for owner in same if owner.category in HUB_CATEGORIES] or same
    return hubs[0] if len(hubs) == 1 else None


def _read_key(fields: Mapping[str, Json], device_id: str) -> tuple[LocalKey | None, tuple[Problem, ...]]:
    text = fields.get("local_key")
    if not isinstance(text, str) or not text:
        if fields.get("sub") is True:
            return None, ()
        return None, (Problem(device_id=device_id, reason=_WITHHELD),)
    try:
        return LocalKey(text), ()
    except ValueError as error:
        return None, (Problem(device_id=device_id, reason=f"its key cannot be used: {error}"),)


_WITHHELD: Final = "the cloud gives no key for it, as it does with some that others share; ask their owner for it"


def _read_word(fields: Mapping[str, Json], *names: str) -> str:
    return as_text(pick(dict(fields), names), limit=_WORD_LENGTH)


def _read_mac(value: Json) -> str:
    digits = re.sub(r"[^0-9a-f]", "", value.lower()) if isinstance(value, str) else ""
    return ":".join(re.findall("..", digits)) if _MAC.fullmatch(digits) else ""
