"""Scenes, made and recalled by requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.bridge.test_serving import Clerk, serve

if TYPE_CHECKING:
    from pathlib import Path


def test_a_scene_is_made_in_the_words_of_commands_recalled_and_removed(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        made = await clerk.data(
            "scene/add", name="Evening", values={"One": {"state": "ON"}, "Two": {"switch_1": "off"}}
        )
        assert made == {"name": "Evening", "devices": 2}
        listed = msgspec.json.decode(clerk.board.build_scenes())
        assert listed == [{"name": "Evening", "values": {"One": {"switch_1": True}, "Two": {"switch_1": False}}}]
        assert (await clerk.data("scene/recall", id="evening"))["devices"] == 2
        assert clerk.hub.find("One").dps[1] is True
        assert await clerk.data("scene/remove", id="Evening") == {"name": "Evening"}
        assert await clerk.code("scene/recall", id="Evening") == "scene.unknown"

    serve(tmp_path, body)


def test_how_devices_and_groups_are_now_is_stored(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        await clerk.data("group/add", name="All", members=["One", "Two"])
        await clerk.hub.set("Two", {"switch_1": True})
        assert await clerk.data("scene/store", name="Now", members=["All", "One"]) == {"name": "Now", "devices": 2}
        await clerk.hub.groups.set("All", {"switch_1": False})
        await clerk.data("scene/recall", id="Now")
        assert (clerk.hub.find("One").dps[1], clerk.hub.find("Two").dps[1]) == (False, True)

    serve(tmp_path, body)


def test_what_cannot_be_a_scene_is_refused(tmp_path: Path) -> None:
    async def body(clerk: Clerk) -> None:
        assert await clerk.code("scene/add", name="x", values={"Nobody": {}}) == "device.unknown"
        assert await clerk.code("scene/add", name="x", values={"One": {"switch_1": "maybe"}}) == "schema.bad_value"
        assert await clerk.code("scene/add", name="", values={}) == "use"
        assert await clerk.code("scene/store", name="x", members=["Nobody"]) == "device.unknown"
        assert await clerk.code("scene/add", name="x", values=[1]) == "mqtt.message"
        assert clerk.hub.scenes == {}

    serve(tmp_path, body)
