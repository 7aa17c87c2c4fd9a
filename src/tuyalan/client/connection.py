"""One device, one owner, one connection for its whole life: finds, connects, keeps alive, connects again.

The owner is a task that sleeps while the connection stands; bytes, time and requests are handled in callbacks.
"""

from __future__ import annotations

import asyncio
import enum
import logging
import os
import random
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from tuyalan.client.asking import FIRST_READ_PATIENCE, ask_until_told
from tuyalan.client.backoff import Backoff
from tuyalan.client.line import Line
from tuyalan.client.writes import WriteQueue
from tuyalan.errors import (
    ConnectionLostError,
    DeviceRefusedError,
    KeyRejectedError,
    MovedError,
    ResponseTimeoutError,
    SilentDeviceError,
    TuyalanError,
    UnreachableError,
    UseError,
    VersionMismatchError,
)
from tuyalan.net.tasks import start, stop
from tuyalan.session.client import ClientSession
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import ChildrenSeen, Closed, Learned, Opened
from tuyalan.vocabulary import DeviceId, LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.client.discovery import BeaconWatch, Found
    from tuyalan.client.network import Network
    from tuyalan.client.options import Options
    from tuyalan.session.events import DpUpdate, Event
    from tuyalan.vocabulary import Cid, DpId, Json
    from tuyalan.wire.codec import Message

_log = logging.getLogger("tuyalan.client")

TRIAL_ORDER: Final = (Version.V33, Version.V34, Version.V35, Version.V31, Version.V32)
"""Which versions are tried where none is known. Facts: VER-1."""
TRIAL_TIMEOUT: Final = 2.5
"""How long a device of an unknown version may think about one query, seconds."""
_HOPELESS: Final = (KeyRejectedError, VersionMismatchError, MovedError)
"""Trying again soon will not help, and may lock a device up."""


class Status(enum.Enum):
    """Where a connection stands."""

    IDLE = "idle"
    SEARCHING = "searching"
    """The address is not known; waiting to hear of the device."""
    CONNECTING = "connecting"
    OPEN = "open"
    WAITING = "waiting"
    """The device could not be reached or was lost; the next attempt comes by itself."""
    CLOSED = "closed"


class Identity(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who the device is and how it is reached, as far as known."""

    device_id: DeviceId
    key: LocalKey
    address: str | None = None
    port: int = 6668
    version: Version | None = None
    dialect: Dialect = Dialect()
    product_key: str | None = None


class Owner(Protocol):
    """What a connection tells."""

    def on_update(self, update: DpUpdate) -> None:
        """Values were heard."""
        ...

    def on_children(self, seen: ChildrenSeen) -> None:
        """A gateway told whom it reaches."""
        ...

    def on_status(self, status: Status, error: TuyalanError | None) -> None:
        """The connection changed."""
        ...

    def on_learned(self, identity: Identity) -> None:
        """Address, version or habits are known better."""
        ...

    def known(self, cid: Cid | None) -> Mapping[DpId, Json]:
        """Return the values reported so far."""
        ...

    def cids(self) -> Iterable[Cid]:
        """Return the children to read when a connection opens."""
        ...

    def suggest(self, found: Mapping[DpId, Json]) -> Iterable[DpId]:
        """Return the data points worth asking for, where a device only answers what it is asked for by number."""
        ...

    def assume(self, dps: dict[DpId, Json], cid: Cid | None) -> None:
        """Values were written and will not be confirmed."""
        ...


class Connection:
    """Keeps one device connected; all requests to it and its children go through here."""

    __slots__ = (
        "_backoff", "_changed", "_id", "_is_hopeless", "_is_state_owed", "_line", "_loop", "_network", "_options", "_owner",
        "_pausing", "_proven", "_task", "_wake", "_was_open", "_was_woken", "_where", "error", "identity", "status", "writes",
    )  # fmt: skip

    def __init__(self, identity: Identity, owner: Owner, *, network: Network, options: Options) -> None:
        """Take the device, who is told, what is shared with other devices, and the patience."""
        self.identity: Identity = identity
        self._proven = identity
        self._id = identity.device_id
        self.status: Status = Status.IDLE
        self.error: TuyalanError | None = None
        """Why the device is away; `None` while it is connected."""
        self._owner = owner
        self._network = network
        self._options = options
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._line: Line | None = None
        self._changed: asyncio.Future[None] = self._loop.create_future()
        self._backoff = Backoff(options.reconnect_cap, draw=random.random)
        self._wake: asyncio.Event | None = None
        """Ends the pause between two attempts; there is one only then."""
        self._pausing: asyncio.Timeout | None = None
        """When that pause ends by itself."""
        self._was_open = False
        self._is_state_owed = False
        """Whether the device, connected as it is, has not told its state yet."""
        self._is_hopeless = False
        self._was_woken = False
        """A beacon, not the end of the pause, led to the latest attempt."""
        self._where = ("", 0)
        self.writes: WriteQueue = WriteQueue(
            interval=options.write_interval,
            send=self._send_write,
            known=owner.known,
            assume=owner.assume,
            learn=self._learn_single_writes,
        )
        self.writes.one_at_a_time = identity.dialect.one_dp_per_write

    # Life

    def open(self) -> None:
        """Start the owner task."""
        if self._task is None:
            self._task = start(self._own(), name=f"tuyalan {self.identity.device_id}")

    async def close(self) -> None:
        """End everything; waiting callers get an error."""
        task, self._task = self._task, None
        try:
            if task is not None:
                await stop(task)
        finally:
            self._drop(None)
            gone = ConnectionLostError("the device was closed by us", device_id=self._id)
            self.writes.fail_all(gone)
            self._set_status(Status.CLOSED, None)

    def adjust(self, options: Options) -> None:
        """Be as patient and as gentle as these options say, without a break.

        What waits already goes on as it is, but for two things: the next write keeps the new distance from the last one,
        and a pause before an attempt becomes no longer than the longest one is now.
        """
        self._options = options
        self._backoff.limit(options.reconnect_cap)
        self.writes.pace(options.write_interval)
        self.flush()
        bound, now = self._pausing, self._loop.time()
        if bound is not None and (bound.when() or 0.0) - now > options.reconnect_cap:
            # Not the longest for all: devices that are away together would come back together.
            bound.reschedule(now + self._backoff.next_delay(is_hopeless=self._is_hopeless))

    def expect_children(self) -> None:
        """Take note that this is a gateway, whose refusals teach nothing about the way to ask."""
        if self._line is not None:
            self._line.session.has_children = True

    async def wait_open(self, *, is_patient: bool) -> None:
        """Wait until the device answers; unless patient, the first failure is raised."""
        while self.status is not Status.OPEN:
            if self.status is Status.CLOSED:
                raise UseError("the device is closed", device_id=self._id)
            if self.status is Status.WAITING and self.error is not None and not is_patient:
                raise self.error
            await self._wait_change()

    async def _wait_change(self) -> None:
        if self._changed.done():
            self._changed = self._loop.create_future()
        await asyncio.shield(self._changed)

    async def _own(self) -> None:
        backoff = self._backoff
        async with AsyncExitStack() as stack:
            beacons: BeaconWatch | None = None
            while True:
                if beacons is None and self.identity.address is None:
                    beacons = await self._listen(stack)
                try:
                    await self._live_once(beacons)
                except TuyalanError as error:
                    self.error = error
                except Exception:  # noqa: BLE001 - the outermost edge
                    # A fault of ours must not leave callers waiting for a device that nobody keeps any more.
                    _log.exception("%s: the connection failed for a reason that is a fault of this library", self._id)
                    self.error = TuyalanError("a fault of this library ended the connection", device_id=self._id)
                self._drop(self.error)
                if self._was_open:
                    backoff.reset()
                    self._was_woken = False
                else:
                    # What only a beacon said and did not hold is not believed any longer.
                    self.identity = msgspec.structs.replace(
                        self.identity,
                        address=self._proven.address,
                        version=self._proven.version,
                        product_key=self._proven.product_key,
                    )
                assert self.error is not None  # noqa: S101 - a life ends with a reason
                self.error = self._explain(self.error, beacons)
                self._is_hopeless = isinstance(self.error, _HOPELESS)
                self._set_status(Status.WAITING, self.error)
                if beacons is None:
                    beacons = await self._listen(stack)
                await self._pause(backoff.next_delay(is_hopeless=self._is_hopeless))

    async def _listen(self, stack: AsyncExitStack) -> BeaconWatch:
        """Hear announcements from now on; devices that never fail need none."""
        beacons = await stack.enter_async_context(self._network.beacons())
        stack.callback(beacons.subscribe(self._id, self._on_beacon))
        return beacons

    async def _pause(self, delay: float) -> None:
        """Sleep, unless a beacon tells that the device is there."""
        self._wake = wake = asyncio.Event()
        try:
            async with asyncio.timeout(delay) as self._pausing:
                await wake.wait()
        except TimeoutError:
            self._was_woken = False
        else:
            self._was_woken = True
        finally:
            self._pausing = None

    def _on_beacon(self, found: Found) -> None:
        if self.status is not Status.WAITING:
            return
        known = self.identity
        # Nobody vouches for a beacon, so it is only tried; what holds is learnt when the device has answered.
        self.identity = msgspec.structs.replace(
            known,
            address=found.address or known.address,
            version=found.version or known.version,
            product_key=found.product_key or known.product_key,
        )
        # A device that announces itself every few seconds and then does not answer is not to be woken every few seconds.
        is_elsewhere = (self.identity.address, self.identity.version) != (known.address, known.version)
        is_welcome = is_elsewhere or not (self._is_hopeless or self._was_woken)
        if is_welcome and self._wake is not None:
            self._wake.set()

    async def _live_once(self, beacons: BeaconWatch | None) -> None:
        """Find, connect, and stay until the connection ends; always raises the reason."""
        self._was_open = False
        if self.identity.address is None:
            self._set_status(Status.SEARCHING, self.error)
            assert beacons is not None  # noqa: S101 - the caller listens when there is no address
            found = await beacons.find(self.identity.device_id, timeout=self._options.find_timeout)
            self.identity = msgspec.structs.replace(
                self.identity,
                address=found.address,
                version=found.version or self.identity.version,
                product_key=found.product_key or self.identity.product_key,
            )
        self._set_status(Status.CONNECTING, self.error)
        version = self.identity.version
        if version is None:
            line = await self._try_versions()
        else:
            line = await self._connect(version)
            await self._first_read(line, version)
        self._was_open = True
        self.error = None
        self._learn()
        self._set_status(Status.OPEN, None)
        if self._is_state_owed:
            await ask_until_told(line)
        error = await line.ended
        raise error or ConnectionLostError("the connection ended", device_id=self._id)

    async def _try_versions(self) -> Line:
        """Find the version by trying, each on a fresh connection; the network spaces them. Facts: VER-1."""
        verdict: TuyalanError | None = None
        refused: Version | None = None
        order = list(TRIAL_ORDER)
        while order:
            version = order.pop(0)
            try:
                line = await self._connect(version)
                await self._first_read(line, version, is_trial=True)
            except UnreachableError:
                raise
            except DeviceRefusedError as error:
                # Refusals come in clear text, so one is a hint and no proof: a 3.1 device refuses a 3.3 question too.
                refused = refused or version
                order.sort(key=lambda left: left is not Version.V31)
                self._drop(error)
            except TuyalanError as error:
                if verdict is None or isinstance(error, KeyRejectedError):
                    verdict = error
                self._drop(error)
            else:
                self.identity = msgspec.structs.replace(self.identity, version=version)
                return line
        if refused is None:
            assert verdict is not None  # noqa: S101 - every trial failed with a reason
            raise verdict
        self.identity = msgspec.structs.replace(self.identity, version=refused)
        line = await self._connect(refused)
        await self._first_read(line, refused)
        return line

    async def _connect(self, version: Version) -> Line:
        identity = self.identity
        assert identity.address is not None  # noqa: S101 - found before
        session = ClientSession(
            version,
            identity.key,
            identity.device_id,
            entropy=os.urandom,
            dialect=identity.dialect,
            suggest=self._owner.suggest,
        )
        session.has_children = any(True for _ in self._owner.cids())
        line = Line(session, self._id, writes=self.writes, hearer=self._owner, keeper=self)
        self._where = (identity.address, identity.port)
        await line.dial(self._network, *self._where, timeout=self._options.connect_timeout)
        self._line = line
        line.start()
        while not line.is_open:
            if line.ended.done():
                raise line.ended.result() or ConnectionLostError("the connection ended", device_id=self._id)
            await self._wait_change()
        return line

    async def _first_read(self, line: Line, version: Version, *, is_trial: bool = False) -> None:
        """Fill the state; for versions without a session key this is also the only proof that the key fits."""
        session = line.session
        is_proven = session.is_proven
        self._is_state_owed = False
        patience = FIRST_READ_PATIENCE if is_proven else TRIAL_TIMEOUT if is_trial else None
        try:
            async with asyncio.timeout(patience):
                await line.ask_state()
        except DeviceRefusedError:
            # It answered: gateways and devices with nothing to report say so.
            if is_trial and not is_proven:
                raise
        except ConnectionLostError as error:
            if session.is_proven:
                raise
            # Firmware that cannot read the first frame hangs up after a while. Facts: ERR-4.
            raise SilentDeviceError(
                f"the device hung up without an answer to what it was asked in {version}", device_id=self._id
            ) from error
        except (ResponseTimeoutError, TimeoutError) as error:
            if not session.is_proven:
                raise SilentDeviceError(
                    f"the device answers nothing that is asked in {version}", device_id=self._id
                ) from error
            self._is_state_owed = True
        line.query_all(self._owner.cids())
        self.writes.ready(now=self._loop.time())
        line.flush()

    def _explain(self, error: TuyalanError, beacons: BeaconWatch | None) -> TuyalanError:
        """Tell a wrong key from another device at the address, where beacons know."""
        address = self.identity.address
        if beacons is None or not isinstance(error, (KeyRejectedError, SilentDeviceError)):
            return error
        others = [f.device_id for f in beacons.heard_at(address) if f.device_id] if address else []
        if others and self.identity.device_id not in others:
            moved = MovedError(f"{others[0]} lives at {address} now", device_id=self._id)
            moved.__cause__ = error
            self.identity = msgspec.structs.replace(self.identity, address=None)
            return moved
        return error

    # Requests

    async def ask(self, send: Callable[[ClientSession, float, float], int]) -> Message | None:
        """Send one request and wait for its end; raises what went wrong. The session bounds the wait."""
        line = self._line
        if line is None or not line.is_open:
            raise self.error or ConnectionLostError("not connected", device_id=self._id)
        return await line.ask(send)

    @property
    def idle_line(self) -> Line | None:
        """The session, if a question would be asked at once, so that its own deadlines bound the wait for the answer."""
        line = self._line
        return line if line is not None and self.status is Status.OPEN and line.session.is_idle else None

    def refresh(self, ids: tuple[DpId, ...], cid: Cid | None) -> None:
        """Ask the device to measure, if it is there; nobody waits for that."""
        if self._line is not None and self._line.is_open:
            self._line.refresh(ids, cid)

    def flush(self) -> None:
        """Send what the write queue lets go."""
        if self._line is not None:
            self._line.flush()

    def _send_write(self, dps: dict[DpId, Json], cid: Cid | None, confirms: bool) -> int:  # noqa: FBT001 - a callback
        assert self._line is not None  # noqa: S101 - just connected
        return self._line.send_write(dps, cid, confirms=confirms)

    # What the session tells

    def on_event(self, event: Event) -> None:
        """Take what the session tells, but for values and the ends of requests."""
        match event:
            case Opened():
                self.writes.open(now=self._loop.time())
                self._tell_change()
            case ChildrenSeen():
                self._owner.on_children(event)
            case Learned(dialect=dialect):
                single = self.writes.one_at_a_time
                self._learn(dialect=msgspec.structs.replace(dialect, one_dp_per_write=single))
            case Closed(error=error):
                self.writes.lost(error or ConnectionLostError("the connection was closed", device_id=self._id))
                self._tell_change()
            case _:
                pass

    def _drop(self, error: TuyalanError | None) -> None:
        """Close the connection, if there is one, and let the device rest."""
        line, self._line = self._line, None
        if line is not None:
            line.close(error or ConnectionLostError("closed by us", device_id=self._id))
            self._network.note_end(*self._where)

    # What is told

    def learn_product(self, product_key: str) -> None:
        """Take the product that the device announced while it was connected."""
        self._learn(product_key=product_key)

    def _learn(self, **changes: object) -> None:
        """Take what the device has proven by its answers."""
        self.identity = msgspec.structs.replace(self.identity, **changes)
        if self.identity != self._proven:
            self._proven = self.identity
            self._owner.on_learned(self.identity)

    def _learn_single_writes(self) -> None:
        self._learn(dialect=msgspec.structs.replace(self.identity.dialect, one_dp_per_write=True))

    def _set_status(self, status: Status, error: TuyalanError | None) -> None:
        if status is self.status:
            return
        self.status = status
        if status in (Status.OPEN, Status.CLOSED):
            _log.info("%s: %s", self.identity.device_id, status.value)
        elif status is Status.WAITING:
            _log.info("%s: away: %s", self.identity.device_id, error)
        self._owner.on_status(status, error)
        self._tell_change()

    def _tell_change(self) -> None:
        if not self._changed.done():
            self._changed.set_result(None)
