"""Tells Home Assistant of devices, groups and scenes, on the bridge's connection: when it begins, when they change, when it comes back.

What stands at the broker from before is heard first, so that what is the same is not sent again, and what is no more is
removed. Announcements of others, and of bridges on other base topics, are left alone.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Final, Protocol

from tuyalan.bridge.homeassistant.announcing import Announcer, list_availability
from tuyalan.bridge.introducing import announce, announce_group, announce_scenes, list_values
from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceDescribed,
    DeviceRemoved,
    DeviceRenamed,
    GroupChanged,
    SceneChanged,
)
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.bridge.introducing import HeraldSettings
    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.bridge.topics import Topics
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.groups import Group
    from tuyalan.fleet.member import Member

_log: Final = logging.getLogger("tuyalan.homeassistant")

SETTLE_DELAY: Final = 2.0
"""How long the broker may take to deliver the announcements that it has stored, seconds."""
BIRTH_DELAY: Final = 3.0
"""A Home Assistant that comes back is told within this time, seconds; not by all bridges at the same moment."""
GATHER_DELAY: Final = 0.5
"""How long changes are gathered, seconds: of groups and scenes, whose devices become known one by one when a hub starts, and of
numbers outside of their limits, which may go on and on."""
ONLINE: Final = b"online"
_GROUP: Final = "group "
_SCENES: Final = "scenes "
"""How groups and scenes are kept apart from devices; no device id has a space."""


class Speaker(Protocol):
    """Whose connection is used: the bridge."""

    topics: Topics

    @property
    def members(self) -> Iterable[tuple[Member, str]]:
        """All devices with their levels in topics."""
        ...

    @property
    def groups(self) -> Iterable[tuple[Group, Sequence[Member], str]]:
        """All groups with their devices and their levels."""
        ...

    @property
    def scenes(self) -> Iterable[str]:
        """The names of all scenes."""
        ...

    def publish_all(self, messages: Sequence[Message]) -> None:
        """Publish several messages."""
        ...

    def republish(self) -> None:
        """Publish all states once more."""
        ...

    def republish_device(self, device_id: str) -> None:
        """Publish the state of a device once more."""
        ...

    def republish_group(self, name: str) -> None:
        """Publish the state of a group once more."""
        ...


class Herald:
    """Announces the devices, groups and scenes of one bridge."""

    def __init__(self, speaker: Speaker, settings: HeraldSettings) -> None:
        """Take whose devices to announce, and how."""
        self._speaker = speaker
        self._topics = speaker.topics
        self._settings = settings
        self._announcer = Announcer()
        self._timer: asyncio.TimerHandle | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self._arranged: set[str] = set()
        """The groups and scenes that were announced."""
        self._astray: set[str] = set()
        """Devices with a number that may be outside of the limits that were told."""
        self._is_settled = False

    # What the bridge tells

    def filters(self) -> Sequence[str]:
        """Return what is listened to: announcements that the broker has stored, and the word that Home Assistant has come."""
        status = (self._settings.status_topic,) if self._settings.status_topic else ()
        return (f"{self._settings.prefix}/device/+/config", *status)

    def on_up(self) -> None:
        """Announce everything, as soon as what stands at the broker is known."""
        self._is_settled = False
        self._announcer = Announcer()
        self._begin_timer(SETTLE_DELAY, self._settle)

    def on_down(self) -> None:
        """Do nothing more until there is a connection again."""
        self._is_settled = False
        for timer in (self._timer, self._gathering):
            if timer is not None:
                timer.cancel()
        self._gathering = None

    def on_message(self, message: Incoming) -> None:
        """Take what the broker has stored, and the word that Home Assistant has come."""
        if message.topic == self._settings.status_topic:
            if message.payload == ONLINE and not message.is_retained:
                self._on_birth()
        elif message.is_retained and message.payload and self._is_ours(message.payload):
            self._announcer.note_stored(message.topic, message.payload, prefix=self._settings.prefix)

    def on_event(self, event: HubEvent) -> None:
        """Announce what changed about a device."""
        if not self._is_settled:
            return
        match event:
            case DeviceRemoved():
                self._speaker.publish_all(self._announcer.withdraw(event.device_id))
            case DeviceAdded() | DeviceDescribed() | DeviceRenamed():
                self._introduce(event.device_id)
            case GroupChanged() | SceneChanged():
                pass
            case Changed() if _is_astray(event):
                self._astray.add(event.device_id)
            case _:
                return
        if self._gathering is None:
            self._gathering = asyncio.get_running_loop().call_later(GATHER_DELAY, self._gather)

    # Inside

    def _settle(self) -> None:
        self._is_settled = True
        members = list(self._speaker.members)
        gateways = {member.record.parent for member, _ in members}
        # Gateways first, because what is behind them names them.
        for member, level in sorted(members, key=lambda each: each[0].record.parent is not None):
            if self._announce(member, level, is_gateway=member.id in gateways):
                self._speaker.republish_device(member.id)
        self._arrange()
        gone = self._announcer.withdraw_strangers()
        if gone:
            _log.info("%d announcements of what is no more are removed", len(gone))
        self._speaker.publish_all(gone)

    def _introduce(self, device_id: str) -> None:
        """Announce a device, and before it its gateway, which may be one only now."""
        known = {member.id: (member, level) for member, level in self._speaker.members}
        gateways = {member.record.parent for member, _ in known.values()}
        for key in (known[device_id][0].record.parent, device_id) if device_id in known else ():
            if key in known:
                self._announce(*known[key], is_gateway=key in gateways)

    def _announce(self, member: Member, level: str, *, is_gateway: bool) -> bool:
        """Announce a device as it is now; tell whether that takes the place of something else."""
        announcement = announce(
            member, topics=self._topics, level=level, settings=self._settings, is_gateway=is_gateway
        )
        return self._put(member.id, announcement)

    def _gather(self) -> None:
        """Announce what has changed for some time."""
        self._arrange()
        astray, self._astray = self._astray, set()
        for member, level in [each for each in self._speaker.members if each[0].id in astray]:
            values = list_values(member, topics=self._topics, level=level)
            # A gateway with a number has more to show than that it is one.
            if self._announcer.hides(member.id, values) and self._announce(member, level, is_gateway=False):
                self._speaker.republish_device(member.id)

    def _arrange(self) -> None:
        """Announce groups and scenes as they are now, and withdraw those that are gone."""
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        topics, settings = self._topics, self._settings
        found = {
            _GROUP + group.id: announce_group(group, members, topics=topics, level=level, settings=settings)
            for group, members, level in self._speaker.groups
        }
        found[_SCENES] = announce_scenes(self._speaker.scenes, topics=topics, settings=settings)
        wanted = {key: announcement for key, announcement in found.items() if announcement is not None}
        for key in sorted(self._arranged - wanted.keys()):
            self._speaker.publish_all(self._announcer.withdraw(key))
        names = {_GROUP + group.id: group.name for group, _, _ in self._speaker.groups}
        for key, announcement in wanted.items():
            if self._put(key, announcement) and key in names:
                self._speaker.republish_group(names[key])
        self._arranged = set(wanted)

    def _put(self, key: str, announcement: Announcement) -> bool:
        """Announce something; tell whether that takes the place of something else, by which the state was taken before."""
        was_there = self._announcer.is_stored(announcement.topic)
        messages = self._announcer.announce(key, announcement)
        self._speaker.publish_all(messages)
        return was_there and bool(messages)

    def _on_birth(self) -> None:
        """Tell everything again: it may have been started with a new broker, or without its memory."""
        if self._is_settled:
            # Spreads the load of several bridges; hides nothing.
            self._begin_timer(random.uniform(0.0, BIRTH_DELAY), self._tell_again)  # noqa: S311 - no secret

    def _tell_again(self) -> None:
        _log.info("Home Assistant has come: devices are announced again")
        self._speaker.publish_all(self._announcer.build_all())
        self._speaker.republish()

    def _is_ours(self, payload: bytes) -> bool:
        """Tell whether an announcement is of a bridge on our base topic."""
        return self._topics.bridge("state") in list_availability(payload)

    def _begin_timer(self, delay: float, call: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(delay, call)


def _is_astray(event: Changed) -> bool:
    """Tell whether a number is not as it was described."""
    return any(
        change.is_new and change.reading.problem is not None and change.property.kind is Kind.NUMBER
        for change in event.changes
    )
