"""Tells Home Assistant of all devices, on the connection of the bridge: when it begins, when they change, when it comes back.

What stands at the broker from before is heard first, so that what is the same is not sent again, and what is no more is
removed. Announcements of others, and of bridges on other base topics, are left alone.
"""

from __future__ import annotations

import asyncio
import logging
import random
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from tuyalan import __version__
from tuyalan.bridge.homeassistant.announcing import Announcer, list_availability
from tuyalan.bridge.homeassistant.device import Announcement, Facts, Style, build_announcement
from tuyalan.fleet.events import DeviceAdded, DeviceDescribed, DeviceRemoved, DeviceRenamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.bridge.topics import Topics
    from tuyalan.config import HomeAssistantSettings
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.member import Member

_log: Final = logging.getLogger("tuyalan.homeassistant")

SETTLE_DELAY: Final = 2.0
"""How long the broker may take to deliver the announcements that it has stored, seconds."""
BIRTH_DELAY: Final = 3.0
"""A Home Assistant that comes back is told within this time, seconds; not by all bridges at the same moment."""
ONLINE: Final = b"online"


class HeraldSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How Home Assistant is told."""

    prefix: str = "homeassistant"
    """The base topic of discovery."""
    status_topic: str = "homeassistant/status"
    """Where Home Assistant says that it has come; empty if it does not."""
    release: tuple[int, int] = (2025, 4)
    """The release that is at hand, or an older one."""


class Speaker(Protocol):
    """Whose connection is used: the bridge."""

    topics: Topics

    @property
    def members(self) -> Iterable[tuple[Member, str]]:
        """All devices with their levels in topics."""
        ...

    def publish_all(self, messages: Sequence[Message]) -> None:
        """Publish several messages."""
        ...

    def republish(self) -> None:
        """Publish all states once more."""
        ...


class Herald:
    """Announces the devices of one bridge."""

    def __init__(self, speaker: Speaker, settings: HeraldSettings) -> None:
        """Take whose devices to announce, and how."""
        self._speaker = speaker
        self._topics = speaker.topics
        self._settings = settings
        self._announcer = Announcer()
        self._timer: asyncio.TimerHandle | None = None
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
        if self._timer is not None:
            self._timer.cancel()

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
                for member, level in self._speaker.members:
                    if member.id == event.device_id:
                        self._announce(member, level)
            case _:
                pass

    # Inside

    def _settle(self) -> None:
        self._is_settled = True
        for member, level in list(self._speaker.members):
            self._announce(member, level)
        gone = self._announcer.withdraw_strangers()
        if gone:
            _log.info("%d announcements of devices that are no more are removed", len(gone))
        self._speaker.publish_all(gone)

    def _announce(self, member: Member, level: str) -> None:
        announcement = announce(member, topics=self._topics, level=level, settings=self._settings)
        self._speaker.publish_all(self._announcer.announce(member.id, announcement))

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


def announce(member: Member, *, topics: Topics, level: str, settings: HeraldSettings) -> Announcement:
    """Return what Home Assistant is told of a device of a hub, with commands for what its owner has allowed."""
    record = member.record
    facts = Facts(
        id=member.id,
        name=member.name,
        room=member.room,
        product_key=record.product_key or "",
        version=record.version.value if record.version else "",
        via=record.parent or "",
    )
    style = Style(
        prefix=settings.prefix,
        release=settings.release,
        version=__version__,
        allowed={member.id: frozenset(record.allowed)},
    )
    return build_announcement(facts, member.model, member.features, topics=topics, level=level, style=style)


def make_herald(told: HomeAssistantSettings) -> HeraldSettings:
    """Make the settings of those of the configuration."""
    year, _, month = told.release.partition(".")
    return HeraldSettings(prefix=told.prefix, status_topic=told.status_topic, release=(int(year), int(month)))
