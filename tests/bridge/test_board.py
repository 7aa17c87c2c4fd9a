"""Devices and groups as the broker shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.bridge.board import Board
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.topics import Topics
from tuyalan.client.finder import Found
from tuyalan.fleet.events import (
    Changed,
    DeviceAdded,
    DeviceDescribed,
    DeviceFound,
    DeviceRemoved,
    DeviceRenamed,
    Fired,
    HealthChanged,
    SceneChanged,
)
from tuyalan.fleet.health import Health
from tuyalan.session.events import Cause
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from tuyalan.bridge.message import Message
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.hub import Hub


def on(path: Path, body: Callable[[Hub, Board], Awaitable[None]], *names: str) -> None:
    """Run a body with a hub of connected devices and a board of it."""

    async def main() -> None:
        async with housing(path, names=names or ["Lamp"]) as house, house.hub() as hub:
            await all_online(hub)
            board = Board(hub, Topics(), manner=Manner())
            board.begin()
            await body(hub, board)

    run(main())


def topics(messages: Sequence[Message]) -> list[str]:
    return [message.topic.removeprefix("tuyalan/") for message in messages]


def events(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [msgspec.json.decode(message.payload) for message in messages if message.topic.endswith("bridge/event")]


def test_everything_is_shown_to_a_broker_that_knows_nothing(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        del hub
        assert topics(list(board.iter_all())) == ["One/availability", "One", "Two/availability", "Two"]
        assert [entry["friendly_name"] for entry in msgspec.json.decode(board.build_devices())] == ["One", "Two"]
        assert "properties" not in msgspec.json.decode(board.build_devices(max_size=100))[0]
        assert set(board.describe_health()) == {"One", "Two"}

    on(tmp_path, body, "One", "Two")


def test_groups_are_told_with_their_devices_and_levels(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        await hub.groups.put("All/x", ["One", "Two"])
        ((group, members, level),) = board.groups
        assert (group.name, [member.name for member in members], level) == ("All/x", ["One", "Two"], "All_x")

    on(tmp_path, body, "One", "Two")


def test_a_level_is_found_and_nobody_elses(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        assert board.find("Lamp") is member
        assert board.find(member.id) is member
        assert board.find("Nobody") is None
        assert board.is_known("Lamp")
        assert not board.is_known("Nobody")

    on(tmp_path, body)


def test_a_renamed_device_is_shown_anew_and_cleared_later(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        list(board.iter_all())
        await hub.rename("Lamp", "Desk")
        messages = board.take(DeviceRenamed(member.id, "Desk", "Lamp", "", 1.0))
        assert topics(messages) == ["Desk/availability", "Desk", "bridge/event"]
        assert topics(list(board.leaving.values())) == ["Lamp", "Lamp/availability"]
        assert all(message.retain and not message.payload for message in board.leaving.values())
        assert events(messages) == [{"type": "device_renamed", "data": {"id": member.id, "from": "Lamp", "to": "Desk"}}]
        assert board.is_outdated
        assert board.take(DeviceRenamed(member.id, "Desk", "Desk", "Attic", 1.0)) == ()

    on(tmp_path, body)


def test_what_is_shown_again_is_not_cleared_later(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        one, two = hub.members.values()
        list(board.iter_all())
        await hub.rename("One", "Three")
        board.take(DeviceRenamed(one.id, "Three", "One", "", 1.0))
        assert topics(list(board.leaving.values())) == ["One", "One/availability"]
        await hub.rename("Two", "One")
        board.take(DeviceRenamed(two.id, "One", "Two", "", 1.0))
        assert topics(list(board.leaving.values())) == ["Two", "Two/availability"]
        await hub.rename("One", "Two")
        board.take(DeviceRenamed(two.id, "Two", "One", "", 1.0))
        assert topics(list(board.leaving.values())) == ["One", "One/availability"]

    on(tmp_path, body, "One", "Two")


def test_devices_come_and_go(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        gone = board.take(DeviceRemoved(member.id, "Lamp", 1.0))
        assert topics(gone) == ["bridge/event"]
        assert events(gone)[0]["type"] == "device_leave"
        assert board.find("Lamp") is None
        back = board.take(DeviceAdded(member.id, "Lamp", 1.0))
        assert topics(back) == ["Lamp/availability", "Lamp", "bridge/event"]
        assert events(back)[0]["data"] == {"id": member.id, "friendly_name": "Lamp"}

    on(tmp_path, body)


def test_health_and_happenings_are_told(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        away = Health(is_online=False, reason="net.busy")
        (told,) = board.take(HealthChanged(member.id, away, member.health, 1.0))
        assert told.payload == b'{"state":"offline","reason":"net.busy"}'
        (fired,) = board.take(Fired(member.id, "button", "single_click", 1.0))
        assert (fired.topic, fired.retain) == ("tuyalan/Lamp/event/button", False)

    on(tmp_path, body)


def test_a_device_that_is_understood_better_is_shown_anew(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        assert topics(board.take(DeviceDescribed(member.id, 1.0))) == ["Lamp/availability", "Lamp"]
        assert topics(board.build(member.id)) == ["Lamp/availability", "Lamp"]

    on(tmp_path, body)


def test_groups_have_levels_as_long_as_they_are_there(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:

        told: list[Message] = []

        def listen(event: HubEvent) -> None:
            told.extend(board.take(event))

        hub.add_listener(listen)
        await hub.groups.put("All", ["Lamp"])
        assert board.find("All") == "All"
        assert msgspec.json.decode(board.build_groups())[0]["name"] == "All"
        assert topics(told) == ["All/availability", "All", "bridge/event"]
        assert topics(board.build_group("All")) == ["All/availability", "All"]
        told.clear()
        await hub.set("Lamp", {"switch_1": True})
        assert topics(told) == ["Lamp", "All"]
        told.clear()
        await hub.groups.remove("All")
        assert topics(told) == ["bridge/event"]
        assert topics(list(board.leaving.values())) == ["All", "All/availability"]
        assert board.find("All") is None
        assert topics(list(board.iter_all())) == ["Lamp/availability", "Lamp"]

    on(tmp_path, body)


def test_what_happens_to_strangers_is_no_concern(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        strangers = [
            Changed("other", (), {}, Cause.PUSH, 1.0),
            Fired("other", "button", "x", 1.0),
            HealthChanged("other", member.health, member.health, 1.0),
            DeviceDescribed("other", 1.0),
            DeviceRenamed("other", "a", "b", "", 1.0),
        ]
        assert [list(board.take(event)) for event in strangers] == [[]] * len(strangers)
        assert board.build("other") == ()
        assert topics(board.take(DeviceRemoved("other", "a", 1.0))) == ["bridge/event"]
        assert topics(board.take(DeviceAdded("other", "a", 1.0))) == ["bridge/event"]
        assert events(board.take(SceneChanged("x", False, 1.0))) == [{"type": "scene_changed", "data": {"name": "x"}}]
        assert events(board.take(SceneChanged("x", True, 1.0))) == [{"type": "scene_removed", "data": {"name": "x"}}]

    on(tmp_path, body)


def test_a_stranger_who_is_heard_makes_no_list_up_to_date(tmp_path: Path) -> None:
    async def body(hub: Hub, board: Board) -> None:
        (member,) = hub.members.values()
        heard = Found(device_id=DeviceId("bfstranger"), address="127.0.0.9", first_seen=1.0, last_seen=1.0)
        found = DeviceFound("bfstranger", heard, 1.0)
        assert events(board.take(found))[0]["data"] == {"id": "bfstranger", "address": "127.0.0.9"}
        assert not board.is_outdated
        board.take(DeviceAdded(member.id, "Lamp", 1.0))
        board.take(found)
        assert board.is_outdated

    on(tmp_path, body)
