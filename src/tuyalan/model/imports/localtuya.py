"""What localtuya and hass-localtuya know of devices, to descriptions: diagnostics and configuration entries.

    {"device_id": ..., "dps_strings": ["1 (code: switch_1, value: False)", "9 (value: 0)"],
     "entities": [{"id": 1, "platform": "switch", "friendly_name": "Plug"}]}
    {"id": ..., "product_id": ..., "dps_data": {"1": {"code", "type", "values", "accessMode", "value"}}}

The second comes from the cloud and is as good as any. The first is what was seen, and what the owner set up.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_list, as_number, as_object
from tuyalan.model.imports.points import RawPoint, parse_dp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import DpId, Json

NAME: Final = "Home Assistant diagnostics of localtuya or hass-localtuya"

_SEEN: Final = re.compile(
    r"(?P<dp>\d{1,5}) \((?:code: (?P<code>[^,()]{0,64}), ?)?(?:cloud pull|value: (?P<value>.*))\)", re.DOTALL
)
_NOTHING: Final = (
    "it names no codes; add cloud access to the integration, or import the things data model of the device"
)
_KINDS: Final = {"switch": "bool", "binary_sensor": "bool", "number": "value", "select": "enum"}


def find_configurations(parts: list[Part]) -> Iterator[Described]:
    """Yield what each device of the integration says."""
    for part in parts:
        if isinstance(part.fields.get("dps_data"), dict):
            points = tuple(
                _parse_cloud(dp, as_object(entry)) for dp, entry in as_object(part.fields["dps_data"]).items()
            )
            yield Described(owner=find_owner(part), points=points, problem="" if points else _NOTHING)
        if isinstance(part.fields.get("dps_strings"), list):
            points = tuple(_parse_seen(part.fields))
            yield Described(owner=find_owner(part), points=points, is_weak=True, problem="" if points else _NOTHING)


def _parse_cloud(dp: str, entry: dict[str, Json]) -> RawPoint:
    return RawPoint(
        id=dp,
        code=entry.get("code"),
        type=entry.get("type"),
        details=entry.get("values"),
        access=entry.get("accessMode"),
        name=entry.get("custom_name") or entry.get("name"),
    )


def _parse_seen(fields: dict[str, Json]) -> Iterator[RawPoint]:
    entities = _index_entities(as_list(fields.get("entities")))
    for text in as_list(fields["dps_strings"]):
        match = _SEEN.fullmatch(text) if isinstance(text, str) else None
        dp = parse_dp(match["dp"]) if match else None
        if match is None or dp is None:
            continue
        entity = entities.get(dp, {})
        if not match["code"] and not entity:
            # A number and a value say no more than the device itself does.
            continue
        kind = _KINDS.get(str(entity.get("platform"))) or _guess_kind(match["value"] or "")
        yield RawPoint(
            id=dp, code=match["code"], type=kind, details=_find_details(entity), name=entity.get("friendly_name")
        )


def _index_entities(entities: list[Json]) -> dict[DpId, dict[str, Json]]:
    index: dict[DpId, dict[str, Json]] = {}
    for entity in map(as_object, entities):
        dp = parse_dp(entity.get("id"))
        if dp is not None:
            index.setdefault(dp, entity)
    return index


def _guess_kind(value: str) -> str:
    if value in {"True", "False"}:
        return "bool"
    return "value" if re.fullmatch(r"-?\d{1,10}", value) else "string"


def _find_details(entity: dict[str, Json]) -> dict[str, Json]:
    options = entity.get("select_options")
    words = options.split(";") if isinstance(options, str) else list(as_object(options))
    return {
        "unit": entity.get("unit_of_measurement"),
        "scale": _count_places(entity.get("scaling")),
        "min": entity.get("min_value"),
        "max": entity.get("max_value"),
        "step": entity.get("step_size"),
        "range": words,
    }


def _count_places(factor: Json) -> int:
    """Return the decimal places that a factor such as 0.1 stands for, 0 if it stands for none."""
    number = as_number(factor) or 0
    places = round(-math.log10(number)) if number > 0 else 0
    return places if places > 0 and math.isclose(number * 10**places, 1) else 0
