"""Devices and templates of tuya-mqtt's `devices.conf` to descriptions.

    [{"name": "Lamp", "id": "bf...", "template": {"brightness_state": {"key": 2, "type": "int", "stateMath": "/10"}}}]
    [{"name": "Lamp", "id": "bf...", "type": "RGBTWLight", "dpsPower": 20, "dpsColor": 24, "colorType": "hsb"}]

A template names topics, which are the owner's words and no codes; only the layouts of colours tell a code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_number, as_object
from tuyalan.model.imports.points import RawPoint, make_stray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "a devices.conf of tuya-mqtt with templates"

_KINDS: Final = {
    "bool": "bool",
    "int": "value",
    "float": "value",
    "string": "string",
    "hsb": "string",
    "hsbhex": "string",
}
_COLOURS: Final = {"hsb": "colour_data_v2", "hsbhex": "colour_data"}
_OPTIONS: Final[dict[str, tuple[str, str, str]]] = {
    "dpsPower": ("switch", "bool", ""),
    "dpsMode": ("work_mode", "enum", ""),
    "dpsBrightness": ("bright_value", "value", "brightnessScale"),
    "dpsWhiteValue": ("bright_value", "value", "whiteValueScale"),
    "dpsColorTemp": ("temp_value", "value", "colorTempScale"),
    "dpsColor": ("colour_data", "string", ""),
}
"""The options of ready-made templates: code and kind of the data point that each numbers, and the option with the maximum."""

_MATH: Final = re.compile(r"\s*(?P<sign>[*/])\s*(?P<number>\d{1,9}(?:\.\d{1,9})?)\s*")
_PLACES: Final = {10.0: 1, 100.0: 2, 1000.0: 3}


def find_templates(parts: list[Part]) -> Iterator[Described]:
    """Yield what each device says."""
    for part in parts:
        template = as_object(part.fields.get("template"))
        points = [*_parse_template(template), *_parse_options(part.fields)]
        points += [make_stray(topic) for topic in template if points and not _is_told(template[topic])]
        if points and "id" in part.fields:
            yield Described(owner=find_owner(part), points=tuple(points), is_weak=True)


def _is_told(value: Json) -> bool:
    entry = as_object(value)
    return "key" in entry and str(entry.get("type")).lower() in _KINDS


def _parse_template(template: dict[str, Json]) -> Iterator[RawPoint]:
    for topic, value in template.items():
        entry = as_object(value)
        if _is_told(entry):
            word = str(entry["type"]).lower()
            yield RawPoint(
                id=entry["key"],
                code=_COLOURS.get(word),
                type=_KINDS[word],
                details=_find_limits(entry),
                # Several topics may show parts of one colour; none of them names the whole.
                name=None if "components" in entry else topic.removesuffix("_state").replace("_", " "),
            )


def _parse_options(fields: dict[str, Json]) -> Iterator[RawPoint]:
    for option, (usual, kind, limit) in _OPTIONS.items():
        if option in fields:
            colour = _COLOURS.get(str(fields.get("colorType")).lower(), usual)
            code = colour if option == "dpsColor" else usual
            details = {"min": 0, "max": fields[limit]} if limit in fields else None
            yield RawPoint(id=fields[option], code=code, type=kind, details=details)


def _find_limits(entry: dict[str, Json]) -> dict[str, Json]:
    """Return raw limits and the scale; the file has the limits of what is shown, after its arithmetic."""
    math = entry.get("stateMath")
    match = _MATH.fullmatch(math) if isinstance(math, str) else None
    factor = float(match["number"]) if match else 1.0
    if match and match["sign"] == "*":
        factor = 1 / factor if factor else 1.0
    low, high = as_number(entry.get("topicMin")), as_number(entry.get("topicMax"))
    return {
        "scale": _PLACES.get(factor, 0),
        "min": None if low is None else round(low * factor),
        "max": None if high is None else round(high * factor),
    }
