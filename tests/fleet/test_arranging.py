"""Groups and scenes are found by name however it is spelt, and stored only when they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import run
from tuyalan.errors import StorageError, UseError
from tuyalan.fleet.arranging import Arranger, make_id
from tuyalan.fleet.groups import Group
from tuyalan.fleet.scenes import Scene

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_is_there_in_the_next_run_and_written_only_when_it_changed(tmp_path: Path) -> None:
    async def body() -> None:
        arranger = Arranger(tmp_path / "groups.json")
        await arranger.open()
        await arranger.save()
        assert not arranger.path.exists()
        arranger.put_group(Group(name="Kitchen", members=("bf01", "bf02")))
        arranger.put_scene(Scene(name="Evening", values={"bf01": {"switch": True}}))
        await arranger.save()
        again = Arranger(arranger.path)
        await again.open()
        assert again.find_group("kitchen").members == ("bf01", "bf02")
        assert again.find_scene(" EVENING ").values == {"bf01": {"switch": True}}

    run(body())


def test_names_are_found_however_they_are_spelt_and_others_named() -> None:
    arranger = Arranger(None)  # pyright: ignore[reportArgumentType] - nothing is read or written
    with pytest.raises(UseError, match="known are: none"):
        arranger.find_group("x")
    arranger.put_group(Group(name="Kitchen"))
    arranger.put_scene(Scene(name="Evening"))
    with pytest.raises(UseError, match="known are: Kitchen"):
        arranger.find_group("x")
    with pytest.raises(UseError, match="known are: Evening"):
        arranger.find_scene("x")
    assert arranger.get_group("x") is None


def test_a_scene_takes_the_place_of_its_namesake_and_a_group_keeps_its_own_when_renamed() -> None:
    arranger = Arranger(None)  # pyright: ignore[reportArgumentType] - nothing is read or written
    arranger.put_scene(Scene(name="Evening"))
    arranger.put_scene(Scene(name="evening", values={"bf01": {}}))
    assert list(arranger.scenes) == ["evening"]
    for name in ("a", "b", "c"):
        arranger.put_group(Group(name=name))
    arranger.rename_group(arranger.find_group("b"), "B2")
    assert list(arranger.groups) == ["a", "B2", "c"]
    arranger.remove_group(arranger.find_group("a"))
    arranger.remove_scene(arranger.find_scene("evening"))
    assert (list(arranger.groups), list(arranger.scenes)) == (["B2", "c"], [])


def test_a_device_that_is_gone_is_taken_out_of_everything() -> None:
    arranger = Arranger(None)  # pyright: ignore[reportArgumentType] - nothing is read or written
    arranger.put_group(Group(name="a", members=("bf01", "bf02")))
    arranger.put_group(Group(name="b", members=("bf02",)))
    arranger.put_scene(Scene(name="s", values={"bf01": {"x": 1}, "bf02": {}}))
    assert [group.name for group in arranger.forget("bf01")] == ["a"]
    assert arranger.find_scene("s").values == {"bf02": {}}


def test_a_damaged_file_changes_nothing(tmp_path: Path) -> None:
    async def body() -> None:
        arranger = Arranger(tmp_path / "groups.json")
        arranger.put_group(Group(name="a"))
        arranger.path.write_text("{")
        with pytest.raises(StorageError):
            await arranger.open()
        assert list(arranger.groups) == ["a"]

    run(body())


def test_a_group_goes_by_its_first_name_and_a_later_namesake_by_something_else(tmp_path: Path) -> None:
    async def body() -> None:
        arranger = Arranger(tmp_path / "groups.json")
        first = arranger.put_group(Group(name="All")).id
        assert first == make_id(" ALL ")
        renamed = arranger.rename_group(arranger.find_group("all"), "Every")
        second = arranger.put_group(Group(name="All"))
        assert (renamed.id, second.id) == (first, make_id("All", taken=[first]))
        assert arranger.put_group(Group(name="All", members=("bf01",))).id == second.id
        assert [group.id for group in arranger.forget("bf01")] == [second.id]
        await arranger.save()
        again = Arranger(arranger.path)
        await again.open()
        assert {group.name: group.id for group in again.groups.values()} == {"Every": first, "All": second.id}

    run(body())


def test_groups_of_a_file_without_ids_or_with_one_twice_go_by_one_each(tmp_path: Path) -> None:
    async def body() -> None:
        path = tmp_path / "groups.json"
        path.write_text('{"schema": 1, "groups": {"a": [], "b": [], "c": []}, "ids": {"b": "x", "c": "x"}}')
        path.chmod(0o600)
        arranger = Arranger(path)
        await arranger.open()
        assert [group.id for group in arranger.groups.values()] == [make_id("a"), "x", make_id("c")]

    run(body())
