"""The hub: keeps every device of a store, remembers their state, tells what happens, and takes writes by name."""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Self

import msgspec

from tuyalan import __version__
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.client.options import DEFAULT_OPTIONS, Options
from tuyalan.client.watch import Watch
from tuyalan.client.writes import Wait
from tuyalan.errors import CredentialError, TuyalanError, UseError
from tuyalan.fleet.events import (
    DeviceAdded,
    DeviceRemoved,
    DeviceRenamed,
    GroupChanged,
    HubEvent,
    event_key,
    merge_events,
)
from tuyalan.fleet.groups import Group, GroupResult, write_together
from tuyalan.fleet.member import ROOM, Member
from tuyalan.fleet.registry import Registry, check_name, fold
from tuyalan.fleet.supervisor import Supervisor
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.vocabulary import DeviceId, DpId, Json, LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from types import TracebackType

    from tuyalan.client.finder import Found
    from tuyalan.client.writes import WriteResult
    from tuyalan.storage import DeviceRecord, DeviceStore

_log: Final = logging.getLogger("tuyalan.fleet")

QUEUE_SIZE: Final = 4096
"""Events that wait for one slow reader; then neighbours are merged."""
_TURN: Final = 20
"""Devices made ready in one turn of the loop: some ten milliseconds."""


class HubInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the hub is and how it goes."""

    version: str
    started: float
    """Unix time, seconds."""
    devices: int
    online: int
    groups: int
    scenes: int
    found: int
    """Devices that announce themselves and are not known."""
    problems: tuple[str, ...] = ()
    """What keeps the hub from doing all it should, for people."""


class Hub:
    """Many devices under one roof; an async context manager. Nothing of it is shared with another hub but the network."""

    def __init__(
        self,
        store: DeviceStore,
        *,
        knowledge: Knowledge | None = None,
        network: Network | None = None,
        options: Options = DEFAULT_OPTIONS,
    ) -> None:
        """Take what the hub works with; nothing is opened yet.

        Args:
            store: Who the devices are; what is learnt and changed goes back into it.
            knowledge: What their values mean; left out, the catalogue that is shipped.
            network: What is shared with other devices of the process.
            options: How patient and how gentle to be with devices.
        """
        self.store = store
        self.knowledge = knowledge or Knowledge()
        self._network = network
        self._options = options
        self._registry = Registry()
        self._supervisor = Supervisor()
        self._groups: dict[str, Group] = {}
        self._found: dict[str, Found] = {}
        self._listeners: list[_Listener] = []
        self._watches: weakref.WeakSet[Watch[HubEvent]] = weakref.WeakSet()
        self._started = 0.0
        self._is_open = False

    def __repr__(self) -> str:
        """Return how many devices there are."""
        return f"<Hub {len(self.members)} devices, {sum(m.is_online for m in self.members.values())} online>"

    # Life

    async def __aenter__(self) -> Self:
        """Take in the devices of the store and begin to keep them; returns before they are connected."""
        self._started = time.time()
        self._network = self._network or Network.of_running_loop()
        self._is_open = True
        try:
            await self._take_in(self.store.records)
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections and end all watches."""
        await self._close()

    async def _close(self) -> None:
        self._is_open = False
        try:
            await self._supervisor.leave_all()
        finally:
            for watch in list(self._watches):
                watch.end()

    # Who is there

    @property
    def members(self) -> Mapping[str, Member]:
        """All devices by id; read-only and live."""
        return self._registry.members

    @property
    def groups(self) -> Mapping[str, Group]:
        """All groups by name; read-only and live."""
        return MappingProxyType(self._groups)

    @property
    def found(self) -> Mapping[str, Found]:
        """Devices that announce themselves and are not known, by id."""
        return MappingProxyType(self._found)

    def find(self, text: str) -> Member:
        """Return the device that `text` means: its id, its name, its address, or the start of its id.

        Raises:
            UseError: no device or several fit; the message names candidates.
        """
        return self._registry.find(text)

    def find_group(self, name: str) -> Group:
        """Return the group of this name.

        Raises:
            UseError: there is none.
        """
        group = next((group for group in self._groups.values() if fold(group.name) == fold(name)), None)
        if group is None:
            known = ", ".join(sorted(self._groups)) or "none"
            raise UseError(f"there is no group {name!r}; known are: {known}")
        return group

    def info(self) -> HubInfo:
        """Return what the hub is and how it goes."""
        members = self.members.values()
        return HubInfo(
            version=__version__,
            started=self._started,
            devices=len(members),
            online=sum(member.is_online for member in members),
            groups=len(self._groups),
            scenes=0,
            found=len(self._found),
        )

    # Listening

    def add_listener(self, listener: Callable[[HubEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event, inside the event loop; returns what removes it again.

        It must be quick and must not wait. If it fails, the fault is logged and nobody else notices.
        """
        entry = _Listener(listener)
        self._listeners.append(entry)

        def remove() -> None:
            if entry in self._listeners:
                self._listeners.remove(entry)

        return remove

    def watch(self) -> Watch[HubEvent]:
        """Iterate over events from now on; a reader that is slow gets neighbours merged, devices never wait for it."""
        watch = Watch[HubEvent](
            asyncio.get_running_loop(), size=QUEUE_SIZE, merge=merge_events, forget=self._watches.discard
        )
        self._watches.add(watch)
        return watch

    # Writing and asking

    async def set(
        self,
        name: str,
        values: Mapping[str, object] | Mapping[DpId, object],
        *,
        wait: Wait | str = Wait.CONFIRMED,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write values in the units of the properties, by code or by number of the data point.

        Raises:
            UseError: there is no such device.
            SchemaError: there is no such property, it is read-only, or the value does not fit.
            TuyalanError: what `Device.set` raises.
        """
        return await self.find(name).set(values, wait=wait, timeout=timeout)

    async def write(
        self,
        name: str,
        dps: Mapping[DpId, Json],
        *,
        wait: Wait | str = Wait.CONFIRMED,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write raw values, as they go over the wire; raises as `set`."""
        return await self.find(name).write(dps, wait=wait, timeout=timeout)

    async def refresh(self, name: str, *, timeout: float | None = None) -> Mapping[DpId, Json]:
        """Ask a device for its state, and to measure anew where it can; return its raw values then.

        Raises:
            UseError: there is no such device.
            TuyalanError: what kept the device from answering.
        """
        return await self.find(name).opened().refresh(timeout=timeout)

    async def set_group(
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
            UseError: there is no such group.
        """
        group = self.find_group(name)
        members = [self.members[device_id] for device_id in group.members if device_id in self.members]
        return await write_together(
            members, values if callable(values) else _always(values), wait=wait, timeout=timeout
        )

    # Changing who is there

    async def add(self, record: DeviceRecord) -> Member:
        """Take in a new device and keep it.

        Raises:
            UseError: it is known already.
            StorageError: the device file cannot be written; the device is kept until the hub ends.
        """
        self.store.add(record)
        await self._take_in([record])
        self._found.pop(record.id, None)
        await self._save_store()
        return self.members[record.id]

    async def remove(self, name: str) -> None:
        """Forget a device; a gateway with its children.

        Raises:
            UseError: there is no such device.
            StorageError: the device file cannot be written.
        """
        member = self.find(name)
        gone = self.store.remove(member.id, cascade=True)
        for record in reversed(gone):
            await self._drop(self.members[record.id])
        await self._save_store()

    async def rename(self, name: str, to: str, *, room: str | None = None) -> Member:
        """Give a device another name, and another room if one is given.

        Raises:
            UseError: there is no such device, or the name cannot be or is taken.
            StorageError: the device file cannot be written; the name holds until the hub ends.
        """
        member = self.find(name)
        previous = member.name
        wanted = self._check_free(member.id, to)
        extra = dict(member.record.extra)
        if room is not None:
            extra[ROOM] = room.strip()
        member.record = self.store.update(member.id, name=wanted, extra=extra)
        self._registry.rename(member, wanted)
        if member.device is not None:
            member.device.name = wanted
        self._tell(DeviceRenamed(member.id, wanted, previous, member.room, time.time()))
        await self._save_store()
        return member

    async def rekey(self, name: str, key: LocalKey | str) -> Member:
        """Give a device its new local key and connect anew; the key changes with each pairing.

        Raises:
            UseError: there is no such device.
            CredentialError: this is no key.
            StorageError: the device file cannot be written; the key holds until the hub ends.
        """
        member = self.find(name)
        try:
            secret = key if isinstance(key, LocalKey) else LocalKey(key)
        except ValueError as error:
            raise CredentialError(str(error), device_id=member.id) from error
        member.record = self.store.update(member.id, key=secret)
        await self._connect_anew(member)
        await self._save_store()
        return member

    async def set_members(self, name: str, members: Iterable[str]) -> Group:
        """Make a group of these devices, or give the group of this name these devices.

        Raises:
            UseError: a device is not known, or the name cannot be or is taken by a device.
        """
        ids = tuple(dict.fromkeys(self.find(member).id for member in members))
        known = next((group for group in self._groups.values() if fold(group.name) == fold(name)), None)
        wanted = known.name if known is not None else self._check_free("", name)
        group = self._groups[wanted] = Group(name=wanted, members=ids)
        previous = None if known is None else known.name
        self._tell(GroupChanged(wanted, previous, is_removed=False, time=time.time()))
        return group

    async def remove_group(self, name: str) -> None:
        """Forget a group.

        Raises:
            UseError: there is none.
        """
        group = self.find_group(name)
        del self._groups[group.name]
        self._tell(GroupChanged(group.name, group.name, is_removed=True, time=time.time()))

    # Inside

    def _check_free(self, device_id: str, name: str) -> str:
        wanted = check_name(name)
        if any(fold(group.name) == fold(wanted) for group in self._groups.values()):
            raise UseError(f"a group is called {wanted!r} already")
        return self._registry.check_name(device_id, wanted)

    async def _take_in(self, records: Iterable[DeviceRecord]) -> None:
        """Make members of records, gateways before their children, and begin to keep them."""
        ordered = sorted(records, key=lambda record: record.cid is not None)
        for number, record in enumerate(ordered, start=1):
            member = self._make(record)
            self._registry.add(member)
            self._tell(DeviceAdded(member.id, member.name, time.time()))
            self._supervisor.keep(member)
            if number % _TURN == 0:
                await asyncio.sleep(0)

    def _make(self, record: DeviceRecord) -> Member:
        name = self._registry.choose_name(record.id, record.name)
        model = self.knowledge.make_model(record.id, name=record.name, product_key=record.product_key)
        device, problem = self._make_device(record)
        member = Member(record, name=name, model=model, device=device, problem=problem)
        member.tell = self._tell
        return member

    def _make_device(self, record: DeviceRecord) -> tuple[Device | None, TuyalanError | None]:
        try:
            if record.cid is None:
                return Device.from_record(record, options=self._options, network=self._network, patient=True), None
            gateway = self.members.get(DeviceId(record.parent or ""))
            if gateway is None or gateway.device is None:
                raise CredentialError(
                    "its gateway is not known", device_id=record.id, hint="Add the gateway with `tuyalan add`."
                )
            return gateway.device.child(record.cid, device_id=record.id, name=record.name), None
        except TuyalanError as error:
            return None, error

    async def _connect_anew(self, member: Member) -> None:
        """Close a device, and with a gateway its children, and open it as its record says now."""
        family = [member, *(other for other in self.members.values() if other.record.parent == member.id)]
        for one in reversed(family):
            await self._supervisor.leave(one)
        for one in family:
            one.device, one.problem = self._make_device(one.record)
            self._supervisor.keep(one)

    async def _drop(self, member: Member) -> None:
        await self._supervisor.leave(member)
        self._registry.remove(member)
        for group in list(self._groups.values()):
            if member.id in group.members:
                left = tuple(device_id for device_id in group.members if device_id != member.id)
                self._groups[group.name] = Group(name=group.name, members=left)
        self._tell(DeviceRemoved(member.id, member.name, time.time()))

    async def _save_store(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.store.save)

    def _tell(self, event: HubEvent) -> None:
        for listener in tuple(self._listeners):
            listener.call(event)
        if self._watches:
            key = event_key(event)
            for watch in self._watches:
                watch.put(key, event)


def _always(values: Mapping[str, object]) -> Callable[[Member], Mapping[str, object]]:
    return lambda _: values


class _Listener:
    """Somebody who is called with events, and must not harm others."""

    def __init__(self, call: Callable[[HubEvent], None]) -> None:
        self._call = call
        self._failures = 0

    def call(self, event: HubEvent) -> None:
        try:
            self._call(event)
        except Exception:  # noqa: BLE001 - the outermost edge of a callback
            self._failures += 1
            # A thousand devices report ten times a second: the log must stay readable.
            if self._failures & (self._failures - 1) == 0:
                _log.exception("a listener of the hub failed, for the %s. time", self._failures)
