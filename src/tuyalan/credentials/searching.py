"""A JSON value to the objects in it that describe devices with keys, wherever they are, each with what surrounds it.

Pure. Programs wrap the same objects in lists, maps by id, configuration entries and texts inside of texts; so nothing
follows paths, and every object is looked at.
"""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.credentials.texts import parse_inner
from tuyalan.model.imports.plain import as_text
from tuyalan.vocabulary import Json, as_object

if TYPE_CHECKING:
    from collections.abc import Iterator

ID_NAMES: Final = ("devId", "dev_id", "device_id", "deviceId", "gwId", "id", "_id")
"""How programs call the id of a device; the first one that is not empty counts, so the plainest stand last."""

STRONG_KEY_NAMES: Final = ("local_key", "localKey", "localkey", "deviceKey", "devKey")
"""How programs call the local key so that nothing else can be meant."""

PARENT_NAMES: Final = ("parent", "parent_id", "parentId", "gateway_id", "gatewayId", "communicationId")
CID_NAMES: Final = ("node_id", "nodeId", "cid", "device_cid")

_COMPANIONS: Final = frozenset(
    {
        *("name", "type", "template", "schema", "ip", "address", "version", "ver", "protocol", "active"),
        *("mac", "uuid", "product_id", "productId", "productKey", "product_name", "subDevices", "cid", "node_id"),
    }
)
"""Fields of which one stands beside a `key` that is a local key."""

_CHILDREN: Final = frozenset({"subDevices", "children", "sub_devices"})
_LABELS: Final = ("title", "label")

MAX_OBJECTS: Final = 500_000
"""Most objects and lists looked at in one file."""

MAX_DEPTH: Final = 24
"""How deep below the top they are looked for, texts inside of texts counted."""

_MIN_TEXT: Final = 20
"""Shortest text that can hold a device with its key."""

_ID: Final = re.compile(r"[\x21-\x7e]{4,64}")
_LONG_ID: Final = re.compile(r"(?=\D*\d)[0-9A-Za-z]{16,26}")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One object that describes a device; nothing of it is checked."""

    fields: dict[str, Json]

    label: str = ""
    """What the objects around it are called, for want of a name of its own."""

    hint: str = ""
    """The last field on the way that looks like the id of a device."""

    parent: str | None = None
    """The device in whose list of children it stands."""


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """A value on the way, with what the way says."""

    value: Json
    depth: int = 0
    label: str = ""
    hint: str = ""
    parent: str | None = None


def find_entries(value: Json) -> Iterator[Entry]:
    """Yield each object that describes a device, outer ones first."""
    places = deque([_Place(value=value)])
    for _ in range(MAX_OBJECTS):
        if not places:
            return
        place = places.popleft()
        inner = parse_inner(place.value) if isinstance(place.value, str) else place.value
        if isinstance(inner, dict):
            fields = _overlay(cast("dict[str, Json]", inner))
            if is_device(fields) or (place.parent and find_id(fields)):
                yield Entry(fields=fields, label=place.label, hint=place.hint, parent=place.parent)
            if place.depth < MAX_DEPTH:
                places.extend(_step_into(fields, place))
        elif isinstance(inner, str) and place.depth < MAX_DEPTH:
            places.append(msgspec.structs.replace(place, value=inner, depth=place.depth + 1))
        elif isinstance(inner, list) and place.depth < MAX_DEPTH:
            items = cast("list[Json]", inner)
            places.extend(
                msgspec.structs.replace(place, value=item, depth=place.depth + 1) for item in items if _may_hold(item)
            )


def is_device(fields: dict[str, Json]) -> bool:
    """Tell whether an object describes a device: by a key that can be nothing else, or by the company it keeps."""
    if any(isinstance(fields.get(name), str) for name in STRONG_KEY_NAMES):
        return True
    if find_id(fields) and isinstance(fields.get("key"), str) and not _COMPANIONS.isdisjoint(fields):
        return True
    return bool(find_id(fields) and find_text(fields, CID_NAMES) and (fields.get("sub") or _names_parent(fields)))


def find_id(fields: dict[str, Json]) -> str:
    """Return the id of the device that an object describes, empty if it names none."""
    for name in ID_NAMES:
        value = fields.get(name)
        if isinstance(value, str) and _ID.fullmatch(value) and "redacted" not in value.lower():
            # ioBroker puts the path of the object before it: tuya.0.bf0123...
            return value.rsplit(".", 1)[-1] if name == "_id" else value
    return ""


def find_text(fields: dict[str, Json], names: tuple[str, ...]) -> str:
    """Return the first of some fields that is a text and not empty, or an empty text."""
    return next((text for name in names if isinstance(text := fields.get(name), str) and text), "")


def _names_parent(fields: dict[str, Json]) -> bool:
    return find_text(fields, PARENT_NAMES) not in {"", find_id(fields)}


def _overlay(fields: dict[str, Json]) -> dict[str, Json]:
    """Put the options of a configuration entry of Home Assistant over its data: they are what the owner changed."""
    data, options = fields.get("data"), fields.get("options")
    if "domain" in fields and isinstance(data, dict) and isinstance(options, dict):
        merged = cast("dict[str, Json]", data) | cast("dict[str, Json]", options)
        return {name: value for name, value in fields.items() if name != "options"} | {"data": merged}
    return fields


def _step_into(fields: dict[str, Json], place: _Place) -> Iterator[_Place]:
    common = fields.get("common")
    named = as_object(common)
    own = find_text(fields, _LABELS) or find_text(named, ("name",))
    label = as_text(own, limit=200) or place.label
    found = find_id(fields) if is_device(fields) else ""
    tail = find_id({"_id": fields.get("_id")})
    hint = tail if _LONG_ID.fullmatch(tail) else place.hint
    for name, value in fields.items():
        if _may_hold(value):
            last = name.rsplit(".", 1)[-1].rsplit(":", 1)[-1]
            yield _Place(
                value=value,
                depth=place.depth + 1,
                label=label,
                hint=last if _LONG_ID.fullmatch(last) else hint,
                parent=found if found and name in _CHILDREN else place.parent if not found else None,
            )


def _may_hold(value: Json) -> bool:
    return isinstance(value, dict | list) or (isinstance(value, str) and len(value) >= _MIN_TEXT)
