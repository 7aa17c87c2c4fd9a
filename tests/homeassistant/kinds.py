"""Virtual devices of all kinds that take commands, with the data points that products of their kind have."""

from __future__ import annotations

from typing import Final

from tuyalan.sim.models import Model
from tuyalan.sim.points import Access, Kind, Point

READ: Final = Access.READ_ONLY


def model(category: str, *points: Point) -> Model:
    """Return a device that is known by its category."""
    return Model(name=category, product_key=f"key{category:_<13}", category=category, points=points)


def flag(number: int, code: str, *, initial: bool = False) -> Point:
    """Return something that is on or off."""
    return Point(number, Kind.BOOL, code, initial=initial)


def press(number: int, code: str) -> Point:
    """Return something that is only pressed."""
    return Point(number, Kind.BOOL, code, access=Access.WRITE_ONLY)


def count(number: int, code: str, span: range, *, unit: str = "", scale: int = 0, initial: int | None = None) -> Point:
    """Return a number that can be set, from the first of its span to the last."""
    return Point(
        number, Kind.VALUE, code, initial=span[0] if initial is None else initial, minimum=span[0], maximum=span[-1],
        step=span.step, unit=unit, scale=scale,
    )  # fmt: skip


def reading(number: int, code: str, initial: int, *, unit: str, scale: int = 0) -> Point:
    """Return a number that is only read."""
    return Point(number, Kind.VALUE, code, initial=initial, access=READ, unit=unit, scale=scale)


def words(number: int, code: str, options: str, *, initial: str = "", access: Access = Access.READ_WRITE) -> Point:
    """Return one of several words, the first unless another is given."""
    choices = tuple(options.split())
    return Point(number, Kind.ENUM, code, initial=initial or choices[0], options=choices, access=access)


def text(number: int, code: str, initial: str, *, longest: int = 0) -> Point:
    """Return a text."""
    return Point(number, Kind.STRING, code, initial=initial, maximum=longest)


FAN: Final = model(
    "fs",
    flag(1, "switch"),
    words(2, "mode", "normal sleep nature"),
    words(3, "fan_speed_enum", "low middle high auto"),
    flag(4, "fan_horizontal"),
)
CEILING: Final = model(
    "fsd",
    flag(20, "switch_led"),
    words(21, "work_mode", "white colour scene"),
    count(22, "bright_value", range(10, 1001), initial=1000),
    flag(60, "fan_switch"),
    count(62, "fan_speed", range(1, 7)),
    words(63, "fan_direction", "forward reverse"),
)
PURIFIER: Final = model(
    "kj",
    flag(1, "switch", initial=True),
    reading(2, "pm25", 12, unit="ug/m3"),
    words(3, "mode", "auto manual sleep", initial="manual"),
    count(4, "fan_speed_percent", range(1, 101), unit="%", initial=50),
    reading(5, "filter", 80, unit="%"),
)
HUMIDIFIER: Final = model(
    "jsq",
    flag(1, "switch"),
    count(13, "humidity_set", range(40, 71, 5), unit="%", initial=50),
    reading(14, "humidity_current", 44, unit="%"),
    words(23, "mode", "auto sleep"),
    words(24, "level", "level_1 level_2 level_3"),
)
DRYER: Final = model(
    "cs",
    flag(1, "switch"),
    words(4, "dehumidify_set_enum", "co 30 40 50 60", initial="50"),
    words(5, "mode", "manual laundry"),
    words(6, "fan_speed_enum", "low high"),
    reading(16, "humidity_indoor", 61, unit="%"),
)
ROBOT: Final = model(
    "sd",
    flag(1, "power_go"),
    flag(2, "pause"),
    flag(3, "switch_charge"),
    words(4, "mode", "smart wall_follow spiral zone"),
    words(5, "status", "standby cleaning paused goto_charge charging charge_done sleep", access=READ),
    reading(8, "electricity_left", 77, unit="%"),
    flag(11, "seek"),
    words(14, "suction", "gentle normal strong", initial="normal"),
)
SIMPLE_ROBOT: Final = model(
    "sd",
    words(3, "mode", "standby random smart wall_follow spiral chargego"),
    words(4, "direction_control", "forward backward turn_left turn_right stop", initial="stop"),
    words(5, "status", "standby smart_clean wall_clean spot_clean goto_charge charging charge_done", access=READ),
)
SIREN: Final = model(
    "sgbj",
    words(1, "alarm_state", "alarm_sound alarm_light alarm_sound_light normal", initial="normal"),
    words(5, "alarm_volume", "low middle high mute"),
    count(7, "alarm_time", range(1, 31), unit="min", initial=2),
    words(21, "alarm_ringtone", "1 2 3 4 5"),
)
HORN: Final = model(
    "sgbj",
    words(102, "alarm_ringtone", "police ambulance"),
    count(103, "alarm_time", range(1, 181), unit="s", initial=10),
    flag(104, "alarm_switch"),
    count(116, "volume_set", range(101), unit="%", initial=50),
)
WATER: Final = model("sfkzq", flag(1, "switch"), count(11, "countdown", range(86401), unit="s"))
DEGREE: Final = model("ggq", count(2, "valve_open_degree", range(101), unit="%"))
TAP: Final = model("ggq", flag(1, "switch"), count(2, "valve_open_degree", range(101), unit="%", initial=60))
BOILER: Final = model(
    "rs",
    flag(1, "switch"),
    words(2, "mode", "eco boost"),
    reading(9, "temp_current", 41, unit="℃"),
    count(10, "temp_set", range(35, 76), unit="℃", initial=45),
)
KETTLE: Final = model(
    "bh",
    flag(1, "start"),
    words(2, "temp_setting_quick_c", "50 65 85 90 100", initial="85"),
    reading(5, "temp_current", 25, unit="℃"),
)
BLIND: Final = model(
    "cl",
    words(1, "control", "open stop close", initial="stop"),
    count(2, "percent_control", range(101), unit="%", initial=30),
    reading(3, "percent_state", 30, unit="%"),
    count(12, "angle_horizontal", range(181), unit="°"),
)
SHUTTER: Final = model("clkg", words(1, "control", "open close", initial="close"))
BULB: Final = model("dj", flag(1, "switch_led"))
DIMMER: Final = model("dj", flag(20, "switch_led"), count(22, "bright_value_v2", range(10, 1001), initial=505))
TUNABLE: Final = model(
    "dj",
    flag(20, "switch_led"),
    words(21, "work_mode", "white scene"),
    count(22, "bright_value_v2", range(10, 1001), initial=1000),
    count(23, "temp_value_v2", range(1001)),
)
COLOURED: Final = model(
    "dj",
    flag(20, "switch_led"),
    words(21, "work_mode", "white colour scene"),
    count(22, "bright_value_v2", range(10, 1001), initial=1000),
    text(24, "colour_data_v2", "007803e803e8"),
)
STRIP: Final = model(
    "dd",
    flag(20, "switch_led"),
    words(21, "work_mode", "colour scene music"),
    text(24, "colour_data_v2", "007803e803e8"),
)
CONDITIONER: Final = model(
    "kt",
    flag(1, "switch"),
    count(2, "temp_set", range(16, 31), unit="℃", initial=24),
    reading(3, "temp_current", 26, unit="℃"),
    words(4, "mode", "cold hot wet wind auto"),
    words(5, "windspeed", "auto low mid high"),
    flag(33, "switch_vertical"),
    flag(34, "switch_horizontal"),
)
VENT: Final = model("kt", flag(1, "switch"), words(4, "mode", "wet wind auto"), words(5, "windspeed", "low high"))
FAHRENHEIT: Final = model(
    "wk",
    flag(1, "switch", initial=True),
    words(2, "mode", "manual program holiday"),
    count(16, "temp_set_f", range(41, 96), unit="℉", initial=68),
    reading(24, "temp_current_f", 66, unit="℉"),
    words(36, "valve_state", "open close", access=READ),
)
RADIATOR: Final = model(
    "wkf",
    words(2, "mode", "auto manual holiday"),
    count(4, "temp_set", range(50, 301, 5), scale=1, unit="℃", initial=200),
    reading(5, "temp_current", 187, scale=1, unit="℃"),
)
PLUG: Final = model(
    "cz",
    flag(1, "switch_1"),
    count(9, "countdown_1", range(86401), unit="s"),
    words(38, "relay_status", "off on memory"),
    flag(41, "child_lock"),
    text(50, "screen_text", "Hello", longest=20),
    press(51, "factory_reset"),
    count(52, "upper_temp", range(32, 213), unit="℉", initial=70),
    count(53, "calibration", range(-50, 51), scale=1, unit="℃", initial=0),
)
FEEDER: Final = model(
    "cwwsq", count(3, "manual_feed", range(1, 13)), words(4, "feed_state", "standby feeding done", access=READ)
)
ALL: Final = {
    "Fan": FAN, "Ceiling": CEILING, "Air": PURIFIER, "Mist": HUMIDIFIER, "Dryer": DRYER, "Robot": ROBOT,
    "Simple": SIMPLE_ROBOT, "Siren": SIREN, "Horn": HORN, "Water": WATER, "Degree": DEGREE, "Tap": TAP,
    "Boiler": BOILER, "Kettle": KETTLE, "Blind": BLIND, "Shutter": SHUTTER, "Bulb": BULB, "Dimmer": DIMMER,
    "Tunable": TUNABLE, "Coloured": COLOURED, "Strip": STRIP, "Cooler": CONDITIONER, "Vent": VENT,
    "American": FAHRENHEIT, "Radiator": RADIATOR, "Plug": PLUG, "Feeder": FEEDER,
}  # fmt: skip
"""All of them, by what they are called."""
