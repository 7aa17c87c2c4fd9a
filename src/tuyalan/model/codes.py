"""What frequent codes mean: device class, unit, scale, how a number goes on.

Spellings, numbers and suffixes are rules (`naming.split_words`, `find_meaning`), so that the table lists a code once:
`switch` also stands for `switch_3`, `temp_current` for `TempCurrent`, `temprature_current` and `temp_current_f`.
"""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.code_table import FAMILIES, TABLE
from tuyalan.model.naming import split_words
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KINDS: Final[Mapping[str, Kind]] = {
    "b": Kind.BOOL,
    "n": Kind.NUMBER,
    "c": Kind.CHOICE,
    "t": Kind.TEXT,
    "m": Kind.BITMAP,
    "r": Kind.RAW,
}
STATES: Final = {"m": "measurement", "t": "total", "i": "total_increasing"}
CATEGORIES: Final = {"c": "config", "d": "diagnostic"}


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What a code says beyond its description."""

    name: str = ""
    """For people; empty where the words of the code do."""
    device_class: str | None = None
    """As Home Assistant spells it."""
    unit: str = ""
    """Of a number whose description has no unit."""
    scale: int | None = None
    """Decimal places, as a rule, where nobody says; `None` if products differ."""
    state_class: str | None = None
    """`measurement`, `total` or `total_increasing`."""
    category: str | None = None
    """`config` or `diagnostic`."""


UNKNOWN: Final = Meaning()
UNITS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "temperature": ("°C", "°F", "K"),
        "temperature_delta": ("°C", "°F", "K"),
        "power": ("W", "kW", "MW", "mW"),
        "energy": ("kWh", "Wh", "MWh", "J", "kJ"),
        "voltage": ("V", "mV", "kV"),
        "current": ("A", "mA"),
        "frequency": ("Hz", "kHz", "MHz"),
        "apparent_power": ("VA", "kVA"),
        "reactive_power": ("var", "kvar"),
        "duration": ("s", "min", "h", "d", "ms"),
        "illuminance": ("lx",),
        "carbon_dioxide": ("ppm",),
        "carbon_monoxide": ("ppm", "mg/m³"),
        "pm25": ("µg/m³",),
        "pm10": ("µg/m³",),
        "pm1": ("µg/m³",),
        "volatile_organic_compounds": ("µg/m³", "mg/m³"),
        "humidity": ("%",),
        "moisture": ("%",),
        "battery": ("%",),
        "area": ("m²",),
        "distance": ("m", "cm", "mm", "km"),
        "weight": ("kg", "g"),
        "water": ("L", "m³"),
        "volume_flow_rate": ("m³/h", "L/min"),
        "signal_strength": ("dBm", "dB"),
        "sound_pressure": ("dB",),
        "atmospheric_pressure": ("hPa", "kPa", "Pa", "mbar", "bar"),
        "wind_speed": ("m/s", "km/h"),
        "precipitation": ("mm", "cm"),
        "precipitation_intensity": ("mm/h",),
    }
)
"""Units that go with a device class; one without a list goes with any."""
TELLING: Final = ("temperature", "power", "energy", "voltage", "current", "frequency", "illuminance", "area")
"""Device classes that a unit alone tells."""


@functools.lru_cache(maxsize=4096)
def find_meaning(code: str, kind: Kind) -> Meaning:
    """Return what a code means for a data point of some kind; nothing in particular if it is not known."""
    words = split_words(code)
    table = _load()
    for key, number in _list_keys(words):
        if (meaning := table.get((key, kind))) is not None:
            return _adapt(meaning, number, is_fahrenheit=_is_fahrenheit(words, key))
    joined = f"_{'_'.join(words)}_"
    for part, meaning in _load_families().get(kind, ()):
        if part in joined:
            return _adapt(meaning, "", is_fahrenheit=joined.endswith("_f_"))
    return UNKNOWN


def choose_class(meaning: Meaning, unit: str) -> str | None:
    """Return the device class of a number with some unit: that of its code if the two go together, else the unit's."""
    units = UNITS.get(meaning.device_class or "", ())
    if meaning.device_class is not None and (not unit or not units or unit in units):
        return meaning.device_class
    return next((name for name in TELLING if unit in UNITS[name]), None)


def is_known(code: str, kind: Kind) -> bool:
    """Tell whether the table or a rule has something to say on a code."""
    return find_meaning(code, kind) is not UNKNOWN


def _list_keys(words: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return what to look up, the most exact first, each with the number that was taken off."""
    keys = [("_".join(words), "")]
    rest = [word for word in words if word not in {"v1", "v2", "v3", "new", "unseen", "fun"}]
    keys.append(("_".join(rest), ""))
    number = ""
    if rest and rest[-1] == "f":
        rest = rest[:-1]
        keys.append(("_".join(rest), ""))
    numbers = [word for word in rest if word.isdecimal()]
    if numbers:
        number = numbers[-1]
        rest = [word for word in rest if not word.isdecimal()]
        keys.append(("_".join(rest), number))
    return keys


def _is_fahrenheit(words: tuple[str, ...], key: str) -> bool:
    return "f" in words and not key.endswith("_f")


def _adapt(meaning: Meaning, number: str, *, is_fahrenheit: bool) -> Meaning:
    if number and meaning.name:
        meaning = msgspec.structs.replace(meaning, name=f"{meaning.name} {number}")
    if is_fahrenheit and meaning.unit == "°C":
        name = f"{meaning.name} Fahrenheit" if meaning.name else ""
        meaning = msgspec.structs.replace(meaning, name=name, unit="°F")
    return meaning


@functools.cache
def _load() -> Mapping[tuple[str, Kind], Meaning]:
    table: dict[tuple[str, Kind], Meaning] = {}
    for code, kinds, meaning in _read(TABLE):
        for letter in kinds:
            table["_".join(split_words(code)), KINDS[letter]] = meaning
    return table


@functools.cache
def _load_families() -> Mapping[Kind, tuple[tuple[str, Meaning], ...]]:
    families: dict[Kind, list[tuple[str, Meaning]]] = {}
    for part, kinds, meaning in _read(FAMILIES):
        for letter in kinds:
            families.setdefault(KINDS[letter], []).append((part, meaning))
    return {kind: tuple(rows) for kind, rows in families.items()}


def _read(text: str) -> Iterator[tuple[str, str, Meaning]]:
    """Yield the lines of a table: code, letters of kinds, meaning."""
    for line in text.strip().splitlines():
        if line.startswith("#"):
            continue
        code, kinds, name, device_class, unit, scale, state, category = (cell.strip() for cell in line.split("|"))
        yield (
            code,
            kinds,
            Meaning(
                name=name,
                device_class=device_class or None,
                unit=unit,
                scale=int(scale) if scale else None,
                state_class=STATES.get(state),
                category=CATEGORIES.get(category),
            ),
        )
