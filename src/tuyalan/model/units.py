"""One vocabulary of units, spelt as Home Assistant spells them, from all the spellings that makers use."""

from __future__ import annotations

from typing import Final

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "°C": ("℃", "C", "c", "°c", "ºC", "摄氏度", "deg C", "celsius"),
    "°F": ("℉", "F", "°f", "ºF", "华氏度", "fahrenheit"),
    "%": ("\uff05", "%RH", "% RH", "RH%", "RH", "percent", "百分比"),
    "s": ("S", "sec", "secs", "second", "seconds", "秒"),
    "min": ("Min", "mins", "minute", "minutes", "分", "分钟"),
    "h": ("H", "hr", "hour", "hours", "小时", "时"),
    "d": ("day", "days", "天"),
    "kWh": ("kW·h", "kW.h", "kW*h", "kwh", "KWH", "kW h", "KW·H", "KW.H", "KWh", "kw·h", "kw.h", "度"),
    "Wh": ("W·h", "W.h", "wh", "WH"),
    "W": ("w", "瓦"),
    "kW": ("KW", "kw"),
    "VA": ("va",),
    "kvar": ("kVar", "KVar", "kVAR"),
    "var": ("Var", "VAR"),
    "V": ("v", "伏"),
    "mV": ("mv",),
    "A": ("a", "安"),
    "mA": ("ma", "MA"),
    "Hz": ("hz", "HZ"),
    "lx": ("Lux", "lux", "LUX", "Lx"),
    "ppm": ("PPM", "Ppm"),
    "µg/m³": ("ug/m3", "μg/m3", "μg/m³", "ug/m³", "µg/m3"),
    "mg/m³": ("mg/m3",),
    "m³": ("m3", "立方米"),
    "m²": ("㎡", "m2", "平方米"),
    "L": ("l", "升"),
    "mL": ("ml", "ML", "毫升"),
    "m": ("M", "米"),
    "cm": ("CM", "厘米"),
    "mm": ("MM", "毫米"),
    "g": ("G", "克"),
    "kg": ("KG", "Kg", "千克"),
    "hPa": ("hpa", "HPA"),
    "kPa": ("kpa", "KPA", "Kpa"),
    "Pa": ("pa",),
    "dB": ("db", "DB"),
    "dBm": ("dbm", "DBM"),
    "°": ("度数", "deg", "degree"),
    "rpm": ("RPM", "r/min"),
}
"""Each unit with the other ways it is written."""

_UNITS: Final = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in (unit, *spellings)}


def normalise_unit(text: str) -> str:
    """Return the unit that `text` means; one that is not known stays as it is, without blanks around it."""
    unit = text.strip()
    return _UNITS.get(unit, unit)
