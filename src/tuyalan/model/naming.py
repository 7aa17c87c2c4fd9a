"""From the maker's codes to words for people: `temp_current_f` and `TempCurrent` have the same words."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_CODE: Final = 64
"""Longest code that is looked into; the maker allows 40 characters."""
_EDGES: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[^A-Za-z0-9]+")
_NUMBER: Final = re.compile(r"^(?P<word>[a-z]{3,})(?P<number>\d{1,2})$")

SPELLINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "temperature": "temp",
        "temprature": "temp",
        "tempreture": "temp",
        "temperture": "temp",
        "tempature": "temp",
        "tempe": "temp",
        "tem": "temp",
        "current": "cur",
        "curr": "cur",
        "humidity": "hum",
        "humi": "hum",
        "humid": "hum",
        "coutdown": "countdown",
        "countdwon": "countdown",
        "coundown": "countdown",
        "color": "colour",
        "colors": "colour",
        "brightness": "bright",
        "bat": "battery",
        "batt": "battery",
        "electricty": "electricity",
        "electrity": "electricity",
        "voltate": "voltage",
        "volt": "voltage",
        "seting": "set",
        "setting": "set",
        "settings": "set",
        "calibrate": "calibration",
        "calib": "calibration",
        "storge": "storage",
        "illumination": "illuminance",
        "luminance": "illuminance",
        "lux": "illuminance",
        "swtich": "switch",
        "swich": "switch",
        "percentage": "percent",
        "temper": "tamper",
        "fahrenheit": "f",
        "minimum": "min",
        "mini": "min",
        "maximum": "max",
    }
)
"""Words that mean the same in codes, misspelt ones among them, by the one that stands for them."""

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "temp": "temperature",
        "cur": "current",
        "hum": "humidity",
        "bright": "brightness",
        "coe": "coefficient",
        "ele": "energy",
        "min": "minimum",
        "max": "maximum",
        "f": "Fahrenheit",
        "c": "Celsius",
        "sn": "serial number",
        "led": "LED",
        "usb": "USB",
        "ir": "IR",
        "rf": "RF",
        "pir": "PIR",
        "co2": "CO2",
        "co": "CO",
        "ch2o": "formaldehyde",
        "voc": "VOC",
        "tvoc": "TVOC",
        "pm25": "PM2.5",
        "pm10": "PM10",
        "pm1": "PM1",
        "uv": "UV",
        "ph": "pH",
        "id": "ID",
        "ip": "IP",
        "sd": "SD card",
        "wifi": "Wi-Fi",
        "ptz": "pan and tilt",
        "osd": "on-screen display",
        "wdr": "wide dynamic range",
        "hs": "hue and saturation",
        "rgb": "RGB",
        "sos": "SOS",
        "ipc": "camera",
        "pic": "picture",
        "num": "number",
        "qty": "quantity",
        "vol": "volume",
        "pwr": "power",
        "msg": "message",
        "ac": "AC",
        "dc": "DC",
        "pv": "PV",
        "dp": "data point",
    }
)
"""What the words of codes say in full."""


def split_words(code: str) -> tuple[str, ...]:
    """Return the words of a code in lower case, spelt in one way, numbers apart: `switch1` is `switch`, `1`."""
    words: list[str] = []
    for part in _EDGES.split(code[:MAX_CODE]):
        word = part.lower()
        if (match := _NUMBER.match(word)) is not None and word not in WORDS:
            words += [_spell(match["word"]), match["number"]]
        elif word:
            words.append(_spell(word))
    return tuple(words)


def make_name(code: str) -> str:
    """Return a code as words for people; one without a single letter or digit stays as it is."""
    words = split_words(code)
    if not words:
        return code
    text = " ".join(WORDS.get(word, word) for word in words)
    return text[0].upper() + text[1:]


def _spell(word: str) -> str:
    return SPELLINGS.get(word, word)
