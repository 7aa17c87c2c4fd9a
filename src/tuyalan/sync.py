"""The same devices for programs that do not use asyncio: every method blocks until its answer is there.

    with tuyalan.sync.Device("eb0123456789abcdef01", key) as lamp:
        lamp.set(20, True)

Names and signatures are those of the asyncio face; all devices share one loop thread, and may be used from any thread.
Listeners are called in that thread: they hand work on and never call a device.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, overload

from tuyalan.blocking.described import Described
from tuyalan.blocking.hold import Hold, watch_alone
from tuyalan.blocking.watch import Watch
from tuyalan.client import device as _face
from tuyalan.client import discovery as _discovery
from tuyalan.client import watch_all as _streams
from tuyalan.client.connection import Status
from tuyalan.client.options import DEFAULT_OPTIONS, Options
from tuyalan.client.writes import Wait, WriteResult
from tuyalan.net.tcp import DEVICE_PORT

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from types import TracebackType

    from tuyalan.client.audience import ConnectionChange
    from tuyalan.client.checks import DpWrite, Writes
    from tuyalan.client.discovery import Finder, Found, Interface, Ports
    from tuyalan.client.network import Network
    from tuyalan.client.state import DpValue
    from tuyalan.client.watch import PropertyUpdate, Update
    from tuyalan.errors import TuyalanError
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.session.dialect import Dialect
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.storage.energy import EnergyStore
    from tuyalan.vocabulary import Cid, DpId, Json, LocalKey, Version
    from tuyalan.wire.codec import Message

__all__ = ["Child", "Device", "Watch", "scan", "watch_all"]


class Device(Described):
    """One Tuya device on the local network, used by blocking calls; see `tuyalan.Device`.

    Use it as a context manager: entering connects, waits for the first answer and raises what is wrong; from then on the
    connection is kept for as long as the block lasts, whatever the network does. `open` and `close` do the same by hand.
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
        """Describe the device; nothing is opened yet. Arguments and errors are those of `tuyalan.Device`."""
        device = _face.Device(
            device_id,
            key,
            address,
            port=port,
            version=version,
            dialect=dialect,
            name=name,
            product_key=product_key,
            options=options,
            network=network,
            store=store,
            knowledge=knowledge,
            energy=energy,
            patient=patient,
        )
        self._adopt(device)

    def _adopt(self, device: _face.Device, hold: Hold | None = None) -> None:
        self._device = device
        self._hold = hold or Hold(device.close)
        self._children: dict[Cid, Child] = {}

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
        """Make a device of what a store knows; what is learnt goes back into the store."""
        made = cls.__new__(cls)
        made._adopt(  # noqa: SLF001 - our own class
            _face.Device.from_record(
                record,
                store=store,
                options=options,
                network=network,
                knowledge=knowledge,
                energy=energy,
                patient=patient,
            )
        )
        return made

    # Who it is

    @property
    def id(self) -> str:
        """The maker's id."""
        return self._device.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self._device.name

    @name.setter
    def name(self, name: str) -> None:
        self._device.name = name

    @property
    def address(self) -> str | None:
        """Where the device is, as far as known."""
        return self._device.address

    @property
    def version(self) -> Version | None:
        """The protocol version spoken, once known."""
        return self._device.version

    @property
    def dialect(self) -> Dialect:
        """What was learnt about the device's habits; store it and give it back."""
        return self._device.dialect

    @property
    def product_key(self) -> str | None:
        """The maker's id of the product, once known."""
        return self._device.product_key

    @property
    def connection(self) -> Status:
        """Where the connection stands."""
        return self._device.connection

    @property
    def is_connected(self) -> bool:
        """Whether the device answers right now."""
        return self._device.is_connected

    @property
    def error(self) -> TuyalanError | None:
        """Why the device is away; `None` while it is connected."""
        return self._device.error

    def __repr__(self) -> str:
        """Return who and where, without the key."""
        return repr(self._device)

    # What is known

    @property
    def dps(self) -> Mapping[DpId, Json]:
        """Every value known, by DP id; a copy, because another thread keeps the original up to date."""
        return dict(self._device.dps)

    def value(self, dp: DpId | str) -> DpValue:
        """Return one known value with when and why it is believed; never asks the device."""
        return self._known().value(dp) if isinstance(dp, str) else self._device.value(dp)

    # Life

    def __enter__(self) -> Self:
        """Connect."""
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the connection."""
        self.close()

    def open(self) -> None:
        """Connect and wait for the first answer, or, if patient, only begin."""
        try:
            self._hold.take().call(self._device.open)
        except BaseException:
            self._release()
            raise

    def close(self) -> None:
        """Close the connection and end all watches; the device can be opened again."""
        try:
            if self._hold.is_taken:
                self._hold.call(self._device.close)
        finally:
            self._release()

    def adjust(self, options: Options) -> None:
        """Take other durations and bounds from now on, without a break; those who share the connection take them too."""
        self._hold.do(lambda: self._device.adjust(options))

    def wait_connected(self, timeout: float | None = None) -> None:
        """Wait until the device answers."""
        self._hold.call(lambda: self._device.wait_connected(timeout))

    # Reading and writing

    def status(self, *, timeout: float | None = None) -> dict[DpId, Json]:
        """Ask the device for its state and return all that is known of it then."""
        return self._hold.call(lambda: self._device.status(timeout=timeout))

    @overload
    def get(self, dp: DpId, *, timeout: float | None = ...) -> Json: ...
    @overload
    def get(self, dp: str, *, timeout: float | None = ...) -> object: ...
    def get(self, dp: DpId | str, *, timeout: float | None = None) -> object:
        """Return one value: what is known if the device has said it, else by asking."""
        return self._hold.call(lambda: self._device.get(dp, timeout=timeout))

    def refresh(self, dps: Iterable[DpId] | None = None, *, timeout: float | None = None) -> dict[DpId, Json]:
        """Ask the device to measure now and return the state; devices that do not know how are queried instead."""
        return self._hold.call(lambda: self._device.refresh(dps, timeout=timeout))

    @overload
    def set(
        self,
        dps: DpId,
        value: DpWrite,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    @overload
    def set(
        self,
        dps: str,
        value: object,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    @overload
    def set(
        self,
        dps: Writes,
        *,
        wait: Wait | str = ...,
        repeat: bool | None = ...,
        timeout: float | None = ...,
    ) -> WriteResult: ...
    def set(
        self,
        dps: DpId | str | Writes,
        value: object = None,
        *,
        wait: Wait | str = Wait.CONFIRMED,
        repeat: bool | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write one value (`set("switch", True)`, `set(1, True)`) or several at once (`set({"switch": True, 2: 50})`)."""
        return self._hold.call(lambda: self._device.set(dps, value, wait=wait, repeat=repeat, timeout=timeout))  # pyright: ignore[reportUnknownVariableType, reportUnknownLambdaType, reportCallIssue, reportArgumentType] - either overload; the asyncio face tells them apart

    def raw(
        self, command: int, body: bytes | Mapping[str, Json] | None = None, *, timeout: float | None = None
    ) -> Message:
        """Send any command and return the reply with the same number: the way out for what has no method."""
        return self._hold.call(lambda: self._device.raw(command, body, timeout=timeout))

    # Listening

    def watch(self) -> Watch[Update]:
        """Iterate over updates from now on: `for update in device.watch()`."""
        return self._hold.watch(self._device.watch)

    def watch_properties(self) -> Watch[PropertyUpdate]:
        """Iterate over what updates say of properties: `for update in device.watch_properties()`."""
        return self._hold.watch(self._device.watch_properties)

    def watch_connection(self) -> Watch[ConnectionChange]:
        """Iterate over changes of the connection from now on."""
        return self._hold.watch(self._device.watch_connection)

    def add_listener(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        """Call `listener` with every update, inside the event loop; returns what removes it again."""
        return self._device.add_listener(listener)

    def add_property_listener(self, listener: Callable[[PropertyUpdate], None]) -> Callable[[], None]:
        """Call `listener` with what updates say of properties, inside the event loop; returns what removes it again."""
        return self._hold.do(lambda: self._device.add_property_listener(listener))

    # Children

    @property
    def children(self) -> Mapping[str, Child]:
        """The children known so far, by `cid`: declared, reported or heard."""
        return {cid: self.child(cid) for cid in tuple(self._device.children)}

    def child(self, cid: str, *, device_id: str | None = None, name: str = "") -> Child:
        """Return the child with this `cid`, making it known to the gateway object."""
        device = self._device.child(cid, device_id=device_id, name=name)
        known = self._children.get(device.cid)
        return known or self._children.setdefault(device.cid, Child(self, device.cid, device_id=device.id))

    def find_children(self, *, timeout: float | None = None) -> Sequence[Child]:
        """Ask the gateway which children it reaches; returns all known, presence up to date."""
        found = self._hold.call(lambda: self._device.find_children(timeout=timeout))
        return tuple(self.child(child.cid) for child in found)

    # Inside

    def _find(self, kind: str, key: str | None) -> Any:  # noqa: ANN401 - see Featured
        from tuyalan.blocking.handles.registry import wrap  # noqa: PLC0415 - loads all kinds of features
        from tuyalan.client.handles.registry import find_handle  # noqa: PLC0415

        return wrap(self, self._hold.do(lambda: find_handle(self._device, kind, key)))

    def _list(self, kind: str) -> tuple[Any, ...]:
        from tuyalan.blocking.handles.registry import wrap  # noqa: PLC0415 - loads all kinds of features
        from tuyalan.client.handles.registry import list_handles  # noqa: PLC0415

        return tuple(wrap(self, handle) for handle in self._hold.do(lambda: list_handles(self._device, kind)))

    def _release(self) -> None:
        self._hold.release()


class Child(Device):
    """A device behind a gateway: the same to its user, on the gateway's connection and key."""

    def __init__(self, gateway: Device, cid: Cid, *, device_id: str, name: str = "") -> None:
        """Take the gateway and the child's `cid`; made by `Device.child`."""
        self._gateway = gateway
        self._child = gateway._device.child(cid, device_id=device_id, name=name)  # noqa: SLF001 - part of its gateway
        self._adopt(self._child, gateway._hold)  # noqa: SLF001 - part of its gateway

    @property
    def cid(self) -> Cid:
        """The child's address behind its gateway."""
        return self._child.cid

    @property
    def gateway(self) -> Device:
        """The gateway."""
        return self._gateway

    @property
    def is_online(self) -> bool | None:
        """What the gateway said last; `None` if it never did. Cached values are answered for absent children too."""
        return self._child.is_online

    def _release(self) -> None:
        # The loop thread is the gateway's.
        if self._gateway.connection in {Status.IDLE, Status.CLOSED}:
            super()._release()


def watch_all(devices: Iterable[Device]) -> Watch[Update]:
    """Iterate over the updates of several devices from now on; close it, or leave its `with`, to stop.

    It does not end with a device, since others may go on; the queue holds 16 updates a device, 4096 at least.
    """
    watched = [device._device for device in devices]  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - one module, one face
    return watch_alone(lambda: _streams.watch_all(watched))


def scan(
    *,
    timeout: float | None = _discovery.SCAN_TIMEOUT,
    wanted: Collection[str] = (),
    ask: bool = True,
    probe: Sequence[str] = (),
    sweep: str | None = None,
    answer_address: str | None = None,
    ports: Ports = _discovery.PORTS,
    interfaces: Sequence[Interface] | None = None,
    sweep_port: int = DEVICE_PORT,
    finder: Finder | None = None,
) -> Watch[Found]:
    """Search, and yield each device as soon as it is heard, again when it changes."""
    return watch_alone(
        lambda: _discovery.scan(
            timeout=timeout,
            wanted=wanted,
            ask=ask,
            probe=probe,
            sweep=sweep,
            answer_address=answer_address,
            ports=ports,
            interfaces=interfaces,
            sweep_port=sweep_port,
            finder=finder,
        )
    )
