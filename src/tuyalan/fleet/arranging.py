"""The groups and scenes of one hub: made, renamed, removed, and stored at once."""

from __future__ import annotations

import asyncio
import hashlib
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import UnknownGroupError, UnknownSceneError
from tuyalan.fleet.groups import Group
from tuyalan.fleet.registry import fold
from tuyalan.fleet.scenes import Scene
from tuyalan.storage.groups import Arrangement, read_arrangement, write_arrangement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

ID_SIZE: Final = 8
"""How many hexadecimal digits an id has."""


class Arranger:
    """Who belongs together, and how things shall be."""

    def __init__(self, path: Path) -> None:
        """Take the file to store to; `open` reads it."""
        self.path = path
        self._groups: dict[str, Group] = {}
        self._scenes: dict[str, Scene] = {}
        self._stored = Arrangement()

    @property
    def groups(self) -> Mapping[str, Group]:
        """All groups by name; read-only and live."""
        return MappingProxyType(self._groups)

    @property
    def scenes(self) -> Mapping[str, Scene]:
        """All scenes by name; read-only and live."""
        return MappingProxyType(self._scenes)

    async def open(self) -> None:
        """Read what is stored, in the place of all that is known.

        Raises:
            StorageError: the file cannot be read or understood; everything stays as it was.
        """
        stored = self._stored = await asyncio.get_running_loop().run_in_executor(None, read_arrangement, self.path)
        self._groups = {}
        taken = set(stored.ids.values())
        for name, members in stored.groups.items():
            # An id that comes twice, because somebody edited the file, is that of the first.
            kept = {group.id for group in self._groups.values()}
            known = stored.ids.get(name)
            given = known if known and known not in kept else make_id(name, taken=taken | kept)
            self._groups[name] = Group(name=name, members=members, id=given)
        self._scenes = {name: Scene(name=name, values=values) for name, values in stored.scenes.items()}

    async def save(self) -> None:
        """Store everything, if anything has changed.

        Raises:
            StorageError: the file cannot be written; what was changed holds until the hub ends.
            UseError: a scene holds something that cannot be stored.
        """
        arrangement = Arrangement(
            groups={group.name: group.members for group in self._groups.values()},
            scenes={scene.name: scene.values for scene in self._scenes.values()},
            ids={group.name: group.id for group in self._groups.values() if group.id != make_id(group.name)},
        )
        if arrangement != self._stored:
            await asyncio.get_running_loop().run_in_executor(None, write_arrangement, self.path, arrangement)
            self._stored = arrangement

    def find_group(self, name: str) -> Group:
        """Return the group of this name.

        Raises:
            UnknownGroupError: there is none.
        """
        group = self.get_group(name)
        if group is None:
            raise UnknownGroupError(f"there is no group {name!r}; known are: {_list(self._groups)}")
        return group

    def get_group(self, name: str) -> Group | None:
        """Return the group of this name, or `None`."""
        return next((group for group in self._groups.values() if fold(group.name) == fold(name)), None)

    def find_scene(self, name: str) -> Scene:
        """Return the scene of this name.

        Raises:
            UnknownSceneError: there is none.
        """
        scene = next((scene for scene in self._scenes.values() if fold(scene.name) == fold(name)), None)
        if scene is None:
            raise UnknownSceneError(f"there is no scene {name!r}; known are: {_list(self._scenes)}")
        return scene

    def put_group(self, group: Group) -> Group:
        """Take a group, in the place of the one of this name; return it with the id that it goes by."""
        known = self._groups.get(group.name)
        taken = {other.id for other in self._groups.values()}
        given = make_id(group.name, taken=taken) if known is None else known.id
        placed = self._groups[group.name] = msgspec.structs.replace(group, id=given)
        return placed

    def rename_group(self, group: Group, name: str) -> Group:
        """Give a group another name, in its place among the others."""
        renamed = msgspec.structs.replace(group, name=name)
        self._groups = {
            other.name: other for other in (renamed if old is group else old for old in self._groups.values())
        }
        return renamed

    def remove_group(self, group: Group) -> None:
        """Forget a group."""
        del self._groups[group.name]

    def put_scene(self, scene: Scene) -> None:
        """Take a scene, in the place of the one of this name."""
        known = next((name for name in self._scenes if fold(name) == fold(scene.name)), scene.name)
        self._scenes.pop(known, None)
        self._scenes[scene.name] = scene

    def remove_scene(self, scene: Scene) -> None:
        """Forget a scene."""
        del self._scenes[scene.name]

    def forget(self, device_id: str) -> list[Group]:
        """Take a device that is gone out of everything; return the groups that lost it."""
        changed: list[Group] = []
        for group in list(self._groups.values()):
            if device_id in group.members:
                members = tuple(other for other in group.members if other != device_id)
                left = msgspec.structs.replace(group, members=members)
                self._groups[group.name] = left
                changed.append(left)
        for scene in list(self._scenes.values()):
            if device_id in scene.values:
                values = {other: wanted for other, wanted in scene.values.items() if other != device_id}
                self._scenes[scene.name] = Scene(name=scene.name, values=values)
        return changed


def make_id(name: str, *, taken: Collection[str] = ()) -> str:
    """Return what something goes by that has this name at first: the same for the same name, unless that is taken."""
    number, text = 1, fold(name)
    while (made := hashlib.sha256(text.encode(errors="replace")).hexdigest()[:ID_SIZE]) in taken:
        number += 1
        text = f"{fold(name)} {number}"
    return made


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
