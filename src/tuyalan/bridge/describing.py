"""What the bridge tells of devices, groups and itself: the retained lists that programs build their screens from.

Pure. No key, token or password is ever in them: fields are named one by one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge import payloads
from tuyalan.bridge.faces.faces import find_face
from tuyalan.bridge.publishing import list_events
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Mapping

    from tuyalan.fleet.member import Member
    from tuyalan.fleet.scenes import Scene
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import Json

READ: Final = 1
WRITE: Final = 2
ASK: Final = 4
"""The bits of `access`, as zigbee2mqtt has them: it is published, it can be set, it can be asked for."""


def describe_device(member: Member, level: str, *, is_brief: bool = False) -> dict[str, Json]:
    """Return what is told of a device.

    Args:
        member: The device.
        level: Its level in topics.
        is_brief: Leave its properties out, where the broker takes no long messages.
    """
    record, health = member.record, member.health
    device: dict[str, Json] = {
        "id": member.id,
        "friendly_name": level,
        "name": member.name,
        "room": member.room,
        "state": "online" if health.is_online else "offline",
        "reason": health.reason,
        "address": record.address,
        "version": None if record.version is None else str(record.version),
        "product_key": record.product_key,
        "gateway": record.parent,
    }
    if not is_brief:
        events = list_events(member.features)
        device["properties"] = [describe_property(each, events) for each in member.model.properties.values()]
        device["features"] = [describe_feature(each) for each in member.features]
    return device


def describe_property(subject: Property, events: Container[str]) -> dict[str, Json]:
    """Return what is told of a property, what it has not is left out; `events` are the codes that tell what happens."""
    access = subject.access
    bits = (READ | ASK) * access.is_readable + WRITE * access.is_writable
    details: Mapping[str, Json] = {
        "property": subject.code,
        "name": subject.name,
        "dp": subject.dp,
        "type": str(subject.kind),
        "access": bits,
        "unit": subject.unit,
        "category": subject.category,
        "device_class": subject.device_class,
        "state_class": subject.state_class,
        "values": list(subject.choices or subject.labels),
        **(_describe_range(subject) if subject.kind is Kind.NUMBER else {}),
        "event": subject.code in events,
        "source": str(subject.source),
        "confidence": round(subject.confidence, 2),
    }
    return {name: value for name, value in details.items() if value is not None and value not in ("", [], False)}


def describe_feature(feature: Feature) -> dict[str, Json]:
    """Return what is told of a feature: its kind, its properties by role, and whether it has a topic of its own."""
    return {
        "key": feature.key,
        "type": str(feature.kind),
        "name": feature.name,
        "properties": {role: subject.code for role, subject in feature.roles.items()},
        "topic": find_face(feature) is not None,
        "hazardous": feature.is_hazardous,
    }


def _describe_range(subject: Property) -> dict[str, Json]:
    return {"value_min": subject.minimum, "value_max": subject.maximum, "value_step": subject.step}


def build_devices(members: Iterable[tuple[Member, str]], *, is_brief: bool = False) -> bytes:
    """Return the list of all devices."""
    return payloads.encode([describe_device(member, level, is_brief=is_brief) for member, level in members])


def build_groups(groups: Iterable[tuple[str, str, tuple[str, ...]]]) -> bytes:
    """Return the list of all groups: of each its level, its name and the ids of its devices."""
    return payloads.encode(
        [{"friendly_name": level, "name": name, "members": list(members)} for level, name, members in groups]
    )


def build_scenes(scenes: Iterable[Scene], *, level_of: Callable[[str], str]) -> bytes:
    """Return the list of all scenes: of each its name, and its values by device.

    Args:
        scenes: The scenes.
        level_of: Returns the level of a device in topics, from its id.
    """
    return payloads.encode(
        [
            {"name": scene.name, "values": {level_of(key) or key: values for key, values in scene.values.items()}}
            for scene in scenes
        ]
    )


def describe_health(members: Iterable[tuple[Member, str]]) -> dict[str, Json]:
    """Return how each device is: whether it answers, why not, and what was counted."""
    return {
        level: {
            "id": member.id,
            "online": member.is_online,
            "reason": member.health.reason,
            "since": round(member.health.since, 3),
            "last_heard": None if member.last_heard is None else round(member.last_heard, 3),
            "counters": member.counters,
        }
        for member, level in members
    }
