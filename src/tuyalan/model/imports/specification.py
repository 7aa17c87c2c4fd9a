"""Replies of the maker's developer platform that describe a device by its instruction set, to descriptions.

    {"result": {"category": "dj", "functions": [{"code", "dp_id", "type", "values"}], "status": [...]}}
    {"result": {"properties": [{"code", "dp_id", "type", "value", "custom_name"}]}}

What is in `functions` can be written, what is in `status` is reported. Older calls leave `dp_id` out. The second kind
tells the present values; it has kinds, but no limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_list, as_object
from tuyalan.model.imports.points import RawPoint, make_stray
from tuyalan.model.schema import Access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "a specification or the properties of a device from the developer platform"

_NO_NUMBERS: Final = (
    "it has codes but no dp_id; fetch version 1.1 of the specification, or the things data model, and import that"
)


def find_specifications(parts: list[Part]) -> Iterator[Described]:
    """Yield what each reply says."""
    for part in parts:
        functions, status = _find_entries(part, "functions"), _find_entries(part, "status")
        properties = [entry for entry in _find_entries(part, "properties") if "dp_id" in entry]
        if functions or status:
            yield _describe(part, functions, status)
        if properties:
            points = tuple(_parse(entry, None) for entry in properties)
            yield Described(owner=find_owner(part), points=points, is_weak=True)


def _find_entries(part: Part, field: str) -> list[dict[str, Json]]:
    # The present state is a list `status` too; its entries have no type.
    entries = map(as_object, as_list(part.fields.get(field)))
    return [entry for entry in entries if "code" in entry and "type" in entry]


def _describe(part: Part, functions: list[dict[str, Json]], status: list[dict[str, Json]]) -> Described:
    written, reported = ({entry["code"] for entry in entries if _is_code(entry)} for entries in (functions, status))
    seen: dict[object, RawPoint] = {}
    for entry in (*status, *functions):
        code = entry["code"]
        if "dp_id" in entry and _is_code(entry) and code not in seen:
            access = Access.READ if code not in written else Access.BOTH if code in reported else Access.WRITE
            # A reply cut down to its functions says nothing of what is reported.
            seen[code] = _parse(entry, access if status else Access.BOTH)
    points = [*seen.values(), *(_list_strays(part) if seen else ())]
    return Described(owner=find_owner(part), points=tuple(points), problem="" if seen else _NO_NUMBERS)


def _list_strays(part: Part) -> Iterator[RawPoint]:
    """Yield what stands among the functions and is none."""
    for entry in map(as_object, as_list(part.fields.get("functions"))):
        if not {"code", "type"} <= entry.keys():
            yield make_stray(entry.get("code"))


def _is_code(entry: dict[str, Json]) -> bool:
    return isinstance(entry["code"], str)


def _parse(entry: dict[str, Json], access: Access | None) -> RawPoint:
    return RawPoint(
        id=entry.get("dp_id"),
        code=entry["code"],
        type=entry["type"],
        details=entry.get("values"),
        access=access,
        name=entry.get("custom_name") or entry.get("name"),
        report_type=entry.get("report_type"),
    )
