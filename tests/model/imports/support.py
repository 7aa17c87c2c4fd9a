"""What tests of importers share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from tuyalan.model.imports.parts import list_parts
from tuyalan.model.imports.points import build_point
from tuyalan.model.imports.reading import Imported, parse_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tuyalan.model.imports.parts import Described, Part
    from tuyalan.model.schema import DpSchema

LAMP: Final = "bf2c04a61d9be35f78lamp"
PLUG: Final = "bf2c04a61d9be35f78plug"
PRODUCT: Final = "37mnhia3pojleqfh"
KEY: Final = "0123456789abcdef"


def find(finder: Callable[[list[Part]], Iterator[Described]], value: object) -> list[Described]:
    """Return what one importer finds in a JSON value."""
    return list(finder(list_parts(value)[0]))


def build(described: Described) -> dict[int, DpSchema]:
    """Return the data points that one description gives, without what it only names as left out."""
    points = [build_point(raw) for raw in described.points if raw.id is not None]
    return {point.id: point for point in points}


def read(value: object, **owner: str) -> Imported:
    """Import a JSON value as a file."""
    return parse_schemas(json.dumps(value).encode(), source="the file", **owner)
