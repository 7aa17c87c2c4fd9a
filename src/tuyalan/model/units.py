"""Units: from the many spellings of makers to one vocabulary, that of Home Assistant.

A unit nobody has mapped stays as it is. Values are not converted: they stay in the unit that the device speaks.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import Final

_SPELLINGS: Final = {
    # Temperature. Some points are in either unit, as another point of the device says.
    "°C": "°C C degC ºC ˚C celsius 摄氏度 摄氏",
    "°F": "°F F degF ºF ˚F fahrenheit 华氏度 华氏",
    "°C/°F": "°C/°F °C°F °C/F 摄氏度或华氏度",
    "K": "K",
    "°": "° deg degree degrees 度数",
    # Time
    "µs": "µs us",
    "ms": "ms 毫秒",
    "s": "s sec secs second seconds 秒",
    "min": "min min. mins minute minutes mintues minte 分钟 分 分钟m",
    "h": "h hr hrs hor hour hours 小时 小时(暂定) 时",
    "d": "d day days 天 日",
    "months": "month months mth 月",
    # Electricity
    "mV": "mV 毫伏",
    "V": "V VAC VDC volt volts 伏",
    "mA": "mA 毫安",
    "A": "A amp amps 安",
    "W": "W watt watts 瓦",
    "kW": "kW 千瓦",
    "Wh": "Wh W·h",
    "kWh": "kWh kW·h k-Wh 千瓦时",
    "MWh": "MWh MW·h",
    "VA": "VA",
    "kVA": "kVA",
    "kVAh": "kVAh",
    "var": "var",
    "kvar": "kvar",
    "kvarh": "kvarh",
    "Ah": "Ah",
    "mAh": "mAh",
    "Ω": "Ω ohm 欧姆",
    "dBm": "dBm db/m",
    "dB": "dB 分贝",
    "Hz": "Hz 赫兹",
    "MHz": "MHz",
    # Shares, counts and numbers without a unit
    "%": "% %RH RH% RH percent 百分比 百分比(%)",
    "‰": "‰",
    "%LEL": "%LEL LEL",
    "times": "times time 次",
    "portions": "portion portions 份",
    "pcs": "pcs 个",
    "steps": "step steps 步",
    # Of an expansion valve, as a rule.
    "P": "P",
    "": "1 0 x * 无 z pf level 档 档位 级 級 段",
    # Length, area, volume, weight
    "mm": "mm 毫米",
    "cm": "cm 厘米",
    "m": "m 米",
    "km": "km 公里",
    "in": "in inch inches",
    "m²": "m² m2 平方米",
    "mL": "mL 毫升",
    "L": "L 升 升(L)",
    "m³": "m³ m3 立方米",
    "gal": "gal",
    "mg": "mg 毫克",
    "g": "g 克",
    "kg": "kg 千克 公斤",
    # The maker's `Ibs` begins with a capital i.
    "lb": "lb lbs ibs",
    # Speed, flow, pressure
    "m/s": "m/s",
    "km/h": "km/h kph",
    "mph": "mph",
    "rpm": "rpm r/min",
    "L/min": "L/min 升/分钟",
    "gal/min": "gal/min",
    "gal/h": "gal/h",
    "mL/d": "mL/day mL/d",
    "m³/h, L/min, gal/min": "m3/h,l/min,lmpgpm,usgpm m3/h,l/min,impgpm,usgpm",
    "Pa": "Pa",
    "hPa": "hPa hPa/mb mbar",
    "kPa": "kPa",
    "MPa": "MPa",
    "bar": "bar",
    "psi": "psi",
    "N·m": "N·m",
    # Light, air, water
    "lx": "lx lux",
    "klx": "klx klux",
    "ppm": "ppm",
    "ppb": "ppb",
    "ppt": "ppt",
    # The first of the misspellings says micrometre.
    "µg/m³": "µg/m³ µg/m3 ug/m³ ug/m3 um/m3",
    "mg/m³": "mg/m³ mg/m3",
    "mg/L": "mg/L",
    "g/L": "g/L",
    "g/30 mL": "g/30ml",
    "µS/cm": "µS/cm uS/cm",
    "mS/cm": "mS/cm",
    "µSv/h": "µSv/h uSv/h",
    "Bq/m³": "Bq/m³ Bq/m3",
    "pH": "pH",
    "CF": "CF",
    "SG": "SG s.g",
}  # fmt: skip
"""By unit of the vocabulary its spellings, apart by blanks; capitals, blanks and the dots of products do not count."""

_CAPITALS_COUNT: Final = MappingProxyType({"mW": "mW", "MW": "MW", "mWh": "mWh", "mPa": "mPa"})
"""Units that are others, a thousand million times as great or as small, if capitals do not count."""

UNITS: Final = frozenset(_SPELLINGS) | frozenset(_CAPITALS_COUNT.values())
"""The vocabulary; the empty text is a number without a unit."""

_ABOUT_TIME: Final = re.compile(r"time(?!s)|timing|count|delay|appoint|minute", re.IGNORECASE)
_ABOUT_TEMPERATURE: Final = re.compile(r"temp|(?:^|_)(?:[a-z]*wd)$", re.IGNORECASE)
_ABOUT_CONDUCTIVITY: Final = re.compile(r"(?:^|_)ec(?:_|$)", re.IGNORECASE)
_BY_CODE: Final = {
    "m": ((_ABOUT_TIME, "min"),),
    "sg": ((_ABOUT_TIME, "s"),),
    "us": ((_ABOUT_CONDUCTIVITY, "µS/cm"),),
    "°": ((_ABOUT_TEMPERATURE, "°C"),),
    # The word for degree is also the everyday word for a kilowatt hour.
    "度": ((_ABOUT_TEMPERATURE, "°C"), (re.compile(""), "kWh")),
}
"""Spellings of two meanings: what they mean where the code of the data point matches."""

_FACTOR: Final = re.compile(r"[-*]*0\.?(0*1)(?=\D)(.+)")
"""A unit that is a tenth or so of another: `0.1s`, `*0.01kW·h`, `*01kW`."""
_DOTS: Final = str.maketrans({"·": None, "*": None, ".": None, "‧": None, "\xad": None})


def normalise_unit(text: str, *, code: str = "") -> str:
    """Return the unit of the vocabulary that a maker means; `code` is that of the data point, if known."""
    return split_unit(text, code=code)[0]


def split_unit(text: str, *, code: str = "") -> tuple[str, int]:
    """Return the unit, and the decimal places that its spelling tells: `0.1s` is `s` with one; 0 as a rule."""
    trimmed = text.strip(" \t\r\n\xad")
    known = _look_up(trimmed, code)
    if known is not None:
        return known, 0
    factor = _FACTOR.fullmatch(trimmed)
    if factor is None:
        return trimmed, 0
    return normalise_unit(factor[2], code=code), len(factor[1])


def _look_up(trimmed: str, code: str) -> str | None:
    if trimmed in _CAPITALS_COUNT:
        return _CAPITALS_COUNT[trimmed]
    folded = _fold(trimmed)
    for pattern, unit in _BY_CODE.get(folded, ()):
        if pattern.search(code):
            return unit
    return _UNIT_OF.get(folded)


def _fold(text: str) -> str:
    """Return what all spellings of a unit have in common."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    joined = "".join(plain.split())
    return joined.translate(_DOTS) or joined


_UNIT_OF: Final = MappingProxyType(
    {_fold(spelling): unit for unit, spellings in _SPELLINGS.items() for spelling in (*spellings.split(), unit)}
)
