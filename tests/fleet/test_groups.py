"""Groups are made, changed, stored, and written to together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.client.household import failing
from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.errors import (
    UnknownGroupError,
    UseError,
)
from tuyalan.fleet.events import GroupChanged, SceneChanged
from tuyalan.storage.groups import GROUPS_FILE, Arrangement, write_arrangement

if TYPE_CHECKING:
    from pathlib import Path


def test_a_group_is_made_written_to_and_removed(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house, house.hub() as hub:
            await all_online(hub)
            group = await hub.groups.put("all", ["lamp", "plug", "lamp"])
            assert group.members == tuple(hub.members)
            result = await hub.groups.set("ALL", {"dp_1": True})
            assert result.errors == {}
            result = await hub.groups.set("all", lambda member: {"dp_9": 5 if member.name == "lamp" else 6})
            assert [hub.find(name).dps[9] for name in ("lamp", "plug")] == [5, 6]
            assert (await hub.groups.ask("all")).errors == {}
            await hub.groups.put("All", ["plug"])
            await hub.groups.remove("all")
            told = house.heard(GroupChanged)
            assert [(e.name, e.previous, e.is_removed) for e in told] == [
                ("all", None, False),
                ("all", "all", False),
                ("all", "all", True),
            ]
            assert isinstance(await failing(hub.groups.set("all", {})), UnknownGroupError)
            assert isinstance(await failing(hub.groups.put("lamp", [])), UseError)

    run(body())


def test_groups_are_there_after_a_restart_under_the_name_they_were_given(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house:
            async with house.hub() as hub:
                await hub.groups.put("all", ["lamp", "plug"])
                await hub.groups.put("few", ["lamp"])
                renamed = await hub.groups.rename("ALL", "Everything")
                assert list(hub.groups) == ["Everything", "few"]
                assert (await hub.groups.rename("everything", "everything")).name == "everything"
                told = house.heard(GroupChanged)[-2:]
                assert [(e.name, e.previous) for e in told] == [("Everything", "all"), ("everything", "Everything")]
                for taken in ("lamp", "few", ""):
                    assert isinstance(await failing(hub.groups.rename("everything", taken)), UseError)
            async with house.hub() as again:
                assert again.groups.find("everything").members == renamed.members
                await again.remove("lamp")
                assert again.groups.find("few").members == ()

    run(body())


def test_groups_and_scenes_that_others_wrote_are_told_when_they_are_read_again(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug")) as house:
            house.store.save()
            async with house.hub() as hub:
                await all_online(hub)
                lamp, plug = hub.members
                for name in ("kept", "wider", "gone"):
                    await hub.groups.put(name, ["lamp"])
                await hub.scenes.put("gone", {})
                stored = Arrangement(
                    groups={"kept": (lamp,), "wider": (lamp, plug), "new": (plug,)},
                    scenes={"new": {lamp: {"dp_1": True}}},
                )
                write_arrangement(tmp_path / GROUPS_FILE, stored)
                house.told.clear()
                await hub.reload()
                assert {(event.name, event.previous, event.is_removed) for event in house.heard(GroupChanged)} == {
                    ("gone", "gone", True),
                    ("wider", "wider", False),
                    ("new", None, False),
                }
                assert {(event.name, event.is_removed) for event in house.heard(SceneChanged)} == {
                    ("gone", True),
                    ("new", False),
                }

    run(body())
