"""A device to its user: state, reads, writes, updates, children. The connection behind it keeps itself."""

from __future__ import annotations

import asyncio
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Self, overload

from tuyalan.client.calls import ask, write
from tuyalan.client.checks import check_device_id, check_key, check_port, check_raw, check_version, check_wait
from tuyalan.client.connection import Identity
from tuyalan.client.described import Described
from tuyalan.client.options import DEFAULT_OPTIONS, Options
from tuyalan.client.peer import Peer
from tuyalan.client.surroundings import Surroundings
from tuyalan.client.writes import Wait, WriteResult
from tuyalan.errors import CredentialError, ResponseTimeoutError, UseError
from tuyalan.session.dialect import Dialect
from tuyalan.vocabulary import Cid, LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
    from types import TracebackType

    from tuyalan.client.audience import ConnectionChange
    from tuyalan.client.checks import DpWrite, Writes
    from tuyalan.client.child import Child
    from tuyalan.client.connection import Status
    from tuyalan.client.named import Named
    from tuyalan.client.network import Network
    from tuyalan.client.shadow import Shadow
    from tuyalan.client.state import DpValue
    from tuyalan.client.watch import PropertyUpdate, Update, Watch
    from tuyalan.errors import TuyalanError
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.session.client import ClientSession
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.storage.energy import EnergyStore
    from tuyalan.vocabulary import DpId, Json
    from tuyalan.wire.codec import Message

_METERING: Final = (18, 19, 20)
"""What most metering plugs measure: current, power, voltage. Facts: REFRESH-1."""


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
        identity = Identity(
            device_id=check_device_id(device_id),
            key=check_key(key, device_id),
            address=address or None,
            port=check_port(port),
            version=check_version(version),
            dialect=dialect or Dialect(),
            product_key=product_key,
        )
        surroundings = Surroundings(options=options, network=network, store=store, knowledge=knowledge, energy=energy)
        peer = Peer(identity, surroundings, name=name, is_patient=patient, meet=self.child)
        self._settle(peer, peer.itself)

    def _settle(self, peer: Peer, shadow: Shadow) -> None:
        """Take how it is reached, and what is known of it."""
        self._peer = peer
        self._shadow = shadow
        self._children: dict[str, Child] = {}

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
        made._shadow.made_of = None if store is not None else record
        return made

    # Who it is

    @property
    def id(self) -> str:
        """The maker's id."""
        return self._shadow.device_id

    @property
    def name(self) -> str:
        """What people call it."""
        return self._shadow.name

    @name.setter
    def name(self, name: str) -> None:
        self._shadow.name = name

    @property
    def address(self) -> str | None:
        """Where the device is, as far as known."""
        return self._peer.identity.address

    @property
    def version(self) -> Version | None:
        """The protocol version spoken, once known."""
        return self._peer.identity.version

    @property
    def dialect(self) -> Dialect:
        """What was learnt about the device's habits; store it and give it back."""
        return self._peer.identity.dialect

    @property
    def product_key(self) -> str | None:
        """The maker's id of the product, once known."""
        return self._shadow.product_key

    @property
    def connection(self) -> Status:
        """Where the connection stands."""
        return self._peer.status

    @property
    def is_connected(self) -> bool:
        """Whether the device answers right now."""
        return self._peer.is_connected

    @property
    def error(self) -> TuyalanError | None:
        """Why the device is away; `None` while it is connected."""
        return self._peer.error

    def __repr__(self) -> str:
        """Return who and where, without the key."""
        version = self.version or "?"
        return f"<{type(self).__name__} {self.id} {self.address or '?'} {version} {self.connection.value}>"

    # What is known

    @property
    def dps(self) -> Mapping[DpId, Json]:
        """Every value known, by DP id; read-only and live."""
        return MappingProxyType(self._shadow.state.values)

    def value(self, dp: DpId | str) -> DpValue:
        """Return one known value with when and why it is believed; never asks the device.

        Args:
            dp: the number of a data point, or the code of a property for the value in its unit.

        Raises:
            UnknownDpError: the device has not reported it.
        """
        return self._shadow.value(dp)

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
        await self._peer.open(self)

    async def close(self) -> None:
        """Close the connection and end all watches; the device can be opened again."""
        await self._peer.close()

    def adjust(self, options: Options) -> None:
        """Take other durations and bounds from now on, without a break; those who share the connection take them too.

        Each holds from the next time on that it is needed: the next request, the next attempt, the next write. A pause before
        an attempt that is longer than the new `reconnect_cap` is cut short. Watches that run and meters that are asked to
        measure already go on as they began.
        """
        self._peer.adjust(options)

    async def wait_connected(self, timeout: float | None = None) -> None:
        """Wait until the device answers.

        Raises:
            ResponseTimeoutError: it did not within `timeout` seconds; the cause says why, if that is known.
        """
        connection = self._peer.opened()
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
        shadow = self._shadow
        await self._ask(lambda s, now, wall: s.query(shadow.cid, now=now, wall=wall), timeout=timeout)
        return dict(shadow.state.values)

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
        if not self._shadow.has(dp):
            await self.status(timeout=timeout)
        return self._shadow.value(dp).value

    async def refresh(self, dps: Iterable[DpId] | None = None, *, timeout: float | None = None) -> dict[DpId, Json]:
        """Ask the device to measure now and return the state; devices that do not know how are queried instead.

        Args:
            dps: what to measure; left out, what it is next to be asked for if its properties are used, else what metering
                plugs usually measure.
            timeout: seconds.
        """
        peer, shadow = self._peer, self._shadow
        if peer.may_refresh:
            ids = tuple(dps) if dps is not None else (shadow.named and shadow.named.list_measured()) or _METERING
            await self._ask(lambda s, now, wall: s.refresh(ids, shadow.cid, now=now, wall=wall), timeout=timeout)
            if peer.may_refresh:
                return dict(self._shadow.state.values)
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
        wanted = self._shadow.plan({dps: value} if isinstance(dps, int | str) else dps)
        wait = check_wait(wait)
        if wait is Wait.CONFIRMED and self._shadow.is_silent(wanted):
            # No report will confirm it, so the acknowledgement is all that there is to wait for.
            wait = Wait.ACKNOWLEDGED
        return await write(
            self._peer.opened(),
            wanted,
            cid=self._shadow.cid,
            wait=wait,
            repeat=repeat,
            device_id=self.id,
            limit=self._peer.surroundings.options.request_timeout if timeout is None else timeout,
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
        data = check_raw(command, body, self.id)
        message = await self._ask(lambda s, now, wall: s.raw(command, data, now=now, wall=wall), timeout=timeout)
        assert message is not None  # noqa: S101 - raw requests end with their answer
        return message

    # Listening

    def watch(self) -> Watch[Update]:
        """Iterate over updates from now on: `async for update in device.watch()`.

        Goes on through lost connections; ends when the device is closed. A reader that is slow gets neighbours merged.
        """
        return self._shadow.heard_by().watch(self._peer.surroundings.options.watch_size)

    def watch_properties(self) -> Watch[PropertyUpdate]:
        """Iterate over what updates say of properties: `async for update in device.watch_properties()`."""
        self._names()
        return self._shadow.heard_by().watch_properties(self._peer.surroundings.options.watch_size)

    def watch_connection(self) -> Watch[ConnectionChange]:
        """Iterate over changes of the connection from now on."""
        return self._shadow.heard_by().watch_connection()

    def add_listener(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        """Call `listener` with every update, inside the event loop; returns what removes it again."""
        return self._shadow.heard_by().add_listener(listener)

    def add_property_listener(self, listener: Callable[[PropertyUpdate], None]) -> Callable[[], None]:
        """Call `listener` with what updates say of properties, inside the event loop; returns what removes it again."""
        self._names()
        return self._shadow.heard_by().add_property_listener(listener)

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
        known = self._children.get(cid)
        if known is None:
            from tuyalan.client.child import Child  # noqa: PLC0415 - a child is a device, so its module needs this one

            known = self._children[cid] = Child(self, Cid(cid), device_id=device_id or cid, name=name)
        return known

    async def find_children(self, *, timeout: float | None = None) -> Sequence[Child]:
        """Ask the gateway which children it reaches; returns all known, presence up to date.

        Raises:
            ResponseTimeoutError: the gateway does not know the question (most of version 3.3 do not).
        """
        await self._ask(lambda s, now, wall: s.presence(now=now, wall=wall), timeout=timeout)
        return tuple(self._children.values())

    # Inside

    def _names(self) -> Named:
        return self._shadow.names()

    def _ask(
        self, send: Callable[[ClientSession, float, float], int], *, timeout: float | None
    ) -> Coroutine[object, None, Message | None]:
        return ask(
            self._peer.opened(),
            send,
            device_id=self.id,
            timeout=timeout,
            patience=self._peer.surroundings.options.request_timeout,
        )

    def _find(self, kind: str, key: str | None) -> Any:  # noqa: ANN401 - see Featured
        from tuyalan.client.handles.registry import find_handle  # noqa: PLC0415 - loads all kinds of features

        return find_handle(self, kind, key)

    def _list(self, kind: str) -> tuple[Any, ...]:
        from tuyalan.client.handles.registry import list_handles  # noqa: PLC0415 - loads all kinds of features

        return list_handles(self, kind)
