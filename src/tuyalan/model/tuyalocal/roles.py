"""Which roles the platforms give a meaning, and which of them can be written. All other roles are attributes to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Entity, Point


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLATFORMS: Final = {
    "alarm_control_panel": _words("alarm_state trigger"),
    "binary_sensor": _words(""),
    "button": _words("button"),
    "camera": _words("motion_enable record switch"),
    "climate": _words(
        "fan_mode humidity hvac_mode preset_mode swing_mode swing_horizontal_mode temperature target_temp_high"
        " target_temp_low"
    ),
    "cover": _words("position control tilt_position"),
    "datetime": _words("year month day hour minute second"),
    "event": _words(""),
    "fan": _words("switch preset_mode speed oscillate direction"),
    "humidifier": _words("switch mode humidity"),
    "infrared": _words("send control code_type"),
    "lawn_mower": _words("command"),
    "light": _words("switch brightness color_temp rgbhsv named_color color_mode effect"),
    "lock": _words("lock open approve_unlock approve_intercom code_unlock set_unlock_code"),
    "number": _words("value decimal"),
    "remote": _words("send control delay code_type"),
    "select": _words("option"),
    "sensor": _words(""),
    "siren": _words("switch tone volume_level duration"),
    "switch": _words("switch"),
    "text": _words("value"),
    "time": _words("hour minute second hms"),
    "vacuum": _words("status command locate power activate direction_control fan_speed"),
    "valve": _words("valve switch"),
    "water_heater": _words("operation_mode temperature away_mode"),
}
"""The platforms, each with the roles that a command can write."""

READ_ROLES: Final = {
    "binary_sensor": _words("sensor"),
    "climate": _words(
        "current_temperature current_humidity hvac_action temperature_unit min_temperature max_temperature"
    ),
    "cover": _words("current_position action open"),
    "event": _words("event"),
    "humidifier": _words("current_humidity action"),
    "lawn_mower": _words("activity"),
    "lock": _words("lock_state jammed request_unlock request_intercom"),
    "number": _words("unit minimum maximum"),
    "remote": _words("receive"),
    "sensor": _words("sensor unit"),
    "vacuum": _words("error"),
    "valve": _words("current_position"),
    "water_heater": _words("current_temperature temperature_unit min_temperature max_temperature"),
}
"""The roles that a platform reads and never writes."""

WRITE_ONLY: Final = frozenset({"button", "infrared", "remote"})
"""Platforms whose devices need not report what was written."""


def is_writable(entity: Entity, point: Point) -> bool:
    """Tell whether commands of the entity may write the point."""
    return not point.readonly and point.role in PLATFORMS.get(entity.platform, ())


def is_main(entity: Entity, point: Point) -> bool:
    """Tell whether the platform gives the role a meaning; if not, it is an attribute."""
    platform = entity.platform
    return point.role in PLATFORMS.get(platform, ()) or point.role in READ_ROLES.get(platform, ())
