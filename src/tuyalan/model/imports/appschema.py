"""The schema that the phone app keeps of a product, to descriptions.

    [{"id": 20, "code": "switch_led", "mode": "rw", "type": "obj", "property": {"type": "bool"}}]

It stands alone, or as text in the field `schema` of a product, or of an object of such below the product key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.imports.parts import Described, Part, find_owner
from tuyalan.model.imports.plain import as_list, as_object
from tuyalan.model.imports.points import RawPoint, make_stray

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.model.imports.parts import Owner
    from tuyalan.vocabulary import Json

NAME: Final = "a schema of the phone app"

_MARKS: Final = frozenset({"id", "code", "mode"})


def find_app_schemas(parts: list[Part]) -> Iterator[Described]:
    """Yield what each schema says."""
    for part in parts:
        entries = _find_entries(part.items)
        if entries:
            yield Described(owner=find_owner(part), points=tuple(map(_parse, entries)))
        for fields in (part.fields, as_object(part.fields.get("schemaInfo"))):
            schema = fields.get("schema")
            entries = _find_entries(as_list(schema)) if isinstance(schema, str) else []
            if entries:
                yield Described(owner=_find_product(part), points=tuple(map(_parse, entries)))


def _find_product(part: Part) -> Owner:
    """Return the owner of a schema; what is called id in the app's storage is the id of a product."""
    owner = find_owner(part)
    if owner.product_key:
        return owner
    return msgspec.structs.replace(
        owner, device_id="", product_key=owner.device_id or part.key, product_name=owner.name
    )


def _find_entries(items: list[Json]) -> list[dict[str, Json]]:
    """Return all entries of a list if any is one of a schema, so that the others are not left out in silence."""
    entries = [as_object(item) for item in items]
    return entries if any(fields.keys() >= _MARKS for fields in entries) else []


def _parse(entry: dict[str, Json]) -> RawPoint:
    if not entry.keys() >= _MARKS:
        return make_stray(entry.get("code"))
    return RawPoint(
        id=entry["id"],
        code=entry["code"],
        # `obj` says that the kind stands in the property; raw bytes have none.
        type=entry.get("type"),
        details=entry.get("property"),
        access=entry["mode"],
        name=entry.get("name"),
    )
