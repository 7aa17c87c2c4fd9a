"""A device to its user: state, reads, writes, updates, children. The connection behind it keeps itself."""

from __future__ import annotations

import asyncio
import time
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, cast, overload

import msgspec

from tuyalan.client.audience import Audience, ConnectionChange
from tuyalan.client.calls import ask, write
from tuyalan.client.checks import (
    check_device_id,
    check_key,
    check_port,
    check_raw,
    check_version,
    check_wait,
    check_writable,
)
from tuyalan.client.connection import Connection, Identity, Status
from tuyalan.client.described import Described
from tuyalan.client.memory import Memory
from tuyalan.client.network import Network
from tuyalan.client.options import DEFAULT_OPTIONS, Options
from tuyalan.client.state import DeviceState, DpValue
from tuyalan.client.watch import Update, Watch
from tuyalan.client.writes import Wait, WriteResult
from tuyalan.errors import (
    CredentialError,
    ResponseTimeoutError,
    TuyalanError,
    UnknownDpError,
    UseError,
)
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause, DpUpdate
from tuyalan.vocabulary import Cid, LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
    from types import TracebackType

    from tuyalan.client.child import Child
    from tuyalan.client.named import Named
    from tuyalan.client.watch import PropertyUpdate
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.session.client import ClientSession
    from tuyalan.session.events import ChildrenSeen
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.storage.energy import EnergyStore
    from tuyalan.vocabulary import DpId, Json
    from tuyalan.wire.codec import Message

MAX_CHILDREN: Final = 512
_METERING: Final = (18, 19, 20)
"""What most metering plugs measure: current, power, voltage. Facts: REFRESH-1."""

DpWrite: TypeAlias = "bool | int | float | str"
"""A value that can be written by number: as it goes over the wire, numbers already scaled."""
Writes: TypeAlias = "Mapping[DpId, DpWrite] | Mapping[str, object] | Mapping[DpId | str, object]"
"""Several values: by the number of a data point as they go over the wire, by the code of a property in its unit."""


class Device(Described):
    """One Tuya device on the local network.

    Use it as an async context manager: entering connects, waits for the first answer and raises what is wrong; from then
    on the connection is kept for as long as the block lasts, whatever the network does. `open` and `close` do the same
    by hand.
    """

    def __init__(
        self,
        device_id: str,
        key: str | bytes | LocalKey | None,
        address: str | None = None,
        *,
        port: int = 6668,
        version: Version | str | None = None,
        dialect: Dialect | None = None,
        name: str = "",
        product_key: str | None = None,
        options: Options = DEFAULT_OPTIONS,
        network: Network | None = None,
        store: DeviceStore | None = None,
        knowledge: Knowledge | None = None,
        energy: EnergyStore | None = None,
        patient: bool = False,
    ) -> None:
        """Describe the device; nothing is opened yet.

        Args:
            device_id: the maker's id, 20 or 22 characters as a rule.
            key: the local key, 16 characters.
            address: IP address or host name; left out, the device is found by its beacons.
            port: TCP port.
            version: `"3.1"` to `"3.5"`; left out, it is found.
            dialect: what was learnt about the device before.
            name: for people.
            product_key: the maker's id of the product; left out, it is learnt from beacons, if any are heard.
            options: durations and bounds.
            network: what is shared with other devices; left out, all devices of an event loop share one.
            store: where to keep what is learnt.
            knowledge: where descriptions of data points come from; left out, the catalogue and the files in the user's
                configuration folder, which are opened when properties are first used.
            energy: where to keep what meters count; left out, they count from the start of the program.
            patient: entering does not wait for the device, which may be away; it is connected when it comes.

        Raises:
            CredentialError: the key is missing or malformed.
            UseError: id, version or port make no sense.
        """
        self._identity = Identity(
            device_id=check_device_id(device_id),
            key=check_key(key, device_id),
            address=address or None,
            port=check_port(port),
            version=check_version(version),
            dialect=dialect or Dialect(),
            product_key=product_key,
        )
        self._id = self._identity.device_id
        self.name = name or device_id
        """What people call it."""
        self._options = options
        self._network = network
        self._store = store
        self._knowledge = knowledge
        self._energy = energy
        self._record: DeviceRecord | None = None
        """What it was made of, where no store knows better."""
        self._is_patient = patient
        self._connection: Connection | None = None
        self._state = DeviceState()
        self._named: Named | None = None
        self._audience: Audience | None = None
        self._children: dict[str, Child] = {}
        self._held_by: set[Device] = set()
        """Who opened it: itself, or its children; with the last of them it closes."""
        self._clock: Callable[[], float] = time.monotonic
        self._memory: Memory | None = None

    @classmethod
    def from_record(
        cls,
        record: DeviceRecord,
        *,
        store: DeviceStore | None = None,
        options: Options = DEFAULT_OPTIONS,
        network: Network | None = None,
        knowledge: Knowledge | None = None,
        energy: EnergyStore | None = None,
        patient: bool = False,
    ) -> Self:
        """Make a device of what a store knows; what is learnt goes back into the store.

        Raises:
            CredentialError: the record has no key, or belongs to a child, which is reached through its gateway.
        """
        if record.cid is not None:
            raise CredentialError(
                "this is a child of a gateway", device_id=record.id, hint="Open the gateway and ask it for this child."
            )
        made = cls(
            record.id,
            record.key,
            record.address,
            port=record.port,
            version=record.version,
            dialect=Dialect.from_json(record.dialect),
            name=record.name,
            product_key=record.product_key,
            options=options,
            network=network,
            store=store,
            knowledge=knowledge,
            energy=energy,
            patient=patient,
        )
        made._record = None if store is not None else record
        return made

    # Who it is

    @property
    def id(self) -> str:
        """The maker's id."""
        return self._id

    @property
    def address(self) -> str | None:
        """Where the device is, as far as known."""
        return self._identity.address

    @property
    def version(self) -> Version | None:
        """The protocol version spoken, once known."""
        return self._identity.version

    @property
    def dialect(self) -> Dialect:
        """What was learnt about the device's habits; store it and give it back."""
        return self._identity.dialect

    @property
    def product_key(self) -> str | None:
        """The maker's id of the product, once known."""
        record = self._stored()
        return self._identity.product_key or (None if record is None else record.product_key)

    @property
    def connection(self) -> Status:
        """Where the connection stands."""
        return self._connection.status if self._connection is not None else Status.IDLE

    @property
    def is_connected(self) -> bool:
        """Whether the device answers right now."""
        return self.connection is Status.OPEN

    @property
    def error(self) -> TuyalanError | None:
        """Why the device is away; `None` while it is connected."""
        return self._connection.error if self._connection is not None else None

    def __repr__(self) -> str:
        """Return who and where, without the key."""
        version = self.version or "?"
        return f"<{type(self).__name__} {self.id} {self.address or '?'} {version} {self.connection.value}>"

    # What is known

    @property
    def dps(self) -> Mapping[DpId, Json]:
        """Every value known, by DP id; read-only and live."""
        return MappingProxyType(self._state.values)

    def value(self, dp: DpId | str) -> DpValue:
        """Return one known value with when and why it is believed; never asks the device.

        Args:
            dp: the number of a data point, or the code of a property for the value in its unit.

        Raises:
            UnknownDpError: the device has not reported it.
        """
        number = self.model.find(dp).dp if isinstance(dp, str) else dp
        value = self._state.value(number, offset=self._offset)
        if value is None:
            raise self._unknown(dp)
        return msgspec.structs.replace(value, value=self.values[dp]) if isinstance(dp, str) else value

    # Life

    async def __aenter__(self) -> Self:
        """Connect."""
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        await self.close()

    async def open(self) -> None:
        """Connect and wait for the first answer, or, if patient, only begin.

        Raises:
            UnreachableError: nobody is there, or nobody announces this id.
            BusyError: other clients hold all connections that the device allows.
            KeyRejectedError: the key is not, or no longer, the device's.
            VersionMismatchError: the version given is not the device's.
            SilentDeviceError: it accepts connections but answers nothing.
            MovedError: another device lives at the address.
        """
        await self._open_for(self)

    async def _open_for(self, holder: Device) -> None:
        self._held_by.add(holder)
        if self._connection is None:
            network = self._network or Network.of_running_loop()
            self._clock = asyncio.get_running_loop().time
            for child in self._children.values():
                child._clock = self._clock  # noqa: SLF001 - a child is part of its gateway
            self._memory = Memory(self._store, self._id) if self._store is not None else None
            self._connection = Connection(self._identity, self, network=network, options=self._options)
            self._connection.open()
        if not self._is_patient:
            try:
                await self._connection.wait_open(is_patient=False)
            except BaseException:
                await self.close()
                raise

    async def close(self) -> None:
        """Close the connection and end all watches; the device can be opened again."""
        connection, self._connection = self._connection, None
        self._held_by.clear()
        try:
            if connection is not None:
                await connection.close()
        finally:
            self.end_watches()
            for child in self._children.values():
                child.end_watches()
            for device in (self, *self._children.values()):
                if device._named is not None:  # noqa: SLF001 - a child is part of its gateway
                    await device._named.end()  # noqa: SLF001 - see above
            # Its timers belong to this loop; the next opening may be on another one.
            memory, self._memory = self._memory, None
            if memory is not None:
                await memory.save()

    async def wait_connected(self, timeout: float | None = None) -> None:
        """Wait until the device answers.

        Raises:
            ResponseTimeoutError: it did not within `timeout` seconds; the cause says why, if that is known.
        """
        connection = self._opened()
        try:
            async with asyncio.timeout(timeout):
                await connection.wait_open(is_patient=True)
        except TimeoutError as error:
            raise ResponseTimeoutError("the device did not come in time", device_id=self.id) from (
                connection.error or error
            )

    # Reading

    async def status(self, *, timeout: float | None = None) -> dict[DpId, Json]:
        """Ask the device for its state and return all that is known of it then.

        Args:
            timeout: seconds, waiting for a connection included; the options' `request_timeout` if left out.

        Raises:
            TuyalanError: what kept the device from answering.
        """
        await self._ask(self._send_query, timeout=timeout)
        return dict(self._state.values)

    @overload
    async def get(self, dp: DpId, *, timeout: float | None = ...) -> Json: ...
    @overload
    async def get(self, dp: str, *, timeout: float | None = ...) -> object: ...
    async def get(self, dp: DpId | str, *, timeout: float | None = None) -> object:
        """Return one value: what is known if the device has said it, else by asking.

        Args:
            dp: the number of a data point, or the code of a property for the value in its unit.
            timeout: seconds.

        Raises:
            UnknownDpError: the device does not report it.
        """
        if not self._has(dp):
            await self.status(timeout=timeout)
        if not self._has(dp):
            raise self._unknown(dp)
        return self._state.values[dp] if isinstance(dp, int) else self.value(dp).value

    async def refresh(self, dps: Iterable[DpId] | None = None, *, timeout: float | None = None) -> dict[DpId, Json]:
        """Ask the device to measure now and return the state; devices that do not know how are queried instead.

        Args:
            dps: what to measure; left out, what it is next to be asked for if its properties are used, else what metering
                plugs usually measure.
            timeout: seconds.
        """
        if self._may_refresh():
            ids = tuple(dps) if dps is not None else (self._named and self._named.list_measured()) or _METERING
            await self._ask(lambda s, now, wall: s.refresh(ids, self._cid, now=now, wall=wall), timeout=timeout)
            if self._may_refresh():
                return dict(self._state.values)
        return await self.status(timeout=timeout)

    # Writing

    @overload
    async def set(
        self,
        dps: DpId,
        value: DpWrite,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    @overload
    async def set(
        self,
        dps: str,
        value: object,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    @overload
    async def set(
        self,
        dps: Writes,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    async def set(
        self,
        dps: DpId | str | Writes,
        value: object = None,
        *,
        wait: Wait | str = Wait.CONFIRMED,
        repeat: bool | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write one value (`set("switch", True)`, `set(1, True)`) or several at once (`set({"switch": True, 2: 50})`).

        Writes are queued and paced; while one waits, a later write to the same data point takes its place.

        Args:
            dps: the number of a data point or the code of a property, or several of them with their values.
            value: the value, if `dps` is one of them; by number as it goes over the wire, by code in the property's unit.
            wait: for the device to report the values (the default), to acknowledge, or for the bytes to be sent. What is
                known to be written only is never reported, so the acknowledgement ends it.
            repeat: whether it may go out a second time when the connection breaks before the outcome is known; left
                out, only if all these data points are state that the device reports, so not for pulses and commands.
            timeout: seconds, waiting for a connection included; the options' `request_timeout` if left out.

        Raises:
            UnknownDpError: the device has no such property.
            ReadOnlyError: the property can only be read.
            BadValueError: a value cannot be sent; the hint says which can.
            NotAllowedError: the property may harm somebody, and its owner has not allowed it. By number, only if its
                meaning is known here: once anything of the device was used that has a name.
            DeviceRefusedError: the device answered with an error, or kept its old values.
            ResponseTimeoutError: the outcome is not known in time; a write that had not left never will.
            ConnectionLostError: the connection broke and it was not safe to repeat the write.
        """
        if value is not None and not isinstance(dps, int | str):
            raise UseError("give either one data point and its value, or several values", device_id=self.id)
        given = cast("Mapping[DpId, Json]", {dps: value} if isinstance(dps, int | str) else dps)
        if self._named is not None or any(isinstance(name, str) for name in given):
            given = self._names().plan(given)
        wanted = check_writable(given, self.id)
        wait = check_wait(wait)
        named = self._named
        if wait is Wait.CONFIRMED and named is not None and named.properties.is_silent(wanted, self._state.reported()):
            # No report will confirm it, so the acknowledgement is all that there is to wait for.
            wait = Wait.ACKNOWLEDGED
        return await write(
            self._opened(),
            wanted,
            cid=self._cid,
            wait=wait,
            repeat=repeat,
            device_id=self._id,
            limit=self._options.request_timeout if timeout is None else timeout,
        )

    async def raw(
        self, command: int, body: bytes | Mapping[str, Json] | None = None, *, timeout: float | None = None
    ) -> Message:
        """Send any command and return the reply with the same number: the way out for what has no method.

        Args:
            command: 0 to 255.
            body: bytes as they are, or an object to send as JSON; nothing if left out.
            timeout: seconds.

        Raises:
            ResponseTimeoutError: nothing came back.
            UseError: the command or the body cannot be sent.
        """
        data = check_raw(command, body, self._id)
        message = await self._ask(lambda s, now, wall: s.raw(command, data, now=now, wall=wall), timeout=timeout)
        assert message is not None  # noqa: S101 - raw requests end with their answer
        return message

    # Listening

    def watch(self) -> Watch[Update]:
        """Iterate over updates from now on: `async for update in device.watch()`.

        Goes on through lost connections; ends when the device is closed. A reader that is slow gets neighbours merged.
        """
        return self._heard_by().watch(self._options.watch_size)

    def watch_properties(self) -> Watch[PropertyUpdate]:
        """Iterate over what updates say of properties: `async for update in device.watch_properties()`."""
        self._names()
        return self._heard_by().watch_properties(self._options.watch_size)

    def watch_connection(self) -> Watch[ConnectionChange]:
        """Iterate over changes of the connection from now on."""
        return self._heard_by().watch_connection()

    def add_listener(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        """Call `listener` with every update, inside the event loop; returns what removes it again."""
        return self._heard_by().add_listener(listener)

    def add_property_listener(self, listener: Callable[[PropertyUpdate], None]) -> Callable[[], None]:
        """Call `listener` with what updates say of properties, inside the event loop; returns what removes it again."""
        self._names()
        return self._heard_by().add_property_listener(listener)

    # Children

    @property
    def children(self) -> Mapping[str, Child]:
        """The children known so far, by `cid`: declared, reported or heard."""
        return MappingProxyType(self._children)

    def child(self, cid: str, *, device_id: str | None = None, name: str = "") -> Child:
        """Return the child with this `cid`, making it known to the gateway object.

        Args:
            cid: the cloud's `node_id`.
            device_id: the child's own id, if known.
            name: for people.
        """
        known = self._children.get(Cid(cid))
        if known is None:
            if self._connection is not None:
                self._connection.expect_children()
            from tuyalan.client.child import Child  # noqa: PLC0415 - a child is a device, so its module needs this one

            known = self._children[Cid(cid)] = Child(self, Cid(cid), device_id=device_id or cid, name=name)
            known._clock = self._clock  # noqa: SLF001 - a child is part of its gateway
        return known

    async def find_children(self, *, timeout: float | None = None) -> Sequence[Child]:
        """Ask the gateway which children it reaches; returns all known, presence up to date.

        Raises:
            ResponseTimeoutError: the gateway does not know the question (most of version 3.3 do not).
        """
        await self._ask(lambda s, now, wall: s.presence(now=now, wall=wall), timeout=timeout)
        return tuple(self._children.values())

    @property
    def _offset(self) -> float:
        """What makes Unix time of the time of the event loop; found anew each time, for systems correct their clocks."""
        return time.time() - self._clock()

    # What the connection tells

    def on_update(self, update: DpUpdate) -> None:
        """Take values heard by the connection, and tell everyone who listens."""
        if update.cid is not None:
            child = self._heard_child(update.cid)
            if child is not None:
                child.on_update(msgspec.structs.replace(update, cid=None))
            return
        dps, cause, at = update.dps, update.cause, update.at
        self._state.take(dps, cause, at=at)
        audience, names = self._audience, self._named
        if audience is None and names is None:
            return
        told = Update(self._id, dps, cause, at + self._offset, update.device_time)
        named = None if names is None else names.take(told, is_connected=self.is_connected)
        if audience is not None:
            audience.tell(told)
            if named is not None:
                audience.tell_properties(named)

    def on_children(self, seen: ChildrenSeen) -> None:
        """Take a presence report."""
        for cids, is_online in ((seen.online, True), (seen.offline, False)):
            for cid in cids:
                child = self._heard_child(cid)
                if child is not None:
                    child.is_online = is_online

    def on_status(self, status: Status, error: TuyalanError | None) -> None:
        """Take a change of the connection."""
        memory = self._memory
        if memory is not None and status is Status.OPEN:
            memory.note_open(self._identity)
        elif memory is not None:
            memory.note_end()
        if self._named is not None:
            if status is Status.OPEN:
                self._named.begin()
            else:
                self._named.lose()
        if self._audience is not None:
            self._audience.tell_connection(status, error)
        for child in self._children.values():
            child.on_status(status, error)

    def on_learned(self, identity: Identity) -> None:
        """Take what is known better about the device, and store it."""
        self._identity = identity
        if self._named is not None and identity.product_key is not None:
            self._named.properties.learn_product(identity.product_key)
        if self._memory is not None:
            self._memory.learn(identity)

    def known(self, cid: Cid | None) -> Mapping[DpId, Json]:
        """Return what the device itself, or one child, has reported."""
        device = self if cid is None else self._children.get(cid)
        return {} if device is None else device._state.reported()  # noqa: SLF001 - a child is a device too

    def cids(self) -> Iterable[Cid]:
        """Return the children to read when the connection opens."""
        return [Cid(cid) for cid in self._children]

    def suggest(self, found: Mapping[DpId, Json]) -> Iterable[DpId]:
        """Return the data points worth asking for by number: those of its product, then those of similar products."""
        return self._names().properties.suggest(found)

    def assume(self, dps: dict[DpId, Json], cid: Cid | None) -> None:
        """Take values that were written and will not be confirmed."""
        target = self if cid is None else self._children.get(cid)
        if target is not None:
            target.on_update(DpUpdate(dps, None, Cause.ASSUMED, asyncio.get_running_loop().time()))

    # Inside

    def _may_refresh(self) -> bool:
        return self.dialect.answers_refresh is not False

    @property
    def _cid(self) -> Cid | None:
        return None

    def _send_query(self, session: ClientSession, now: float, wall: float) -> int:
        return session.query(self._cid, now=now, wall=wall)

    def _opened(self) -> Connection:
        if self._connection is None:
            raise UseError(
                "the device is not open", device_id=self.id, hint="Use `async with device:` or call `open()` first."
            )
        return self._connection

    def _ask(
        self, send: Callable[[ClientSession, float, float], int], *, timeout: float | None
    ) -> Coroutine[object, None, Message | None]:
        patience = self._options.request_timeout
        return ask(self._opened(), send, device_id=self._id, timeout=timeout, patience=patience)

    def _names(self) -> Named:
        """Return the side of it that is spoken to in names, made at the first use."""
        if self._named is None:
            from tuyalan.client.named import Named  # noqa: PLC0415 - loads the whole model

            self._named = Named(
                self._id,
                name=self.name,
                product_key=self.product_key,
                raws=self._state.values,
                record=self._stored(),
                store=self._store,
                knowledge=self._knowledge,
                energy=self._energy,
                interval=self._options.refresh_interval,
                network=lambda: self._network or Network.of_running_loop(),
                measure=self.ask_to_measure,
                # A child does not announce itself.
                learn_product=self._learn_product if self._cid is None else None,
                note_news=self._note_news,
            )
        return self._named

    def _find(self, kind: str, key: str | None) -> Any:  # noqa: ANN401 - see Featured
        from tuyalan.client.handles.registry import find_handle  # noqa: PLC0415 - loads all kinds of features

        return find_handle(self, kind, key)

    def _list(self, kind: str) -> tuple[Any, ...]:
        from tuyalan.client.handles.registry import list_handles  # noqa: PLC0415 - loads all kinds of features

        return list_handles(self, kind)

    def ask_to_measure(self, ids: tuple[DpId, ...]) -> bool:
        """Ask it to measure without waiting, and tell whether it takes such questions; `refresh` waits for what comes."""
        if not self._may_refresh() or not self.is_connected:
            return False
        self._opened().refresh(ids, self._cid)
        return True

    def _learn_product(self, product_key: str) -> None:
        if self._connection is not None:
            self._connection.learn_product(product_key)

    def _stored(self) -> DeviceRecord | None:
        """Return what is stored of it, or what it was made of."""
        return (self._store.get(self._id) if self._store is not None else None) or self._record

    def _note_news(self) -> None:
        if self._memory is not None:
            self._memory.note_news()

    def _has(self, dp: DpId | str) -> bool:
        return (self.model.find(dp).dp if isinstance(dp, str) else dp) in self._state.values

    def _heard_by(self) -> Audience:
        if self._audience is None:
            self._audience = Audience(self._id)
        return self._audience

    def _heard_child(self, cid: str) -> Child | None:
        known = self._children.get(Cid(cid))
        if known is None and len(self._children) < MAX_CHILDREN:
            return self.child(cid)
        return known

    def _unknown(self, dp: DpId | str) -> UnknownDpError:
        known = ", ".join(str(known) for known in sorted(self._state.values)) or "none yet"
        what = f"data point {dp}" if isinstance(dp, int) else dp
        return UnknownDpError(f"the device reports no {what}; it reports {known}", device_id=self.id)

    def end_watches(self) -> None:
        """End all watches because nothing more will come."""
        if self._audience is not None:
            self._audience.end()
