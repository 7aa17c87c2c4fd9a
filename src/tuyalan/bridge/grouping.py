"""What is published about groups: one state for all devices of each, one for each feature that all have, and whether any answers.

Pure: the pages of devices in, messages out. Of a group that is partly on, the state is on; of devices that differ otherwise, the
one that changed last counts. What stands for all of them in a feature is told in `unison`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge import payloads
from tuyalan.bridge.commands import STATE
from tuyalan.bridge.faces.faces import find_face
from tuyalan.bridge.message import Message
from tuyalan.bridge.publishing import ANNOUNCED_QOS
from tuyalan.bridge.sharing import find_shared, list_deciding
from tuyalan.bridge.unison import Unison

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from tuyalan.bridge.publishing import Manner, Page
    from tuyalan.bridge.topics import Topics
    from tuyalan.fleet.groups import Group
    from tuyalan.model.features.feature import Feature

ON: Final = "ON"
OFF: Final = "OFF"


class GroupPage:
    """One group, as the broker shows it."""

    def __init__(self, topics: Topics, level: str, *, manner: Manner) -> None:
        """Take where and how to publish."""
        self.level = level
        self.members: tuple[str, ...] = ()
        """The ids of its devices."""
        self.shared: tuple[str, ...] = ()
        """The keys of the features that all of its devices have alike."""
        self._topics = topics
        self._manner = manner
        self._state = topics.state(level)
        self._availability = topics.availability(level)
        self._values: dict[str, object] = {}
        self._is_online: bool | None = None
        self._described: list[tuple[Page, tuple[Feature, ...]]] = []
        """The devices and their features, as they were looked at last."""
        self._deciding: frozenset[str] = frozenset()
        """Codes of properties whose values decide what the devices have alike."""
        self._unisons: tuple[Unison, ...] = ()
        self._shown: dict[str, bytes] = {}
        """What features show, by topic."""
        self._stored: set[str] = set()

    def concerns(self, page: Page, codes: AbstractSet[str]) -> bool:
        """Tell whether properties of a device are part of what is shown of the group."""
        is_watched = not codes.isdisjoint(page.settable) or not codes.isdisjoint(self._deciding)
        return is_watched or any(each.concerns(page, codes) for each in self._unisons)

    def take(
        self, pages: Sequence[Page], *, newest: Page | None = None, codes: AbstractSet[str] = frozenset()
    ) -> list[Message]:
        """Look at all devices anew and return what to publish of what changed.

        Args:
            pages: The devices of the group.
            newest: The one that has just changed, if one has.
            codes: The properties of it that changed.
        """
        messages: list[Message] = []
        is_online = any(page.is_online for page in pages)
        if is_online is not self._is_online:
            self._is_online = is_online
            messages.append(self._build_availability())
        values = merge(pages, self._values, newest=newest, codes=codes)
        if values != self._values:
            self._values = values
            messages.append(self._build_state())
        if not codes.isdisjoint(self._deciding):
            self._described = []
        return [*messages, *self._reshape(pages), *self._look(newest, codes)]

    def build_all(self) -> list[Message]:
        """Return everything that is known, for a broker that knows nothing."""
        features = [self._build_feature(topic) for topic in self._shown]
        return [self._build_availability(), *([self._build_state()] if self._values else []), *features]

    def clear(self) -> list[Message]:
        """Return what removes everything that the broker stores of the group."""
        messages = [Message(topic, b"", retain=True, qos=ANNOUNCED_QOS) for topic in sorted(self._stored)]
        self._stored.clear()
        return messages

    def _reshape(self, pages: Sequence[Page]) -> list[Message]:
        """Find out anew what the devices have alike, if they are other ones; return what clears what they have no more."""
        described = [(page, page.features) for page in pages]
        if len(described) == len(self._described) and all(map(_is_same, described, self._described)):
            return []
        self._described = described
        self._deciding = frozenset(code for page in pages for code in list_deciding(page.features))
        shared = find_shared((page.features, page.values) for page in pages)
        self.shared = tuple(each.feature.key for each in shared)
        self._unisons = tuple(
            Unison(self._topics.feature(self.level, each.feature.key), each, pages, face=face)
            for each in shared
            if (face := find_face(each.feature)) is not None
        )
        gone = sorted(self._shown.keys() - {each.topic for each in self._unisons})
        for topic in gone:
            del self._shown[topic]
            self._stored.discard(topic)
        return [Message(topic, b"", retain=True, qos=ANNOUNCED_QOS) for topic in gone]

    def _look(self, newest: Page | None, codes: AbstractSet[str]) -> list[Message]:
        """Return what features show that show something else now; without a change of values all of them are looked at."""
        messages: list[Message] = []
        for each in self._unisons:
            if newest is not None and codes:
                if not each.concerns(newest, codes):
                    continue
                each.take(newest)
            payload = each.build()
            if payload and payload != self._shown.get(each.topic):
                self._shown[each.topic] = payload
                messages.append(self._build_feature(each.topic))
        return messages

    def _build_feature(self, topic: str) -> Message:
        self._stored.add(topic)
        return Message(topic, self._shown[topic], retain=True, qos=self._manner.qos)

    def _build_state(self) -> Message:
        manner = self._manner
        if manner.retain:
            self._stored.add(self._state)
        return Message(self._state, payloads.encode(self._values), manner.retain, manner.qos)

    def _build_availability(self) -> Message:
        self._stored.add(self._availability)
        payload = payloads.build_availability(is_online=bool(self._is_online))
        return Message(self._availability, payload, retain=True, qos=ANNOUNCED_QOS)


class GroupPages:
    """The pages of all groups, by name."""

    def __init__(self, topics: Topics, devices: Mapping[str, Page], *, manner: Manner) -> None:
        """Take where and how to publish, and the pages of all devices by id, which may come and go."""
        self._topics = topics
        self._devices = devices
        self._manner = manner
        self._pages: dict[str, GroupPage] = {}
        self._groups_of: dict[str, list[GroupPage]] = {}

    def __contains__(self, device_id: str) -> bool:
        """Tell whether a device is in any group."""
        return device_id in self._groups_of

    def put(self, group: Group, level: str) -> list[Message]:
        """Take a group as it is now, under the level that it has now; return what to publish of it."""
        messages: list[Message] = []
        page = self._pages.get(group.name)
        if page is None or page.level != level:
            messages += self.remove(group.name)
            page = self._pages[group.name] = GroupPage(self._topics, level, manner=self._manner)
        page.members = group.members
        self._index()
        return [*messages, *page.take(self._members_of(page))]

    def remove(self, name: str) -> list[Message]:
        """Forget a group and return what removes it from the broker."""
        page = self._pages.pop(name, None)
        self._index()
        return [] if page is None else page.clear()

    def look(self, device_id: str, *, codes: AbstractSet[str] | None = None) -> list[Message]:
        """Look at the groups of a device anew; return what to publish.

        Args:
            device_id: The device.
            codes: The properties that changed; `None` if it is not one value that changed, but how the device is.
        """
        device = self._devices.get(device_id)
        return [
            message
            for group in self._groups_of.get(device_id, ())
            if device is None or codes is None or group.concerns(device, codes)
            for message in group.take(self._members_of(group), newest=device, codes=codes or frozenset())
        ]

    def list_shared(self, name: str) -> tuple[str, ...]:
        """Return the keys of the features that all devices of a group have alike."""
        page = self._pages.get(name)
        return () if page is None else page.shared

    def build(self, name: str) -> list[Message]:
        """Return everything that is known of a group."""
        page = self._pages.get(name)
        return [] if page is None else page.build_all()

    def iter_all(self) -> Iterator[Message]:
        """Yield everything that a broker has to store which knows nothing."""
        for page in list(self._pages.values()):
            yield from page.build_all()

    def _members_of(self, group: GroupPage) -> list[Page]:
        return [self._devices[device_id] for device_id in group.members if device_id in self._devices]

    def _index(self) -> None:
        self._groups_of = {}
        for page in self._pages.values():
            for device_id in page.members:
                self._groups_of.setdefault(device_id, []).append(page)


def merge(
    pages: Iterable[Page],
    before: Mapping[str, object],
    *,
    newest: Page | None = None,
    codes: AbstractSet[str] = frozenset(),
) -> dict[str, object]:
    """Return one state for several devices: what can be set at any of them, and whether any that is switched is on.

    A device that does not answer counts only where none that does says anything.

    Args:
        pages: The devices.
        before: What was returned the last time.
        newest: The device whose values count where the others differ.
        codes: The properties of it for which that holds.
    """
    pages = list(pages)
    awake = [page for page in pages if page.is_online]
    told = _list_told(pages) | _list_told(awake)
    flags = {page.is_on for page in awake} - {None} or {page.is_on for page in pages} - {None}
    merged: dict[str, object] = {STATE: ON if True in flags else OFF} if flags and STATE not in told else {}
    for code in sorted(told):
        if all(isinstance(value, bool) for value in told[code]):
            merged[code] = True in told[code]
        elif newest in awake and code in codes and code in newest.values:
            merged[code] = newest.values[code]
        else:
            merged[code] = _choose(told[code], before.get(code))
    return merged


def _is_same(now: tuple[Page, tuple[Feature, ...]], before: tuple[Page, tuple[Feature, ...]]) -> bool:
    """Tell whether a device is described as before; by identity, because with other features come other values."""
    return now[0] is before[0] and now[1] is before[1]


def _list_told(pages: Iterable[Page]) -> dict[str, list[object]]:
    told: dict[str, list[object]] = {}
    for page in pages:
        for code in page.settable & page.values.keys():
            told.setdefault(code, []).append(page.values[code])
    return told


def _choose(told: Sequence[object], before: object) -> object:
    """Return what counts if nothing is new: what counted before, as long as any device still says so."""
    return before if before in told else told[0]
