"""What Home Assistant is told of devices, groups and scenes of a hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.introducing import HeraldSettings, announce, announce_group, announce_scenes, make_herald
from tuyalan.bridge.topics import Topics
from tuyalan.config import HomeAssistantSettings
from tuyalan.fleet.arranging import make_id
from tuyalan.fleet.groups import Group
from tuyalan.fleet.member import Member
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    from tuyalan.bridge.homeassistant.envelope import Announcement
    from tuyalan.vocabulary import Json

KEY = "37mnhia3pojleqfh"
"""A product of the catalogue."""


def member(device_id: str, *, room: str = "", allowed: tuple[str, ...] = ()) -> Member:
    record = DeviceRecord(id=device_id, product_key=KEY, extra={"room": room} if room else {}, allowed=allowed)
    return Member(record, name=device_id, device=None, knowledge=Knowledge())


def group(*members: Member) -> Announcement | None:
    described = Group(name="All", members=tuple(each.id for each in members), id="0123abcd")
    return announce_group(described, members, topics=Topics(), level="All", settings=HeraldSettings())


def device_of(announcement: Announcement | None) -> dict[str, Json]:
    assert announcement is not None
    return as_object(announcement.payload["device"])


def test_a_device_is_told_with_its_place() -> None:
    found = announce(member("bf01", room="Study"), topics=Topics(), level="x", settings=HeraldSettings(prefix="ha"))
    assert (found.topic, device_of(found)["suggested_area"]) == ("ha/device/bf01/config", "Study")


def test_a_group_is_in_the_room_that_all_its_devices_are_in() -> None:
    assert device_of(group(member("a", room="Hall"), member("b", room="Hall")))["suggested_area"] == "Hall"
    assert "suggested_area" not in device_of(group(member("a", room="Hall"), member("b")))
    assert group() is None


def test_scenes_are_told_by_their_names() -> None:
    found = announce_scenes(["Evening"], topics=Topics(), settings=HeraldSettings())
    assert found is not None
    assert list(found.components) == [make_id("evening")]
    assert announce_scenes([], topics=Topics(), settings=HeraldSettings()) is None


def test_settings_come_from_the_configuration() -> None:
    assert make_herald(HomeAssistantSettings(release="2026.11", prefix="ha")).release == (2026, 11)
    assert make_herald(HomeAssistantSettings()).prefix == "homeassistant"
