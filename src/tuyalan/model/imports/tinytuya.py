"""The `mapping` of tinytuya's `devices.json` to descriptions; also of files that took it over, such as our own store.

    {"id": "bf...", "product_id": "...", "mapping": {"20": {"code": "switch_led", "type": "Boolean", "values": {}}}}

A key of `mapping` is the number of the data point, or its code where the cloud did not tell the number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_object
from tuyalan.model.imports.points import RawPoint, make_stray, parse_dp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "a devices.json of tinytuya with its mapping"

_NOTHING: Final = "its mapping is empty; run the wizard of tinytuya again and let it fetch the names of data points"
_NO_NUMBERS: Final = "its mapping has codes but no numbers; import the things data model of the device instead"


def find_mappings(parts: list[Part]) -> Iterator[Described]:
    """Yield what each device with a mapping says."""
    for part in parts:
        if "mapping" in part.fields and ("id" in part.fields or "key" in part.fields):
            yield _describe(part)


def _describe(part: Part) -> Described:
    mapping = as_object(part.fields["mapping"])
    has_numbers = any(parse_dp(dp) is not None for dp in mapping)
    points = tuple(_parse(dp, as_object(entry)) for dp, entry in mapping.items()) if has_numbers else ()
    problem = "" if points else _NO_NUMBERS if mapping else _NOTHING
    return Described(owner=find_owner(part), points=points, problem=problem)


def _parse(dp: str, entry: dict[str, Json]) -> RawPoint:
    if parse_dp(dp) is None:
        return make_stray(entry.get("code") or dp)
    return RawPoint(id=dp, code=entry.get("code"), type=entry.get("type"), details=entry.get("values"))
