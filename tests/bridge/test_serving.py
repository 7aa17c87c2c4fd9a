"""Requests, carried out by a hub on virtual devices."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.bridge import requests, serving
from tuyalan.bridge.board import Board
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.serving import Office
from tuyalan.bridge.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    import pytest

    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.hub import Hub

KEY = "0123456789abcdef"


class Clerk:
    """Asks and reads answers."""

    def __init__(self, hub: Hub, **arguments: Callable[[], Any]) -> None:
        self.hub = hub
        board = self.board = Board(hub, Topics(), manner=Manner())
        board.begin()

        def listen(event: HubEvent) -> None:
            board.take(event)

        hub.add_listener(listen)
        self.office = Office(hub, board, **arguments)

    async def ask(self, name: str, /, **fields: object) -> dict[str, Any]:
        answer = await self.office.answer(requests.parse(name, msgspec.json.encode(fields)))
        return msgspec.json.decode(answer)

    async def data(self, name: str, /, **fields: object) -> dict[str, Any]:
        answer = await self.ask(name, **fields)
        assert answer["status"] == "ok", answer
        return answer["data"]

    async def code(self, name: str, /, **fields: object) -> str:
        answer = await self.ask(name, **fields)
        assert answer["status"] == "error", answer
        return answer["code"]


def serve(path: Path, body: Callable[[Clerk], Awaitable[None]], **arguments: Callable[[], Any]) -> None:
    """Run a body with a clerk of a hub with two connected devices."""

    async def main() -> None:
        async with housing(path, names=["One", "Two"]) as house, house.hub() as hub:
            await all_online(hub)
            await body(Clerk(hub, **arguments))

    run(main())


def test_a_bridge_that_lives_is_healthy(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        assert await clerk.data("health_check") == {"healthy": True}
        assert (await clerk.ask("health_check", transaction=[7]))["transaction"] == [7]

    serve(tmp_path, body)


def test_devices_are_added_renamed_moved_and_removed(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        told = await clerk.data("device/add", id="bf0003", key=KEY, name="Three", address="127.0.0.9", version="3.3")
        assert told == {"id": "bf0003", "friendly_name": "Three"}
        assert await clerk.data("device/rename", **{"from": "Three", "to": "a/b"}) == {
            "from": "Three",
            "to": "a/b",
            "id": "bf0003",
            "friendly_name": "a_b",
        }
        assert (await clerk.data("device/options", id="a_b", options={"room": "Attic"}))["options"] == {"room": "Attic"}
        assert clerk.hub.members["bf0003"].room == "Attic"
        assert (await clerk.data("device/options", id="a_b", options={"room": None}))["options"] == {"room": ""}
        await clerk.data("device/rekey", id="a/b", key="fedcba9876543210")
        assert (await clerk.data("device/remove", id="bf0003"))["friendly_name"] == "a_b"
        assert "bf0003" not in clerk.hub.members

    serve(tmp_path, body)


def test_a_device_is_asked_for_its_values(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        assert (await clerk.data("device/refresh", id="One"))["dps"]["1"] is False

    serve(tmp_path, body)


def test_groups_are_made_changed_and_removed(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        one, two = clerk.hub.members
        assert (await clerk.data("group/add", name="All", members=["One"]))["members"] == [one]
        assert (await clerk.data("group/members/add", group="All", device="Two"))["members"] == [one, two]
        assert (await clerk.data("group/members/remove", group="All", device="One"))["members"] == [two]
        assert await clerk.code("group/add", name="all") == "use"
        assert await clerk.code("group/rename", **{"from": "All", "to": "One"}) == "use"
        assert list(clerk.hub.groups) == ["All"]
        assert await clerk.data("group/rename", **{"from": "All", "to": "Most"}) == {"from": "All", "to": "Most"}
        assert await clerk.data("group/remove", id="Most") == {"name": "Most"}
        assert await clerk.code("group/remove", id="Most") == "group.unknown"

    serve(tmp_path, body)


def test_what_cannot_be_done_is_refused_with_a_code(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        assert await clerk.code("device/remove", id="Nobody") == "device.unknown"
        assert await clerk.code("device/rekey", id="One", key="short") == "credential"
        assert await clerk.code("device/add", id="bf0004", key="short") == "credential"
        assert await clerk.code("device/add", id="bf0004", version="9.9") == "mqtt.message"
        assert await clerk.code("device/options", id="One", options={"colour": "x"}) == "mqtt.message"
        assert await clerk.code("device/options", id="One", options={}) == "mqtt.message"
        assert await clerk.code("device/fly") == "mqtt.message"
        assert await clerk.code("scan", time=1e9) == "mqtt.message"
        assert await clerk.code("restart") == "use"
        assert await clerk.code("reload") == "use"

    serve(tmp_path, body)


def test_what_others_can_do_is_asked_of_them(tmp_path: Path) -> None:
    done: list[str] = []

    async def reload() -> None:
        done.append("reload")

    async def body(clerk: Clerk) -> None:
        assert await clerk.data("restart") == {}
        assert await clerk.data("reload") == {}

    serve(tmp_path, body, restart=lambda: done.append("restart"), reload=reload)
    assert done == ["restart", "reload"]


def test_a_fault_of_ours_is_an_answer_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    async def body(clerk: Clerk) -> None:
        answer = await clerk.ask("restart")
        assert answer["code"] == "tuyalan"
        assert "ZeroDivisionError" in answer["error"]

    serve(tmp_path, body, restart=fail)
    assert "a request failed" in caplog.text


def test_a_scan_tells_who_is_not_known(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        assert await clerk.data("scan", time=0) == {"devices": []}

    serve(tmp_path, body)


def test_too_many_requests_at_once_are_refused(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        async with asyncio.TaskGroup() as tasks:
            asked = [tasks.create_task(clerk.ask("scan", time=0.2)) for _ in range(serving.MAX_UNDER_WAY + 5)]
        assert sum(task.result()["status"] == "error" for task in asked) == 5
        assert await clerk.data("health_check") == {"healthy": True}

    serve(tmp_path, body)
