"""The hub: keeps every device of a store, remembers their state, tells what happens, and takes writes by name."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Self

import msgspec

from tuyalan import __version__
from tuyalan.client.network import Network
from tuyalan.client.options import DEFAULT_OPTIONS, Options
from tuyalan.client.writes import Wait
from tuyalan.errors import CredentialError, StorageError
from tuyalan.fleet.arranging import Arranger
from tuyalan.fleet.audience import Audience
from tuyalan.fleet.enrolling import Enroller
from tuyalan.fleet.events import DeviceRenamed, HubEvent
from tuyalan.fleet.finding import Strangers
from tuyalan.fleet.groups import Groups
from tuyalan.fleet.keeping import Keeper
from tuyalan.fleet.member import ROOM, Member
from tuyalan.fleet.presence import Presence
from tuyalan.fleet.registry import Registry
from tuyalan.fleet.rekeying import Rekeyer
from tuyalan.fleet.scenes import Scenes
from tuyalan.fleet.supervisor import Supervisor
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.net.tasks import start, stop
from tuyalan.storage import DeviceStore
from tuyalan.storage.groups import GROUPS_FILE
from tuyalan.vocabulary import DpId, Json, LocalKey

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType

    from tuyalan.client.finder import Found
    from tuyalan.client.watch import Watch
    from tuyalan.client.writes import WriteResult
    from tuyalan.credentials.base import Renew
    from tuyalan.storage import DeviceRecord
    from tuyalan.storage.state import StateStore

_log: Final = logging.getLogger("tuyalan.fleet")

LOOK_INTERVAL: Final = 5.0
"""Seconds between two looks at what nobody tells: children that their gateway lost, and new ones."""
LEAVE_TIMEOUT: Final = 1.5
"""How long saying goodbye to all devices may take, seconds."""


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
        state: StateStore | None = None,
        knowledge: Knowledge | None = None,
        network: Network | None = None,
        options: Options = DEFAULT_OPTIONS,
        listens: bool = True,
        renew: Renew | None = None,
    ) -> None:
        """Take what the hub works with; nothing is opened yet.

        Args:
            store: Who the devices are; what is learnt and changed goes back into it.
            state: Where last values and counters survive a restart; the hub opens and closes it.
            knowledge: What their values mean; left out, the catalogue that is shipped.
            network: What is shared with other devices of the process.
            options: How patient and how gentle to be with devices.
            listens: Whether to hear of devices that are not known.
            renew: Who is asked for the key of a device that refuses all that are stored.
        """
        self.knowledge: Knowledge = knowledge or Knowledge()
        self._keeper = Keeper(store, state)
        self._network = network
        self._listens = listens
        self._rekeyer = Rekeyer(store, self.rekey, renew=renew)
        self._audience = Audience()
        self._registry = Registry()
        self._supervisor = Supervisor()
        self._strangers = Strangers(self._registry.members, self._audience.tell)
        self._presence = Presence()
        self._arranger = Arranger(store.path.with_name(GROUPS_FILE))
        self.groups: Groups = Groups(self._arranger, self._registry, self._audience.tell)
        """All groups by name, and what can be done with them."""
        self.scenes: Scenes = Scenes(self._arranger, self._registry, self._audience.tell)
        """All scenes by name, and what can be done with them."""
        self._enroller = Enroller(
            self._registry,
            supervisor=self._supervisor,
            keeper=self._keeper,
            groups=self.groups,
            knowledge=self.knowledge,
            options=options,
            tell=self._audience.tell,
        )
        self._changing = asyncio.Lock()
        """Who is there is changed by one at a time."""
        self._started = 0.0
        self._stack = AsyncExitStack()

    def __repr__(self) -> str:
        """Return how many devices there are."""
        return f"<Hub {len(self.members)} devices, {sum(m.is_online for m in self.members.values())} online>"

    # Life

    async def __aenter__(self) -> Self:
        """Take in the devices of the store and begin to keep them; returns before they are connected.

        Raises:
            StorageError: another hub keeps these devices, or a newer Tuyalan wrote the state.
        """
        self._started = time.time()
        self._enroller.network = self._network = self._network or Network.of_running_loop()
        async with AsyncExitStack() as stack:
            stack.callback(self._audience.end)
            await self._arranger.open()
            await self._keeper.open()
            stack.push_async_callback(self._remember)
            stack.push_async_callback(self._leave_all)
            if self._listens:
                beacons = await stack.enter_async_context(self._network.beacons())
                stack.callback(beacons.subscribe_all(self._strangers.on_beacon))
            stack.push_async_callback(self._rekeyer.close)
            stack.callback(self.add_listener(self._rekeyer.on_event))
            await self._enroller.take_in(self.store.records)
            chores = [
                start(self._regularly(lambda: self._keeper.interval, self._learn), name="tuyalan hub: learn"),
                start(self._regularly(lambda: LOOK_INTERVAL, self._look), name="tuyalan hub: look"),
            ]
            for chore in chores:
                stack.push_async_callback(stop, chore)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections, write what is known, and end all watches."""
        await self._stack.aclose()

    async def _leave_all(self) -> None:
        try:
            async with asyncio.timeout(LEAVE_TIMEOUT):
                await self._supervisor.leave_all()
        except TimeoutError:
            _log.warning("some devices could not be left in order")

    async def _remember(self) -> None:
        await self._keeper.close(self.members.values())

    async def _regularly(self, interval: Callable[[], float], work: Callable[[], Awaitable[None]]) -> None:
        """Do something again and again, whatever becomes of it."""
        while True:
            await asyncio.sleep(interval())
            try:
                await work()
            except Exception:  # noqa: BLE001 - the outermost edge: the next time may go well
                _log.exception("a chore of the hub failed")

    async def _learn(self) -> None:
        self._keeper.learn(self.members.values())
        await self._keeper.save()

    async def _look(self) -> None:
        await self._presence.ask(list(self.members.values()))
        for member in list(self.members.values()):
            device = member.device
            if device is None:
                continue
            if member.record.cid is not None:
                member.on_connection(device.connection, device.error)
            elif device.children:
                self._strangers.look_behind(device)

    # Who is there

    @property
    def store(self) -> DeviceStore:
        """Who the devices are, as it is stored."""
        return self._keeper.store

    @property
    def members(self) -> Mapping[str, Member]:
        """All devices by id; read-only and live."""
        return self._registry.members

    @property
    def found(self) -> Mapping[str, Found]:
        """Devices that announce themselves and are not known, by id."""
        return self._strangers.found

    def find(self, text: str) -> Member:
        """Return the device that `text` means: its id, its name, its address, or the start of its id.

        Raises:
            UnknownDeviceError: no device or several fit; the message names candidates.
        """
        return self._registry.find(text)

    def info(self) -> HubInfo:
        """Return what the hub is and how it goes."""
        members = self.members.values()
        return HubInfo(
            version=__version__,
            started=self._started,
            devices=len(members),
            online=sum(member.is_online for member in members),
            groups=len(self.groups),
            scenes=len(self.scenes),
            found=len(self.found),
            problems=self._keeper.problems,
        )

    # Listening

    def add_listener(self, listener: Callable[[HubEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event, inside the event loop; returns what removes it again.

        It must be quick and must not wait. If it fails, the fault is logged and nobody else notices.
        """
        return self._audience.add_listener(listener)

    def watch(self) -> Watch[HubEvent]:
        """Iterate over events from now on; a reader that is slow gets neighbours merged, devices never wait for it."""
        return self._audience.watch()

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
            UnknownDeviceError: there is no such device.
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
            UnknownDeviceError: there is no such device.
            TuyalanError: what kept the device from answering.
        """
        return await self.find(name).opened().refresh(timeout=timeout)

    # Changing who is there

    async def add(self, record: DeviceRecord) -> Member:
        """Take in a new device and keep it.

        Raises:
            UseError: it is known already.
            StorageError: the device file cannot be written; the device is kept until the hub ends.
        """
        async with self._changing:
            self.store.add(record)
            await self._enroller.take_in([record])
            self._strangers.forget(record.id)
            await self._save_store()
            return self.members[record.id]

    async def remove(self, name: str) -> None:
        """Forget a device; a gateway with its children.

        Raises:
            UnknownDeviceError: there is no such device.
            StorageError: the device file cannot be written.
        """
        async with self._changing:
            member = self.find(name)
            gone = self.store.remove(member.id, cascade=True)
            for record in reversed(gone):
                await self._enroller.let_go(self.members[record.id])
            await self._save_store()
            await self._arranger.save()

    async def rename(self, name: str, to: str, *, room: str | None = None) -> Member:
        """Give a device another name, and another room if one is given.

        Raises:
            UseError: there is no such device, or the name cannot be or is taken.
            StorageError: the device file cannot be written; the name holds until the hub ends.
        """
        async with self._changing:
            member = self.find(name)
            previous = member.name
            wanted = self.groups.check_free(to, device_id=member.id)
            extra = dict(member.record.extra)
            if room is not None:
                extra[ROOM] = room.strip()
            member.record = self.store.update(member.id, name=wanted, extra=extra)
            self._registry.rename(member, wanted)
            if member.device is not None:
                member.device.name = wanted
            self._audience.tell(DeviceRenamed(member.id, wanted, previous, member.room, time.time()))
            await self._save_store()
            return member

    async def rekey(self, name: str, key: LocalKey | str) -> Member:
        """Give a device its new local key and connect anew; the key changes with each pairing.

        Raises:
            UnknownDeviceError: there is no such device.
            CredentialError: this is no key.
            StorageError: the device file cannot be written; the key holds until the hub ends.
        """
        async with self._changing:
            member = self.find(name)
            try:
                secret = key if isinstance(key, LocalKey) else LocalKey(key)
            except ValueError as error:
                raise CredentialError(str(error), device_id=member.id) from error
            member.record = self.store.update(member.id, key=secret)
            await self._enroller.connect_anew(member)
            await self._save_store()
            return member

    async def adjust(self, *, state_interval: float, max_connecting: int, session_gap: float, options: Options) -> None:
        """Take other bounds while running, without a break for any device; everything else stays as the hub was made.

        Args:
            state_interval: Seconds that changes are gathered before they are written.
            max_connecting: Connections being opened at the same time.
            session_gap: Seconds between two sessions with one device.
            options: How patient and how gentle to be with devices: each duration from the next time on that it is needed.
        """
        self._enroller.adjust(options)
        self._keeper.interval = state_interval
        if self._network is not None:
            await self._network.adjust(max_connecting=max_connecting, session_gap=session_gap)

    async def reload(self) -> None:
        """Read the devices and the owner's corrections again, and take over what others changed in them.

        Raises:
            StorageError: the device file cannot be read or understood; everything stays as it was.
        """
        async with self._changing:
            loop = asyncio.get_running_loop()
            self._keeper.learn(self.members.values())
            await self._keeper.save()
            old = self.store
            if old.is_changed and not old.is_foreign:
                raise StorageError(f"what the hub knows cannot be written to {old.path}, so nothing is read from it")
            store = await loop.run_in_executor(None, lambda: DeviceStore.load(old.path, unlocker=old.unlocker))
            if not store.records and not old.path.exists():
                _log.warning("%s is not there; the devices stay as they are", old.path)
                return
            groups, scenes = dict(self.groups), dict(self.scenes)
            await self._arranger.open()
            self._keeper.store = self._rekeyer.store = store
            self.knowledge.forget()
            for member in [member for member in self.members.values() if store.get(member.id) is None]:
                await self._enroller.let_go(member)
            for member in list(self.members.values()):
                record = store.get(member.id)
                if record is not None:
                    await self._enroller.take_over(member, record)
            await self._enroller.take_in(record for record in store.records if record.id not in self.members)
            self.groups.tell_since(groups)
            self.scenes.tell_since(scenes)

    # Inside

    async def _save_store(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.store.save)
