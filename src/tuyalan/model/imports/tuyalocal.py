"""What tuya-local knows of devices, to descriptions: diagnostics, configuration entries, and the specification it logs.

    {"name": ..., "type": "smartplugv2", "device_id": "**REDACTED**", "cached_state": {"1": true}}
    [{"id": 2, "name": "switch_1", "type": "Boolean", "format": "{}", "enumMap": {}}]

The first names the device file in use and says nothing more of data points; the second is the cloud's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_object, as_text
from tuyalan.model.imports.points import RawPoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "Home Assistant diagnostics of tuya-local, or the specification in its log"

_MARKS: Final = frozenset({"cached_state", "protocol_version", "host"})
_SPECIFIED: Final = frozenset({"id", "name", "type", "format"})


def find_device_files(parts: list[Part]) -> Iterator[Described]:
    """Yield what each device of the integration says, and each specification."""
    for part in parts:
        if isinstance(part.fields.get("type"), str) and "device_id" in part.fields and _MARKS & part.fields.keys():
            yield _describe(part)
        entries = [fields for fields in map(as_object, part.items) if fields.keys() >= _SPECIFIED]
        if entries:
            yield Described(owner=find_owner(part), points=tuple(map(_parse, entries)))


def _describe(part: Part) -> Described:
    device_file = as_text(part.fields["type"], limit=128)
    problem = (
        f"it says that tuya-local uses its device file {device_file}; give the folder of tuya-local to use it here"
    )
    return Described(owner=find_owner(part), device_file=device_file, problem=problem)


def _parse(entry: dict[str, Json]) -> RawPoint:
    words = list(as_object(entry.get("enumMap")))
    details = as_object(entry["format"]) | ({"range": words} if words else {})
    return RawPoint(id=entry["id"], code=entry["name"], type=entry["type"], details=details)
