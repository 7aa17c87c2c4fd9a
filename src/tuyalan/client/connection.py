"""One device, one owner, one connection for its whole life: finds, connects, keeps alive, connects again.

The owner is a task that sleeps while the connection stands; bytes, time and requests are handled in callbacks.
"""

from __future__ import annotations

import asyncio
import enum
import logging
import os
import random
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from tuyalan.client.backoff import Backoff
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
from tuyalan.session.events import (
    Acknowledged,
    Answered,
    ChildrenSeen,
    Closed,
    Confirmed,
    DpUpdate,
    Dropped,
    Event,
    Failed,
    Learned,
    Opened,
)
from tuyalan.session.states import State
from tuyalan.vocabulary import DeviceId, LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.client.discovery import BeaconWatch, Found
    from tuyalan.client.network import Network
    from tuyalan.client.options import Options
    from tuyalan.net.tcp import Link
    from tuyalan.vocabulary import Cid, DpId, Json
    from tuyalan.wire.codec import Message

_log = logging.getLogger("tuyalan.client")
_wire_log = logging.getLogger("tuyalan.wire")
_session_log = logging.getLogger("tuyalan.session")

TRIAL_ORDER: Final = (Version.V33, Version.V34, Version.V35, Version.V31, Version.V32)
"""Which versions are tried where none is known. Facts: VER-1."""
TRIAL_TIMEOUT: Final = 2.5
"""How long a device of an unknown version may think about one query, seconds."""
FIRST_READ_PATIENCE: Final = 3.0
"""How long a device that has proven itself may take for its first state before it counts as connected, seconds: a gateway
has none, and looking for data points of an odd device takes longer."""
_MAX_EARLY: Final = 64 * 1024
_DEBUG_BYTES: Final = 75
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


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """Who the device is and how it is reached, as far as known."""

    device_id: DeviceId
    key: LocalKey
    address: str | None = None
    port: int = 6668
    version: Version | None = None
    dialect: Dialect = Dialect()


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

    def assume(self, dps: dict[DpId, Json], cid: Cid | None) -> None:
        """Values were written and will not be confirmed."""
        ...


class Connection:
    """Keeps one device connected; all requests to it and its children go through here."""

    def __init__(self, identity: Identity, owner: Owner, *, network: Network, options: Options) -> None:
        """Take the device, who is told, what is shared with other devices, and the patience."""
        self.identity = self._proven = identity
        self._id = identity.device_id
        self.status = Status.IDLE
        self.error: TuyalanError | None = None
        """Why the device is away; `None` while it is connected."""
        self._owner = owner
        self._network = network
        self._options = options
        self._loop = asyncio.get_running_loop()
        self._task: asyncio.Task[None] | None = None
        self._session: ClientSession | None = None
        self._link: Link | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at = float("inf")
        self._waiters: dict[int, asyncio.Future[Message | None]] = {}
        self._changed: asyncio.Future[None] = self._loop.create_future()
        self._ended: asyncio.Future[TuyalanError | None] | None = None
        self._wake: asyncio.Event | None = None
        """Ends the pause between two attempts; there is one only then."""
        self._was_open = False
        self._is_hopeless = False
        self._was_woken = False
        """A beacon, not the end of the pause, led to the latest attempt."""
        self._where = ("", 0)
        self._early = b""
        self.writes = WriteQueue(
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

    def expect_children(self) -> None:
        """Take note that this is a gateway, whose refusals teach nothing about the way to ask."""
        if self._session is not None:
            self._session.has_children = True

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
        backoff = Backoff(self._options.reconnect_cap, draw=random.random)
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
                if self._session is not None:
                    self._drop(self.error)
                if self._was_open:
                    backoff.reset()
                    self._was_woken = False
                else:
                    # What only a beacon said and did not hold is not believed any longer.
                    self.identity = msgspec.structs.replace(
                        self.identity, address=self._proven.address, version=self._proven.version
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
            async with asyncio.timeout(delay):
                await wake.wait()
        except TimeoutError:
            self._was_woken = False
        else:
            self._was_woken = True

    def _on_beacon(self, found: Found) -> None:
        if self.status is not Status.WAITING:
            return
        known = self.identity
        # Nobody vouches for a beacon, so it is only tried; what holds is learnt when the device has answered.
        self.identity = msgspec.structs.replace(
            known, address=found.address or known.address, version=found.version or known.version
        )
        # A device that announces itself every few seconds and then does not answer is not to be woken every few seconds.
        is_welcome = self.identity != known or not (self._is_hopeless or self._was_woken)
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
                self.identity, address=found.address, version=found.version or self.identity.version
            )
        self._set_status(Status.CONNECTING, self.error)
        version = self.identity.version
        if version is None:
            await self._try_versions()
        else:
            await self._connect(version)
            await self._first_read(version)
        self._was_open = True
        self.error = None
        self._learn()
        self._set_status(Status.OPEN, None)
        assert self._ended is not None  # noqa: S101 - made by _connect
        error = await self._ended
        raise error or ConnectionLostError("the connection ended", device_id=self._id)

    async def _try_versions(self) -> None:
        """Find the version by trying, each on a fresh connection; the network spaces them. Facts: VER-1."""
        verdict: TuyalanError | None = None
        refused: Version | None = None
        order = list(TRIAL_ORDER)
        while order:
            version = order.pop(0)
            try:
                await self._connect(version)
                await self._first_read(version, is_trial=True)
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
                return
        if refused is None:
            assert verdict is not None  # noqa: S101 - every trial failed with a reason
            raise verdict
        self.identity = msgspec.structs.replace(self.identity, version=refused)
        await self._connect(refused)
        await self._first_read(refused)

    async def _connect(self, version: Version) -> None:
        identity = self.identity
        assert identity.address is not None  # noqa: S101 - found before
        self._ended = ended = self._loop.create_future()
        self._early = b""
        session = ClientSession(version, identity.key, identity.device_id, entropy=os.urandom, dialect=identity.dialect)
        session.has_children = any(True for _ in self._owner.cids())
        self._where = (identity.address, identity.port)
        self._link = await self._network.open(
            *self._where,
            on_data=self._on_data,
            on_closed=self._on_closed,
            timeout=self._options.connect_timeout,
        )
        self._session = session
        self._handle(session.start(now=self._loop.time()))
        self._flush()
        self._arm()
        early, self._early = self._early, b""
        if early:
            self._on_data(early)
        if self._link.is_closed:
            self._on_closed(None)
        while session.state is not State.OPEN:
            if ended.done():
                raise ended.result() or ConnectionLostError("the connection ended", device_id=self._id)
            await self._wait_change()

    async def _first_read(self, version: Version, *, is_trial: bool = False) -> None:
        """Fill the state; for versions without a session key this is also the only proof that the key fits."""
        session = self._session
        assert session is not None  # noqa: S101 - just connected
        is_proven = session.is_proven
        patience = FIRST_READ_PATIENCE if is_proven else TRIAL_TIMEOUT if is_trial else None
        try:
            async with asyncio.timeout(patience):
                await self.ask(lambda s, now, wall: s.query(now=now, wall=wall), session=session)
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
        for cid in self._owner.cids():
            session.query(cid, now=self._loop.time(), wall=time.time())
        self._flush()
        self._arm()
        self.writes.ready(now=self._loop.time())
        self._flush()

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

    async def ask(
        self,
        send: Callable[[ClientSession, float, float], int],
        *,
        session: ClientSession | None = None,
    ) -> Message | None:
        """Send one request and wait for its end; raises what went wrong. The session bounds the wait."""
        session = session or self._session
        if session is None or session.state is not State.OPEN:
            raise self.error or ConnectionLostError("not connected", device_id=self._id)
        now = self._loop.time()
        try:
            number = send(session, now, time.time())
        except OverflowError as error:
            raise UseError(str(error), device_id=self._id) from error
        future: asyncio.Future[Message | None] = self._loop.create_future()
        self._waiters[number] = future
        self._flush()
        self._arm()
        try:
            return await future
        except BaseException:
            session.withdraw(number)
            raise
        finally:
            self._waiters.pop(number, None)

    @property
    def is_quiet(self) -> bool:
        """Whether a question would be asked at once, so that the session's own deadlines bound the wait for its answer."""
        return self.status is Status.OPEN and self._session is not None and self._session.is_idle

    def _send_write(self, dps: dict[DpId, Json], cid: Cid | None, confirms: bool) -> int:  # noqa: FBT001 - a callback
        session = self._session
        assert session is not None  # noqa: S101 - just connected
        return session.control(dps, cid, confirms=confirms, now=self._loop.time(), wall=time.time())

    def flush_writes(self) -> None:
        """Send what the write queue lets go."""
        self._flush()
        self._arm()

    # Bytes and time

    def _on_data(self, data: bytes) -> None:
        session = self._session
        if session is None:
            # Some devices speak before the connection is ours to use; a frame or two of it is kept.
            self._early = (self._early + data)[:_MAX_EARLY]
            return
        if _wire_log.isEnabledFor(logging.DEBUG):
            _wire_log.debug("%s < %s", self.identity.device_id, data[:_DEBUG_BYTES].hex())
        self._handle(session.receive(data, now=self._loop.time()))
        if not session.is_idle or self.writes.is_waiting:
            self._flush()
            self._arm()

    def _on_closed(self, error: Exception | None) -> None:
        session = self._session
        if session is not None:
            if error is not None:
                _log.debug("%s: connection ended: %s", self.identity.device_id, error)
            self._handle(session.receive(b"", now=self._loop.time()))

    def _flush(self) -> None:
        session, link = self._session, self._link
        if session is None or link is None:
            return
        data = session.outgoing()
        if data:
            if _wire_log.isEnabledFor(logging.DEBUG):
                _wire_log.debug("%s > %s", self.identity.device_id, data[:_DEBUG_BYTES].hex())
            # A write is answered by two frames, an acknowledgement and a push; the second shall not wait for us.
            link.send(data, expects_more=self.writes.is_under_way)

    def _arm(self) -> None:
        """Set the timer; an earlier one than needed is left, it will set the next."""
        session = self._session
        if session is None:
            return
        at = session.deadline
        if self.writes.is_waiting:
            at = min(at, self.writes.deadline())
        if at < self._timer_at:
            self._cancel_timer()
            if at != float("inf"):
                self._timer_at = at
                self._timer = self._loop.call_at(at, self._on_timer)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._timer_at = float("inf")

    def _on_timer(self) -> None:
        self._timer = None
        self._timer_at = float("inf")
        session = self._session
        if session is None:
            return
        now = self._loop.time()
        self._handle(session.tick(now=now))
        self.writes.flush(now=now)
        self._flush()
        self._arm()

    def _handle(self, events: list[Event]) -> None:
        for event in events:
            # Updates and answers are nearly all there is, so they come before the long question.
            if type(event) is DpUpdate:
                self._owner.on_update(event)
            elif type(event) is Answered and event.request in self._waiters:
                future = self._waiters.pop(event.request)
                if not future.done():
                    future.set_result(event.message)
            else:
                self._handle_one(event)

    def _handle_one(self, event: Event) -> None:
        if self._session is None or self._session.is_closed:
            # Before anyone is told, so that nothing is written into a connection that has ended.
            self.writes.pause()
        match event:
            case Opened():
                self.writes.open(now=self._loop.time())
                self._tell_change()
            case Failed(request=request, error=error):
                future = self._waiters.get(request)
                if future is not None and not future.done():
                    error.device_id = error.device_id or self._id
                    future.set_exception(error)
                self.writes.take(event, now=self._loop.time())
            case Acknowledged() | Confirmed() | Answered():
                self.writes.take(event, now=self._loop.time())
            case ChildrenSeen():
                self._owner.on_children(event)
            case Learned(dialect=dialect):
                single = self.writes.one_at_a_time
                self._learn(dialect=msgspec.structs.replace(dialect, one_dp_per_write=single))
            case Closed(error=error):
                self._closed(error)
            case Dropped(bad=bad):
                what = "%s: dropped %d bytes (%s)"
                _session_log.debug(what, self.identity.device_id, bad.size, bad.fault.value)
            case _:
                pass

    def _closed(self, error: TuyalanError | None) -> None:
        lost = error or ConnectionLostError("the connection was closed", device_id=self._id)
        self.writes.lost(lost)
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(error)
        self._tell_change()

    def _drop(self, error: TuyalanError | None) -> None:
        """Close the connection, if there is one, and let the device rest."""
        session, self._session = self._session, None
        link, self._link = self._link, None
        self._cancel_timer()
        if session is not None:
            self._handle(session.close())
        if link is not None:
            link.close()
            self._network.note_end(*self._where)
        for future in self._waiters.values():
            if not future.done():
                future.set_exception(error or ConnectionLostError("closed by us", device_id=self._id))

    # What is told

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
