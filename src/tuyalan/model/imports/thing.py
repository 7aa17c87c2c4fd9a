"""The things data model of the maker's developer platform to descriptions.

    {"result": {"model": TEXT}}, and TEXT is {"services": [{"properties":
        [{"abilityId": 20, "code": "switch_led", "accessMode": "rw", "typeSpec": {"type": "bool"}}]}]}

The model stands in the reply as text; pasted by people, it is an object. The ability id is the number of the data
point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import Described, Owner, Part, find_owner
from tuyalan.model.imports.plain import as_list, as_object
from tuyalan.model.imports.points import RawPoint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.vocabulary import Json

NAME: Final = "a things data model from the developer platform"


def find_models(parts: list[Part]) -> Iterator[Described]:
    """Yield what each model says."""
    for part in parts:
        if isinstance(part.fields.get("services"), list):
            yield from _describe(as_list(part.fields["services"]), find_owner(part))
        model = part.fields.get("model")
        if isinstance(model, str) and '"services"' in model:
            yield from _describe(as_list(as_object(model).get("services")), find_owner(part))


def _describe(services: list[Json], owner: Owner) -> Iterator[Described]:
    entries = [
        entry for service in map(as_object, services) for entry in map(as_object, as_list(service.get("properties")))
    ]
    if any("abilityId" in entry for entry in entries):
        yield Described(owner=owner, points=tuple(map(_parse, entries)))


def _parse(entry: dict[str, Json]) -> RawPoint:
    return RawPoint(
        id=entry.get("abilityId"),
        code=entry.get("code"),
        details=entry.get("typeSpec"),
        access=entry.get("accessMode"),
        name=entry.get("name"),
    )
