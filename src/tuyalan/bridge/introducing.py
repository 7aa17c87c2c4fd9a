"""What Home Assistant is told of the devices, groups and scenes of a hub: what is known of them in, announcements out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tuyalan import __version__
from tuyalan.bridge.homeassistant.device import Facts, build_announcement
from tuyalan.bridge.homeassistant.envelope import Style
from tuyalan.bridge.homeassistant.group import GroupFacts, build_group, make_group_topic
from tuyalan.bridge.homeassistant.scenes import SceneFacts, build_scenes
from tuyalan.fleet.arranging import make_id
from tuyalan.model.features.humidity import Humidifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.bridge.topics import Topics
    from tuyalan.config import HomeAssistantSettings
    from tuyalan.fleet.groups import Group
    from tuyalan.fleet.member import Member


class HeraldSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How Home Assistant is told."""

    prefix: str = "homeassistant"
    """The base topic of discovery."""
    status_topic: str = "homeassistant/status"
    """Where Home Assistant says that it has come; empty if it does not."""
    release: tuple[int, int] = (2025, 4)
    """The release that is at hand, or an older one."""


def announce(
    member: Member, *, topics: Topics, level: str, settings: HeraldSettings, is_gateway: bool = False
) -> Announcement:
    """Return what Home Assistant is told of a device of a hub, with commands for what its owner has allowed.

    Args:
        member: The device.
        topics: Where things stand.
        level: The device in topics.
        settings: How Home Assistant is told.
        is_gateway: Whether others are reached through it.
    """
    record = member.record
    facts = Facts(
        id=member.id,
        name=member.name,
        room=member.room,
        product_key=record.product_key or "",
        version=record.version.value if record.version else "",
        via=record.parent or "",
        is_gateway=is_gateway,
    )
    style = _make_style(settings, [member])
    return build_announcement(facts, member.model, member.features, topics=topics, level=level, style=style)


def list_values(member: Member, *, topics: Topics, level: str) -> dict[str, object]:
    """Return the values of a device by the topics where they are written, those of humidifiers' targets included.

    Args:
        member: The device.
        topics: Where things stand.
        level: The device in topics.
    """
    values = member.model.values
    targets = {
        topics.set_feature(level, feature.key): feature.read(values).target
        for feature in member.features
        if isinstance(feature, Humidifier)
    }
    return {topics.set_property(level, code): value for code, value in values.items()} | targets


def announce_group(
    group: Group, members: Sequence[Member], *, topics: Topics, level: str, settings: HeraldSettings
) -> Announcement | None:
    """Return what Home Assistant is told of a group; `None` if its devices have nothing alike that it can command.

    Args:
        group: Its name and id.
        members: Its devices.
        topics: Where things stand.
        level: The group in topics.
        settings: How Home Assistant is told.
    """
    rooms = {member.room for member in members}
    return build_group(
        GroupFacts(id=group.id, name=group.name, room=rooms.pop() if len(rooms) == 1 else ""),
        [(member.model, member.features) for member in members],
        topics=topics,
        level=level,
        style=_make_style(settings, members),
    )


def find_group_topic(group: Group, *, topics: Topics, settings: HeraldSettings) -> str:
    """Return where Home Assistant is told of a group, whether it can be or not."""
    return make_group_topic(group.id, topics=topics, style=_make_style(settings, ()))


def announce_scenes(names: Iterable[str], *, topics: Topics, settings: HeraldSettings) -> Announcement | None:
    """Return what Home Assistant is told of all scenes; `None` if there are none."""
    facts = [SceneFacts(make_id(name), name) for name in names]
    return build_scenes(facts, topics=topics, style=_make_style(settings, ()))


def _make_style(settings: HeraldSettings, members: Iterable[Member]) -> Style:
    return Style(
        prefix=settings.prefix,
        release=settings.release,
        version=__version__,
        allowed={member.id: frozenset(member.record.allowed) for member in members},
    )


def make_herald(told: HomeAssistantSettings) -> HeraldSettings:
    """Make the settings of those of the configuration."""
    year, _, month = told.release.partition(".")
    return HeraldSettings(prefix=told.prefix, status_topic=told.status_topic, release=(int(year), int(month)))
