"""All devices and groups as the broker shows them: a page for each device, and the levels that their names became.

What the hub tells goes in, messages come out. Waits for nothing and knows no broker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge import payloads
from tuyalan.bridge.describing import build_devices, build_groups, build_scenes, describe_health
from tuyalan.bridge.grouping import GroupPages
from tuyalan.bridge.levels import Levels
from tuyalan.bridge.message import Message
from tuyalan.bridge.publishing import ANNOUNCED_QOS, Page
from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceDescribed,
    DeviceFound,
    DeviceRemoved,
    DeviceRenamed,
    Fired,
    GroupChanged,
    HealthChanged,
    SceneChanged,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tuyalan.bridge.publishing import Manner
    from tuyalan.bridge.topics import Topics
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.groups import Group
    from tuyalan.fleet.hub import Hub
    from tuyalan.fleet.member import Member
    from tuyalan.vocabulary import Json

_GROUP: Final = "group "
"""How the keys of groups begin among those of devices; no device id has a space."""


class Board:
    """What is shown of one hub."""

    def __init__(self, hub: Hub, topics: Topics, *, manner: Manner) -> None:
        """Take whose devices are shown, where, and how."""
        self._hub = hub
        self._topics = topics
        self._manner = manner
        self._levels = Levels()
        self._pages: dict[str, Page] = {}
        self._groups = GroupPages(topics, self._pages, manner=manner)
        self.is_outdated: bool = False
        """Whether the lists of devices and groups have changed since somebody looked and set it back."""
        self.leaving: dict[str, Message] = {}
        """What clears topics on levels that nobody has any more, by topic.

        Whoever listens there gets it too, so it is published when they had time to leave. The lists, by which a level is
        found again that was not cleared, are told after it and not before.
        """

    def begin(self) -> None:
        """Make a page for each device and group that the hub has now."""
        for member in self._hub.members.values():
            self._add(member)
        for group in self._hub.groups.values():
            self._put(group)

    # Who has which level

    def level_of(self, device_id: str) -> str:
        """Return the level of a device; empty if it has none."""
        page = self._pages.get(device_id)
        return "" if page is None else page.level

    def find(self, level: str) -> Member | str | None:
        """Return whose level it is: a device, the name of a group, or nobody."""
        key = self._levels.find(level)
        if key is None:
            return None
        return key.removeprefix(_GROUP) if key.startswith(_GROUP) else self._hub.members.get(key)

    def is_known(self, level: str) -> bool:
        """Tell whether a level belongs to a device or group."""
        return self._levels.find(level) is not None

    @property
    def members(self) -> list[tuple[Member, str]]:
        """All devices with their levels."""
        members = self._hub.members
        return [(members[key], page.level) for key, page in self._pages.items() if key in members]

    @property
    def groups(self) -> list[tuple[Group, list[Member], str]]:
        """All groups with their devices and their levels."""
        groups = self._hub.groups
        return [
            (group, groups.members(group.name), self._levels.give(_GROUP + group.name, group.name))
            for group in groups.values()
        ]

    def list_shared(self, name: str) -> Sequence[str]:
        """Return the keys of the features that all devices of a group have alike."""
        return self._groups.list_shared(name)

    # What is published

    def take(self, event: HubEvent) -> Sequence[Message]:
        """Return what to publish of something that happened."""
        messages = self._take(event)
        if self.leaving:
            for message in messages:
                self.leaving.pop(message.topic, None)
        return messages

    def build(self, device_id: str) -> Sequence[Message]:
        """Return everything that is known of a device, whether it is new or not."""
        page = self._pages.get(device_id)
        return () if page is None else page.build_all()

    def build_group(self, name: str) -> Sequence[Message]:
        """Return everything that is known of a group, whether it is new or not."""
        return self._groups.build(name)

    def iter_all(self) -> Iterator[Message]:
        """Yield everything that a broker has to store which knows nothing."""
        for page in list(self._pages.values()):
            yield from page.build_all()
        yield from self._groups.iter_all()

    def build_devices(self, *, max_size: int | None = None) -> bytes:
        """Return the list of all devices, without their properties if it were too large for the broker."""
        full = build_devices(self.members)
        is_too_large = max_size is not None and len(full) > max_size
        return build_devices(self.members, is_brief=True) if is_too_large else full

    def build_groups(self) -> bytes:
        """Return the list of all groups."""
        return build_groups((level, group.name, group.members) for group, _, level in self.groups)

    def build_scenes(self) -> bytes:
        """Return the list of all scenes."""
        return build_scenes(self._hub.scenes.values(), level_of=self.level_of)

    def describe_health(self) -> dict[str, Json]:
        """Return how each device is."""
        return describe_health(self.members)

    # Inside

    def _take(self, event: HubEvent) -> Sequence[Message]:
        match event:
            case Changed():
                return self._change(event)
            case Fired():
                return self._fire(event)
            case HealthChanged():
                return self._tell_health(event)
            case DeviceDescribed():
                return self._describe(event.device_id)
            case DeviceFound():
                details = {"id": event.device_id, "address": event.found.address}
                return [self._announce("device_found", details)]
            case _:
                return self._rearrange(event)

    def _add(self, member: Member) -> Page:
        level = self._levels.give(member.id, member.name)
        page = self._pages[member.id] = Page(self._topics, level, manner=self._manner)
        page.describe(member.model, member.features)
        page.build_availability(is_online=member.is_online, reason=member.health.reason)
        return page

    def _put(self, group: Group) -> list[Message]:
        return self._groups.put(group, self._levels.give(_GROUP + group.name, group.name))

    def _change(self, event: Changed) -> Sequence[Message]:
        page = self._pages.get(event.device_id)
        messages = () if page is None else page.take(event.changes)
        if not messages or event.device_id not in self._groups:
            return messages
        codes = {change.property.code for change in event.changes if change.is_new}
        return [*messages, *self._groups.look(event.device_id, codes=codes)]

    def _fire(self, event: Fired) -> Sequence[Message]:
        page = self._pages.get(event.device_id)
        if page is None:
            return ()
        return [page.build_event(event.code, event.value, time=event.time, device_time=event.device_time)]

    def _tell_health(self, event: HealthChanged) -> Sequence[Message]:
        page = self._pages.get(event.device_id)
        if page is None:
            return ()
        messages = page.build_availability(is_online=event.health.is_online, reason=event.health.reason)
        return [*messages, *self._groups.look(event.device_id)]

    def _describe(self, device_id: str) -> Sequence[Message]:
        page, member = self._pages.get(device_id), self._hub.members.get(device_id)
        self.is_outdated = True
        if page is None or member is None:
            return ()
        page.describe(member.model, member.features)
        return [*page.build_all(), *self._groups.look(device_id)]

    def _rearrange(self, event: HubEvent) -> Sequence[Message]:
        self.is_outdated = True
        match event:
            case DeviceAdded():
                member = self._hub.members.get(event.device_id)
                messages = [] if member is None else self._add(member).build_all()
                messages += self._groups.look(event.device_id)
                return [*messages, self._announce("device_joined", self._identify(event.device_id))]
            case DeviceRemoved():
                details = self._identify(event.device_id)
                self._remove(event.device_id)
                return [self._announce("device_leave", details)]
            case DeviceRenamed():
                return self._rename(event)
            case GroupChanged():
                kind = "group_removed" if event.is_removed else "group_changed"
                return [*self._regroup(event), self._announce(kind, {"name": event.name})]
            case SceneChanged():
                kind = "scene_removed" if event.is_removed else "scene_changed"
                return [self._announce(kind, {"name": event.name})]
            case _:
                return ()

    def _identify(self, device_id: str) -> Mapping[str, Json]:
        return {"id": device_id, "friendly_name": self.level_of(device_id)}

    def _remove(self, device_id: str) -> None:
        page = self._pages.pop(device_id, None)
        self._levels.take(device_id)
        if page is not None:
            self._leave(page.clear())

    def _leave(self, messages: Sequence[Message]) -> None:
        self.leaving.update((message.topic, message) for message in messages)

    def _rename(self, event: DeviceRenamed) -> Sequence[Message]:
        member, page = self._hub.members.get(event.device_id), self._pages.get(event.device_id)
        if member is None or page is None:
            return ()
        before = page.level
        if self._levels.give(member.id, member.name) == before:
            return ()
        self._leave(page.clear())
        shown = self._add(member).build_all()
        details = {"id": member.id, "from": before, "to": self.level_of(member.id)}
        return [*shown, self._announce("device_renamed", details)]

    def _regroup(self, event: GroupChanged) -> list[Message]:
        if event.is_removed or event.previous not in {None, event.name}:
            gone = event.previous or event.name
            self._levels.take(_GROUP + gone)
            self._leave(self._groups.remove(gone))
        group = None if event.is_removed else self._hub.groups.get(event.name)
        return [] if group is None else self._put(group)

    def _announce(self, kind: str, data: Mapping[str, Json]) -> Message:
        return Message(self._topics.bridge("event"), payloads.build_bridge_event(kind, data), qos=ANNOUNCED_QOS)
