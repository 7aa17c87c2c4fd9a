"""A group as a device of its own: the entities that all of its members have alike, on the topics of the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.homeassistant import plain
from tuyalan.bridge.homeassistant.device import BUILDERS, add_entity, add_single
from tuyalan.bridge.homeassistant.envelope import enclose, make_slug, make_topic, mark, show_name
from tuyalan.bridge.homeassistant.place import Place
from tuyalan.bridge.sharing import find_shared

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.bridge.homeassistant.envelope import Announcement, Style
    from tuyalan.bridge.homeassistant.place import Component
    from tuyalan.bridge.sharing import Shared
    from tuyalan.bridge.topics import Topics
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature, Values
    from tuyalan.vocabulary import Json

MODEL: Final = "Group"


class GroupFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a group besides its entities."""

    id: str
    """Unique among the groups of a base topic, and kept when the group is renamed."""
    name: str
    room: str = ""
    """Of all its devices, if they are in the same."""


def build_group(
    facts: GroupFacts,
    devices: Sequence[tuple[DeviceModel, Sequence[Feature]]],
    *,
    topics: Topics,
    level: str,
    style: Style,
) -> Announcement | None:
    """Return everything that Home Assistant is told of a group; `None` if its devices have nothing alike.

    Args:
        facts: Name and room.
        devices: Its devices, and what was composed of their properties.
        topics: Where things stand.
        level: The group in topics.
        style: How it is announced.
    """
    components = _build_components(devices, Place(topics, level), style=style)
    if not components:
        return None
    owner = _make_owner(facts.id, topics)
    mark(components, owner=owner, slug=make_slug(facts.name) or f"group_{make_slug(facts.id)}", style=style)
    device: dict[str, Json] = {
        "identifiers": [f"tuyalan_{owner}"],
        "name": show_name(facts.name) or facts.id,
        "manufacturer": "Tuyalan",
        "model": MODEL,
    }
    room = show_name(facts.room)
    return enclose(
        device | ({"suggested_area": room} if room else {}),
        {"components": dict[str, "Json"](components)},
        object_id=owner,
        available=[topics.bridge("state"), topics.availability(level)],
        style=style,
    )


def make_group_topic(group_id: str, *, topics: Topics, style: Style) -> str:
    """Return where Home Assistant is told of a group."""
    return make_topic(_make_owner(group_id, topics), style=style)


def _make_owner(group_id: str, topics: Topics) -> str:
    return f"{topics.base}-group-{group_id}"


def _build_components(
    devices: Sequence[tuple[DeviceModel, Sequence[Feature]]], where: Place, *, style: Style
) -> dict[str, Component]:
    """Return the entities that fit all devices by key; one that stands alone is called as the group is."""
    found: dict[str, Component] = {}
    for shared in find_shared((features, model.values) for model, features in devices):
        feature = shared.feature
        is_allowed = _is_allowed(shared, devices, style=style)
        values = _find_values(shared, devices)
        if feature.kind in plain.KINDS:
            add_single(found, feature.key, feature, where, is_allowed=is_allowed, values=values)
        else:
            component, _ = BUILDERS[feature.kind](feature, where, values, is_allowed=is_allowed)
            add_entity(found, feature.key, component, name=feature.name or None)
    if len(found) == 1:
        next(iter(found.values()))["name"] = None
    return found


def _is_allowed(shared: Shared, devices: Sequence[tuple[DeviceModel, Sequence[Feature]]], *, style: Style) -> bool:
    """Tell whether the owner of each device has allowed what may do harm there."""
    return all(
        style.allows(model.device_id, own)
        for (model, _), own in zip(devices, shared.own, strict=True)
        if own is not None
    )


def _find_values(shared: Shared, devices: Sequence[tuple[DeviceModel, Sequence[Feature]]]) -> Values:
    """Return the values of the device whose properties the feature has, which say its unit."""
    known = (model.values for (model, _), own in zip(devices, shared.own, strict=True) if own is not None)
    return next(known)
