"""A JSON value to the objects and lists inside of it, each with what the way to it says of its owner.

Other programs wrap the same objects differently: in a list, by device id, below `data` or `result`. So importers do not
follow paths; they look at every object for the fields they know.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.model.imports.plain import as_text, pick
from tuyalan.model.imports.points import RawPoint
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_PARTS: Final = 1_000_000
"""Most objects and lists looked at; a hundred thousand devices have fewer."""

MAX_DEPTH: Final = 16
"""How deep below the top they are looked for."""

_NAME_LENGTH: Final = 200
_ID: Final = re.compile(r"[\x21-\x7e]{4,64}")
_HINT: Final = re.compile(r"(?=\D*\d)[0-9A-Za-z]{16,26}")
_DEVICE_ID_LENGTH: Final = 18
"""Ids of devices have 20 or 22 characters, ids of products 16 or fewer."""

_REDACTED: Final = frozenset({"redacted", "**redacted**"})


class Owner(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data points a file describes; empty where it does not say."""

    device_id: str = ""
    product_key: str = ""
    category: str = ""
    name: str = ""
    """The name of the device."""
    product_name: str = ""


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """What one object of a file says of one device or product; nothing of it is checked."""

    owner: Owner
    points: tuple[RawPoint, ...] = ()
    is_weak: bool = False
    """Whether any other description is better: this one was seen, not declared."""
    problem: str = ""
    """Why there are no points, and what to do about it, as a clause."""
    device_file: str = ""
    """The device file of tuya-local that is in use."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One object or list of a file."""

    value: dict[str, Json] | list[Json]
    key: str = ""
    """The field that holds it; empty inside of a list."""
    hint: str = ""
    """The last field on the way that looks like the id of a device or product."""

    @property
    def fields(self) -> dict[str, Json]:
        """The fields of an object; a list has none."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Json]:
        """The items of a list; an object has none."""
        return self.value if isinstance(self.value, list) else []


def list_parts(value: Json) -> tuple[list[Part], bool]:
    """Return the objects and lists in `value`, outer ones first, and whether that is all of them."""
    parts: list[Part] = []
    layer = list(_wrap(value, "", ""))
    for _ in range(MAX_DEPTH):
        if len(parts) + len(layer) > MAX_PARTS:
            return parts + layer[: MAX_PARTS - len(parts)], False
        parts += layer
        layer = [inner for part in layer for inner in _open(part)]
        if not layer:
            return parts, True
    return parts, False


def find_owner(part: Part) -> Owner:
    """Return what an object says of the device that it describes, or the way to it."""
    fields = part.fields
    device_id = _parse_id(pick(fields, ("id", "device_id", "devId", "dev_id", "gwId")))
    product_key = _parse_id(pick(fields, ("product_id", "productId", "product_key", "productKey", "pid")))
    if not device_id and not product_key:
        device_id, product_key = (part.hint, "") if len(part.hint) >= _DEVICE_ID_LENGTH else ("", part.hint)
    return Owner(
        device_id=device_id,
        product_key=product_key,
        category=as_text(fields.get("category"), limit=32),
        name=as_text(pick(fields, ("name", "friendly_name")), limit=_NAME_LENGTH),
        product_name=as_text(pick(fields, ("product_name", "productName")), limit=_NAME_LENGTH),
    )


def _parse_id(value: Json) -> str:
    if not isinstance(value, str) or value.lower() in _REDACTED:
        return ""
    return value if _ID.fullmatch(value) else ""


def _open(part: Part) -> Iterator[Part]:
    for item in part.items:
        yield from _wrap(item, "", part.hint)
    for key, item in part.fields.items():
        yield from _wrap(item, key, key if _HINT.fullmatch(key) else part.hint)


def _wrap(value: Json, key: str, hint: str) -> Iterator[Part]:
    if isinstance(value, dict | list) and value:
        yield Part(value=cast("dict[str, Json] | list[Json]", value), key=key, hint=hint)
