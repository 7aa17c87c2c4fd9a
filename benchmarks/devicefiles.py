"""What the device files of tuya-local state of data points, as far as it can be held against other descriptions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, cast

from tuyalan.model.similarity import MAX_ID, WireType
from tuyalan.model.units import normalise_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tuyalan.vocabulary import DpId

WIRES: Final = {
    "boolean": WireType.BOOL,
    "integer": WireType.INTEGER,
    "bitfield": WireType.INTEGER,
    "unixtime": WireType.INTEGER,
    "string": WireType.TEXT,
    "base64": WireType.TEXT,
    "hex": WireType.TEXT,
    "json": WireType.TEXT,
    "utf16b64": WireType.TEXT,
}
_UNITS: Final = {"C": "°C", "F": "°F", "ugm3": "µg/m³", "mgm3": "mg/m³", "m2": "m²", "m3": "m³"}
ROLES: Final = {
    ("light", "switch"): r"switch|led|light",
    ("light", "brightness"): r"bright",
    ("light", "color_temp"): r"temp",
    ("light", "color_mode"): r"mode",
    ("light", "rgbhsv"): r"colou?r",
    ("light", "work_mode"): r"mode",
    ("climate", "temperature"): r"temp.*set|set.*temp|^temp",
    ("climate", "current_temperature"): r"temp.*cur|cur.*temp|^temp|^va temp",
    ("climate", "current_humidity"): r"hum",
    ("cover", "control"): r"control|switch",
    ("cover", "position"): r"percent|position",
    ("cover", "current_position"): r"percent|position",
    ("fan", "speed"): r"speed|fan|level|gear",
    ("fan", "oscillate"): r"swing|shake|oscil|horizontal|vertical",
    ("humidifier", "humidity"): r"hum",
    ("humidifier", "current_humidity"): r"hum",
    ("siren", "duration"): r"time|duration",
    ("time", "second"): r"time|count|delay|duration",
    ("time", "minute"): r"time|count|delay|duration",
    ("switch", "child_lock"): r"lock",
    ("lock", "child_lock"): r"lock",
}
"""Roles, or translation keys of switches and locks, by the words of the codes that do this."""


@dataclass(slots=True)
class Stated:
    """What a device file says of one data point."""

    wire: WireType
    type: str
    words: set[str] = field(default_factory=set[str])
    limits: tuple[int, int] | None = None
    unit: str = ""
    scale: float | None = None
    measures: set[str] = field(default_factory=set[str])
    roles: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])


def read_document(path: Path) -> dict[str, object]:
    """Read one device file."""
    import yaml  # noqa: PLC0415 - only this test needs it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return as_object(yaml.load(path.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - both loaders are safe


def read_points(document: Mapping[str, object]) -> dict[DpId, Stated]:
    """Return what a device file states of each data point that can be compared, whichever entities use it."""
    found: dict[DpId, Stated] = {}
    for entity in list_objects(document.get("entities")):
        for entry in list_objects(entity.get("dps")):
            dp, wire = entry.get("id"), WIRES.get(str(entry.get("type")))
            if isinstance(dp, int) and 0 < dp <= MAX_ID and wire is not None:
                stated = found.setdefault(dp, Stated(wire, str(entry["type"])))
                if stated.wire is wire:
                    _take(stated, entity, entry)
    return dict(sorted(found.items()))


def _take(stated: Stated, entity: Mapping[str, object], entry: Mapping[str, object]) -> None:
    """Add what one use of a data point says of it."""
    kind, name = str(entity.get("entity")), str(entry.get("name"))
    rules = list_objects(entry.get("mapping"))
    stated.words |= {word for rule in rules if isinstance(word := rule.get("dps_val"), str) and word}
    limits = as_object(entry.get("range"))
    low, high = limits.get("min"), limits.get("max")
    if isinstance(low, int) and isinstance(high, int) and low < high:
        stated.limits = (low, high)
    unit = entry.get("unit")
    if isinstance(unit, str) and not stated.unit:
        stated.unit = normalise_unit(_UNITS.get(unit, unit))
        general = [rule for rule in rules if "dps_val" not in rule]
        scales = [scale for rule in general if isinstance(scale := rule.get("scale"), (int, float))]
        stated.scale = scales[0] if scales else 1
    if kind == "sensor" and name == "sensor" and isinstance(measured := entity.get("class"), str):
        stated.measures.add(measured)
    for role in ((kind, name), (kind, str(entity.get("translation_key")))):
        if role in ROLES:
            stated.roles.add(role)


def list_objects(value: object) -> list[dict[str, object]]:
    """Return the objects of a list."""
    return [as_object(item) for item in cast("list[object]", value)] if isinstance(value, list) else []


def as_object(value: object) -> dict[str, object]:
    """Return an object, an empty one in place of anything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
