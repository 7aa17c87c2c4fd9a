"""What Home Assistant was told and what it is to be told now: the difference as messages, and as a report for people.

Knows no broker: what stands there is given, what to publish is returned.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.homeassistant.envelope import Announcement, list_components
from tuyalan.bridge.message import Message
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.vocabulary import Json

QOS: Final = 1
"""Announcements are few and must arrive."""
ORIGIN: Final = "Tuyalan"
MIGRATION: Final = b'{"migrate_discovery":true}'
"""What stands for a moment on the topic of an entity that moves."""
_LIMITED: Final = MappingProxyType(
    {
        "number": ("command_topic", "min", "max"),
        "humidifier": ("target_humidity_command_topic", "min_humidity", "max_humidity"),
    }
)
"""Platforms that show no number outside of their limits: where it is written, and the names of the limits."""
_encode: Final = msgspec.json.Encoder(order="deterministic").encode


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing would change for one device."""

    topic: str
    name: str
    added: tuple[str, ...] = ()
    """Keys of entities."""
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    is_new: bool = False
    """Home Assistant does not know the device yet."""
    is_gone: bool = False
    """The device is announced, but it is not ours any more."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.removed or self.changed or self.is_new or self.is_gone)


class Announcer:
    """Keeps what stands at the broker, and tells what to publish."""

    def __init__(self) -> None:
        """Begin with a broker that nothing is known of."""
        self._stored: dict[str, bytes] = {}
        self._announced: dict[str, Announcement] = {}

    def note_stored(self, topic: str, payload: bytes, *, prefix: str) -> bool:
        """Take what the broker has stored of an announcement of ours; false if it is none.

        Args:
            topic: Where it stands.
            payload: The announcement.
            prefix: The base topic of discovery.
        """
        if not topic.startswith(f"{prefix}/device/") or read_origin(payload) != ORIGIN:
            return False
        self._stored[topic] = payload
        return True

    @property
    def stored(self) -> Mapping[str, bytes]:
        """What stands at the broker, as far as known, by topic."""
        return dict(self._stored)

    def is_stored(self, topic: str) -> bool:
        """Tell whether something stands at the broker, as far as known."""
        return topic in self._stored

    def hides(self, device_id: str, values: Mapping[str, object]) -> bool:
        """Tell whether any number is outside of the limits that were told for it, so that it is not shown.

        Args:
            device_id: Whose they are.
            values: By the topics where they are written.
        """
        announcement = self._announced.get(device_id)
        return announcement is not None and any(
            _is_outside(component, values) for component in announcement.components.values()
        )

    def announce(self, device_id: str, announcement: Announcement) -> list[Message]:
        """Return what to publish so that Home Assistant knows a device as it is now; nothing if it does already."""
        before = self._announced.get(device_id)
        messages = [] if before is None or before.topic == announcement.topic else self.withdraw(device_id)
        payload = _encode(announcement.payload)
        stored = self._stored.get(announcement.topic)
        self._announced[device_id] = announcement
        if payload == stored:
            return messages
        gone = _list_gone(stored, announcement)
        if gone:
            # An entity that is merely left out stays for ever; one that is reduced to its platform is removed.
            messages.append(_build(announcement.topic, _encode(_reduce(announcement.payload, gone))))
        messages.append(_build(announcement.topic, payload))
        self._stored[announcement.topic] = payload
        return messages

    def withdraw(self, device_id: str) -> list[Message]:
        """Return what to publish so that Home Assistant forgets a device."""
        announcement = self._announced.pop(device_id, None)
        if announcement is None or self._stored.pop(announcement.topic, None) is None:
            return []
        return [_build(announcement.topic, b"")]

    def withdraw_strangers(self) -> list[Message]:
        """Return what removes the announcements of ours that belong to no device any more."""
        known = {announcement.topic for announcement in self._announced.values()}
        gone = sorted(self._stored.keys() - known)
        for topic in gone:
            del self._stored[topic]
        return [_build(topic, b"") for topic in gone]

    def build_all(self) -> list[Message]:
        """Return all announcements once more, for a Home Assistant or a broker that was started again."""
        return [_build(announcement.topic, _encode(announcement.payload)) for announcement in self._announced.values()]


def compare(stored: Mapping[str, bytes], wanted: Iterable[Announcement]) -> list[Difference]:
    """Return what publishing would change, device by device; what would stay as it is, is left out."""
    differences: list[Difference] = []
    topics: set[str] = set()
    for announcement in wanted:
        topics.add(announcement.topic)
        before, now = list_components(_read(stored.get(announcement.topic))), announcement.components
        device = as_object(announcement.payload["device"])
        differences.append(
            Difference(
                topic=announcement.topic,
                name=str(device["name"]),
                added=tuple(sorted(now.keys() - before.keys())),
                removed=tuple(sorted(before.keys() - now.keys())),
                changed=tuple(
                    sorted(key for key in now.keys() & before.keys() if _encode(now[key]) != _encode(before[key]))
                ),
                is_new=announcement.topic not in stored,
            )
        )
    differences += [
        Difference(
            topic=topic,
            name=_read_name(stored[topic]),
            removed=tuple(sorted(list_components(_read(stored[topic])))),
            is_gone=True,
        )
        for topic in sorted(stored.keys() - topics)
    ]
    return [difference for difference in differences if not difference.is_empty]


def list_migrations(stored: Mapping[str, bytes], wanted: Iterable[Announcement], *, prefix: str) -> list[str]:
    """Return the topics on which entities of ours are announced one by one, as older bridges do.

    Home Assistant keeps such an entity, with its history and its names, if it is told on the old topic that it moves
    before it is announced anew, and the old topic is cleared afterwards.

    Args:
        stored: What the broker has below the base topic of discovery.
        wanted: What is announced in the manner of today.
        prefix: The base topic of discovery.
    """
    platforms = {
        component["unique_id"]: component["platform"] for each in wanted for component in each.components.values()
    }
    found: list[str] = []
    for topic, payload in stored.items():
        platform, _, rest = topic.removeprefix(f"{prefix}/").partition("/")
        read = _read(payload)
        unique_id = read.get("unique_id", read.get("uniq_id"))
        if rest and isinstance(unique_id, str) and platforms.get(unique_id) == platform:
            found.append(topic)
    return sorted(found)


def read_origin(payload: bytes) -> str:
    """Return who announced something; empty if nobody says."""
    return str(as_object(_read(payload).get("origin")).get("name", ""))


def list_availability(payload: bytes) -> list[str]:
    """Return the topics that an announcement names for whether its device is there."""
    return [str(as_object(each).get("topic", "")) for each in as_list(_read(payload).get("availability"))]


def _is_outside(component: Mapping[str, Json], values: Mapping[str, object]) -> bool:
    topic, least, most = _LIMITED.get(str(component["platform"]), ("", "", ""))
    match values.get(str(component.get(topic))), component.get(least), component.get(most):
        case int() | float() as value, int() | float() as least, int() | float() as most:
            return not least <= value <= most
        case _:
            return False


def _build(topic: str, payload: bytes) -> Message:
    return Message(topic, payload, retain=True, qos=QOS)


def _read(payload: bytes | None) -> dict[str, Json]:
    try:
        found: Json = msgspec.json.decode(payload or b"{}")
    except (msgspec.DecodeError, RecursionError):
        found = None
    return as_object(found)


def _read_name(payload: bytes) -> str:
    return str(as_object(_read(payload).get("device")).get("name", ""))


def _list_gone(stored: bytes | None, announcement: Announcement) -> dict[str, str]:
    """Return entities that stand at the broker and are no more, or are of another platform, by key: their platform."""
    now = announcement.components
    gone: dict[str, str] = {}
    for key, component in list_components(_read(stored)).items():
        platform = component.get("platform")
        if isinstance(platform, str) and (key not in now or now[key]["platform"] != platform):
            gone[key] = platform
    return gone


def _reduce(payload: Mapping[str, Json], gone: Mapping[str, str]) -> dict[str, Json]:
    """Return an announcement in which entities that are gone are reduced to their platform."""
    components = as_object(payload.get("components")).copy()
    for key, platform in gone.items():
        components[key] = {"platform": platform}
    return {**payload, "components": components}
