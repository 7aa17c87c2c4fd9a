"""The scenes of a hub, as entities of the bridge: activating one asks the bridge to recall it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.homeassistant.envelope import enclose, make_slug, mark, show_name
from tuyalan.bridge.topics import DEFAULT_BASE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.bridge.homeassistant.envelope import Announcement, Style
    from tuyalan.bridge.homeassistant.place import Component
    from tuyalan.bridge.topics import Topics
    from tuyalan.vocabulary import Json

RECALL: Final = "request/scene/recall"
NAME: Final = "Tuyalan"
MODEL: Final = "Bridge"
_encode: Final = msgspec.json.Encoder().encode


class SceneFacts(msgspec.Struct, frozen=True):
    """What is told of a scene."""

    id: str
    """Unique among the scenes of a base topic."""
    name: str


def build_scenes(scenes: Iterable[SceneFacts], *, topics: Topics, style: Style) -> Announcement | None:
    """Return what Home Assistant is told of all scenes; `None` if there are none."""
    found: dict[str, Component] = {each.id: _build_scene(each, topics) for each in scenes}
    if not found:
        return None
    owner = f"{topics.base}-scene"
    mark(found, owner=owner, slug="scene", style=style)
    for each in found.values():
        # A scene is called as its owner called it, not after the bridge.
        slug = make_slug(str(each["name"]))
        if slug:
            each["default_entity_id"] = f"scene.{slug}"
    device: dict[str, Json] = {
        "identifiers": [f"tuyalan_{topics.base}-bridge"],
        "name": NAME if topics.base == DEFAULT_BASE else f"{NAME} {show_name(topics.base)}",
        "manufacturer": NAME,
        "model": MODEL,
    }
    if style.version:
        device["sw_version"] = style.version
    return enclose(
        device,
        {"components": dict[str, "Json"](found)},
        object_id=f"{topics.base}-bridge",
        available=[topics.bridge("state")],
        style=style,
    )


def _build_scene(scene: SceneFacts, topics: Topics) -> Component:
    return {
        "platform": "scene",
        "name": show_name(scene.name) or scene.id,
        "command_topic": topics.bridge(RECALL),
        # An object, because a bare name that looks like a number or an object would be read as one.
        "payload_on": _encode({"id": scene.name}).decode(),
    }
