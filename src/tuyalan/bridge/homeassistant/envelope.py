"""What all announcements have in common: ids, origin, when it is there, and where the message stands."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.vocabulary import Json, as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.bridge.homeassistant.place import Component
    from tuyalan.model.features.feature import Feature

COMMON: Final = (2025, 4)
"""The oldest release whose form is used; the newer ones take it too."""
EXPIRING: Final = (2026, 6)
"""From this release on, commands may expire."""
INFRARED: Final = (2026, 8)
"""From this release on, infrared is understood."""
CHILDREN: Final = (2026, 11)
"""From this release on, devices may have children."""
EXPIRY: Final = 60
"""Seconds after which a command that the broker kept is not carried out any more."""
MAX_NAME: Final = 120
"""Longest name shown, in characters."""


class Style(msgspec.Struct, frozen=True, kw_only=True):
    """How devices are announced."""

    prefix: str = "homeassistant"
    """The base topic of discovery."""
    release: tuple[int, int] = COMMON
    """The release of Home Assistant that is at hand, or an older one."""
    version: str = ""
    """Of Tuyalan."""
    allowed: Mapping[str, frozenset[str]] = {}
    """By device, the keys of hazardous features that its owner lets programs write; `*` stands for all of them."""

    def allows(self, device_id: str, feature: Feature) -> bool:
        """Tell whether a feature may be written."""
        allowed = self.allowed.get(device_id, frozenset())
        return not feature.is_hazardous or "*" in allowed or feature.key in allowed


class Announcement(msgspec.Struct, frozen=True):
    """What is published about a device for Home Assistant."""

    topic: str
    payload: dict[str, Json]

    @property
    def components(self) -> dict[str, Component]:
        """All entities by their keys, those of child devices too."""
        return list_components(self.payload)


def list_components(payload: Mapping[str, Json]) -> dict[str, Component]:
    """Return all entities of an announcement by their keys, those of child devices too, whatever else it holds."""
    found: dict[str, Component] = {}
    for part in (payload, *(as_object(child) for child in as_list(payload.get("child_devices")))):
        found |= {key: as_object(value) for key, value in as_object(part.get("components")).items()}
    return found


def mark(components: Mapping[str, Component], *, owner: str, slug: str, style: Style) -> None:
    """Give entities their ids, and commands their time.

    Args:
        components: Entities by key.
        owner: Whose they are; with the key it makes the id that is never given to another.
        slug: How ids for people begin.
        style: How they are announced.
    """
    named = {key: _make_entity_id(component, slug, _label(key, component)) for key, component in components.items()}
    count = Counter(named.values())
    for key, component in components.items():
        is_alone = count[named[key]] == 1
        component["unique_id"] = f"{owner}-{key}"
        component["default_entity_id"] = named[key] if is_alone else _make_entity_id(component, slug, make_slug(key))
        if style.release >= EXPIRING and any(name.endswith("command_topic") for name in component):
            component["message_expiry_interval"] = EXPIRY


def _make_entity_id(component: Component, *parts: str) -> str:
    return f"{component['platform']}.{'_'.join(part for part in parts if part)}"


def _label(key: str, component: Component) -> str:
    """Return how an id for people ends, as Home Assistant itself would make it: empty for what has its device's name."""
    name = component.get("name", key)
    return "" if name is None else make_slug(str(name)) or make_slug(key)


def enclose(
    device: dict[str, Json],
    parts: Mapping[str, Json],
    *,
    object_id: str,
    available: Iterable[str],
    style: Style,
) -> Announcement:
    """Return the message that announces something.

    Args:
        device: What it is.
        parts: Its entities, or those of its children.
        object_id: What makes its topic its own.
        available: The topics that all have to say that it is there.
        style: How it is announced.
    """
    payload: dict[str, Json] = {
        "device": device,
        "origin": {"name": "Tuyalan"} | ({"sw_version": style.version} if style.version else {}),
        "availability": [build_availability(topic) for topic in available],
        "availability_mode": "all",
        **parts,
    }
    return Announcement(make_topic(object_id, style=style), payload)


def make_topic(object_id: str, *, style: Style) -> str:
    """Return where the message about something stands."""
    return f"{style.prefix}/device/{make_object_id(object_id)}/config"


def make_slug(text: str) -> str:
    """Return a text as the ids of entities have it: small letters, digits and underscores."""
    plain_text = unicodedata.normalize("NFKD", text[:MAX_NAME]).encode("ascii", "ignore").decode().lower()
    return _NO_SLUG.sub("_", plain_text).strip("_")


def make_object_id(device_id: str) -> str:
    """Return the id of a device as topics of discovery can hold it."""
    return _NO_OBJECT.sub("_", device_id) or "_"


def show_name(text: str) -> str:
    """Return a name without what would disturb a page, shortened."""
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")[:MAX_NAME].strip()


_NO_SLUG: Final = re.compile(r"[^a-z0-9]+")
_NO_OBJECT: Final = re.compile(r"[^a-zA-Z0-9_-]")


def build_availability(topic: str) -> dict[str, Json]:
    """Return a topic that has to say that something is there."""
    return {"topic": topic, "value_template": "{{ value_json.state }}"}
