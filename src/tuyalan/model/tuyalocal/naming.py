"""Codes and names of data points that a device file describes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tuyalan.model.tuyalocal.profile import PointType
from tuyalan.model.tuyalocal.roles import is_main

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.tuyalocal.profile import Entity, Point, Profile
    from tuyalan.vocabulary import Json

MAX_CODE: Final = 48
"""Most characters of a code."""

_GENERIC: Final = frozenset(
    {
        "binary_sensor",
        "button",
        "datetime",
        "event",
        "number",
        "select",
        "sensor",
        "switch",
        "text",
        "time",
        "valve",
        "lock",
        "infrared",
        "remote",
    }
)
"""Platforms whose role says little; the entity's own name tells what it is."""

_PLAIN: Final = {"true": "on", "false": "off"}
"""What needs no telling."""

_MAKERS_CODES: Final = {
    ("climate", "current_humidity"): "humidity_current",
    ("climate", "current_temperature"): "temp_current",
    ("climate", "fan_mode"): "fan_speed_enum",
    ("climate", "humidity"): "humidity_set",
    ("climate", "temperature"): "temp_set",
    ("climate", "temperature_unit"): "temp_unit_convert",
    ("cover", "action"): "work_state",
    ("cover", "current_position"): "percent_state",
    ("cover", "position"): "percent_control",
    ("fan", "direction"): "fan_direction",
    ("fan", "oscillate"): "switch_horizontal",
    ("fan", "speed"): "fan_speed",
    ("humidifier", "current_humidity"): "humidity_current",
    ("humidifier", "humidity"): "humidity_set",
    ("light", "brightness"): "bright_value",
    ("light", "color_mode"): "work_mode",
    ("light", "color_temp"): "temp_value",
    ("light", "switch"): "switch_led",
    ("water_heater", "current_temperature"): "temp_current",
    ("water_heater", "operation_mode"): "mode",
    ("water_heater", "temperature"): "temp_set",
    ("water_heater", "temperature_unit"): "temp_unit_convert",
}
"""What the maker calls roles that mean just that."""

_COLOUR_CODES: Final[dict[tuple[str, ...], str]] = {
    ("h2", "s2", "v2"): "colour_data_v2",
    ("r1", "g1", "b1", "h2", "s1", "v1"): "colour_data",
}
"""What the maker calls colours, by the fields and their sizes."""


def code_of(profile: Profile, entity: Entity, point: Point) -> str:
    """Return a code for a data point: the maker's where the role is that, else words of the file."""
    layout = tuple(f"{field.name}{field.size}" for field in point.fields)
    if layout in _COLOUR_CODES:
        return _COLOUR_CODES[layout]
    own = slug(name_of(entity, point))
    if not is_main(entity, point):
        return slug(point.role) or f"dp_{point.id}"
    if entity.platform in _GENERIC:
        return own or slug(entity.device_class) or slug(point.role) or f"dp_{point.id}"
    code = _MAKERS_CODES.get((entity.platform, point.role), slug(point.role) or f"dp_{point.id}")
    siblings = [other for other in profile.entities if other.platform == entity.platform]
    prefix = slug(title_of(entity))
    return f"{prefix}_{code}"[:MAX_CODE] if len(siblings) > 1 and siblings[0] is not entity and prefix else code


def name_of(entity: Entity, point: Point) -> str:
    """Return what people may call a data point, empty if the file does not say."""
    if not is_main(entity, point):
        return point.role.replace("_", " ")
    title = title_of(entity)
    return title or entity.device_class.replace("_", " ")


def words_of(points: Iterable[Point]) -> tuple[tuple[str, str], ...]:
    """Return what a file calls words that say nothing, such as `0`; nothing, if that could not be told backwards."""
    called: dict[str, str] = {}
    for point in points:
        for rule in point.rules:
            raw, value = rule.raw, rule.value
            is_plain = not rule.conditions and not rule.redirect and not rule.mirror
            if is_plain and isinstance(raw, str) and raw.isdecimal() and isinstance(value, str) and value:
                called.setdefault(raw, value)
    is_clear = len(set(called.values())) == len(called) and not any(word.isdecimal() for word in called.values())
    return tuple(called.items()) if is_clear else ()


def raw_words_of(point: Point) -> tuple[tuple[str, str], ...]:
    """Return what a file calls numbers or truth values, each as its digits, `true` or `false`.

    Nothing, if it does not name all there are, or if that could not be told backwards.
    """
    called: dict[str, str] = {}
    for rule in point.rules:
        if rule.raw is None:
            continue
        is_plain = not rule.conditions and not rule.redirect and not rule.mirror
        word = _spell(point, rule.raw)
        if not is_plain or not word or not isinstance(rule.value, str) or not rule.value:
            return ()
        called.setdefault(word, rule.value)
    is_clear = len(called) > 1 and len(set(called.values())) == len(called)
    # A switch needs no words.
    return tuple(called.items()) if is_clear and called != _PLAIN else ()


def _spell(point: Point, raw: Json) -> str:
    """Return a number or truth value as a word, empty if it is neither."""
    if point.type is PointType.BOOLEAN:
        return str(raw).lower() if isinstance(raw, bool) else ""
    is_number = point.type is PointType.INTEGER and isinstance(raw, int) and not isinstance(raw, bool)
    return str(raw) if is_number else ""


def slug(text: str) -> str:
    """Return a text as a code: small letters, digits and single underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:MAX_CODE].rstrip("_")


def title_of(entity: Entity) -> str:
    """Return the name of an entity, from its translation if that is all there is."""
    if entity.name:
        return entity.name
    key = entity.translation_key or entity.translation_only_key
    number = entity.placeholders.get("x", "")
    if number and key.endswith("_x"):
        return f"{key.removesuffix('_x')} {number}".replace("_", " ")
    return " ".join(part for part in (key.replace("_", " "), number) if part)
