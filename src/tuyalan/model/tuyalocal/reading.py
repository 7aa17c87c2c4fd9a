"""A parsed device file to a profile, with the list of everything that the profile does not hold."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.profile import Entity, Field, Point, PointType, Product, Profile
from tuyalan.model.tuyalocal.roles import PLATFORMS
from tuyalan.model.tuyalocal.rulereading import Neighbour, read_rules, read_span
from tuyalan.model.tuyalocal.tree import Loss, Node, shorten

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

MAX_DP: Final = 255
"""The largest id of a data point."""

MAX_MASK_DIGITS: Final = 4096
"""Most hexadecimal digits of a mask; the longest seen has some 300."""

FIELD_SIZES: Final = frozenset({1, 2, 4})
"""Sizes of packed numbers, in bytes."""

_TYPES: Final = {kind.value: kind for kind in PointType}
_ORDERS: Final = {"": False, "big": False, "little": True}
_PACKABLE: Final = frozenset({PointType.BASE64, PointType.HEX, PointType.STRING})


class Parsed(msgspec.Struct, frozen=True):
    """A profile and what of its file it does not hold."""

    profile: Profile
    losses: tuple[Loss, ...]
    entries: int
    """Data points listed in the file, whether they could be read or not."""
    lossy_entries: int
    """How many of them lost something."""


def read_profile(tree: Json, file: str) -> Parsed:
    """Return the profile in a parsed file.

    Raises:
        BadValueError: it is no device file: no mapping, no name, or nothing in it that can be used.
    """
    if not isinstance(tree, dict):
        raise BadValueError(f"it is no device file: it holds {shorten(tree)} instead of a mapping")
    losses: list[Loss] = []
    root = Node(cast("dict[Json, Json]", tree), "", losses)
    name = root.text("name")
    if not name:
        raise BadValueError("it is no device file: it has no name")
    products = [_read_product(node) for node in root.nodes("products")]
    tally = _Tally(losses)
    entities = [_read_entity(node, tally) for node in root.nodes("entities")]
    profile = Profile(
        file=file,
        name=name,
        legacy_type=root.text("legacy_type"),
        products=tuple(product for product in products if product is not None),
        entities=tuple(entity for entity in entities if entity is not None),
    )
    root.finish()
    if not profile.entities:
        raise BadValueError("it is no device file: it has no entity that can be read")
    return Parsed(profile, tuple(losses), tally.entries, tally.lossy)


class _Tally:
    """Counts data points and how many of them lost something."""

    def __init__(self, losses: list[Loss]) -> None:
        self.losses = losses
        self.entries = 0
        self.lossy = 0


def _read_product(node: Node) -> Product | None:
    """Return one product; `None` without its id."""
    product = Product(
        id=node.text("id"),
        manufacturer=node.text("manufacturer"),
        model=node.text("model"),
        model_id=node.text("model_id"),
        name=node.text("name"),
    )
    node.finish()
    if not product.id:
        node.lose("id", "a product needs one")
        return None
    return product


def _read_entity(node: Node, tally: _Tally) -> Entity | None:
    """Return one entity; `None` if it has no platform or no data point."""
    platform = node.text("entity")
    if platform not in PLATFORMS:
        node.lose("entity", f"{shorten(platform)} is no kind of entity")
    entries = node.nodes("dps")
    roles = {role: near for entry in reversed(entries) if (role := entry.text("name")) and (near := _look_at(entry))}
    points: dict[str, Point] = {}
    for entry in entries:
        known = len(tally.losses)
        point = _read_point(entry, roles)
        if point is not None and point.role in points:
            entry.lose("name", f"{point.role} occurs twice in the entity; the first counts")
        elif point is not None:
            points[point.role] = point
        tally.entries += 1
        tally.lossy += len(tally.losses) > known
    entity = Entity(
        platform=platform,
        points=tuple(points.values()),
        device_class=node.text("class"),
        name=node.text("name"),
        translation_key=node.text("translation_key"),
        translation_only_key=node.text("translation_only_key"),
        placeholders=_read_placeholders(node),
        category=node.text("category"),
        mode=node.text("mode"),
        icon=node.text("icon"),
        icon_priority=node.integer("icon_priority"),
        hidden=_read_hidden(node),
        deprecated=node.text("deprecated"),
    )
    node.finish()
    return entity if platform in PLATFORMS and points else None


def _look_at(node: Node) -> Neighbour | None:
    """Return what rules have to know of a data point; `None` if its type is unknown."""
    kind = node.take("type")
    known = _TYPES.get(kind) if isinstance(kind, str) else None
    return None if known is None else Neighbour(known, is_masked=node.has("mask"))


def _read_hidden(node: Node) -> str:
    """Return whether an entity is hidden: always, while unavailable, or never."""
    match node.take("hidden"):
        case True:
            return "true"
        case "unavailable":
            return "unavailable"
        case None | False:
            return ""
        case other:
            node.lose("hidden", f"{shorten(other)} is neither true nor unavailable")
            return ""


def _read_placeholders(node: Node) -> dict[str, str]:
    """Return what is filled into a translated name."""
    child = node.node("translation_placeholders")
    if child is None:
        return {}
    placeholders = {key: child.text(key) for key in child.keys()}  # noqa: SIM118 - a node is no mapping.
    child.finish()
    return placeholders


def _read_point(node: Node, roles: dict[str, Neighbour]) -> Point | None:
    """Return one data point; `None` if it has no usable id, type or name."""
    number, role, own = node.integer("id"), node.text("name"), _look_at(node)
    rules = read_rules(node, own, roles) if own else ()
    if number is None or not 0 < number <= MAX_DP or own is None or not role:
        node.lose("", "a data point needs an id from 1 to 255, a known type and a name")
        return None
    mask = _read_mask(node)
    little = _ORDERS.get(node.text("endianness"))
    if little is None:
        node.lose("endianness", "it is neither big nor little")
    fields = tuple(field for child in node.nodes("format") if (field := _read_field(child)) is not None)
    if fields and own.type not in _PACKABLE:
        node.lose("format", f"a {own.type.value} has no bytes")
    if mask and own.type in {PointType.BOOLEAN, PointType.JSON, PointType.UTF16B64, PointType.FLOAT}:
        node.lose("mask", f"a {own.type.value} has no bits")
    point = Point(
        id=number,
        type=own.type,
        role=role,
        readonly=node.flag("readonly") or False,
        optional=node.flag("optional") or False,
        persist=node.flag("persist") is not False,
        force=node.flag("force") or False,
        sensitive=node.flag("sensitive") or False,
        hidden=node.flag("hidden") or False,
        precision=node.integer("precision"),
        unit=node.text("unit"),
        state_class=node.text("class"),
        limits=read_span(node, "range"),
        fields=fields,
        mask=mask,
        mask_signed=node.flag("mask_signed") or False,
        little_endian=little or False,
        rules=rules,
    )
    node.finish()
    return point


def _read_mask(node: Node) -> str:
    """Return the digits of the mask, empty if there is none that can be used."""
    mask = node.text("mask")
    if not mask:
        return ""
    if len(mask) > MAX_MASK_DIGITS or not set(mask) <= set(string.hexdigits) or not int(mask, 16):
        node.lose("mask", f"{shorten(mask)} is no mask")
        return ""
    return mask


def _read_field(node: Node) -> Field | None:
    """Return one packed number; `None` without name or size."""
    name, size, limits = node.text("name"), node.integer("bytes"), read_span(node, "range")
    node.finish()
    if not name or size not in FIELD_SIZES:
        node.lose("", "a field needs a name and 1, 2 or 4 bytes")
        return None
    return Field(name, size, limits)
