"""One virtual device: what it is, what it holds, who is connected, what is wrong with it.

Made by `Simulator.add`; lives on the simulator's event loop and is called from there.
"""

from __future__ import annotations

import asyncio
from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError
from tuyalan.session.device import DeviceSession
from tuyalan.sim.answers import Answers
from tuyalan.sim.connection import Connection
from tuyalan.sim.counters import Counters, Write
from tuyalan.sim.faults import HEALTHY, Faults
from tuyalan.sim.habits import Conduct, Habits, WhenFull, settle
from tuyalan.sim.line import Chances
from tuyalan.sim.listening import open_listener
from tuyalan.sim.part import Part
from tuyalan.vocabulary import Cid, DeviceId, LocalKey
from tuyalan.wire.messages import build_push
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from tuyalan.sim.announcing import Announcer
    from tuyalan.sim.models import Model
    from tuyalan.vocabulary import DpId, Dps, Json, Version
    from tuyalan.wire.versions import VersionSpec

KEPT_WRITES: Final = 1000
"""How many writes a device remembers."""
_MAX_SERIAL: Final = 0xFFFFFFFF


class World:
    """What all devices of a simulator share: clocks, chance, and who opens ports that were closed."""

    __slots__ = ("announcer", "clock", "entropy", "loop", "random", "wake")

    def __init__(
        self, *, random: Random, entropy: Callable[[int], bytes], clock: Callable[[], float], wake: Callable[[], None]
    ) -> None:
        """Take a seeded generator, the source of nonces, the wall clock, and what wakes the keeper of the ports."""
        self.loop: asyncio.AbstractEventLoop = asyncio.get_running_loop()
        self.random: Random = random
        self.entropy: Callable[[int], bytes] = entropy
        self.clock: Callable[[], float] = clock
        self.wake: Callable[[], None] = wake
        self.announcer: Announcer | None = None
        """Who speaks for the devices on UDP."""


class VirtualDevice:
    """A device that exists only here."""

    def __init__(
        self, model: Model, world: World, *, device_id: DeviceId, key: LocalKey, address: str, port: int, name: str
    ) -> None:
        """Take what `Simulator.add` settled."""
        self.model: Final = model
        self.id: Final = device_id
        self.name = name
        self.address: str = address
        self.port: int = port
        """Where it listens; 0 until it does, if any free port was asked for."""
        self.counters: Final = Counters()
        self.writes: Final[deque[Write]] = deque(maxlen=KEPT_WRITES)
        """The last writes of clients, oldest first."""
        self.random: Final = world.random
        self._world: Final = world
        self._key = key
        self._habits = model.habits
        self.version: Final[Version] = model.version
        self.spec: Final[VersionSpec] = VERSIONS[model.version]
        self.conduct: Conduct = settle(model.habits, self.spec)
        """The habits with every default settled."""
        self.chances: Chances = Chances(HEALTHY, world.random)
        self.is_shaping: bool = False
        """Whether frames take the slow way out, where things happen to them."""
        self._faults = HEALTHY
        self.answers: Final = Answers(self)
        self._main: Final = Part(model.points, model.behaviour(), tell=self._tell, name=name)
        self.children: Final[Mapping[Cid, Part]] = MappingProxyType(
            {
                child.cid: Part(child.points, child.behaviour(), tell=self._tell, cid=child.cid, name=child.name)
                for child in model.children
            }
        )
        """The devices behind a gateway, by their `cid`."""
        self._connections: dict[Connection, None] = {}
        self._serial = int.from_bytes(world.entropy(3), "big")
        self._booted = world.loop.time()
        self._admitted = 0
        self._weak_keys = 0
        self._server: asyncio.AbstractServer | None = None
        self._opening = asyncio.Lock()
        self._is_powered = False
        self._timers: dict[Part | None, asyncio.TimerHandle] = {}

    def __repr__(self) -> str:
        """Say which device it is, without its key."""
        return f"<VirtualDevice {self.name!r} {self.id} {self.version} at {self.address}:{self.port}>"

    # State

    @property
    def state(self) -> dict[DpId, Json]:
        """A copy of all values that are set, by data point."""
        return self._main.state

    def set(self, dp: DpId, value: Json) -> None:
        """Change one value from inside, as a button on the device would, and push it to all clients."""
        self._main.update({dp: value})

    def update(self, dps: Dps) -> None:
        """Change several values from inside and push them in one frame.

        Raises:
            UnknownDpError: there is no such data point; nothing was changed.
        """
        self._main.update(dps)

    def child(self, cid: str) -> Part:
        """Return a child by its `cid`; it has `state`, `set` and `update` as the device.

        Raises:
            KeyError: there is no such child.
        """
        return self.children[Cid(cid)]

    def part(self, cid: Json) -> Part | None:
        """Return what a request with this `cid` is about; `None` if there is no such child."""
        if cid is None or cid == "":
            return self._main
        return self.children.get(Cid(cid)) if isinstance(cid, str) else None

    def push(self, dps: Dps, part: Part | None = None) -> None:
        """Report these values to all clients, whatever the state is; nothing is sent for nothing."""
        if not dps:
            return
        self._serial = (self._serial + 1) & _MAX_SERIAL
        self.counters.pushes += 1
        body = b""
        for connection in list(self._connections):
            if connection.is_open:
                # One encoding for all clients; only the sealing differs.
                body = body or self._push_body(dps, part)
                connection.push(body, serial=self._serial)
                connection.flush()

    def push_raw(self, data: bytes) -> None:
        """Write bytes as they are to all clients: frames that no device would make, or that were sealed before."""
        for connection in list(self._connections):
            connection.send_raw(data)

    def _push_body(self, dps: Dps, part: Part | None) -> bytes:
        cid = None if part is None else part.cid
        return build_push(self.spec, self.spoken_id, dps, wall=self.wall, cid=cid)

    def _tell(self, part: Part, dps: Dps) -> None:
        self.push(part.points.reported(dps), part)

    def note_write(self, part: Part, asked: Dps, taken: Dps) -> None:
        """Remember a write."""
        self.counters.writes += 1
        self.writes.append(Write(self._world.loop.time(), part.cid, asked, taken))

    @property
    def wall(self) -> int:
        """What the device takes for Unix time, seconds."""
        if self._habits.has_clock:
            return int(self._world.clock())
        return int(self._world.loop.time() - self._booted)

    # Switches

    @property
    def key(self) -> LocalKey:
        """The local key in force."""
        return self._key

    @property
    def habits(self) -> Habits:
        """How it behaves when all is well; a new value holds from the next request on."""
        return self._habits

    @habits.setter
    def habits(self, habits: Habits) -> None:
        self._habits = habits
        self.conduct = settle(habits, self.spec)

    @property
    def faults(self) -> Faults:
        """What goes wrong with it; a new value holds at once, and its countdowns begin anew."""
        return self._faults

    @faults.setter
    def faults(self, faults: Faults) -> None:
        self._faults = faults
        self.chances = Chances(faults, self.random)
        self.is_shaping = faults.shapes_frames
        self._weak_keys = faults.weak_keys_next
        self._admitted = 0
        for connection in list(self._connections):
            connection.stick(is_stuck=faults.half_open)
        self._mind_port()

    @property
    def spoken_id(self) -> DeviceId:
        """The id that it calls itself by."""
        return DeviceId(self._faults.answers_as) if self._faults.answers_as else self.id

    def change_key(self, key: str | bytes | LocalKey) -> None:
        """Take another local key, as after pairing anew; connections end."""
        self._key = key if isinstance(key, LocalKey) else LocalKey(key)
        self.drop_sessions()

    # Connections

    @property
    def connections(self) -> tuple[Connection, ...]:
        """Everybody who holds a slot, oldest first."""
        return tuple(self._connections)

    @property
    def sessions(self) -> tuple[Connection, ...]:
        """Those who can ask: with the session key agreed on where there is one."""
        return tuple(connection for connection in self._connections if connection.is_open)

    @property
    def is_full(self) -> bool:
        """Whether all slots for clients are taken."""
        return len(self._connections) >= self._habits.max_clients

    def drop_sessions(self) -> None:
        """Close all connections in order."""
        for connection in list(self._connections):
            connection.drop()

    def reset_sessions(self) -> None:
        """Tear all connections down."""
        for connection in list(self._connections):
            connection.reset()

    def make_session(self) -> DeviceSession:
        """Make the conversation for a new client."""
        habits = self._habits
        session = DeviceSession(self.version, self._key, entropy=self._world.entropy)
        session.is_strict = self.conduct.is_strict
        session.little_endian_codes = self.conduct.little_endian_codes
        session.sends_codes = habits.sends_codes
        session.idle_timeout = habits.idle_timeout
        session.avoids_weak_keys = habits.avoids_weak_keys
        session.weak_keys, self._weak_keys = self._weak_keys, 0
        return session

    def admit(self, connection: Connection) -> bool:
        """Give a new client a slot, if there is one."""
        self.counters.accepted += 1
        if self.is_full:
            if self._habits.when_full is WhenFull.CLOSE:
                self.counters.turned_away += 1
                return False
            oldest = next(iter(self._connections))
            oldest.drop()
        self._connections[connection] = None
        self._admitted += 1
        return True

    def greet(self, connection: Connection) -> None:
        """Do what comes first on a connection that was admitted."""
        faults = self._faults
        is_locked = faults.lock_up_after is not None and self._admitted > faults.lock_up_after
        if faults.half_open or is_locked:
            connection.stick(is_stuck=True)
        elif faults.early_push and self.spec.negotiates:
            connection.push(self._push_body(self.state, None), serial=self._serial)

    def forget(self, connection: Connection) -> None:
        """Take back the slot of a client that is gone."""
        self._connections.pop(connection, None)
        self._weak_keys += connection.weak_keys

    # Power

    @property
    def is_powered(self) -> bool:
        """Whether it runs."""
        return self._is_powered

    @property
    def is_listening(self) -> bool:
        """Whether its port is open."""
        return self._server is not None

    async def power_on(self) -> None:
        """Start, or start again; the state is the one before.

        Raises:
            ConfigError: the port is in use, or the machine does not have the address.
        """
        self._start()
        try:
            await self.mind_port()
        except ConfigError:
            self.power_off()
            raise

    def power_off(self) -> None:
        """Vanish at once: port closed, connections torn down, nothing announced."""
        self._is_powered = False
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._mind_port()
        self.reset_sessions()

    def reboot(self, gone: float = 0.0) -> None:
        """Vanish, and come back after `gone` seconds with the state of before."""
        self.power_off()

        def come_back() -> None:
            self._start()
            self._mind_port()

        self._timers[None] = self._world.loop.call_later(gone, come_back)

    async def move(self, address: str, *, port: int | None = None) -> None:
        """Listen at another address from now on, as after a new lease; connections end.

        Raises:
            ConfigError: the port is in use, or the machine does not have the address.
        """
        self._close_port()
        self.reset_sessions()
        self.address = address
        self.port = self.port if port is None else port
        await self.mind_port()
        if self._world.announcer is not None:
            await self._world.announcer.listen(self)

    async def mind_port(self) -> None:
        """Open or close the port as power and faults want it.

        Raises:
            ConfigError: the port is in use, or the machine does not have the address.
        """
        async with self._opening:
            if not self._wants_port:
                self._close_port()
            elif self._server is None:
                loop = self._world.loop
                server, port = await open_listener(loop, lambda: Connection(self, loop), self.address, self.port)
                self._server, self.port = server, port
                if not self._wants_port:
                    self._close_port()
                elif self._world.announcer is not None:
                    self._world.announcer.announce_soon(self)

    @property
    def _wants_port(self) -> bool:
        return self._is_powered and not self._faults.refuses

    def _mind_port(self) -> None:
        if not self._wants_port:
            self._close_port()
        elif self._server is None:
            self._world.wake()

    def _close_port(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def _start(self) -> None:
        if self._is_powered:
            return
        self._is_powered = True
        self._booted = self._world.loop.time()
        self._admitted = 0
        self.answers.restart()
        for part in (self._main, *self.children.values()):
            if part.behaviour.interval:
                self._plan_step(part)

    def _plan_step(self, part: Part) -> None:
        interval = part.behaviour.interval

        def step() -> None:
            self._plan_step(part)
            part.step(interval, self.random)

        self._timers[part] = self._world.loop.call_later(interval, step)
