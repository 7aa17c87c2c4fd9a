"""Groups: devices with a name in common, made, changed and stored at once, told of, and written to together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from tuyalan.client.writes import Wait
from tuyalan.errors import UseError
from tuyalan.fleet.events import GroupChanged
from tuyalan.fleet.registry import check_name, fold
from tuyalan.fleet.together import ask_together, write_together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.fleet.arranging import Arranger
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.member import Member
    from tuyalan.fleet.registry import Registry
    from tuyalan.fleet.together import GroupResult


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Devices with a name in common."""

    name: str
    members: tuple[str, ...] = ()
    """Their ids, in the order in which they were added."""
    id: str = ""
    """What it goes by for programs: given with its first name, and kept when it is renamed."""


class Groups(Mapping[str, Group]):
    """The groups of one hub by name, live; changed by these methods alone."""

    def __init__(self, arranger: Arranger, registry: Registry, tell: Callable[[HubEvent], None]) -> None:
        """Take where groups are stored, whose devices they are made of, and who is told of changes."""
        self._arranger = arranger
        self._registry = registry
        self._tell = tell

    def __getitem__(self, name: str) -> Group:
        """Return the group that is called exactly so."""
        return self._arranger.groups[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._arranger.groups)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._arranger.groups)

    def find(self, name: str) -> Group:
        """Return the group of this name, in any case.

        Raises:
            UnknownGroupError: there is none.
        """
        return self._arranger.find_group(name)

    def members(self, name: str) -> list[Member]:
        """Return the devices of a group.

        Raises:
            UnknownGroupError: there is no such group.
        """
        known = self._registry.members
        return [known[device_id] for device_id in self.find(name).members if device_id in known]

    # Writing and asking

    async def set(
        self,
        name: str,
        values: Mapping[str, object] | Callable[[Member], Mapping[str, object]],
        *,
        wait: Wait | str = Wait.CONFIRMED,
        timeout: float | None = None,
    ) -> GroupResult:
        """Write to all devices of a group so that they change together; each outcome is told.

        Args:
            name: The group.
            values: Values by code, or what returns those of one device.
            wait: As for a single device.
            timeout: Seconds, for each of them.

        Raises:
            UnknownGroupError: there is no such group.
        """
        values_of = values if callable(values) else _always(values)
        return await write_together(self.members(name), values_of, wait=wait, timeout=timeout)

    async def ask(self, name: str, *, timeout: float | None = None) -> GroupResult:
        """Ask all devices of a group for their state; what kept one from answering is its outcome.

        Raises:
            UnknownGroupError: there is no such group.
        """
        return await ask_together(self.members(name), timeout=timeout)

    # Changing

    async def put(self, name: str, members: Iterable[str]) -> Group:
        """Make a group of these devices, or give the group of this name these devices.

        Raises:
            UnknownDeviceError: a device is not known.
            UseError: the name cannot be or is taken by a device.
            StorageError: the groups cannot be stored; this one holds until the hub ends.
        """
        ids = tuple(dict.fromkeys(self._registry.find(member).id for member in members))
        known = self._arranger.get_group(name)
        wanted = known.name if known is not None else self.check_free(name)
        group = self._arranger.put_group(Group(name=wanted, members=ids))
        self._tell_changed(wanted, previous=None if known is None else known.name)
        await self._arranger.save()
        return group

    async def rename(self, name: str, to: str) -> Group:
        """Give a group another name.

        Raises:
            UnknownGroupError: there is no such group.
            UseError: the name cannot be or is taken.
            StorageError: the groups cannot be stored; the name holds until the hub ends.
        """
        group = self.find(name)
        is_same = fold(to) == fold(group.name)
        renamed = self._arranger.rename_group(group, check_name(to) if is_same else self.check_free(to))
        self._tell_changed(renamed.name, previous=group.name)
        await self._arranger.save()
        return renamed

    async def remove(self, name: str) -> None:
        """Forget a group.

        Raises:
            UnknownGroupError: there is none.
            StorageError: the groups cannot be stored.
        """
        group = self.find(name)
        self._arranger.remove_group(group)
        self._tell_changed(group.name, previous=group.name, is_removed=True)
        await self._arranger.save()

    def check_free(self, name: str, *, device_id: str = "") -> str:
        """Return a name that somebody wants to give to a group, or to a device: they share one space of names.

        Raises:
            UseError: it cannot be a name, or a group or another device has it.
        """
        wanted = check_name(name)
        if self._arranger.get_group(wanted) is not None:
            raise UseError(f"a group is called {wanted!r} already")
        return self._registry.check_name(device_id, wanted)

    def forget(self, device_id: str) -> None:
        """Take a device that is gone out of everything, scenes included; stored with the next change."""
        for group in self._arranger.forget(device_id):
            self._tell_changed(group.name, previous=group.name)

    def tell_since(self, before: Mapping[str, Group]) -> None:
        """Tell what is otherwise than it was: the groups were read again."""
        now = self._arranger.groups
        for name in before.keys() - now.keys():
            self._tell_changed(name, previous=name, is_removed=True)
        for name, group in now.items():
            if before.get(name) != group:
                self._tell_changed(name, previous=name if name in before else None)

    def _tell_changed(self, name: str, *, previous: str | None, is_removed: bool = False) -> None:
        self._tell(GroupChanged(name, previous, is_removed=is_removed, time=time.time()))


def _always(values: Mapping[str, object]) -> Callable[[Member], Mapping[str, object]]:
    return lambda _: values
