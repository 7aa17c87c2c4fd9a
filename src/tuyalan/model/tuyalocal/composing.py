"""Which data points of a profile belong together: its entities, in the words of our features.

An entity of one data point, such as a sensor, says no more than the description of that point; it is no part of
anything.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.part import Part
from tuyalan.model.tuyalocal.naming import title_of
from tuyalan.model.tuyalocal.profile import PointType

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.tuyalocal.profile import Entity, Point
    from tuyalan.vocabulary import DpId

_WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "climate": {
            "temperature": "target",
            "current_temperature": "current",
            "hvac_mode": "mode",
            "preset_mode": "preset",
            "hvac_action": "action",
            "fan_mode": "fan",
            "swing_mode": "swing",
            "swing_horizontal_mode": "swing_horizontal",
            "current_humidity": "humidity",
            "temperature_unit": "unit",
        },
        "cover": {
            "control": "control",
            "position": "position",
            "current_position": "current",
            "action": "motion",
            "tilt_position": "tilt",
        },
        "fan": {
            "switch": "switch",
            "speed": "speed",
            "preset_mode": "preset",
            "oscillate": "oscillation",
            "direction": "direction",
        },
        "humidifier": {"switch": "switch", "humidity": "target", "current_humidity": "current", "mode": "mode"},
        "light": {
            "switch": "switch",
            "brightness": "brightness",
            "color_mode": "mode",
            "effect": "mode",
            "color_temp": "temperature",
            "rgbhsv": "colour",
        },
        "lock": {"lock": "lock", "request_unlock": "request", "approve_unlock": "reply"},
        "siren": {"switch": "switch", "tone": "tone", "volume_level": "volume", "duration": "duration"},
        "vacuum": {
            "power": "switch",
            "command": "mode",
            "status": "status",
            "locate": "locate",
            "direction_control": "direction",
            "fan_speed": "suction",
            "error": "fault",
        },
        "valve": {"switch": "switch", "valve": "position"},
        "water_heater": {
            "temperature": "target",
            "current_temperature": "current",
            "operation_mode": "mode",
            "temperature_unit": "unit",
        },
    }
)
"""What features call the roles of a platform; of several with one word, the first that an entity has counts."""

_NO_WORDS: Final[Mapping[str, str]] = MappingProxyType({})

SWITCHES: Final = frozenset({("climate", "hvac_mode"), ("water_heater", "operation_mode"), ("valve", "valve")})
"""Roles that are the switch of the thing where they are true or false."""


_DOING: Final = ("heat", "cool", "fan_only", "dry")
"""What a climate may do all the time that it is on."""


def list_parts(entities: Iterable[Entity]) -> dict[DpId, Part]:
    """Return which part each data point plays, of those that play one; one in several entities counts in the first."""
    parts: dict[DpId, Part] = {}
    for number, entity in enumerate(entities):
        # A child lock keeps fingers off the buttons; it is a switch, and no lock.
        words = _NO_WORDS if "child_lock" in entity.translation_key else _WORDS.get(entity.platform, _NO_WORDS)
        taken: set[str] = set()
        for role in words:
            point = entity.point(role)
            if point is None or point.mask or point.id in parts:
                continue
            word = "switch" if _is_switch(entity, point) else words[role]
            if word not in taken:
                taken.add(word)
                parts[point.id] = Part(
                    kind=_find_kind(entity),
                    role=word,
                    group=number,
                    mode=_find_mode(point) if word == "switch" else "",
                    name=title_of(entity),
                )
                _add_mode(entity, point, parts)
    return parts


def _is_switch(entity: Entity, point: Point) -> bool:
    return point.type is PointType.BOOLEAN and (entity.platform, point.role) in SWITCHES


def _add_mode(entity: Entity, point: Point, parts: dict[DpId, Part]) -> None:
    """Add the mode of a thing whose mode is off, or else what another data point says."""
    part = parts[point.id]
    if not _is_switch(entity, point) or point.role == "valve":
        return
    for rule in point.rules:
        mode = entity.point(rule.redirect or rule.constraint)
        if mode is not None and mode.type is PointType.STRING and mode.id not in parts:
            parts[mode.id] = Part(kind=part.kind, role="mode", group=part.group, name=part.name)
            return


def _find_mode(point: Point) -> str:
    """Return what a thing does while it is on, empty if another data point says that."""
    rule = next((rule for rule in point.rules if rule.raw is True), None)
    if rule is None or rule.redirect or rule.mirror:
        return ""
    values = {rule.value, *(condition.value for condition in rule.conditions)}
    words = [word for word in _DOING if word in values]
    return words[0] if len(words) == 1 else ""


def _find_kind(entity: Entity) -> str:
    """Return the kind of feature that an entity is."""
    if entity.platform == "humidifier" and entity.device_class == "dehumidifier":
        return "dehumidifier"
    return entity.platform
