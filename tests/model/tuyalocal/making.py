"""Device files as trees, and what is read from them, for the tests of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.model.tuyalocal.reading import read_profile

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Entity, Point, Profile
    from tuyalan.vocabulary import Json

FILE = "thing.yaml"


def dp(role: str, type: str = "string", id: int = 1, **more: Json) -> dict[str, Json]:  # noqa: A002 - as in the files
    """Return the tree of a data point."""
    return {"id": id, "type": type, "name": role, **more}


def tree(*entities: dict[str, Json], **more: Json) -> dict[str, Json]:
    """Return the tree of a device file."""
    return {"name": "Thing", "entities": list(entities), **more}


def part(platform: str, *dps: dict[str, Json], **more: Json) -> dict[str, Json]:
    """Return the tree of an entity."""
    return {"entity": platform, "dps": list(dps), **more}


def profile(*entities: dict[str, Json], **more: Json) -> Profile:
    """Read a device file that loses nothing."""
    parsed = read_profile(tree(*entities, **more), FILE)
    assert parsed.losses == ()
    return parsed.profile


def entity(platform: str, *dps: dict[str, Json], **more: Json) -> Entity:
    """Read an entity that loses nothing."""
    return profile(part(platform, *dps, **more)).entities[0]


def point(type: str = "string", **more: Json) -> Point:  # noqa: A002 - as in the files
    """Read a data point that loses nothing."""
    return entity("select", dp("option", type) | more).points[0]
