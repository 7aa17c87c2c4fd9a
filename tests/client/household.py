"""What the tests of the client share: virtual devices, clients that hear nothing else, and a loop that waits for nobody."""

from __future__ import annotations

import asyncio
import selectors
import time
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, TypeVarTuple, Unpack, cast

from tests.client.support import choose_ports
from tests.support import _guarded
from tuyalan.client.beacons import BeaconWatch
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.sim import Simulator, models
from tuyalan.sim.behaviours import Behaviour
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Coroutine
    from concurrent.futures import Executor

    from tuyalan.client.finder import Ports
    from tuyalan.client.watch import Update, Watch
    from tuyalan.errors import TuyalanError
    from tuyalan.sim import Habits, Model, VirtualDevice
    from tuyalan.vocabulary import DpId, Json

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

VERSIONS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5")
WRONG_KEY: Final = "not-the-real-key"
BOUND: Final = 20.0
"""The bound of every wait, seconds of the loop's time: machines stand still now and then."""
PROMPT: Final = 5.0
"""Within what a call of a device that is well ends, seconds of the loop's time."""
STILL: Final = replace(models.switch(), behaviour=Behaviour)
"""A switch whose countdown stands still: on a slow machine it would be another number by the time a test looks."""
_GRACE: Final = 0.002
"""How long the loop listens before it believes that nothing is on its way, seconds: loopback needs microseconds."""
_REAL_BOUND: Final = 60.0


class JumpLoop(asyncio.SelectorEventLoop):
    """A loop whose clock jumps to the next timer when nothing else is to do, so that a minute's silence takes no time.

    It does not jump while a thread works for it: threads live in the time of the world.
    """

    def __init__(self) -> None:
        self.ahead = 0.0
        self.working = 0
        super().__init__(_JumpSelector(self))

    def time(self) -> float:
        return super().time() + self.ahead

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        work = super().run_in_executor(executor, func, *args)
        self.working += 1
        work.add_done_callback(self._end_work)
        return work

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        del timeout
        await super().shutdown_default_executor()

    def _end_work(self, _: object) -> None:
        self.working -= 1


class _JumpSelector(selectors.DefaultSelector):
    def __init__(self, loop: JumpLoop) -> None:
        super().__init__()
        self._loop = loop
        self._until = time.monotonic() + _REAL_BOUND

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if time.monotonic() > self._until:
            raise TimeoutError("the test goes on for ever")
        if timeout is None or timeout <= _GRACE or self._loop.working:
            return super().select(BOUND if timeout is None else min(timeout, BOUND))
        ready = super().select(_GRACE)
        if not ready:
            self._loop.ahead += timeout - _GRACE
        return ready


def run_jumping(coroutine: Coroutine[Any, Any, T], *, timeout: float = 1000.0) -> T:
    """Run the body of a test on a loop that waits for nobody; `timeout` is in its time."""
    with asyncio.Runner(loop_factory=JumpLoop) as runner:
        return runner.run(_guarded(coroutine, timeout))


class Home:
    """Virtual devices, and what their clients share."""

    def __init__(self, sim: Simulator, *, session_gap: float) -> None:
        self.sim = sim
        self.ports: Ports = choose_ports()
        self.beacons = BeaconWatch(ports=self.ports, interfaces=[])
        self.network = self.make_network(session_gap=session_gap)

    def make_network(self, *, session_gap: float = 0.0, max_connecting: int = 64) -> Network:
        """Return what other clients of this home share."""
        return Network(session_gap=session_gap, max_connecting=max_connecting, beacons=self.beacons)

    async def add(
        self, model: Model | None = None, *, habits: Habits | None = None, address: str = "127.0.0.1"
    ) -> VirtualDevice:
        """Run a device whose small segments do not wait for each other, so that no test does."""
        model = model or STILL
        return await self.sim.add(model, address=address, port=0, habits=replace(habits or model.habits, nagle=False))

    def client(self, device: VirtualDevice, **arguments: object) -> Device:
        """Return a client that knows everything about a device, but for what is said otherwise."""
        known: dict[str, Any] = {
            "key": device.key,
            "address": device.address,
            "port": device.port,
            "version": device.version,
            "network": self.network,
            "options": Options(write_interval=0.0),
        }
        return Device(device.id, **cast("dict[str, Any]", known | arguments))

    @asynccontextmanager
    async def living(
        self, model: Model | None = None, *, habits: Habits | None = None, **arguments: object
    ) -> AsyncGenerator[tuple[VirtualDevice, Device]]:
        """Run one device, and a connected client of it."""
        device = await self.add(model, habits=habits)
        async with self.client(device, **arguments) as client:
            yield device, client


@asynccontextmanager
async def home(*, session_gap: float = 0.0) -> AsyncGenerator[Home]:
    """Run a home without devices yet."""
    async with Simulator(seed=11) as sim:
        yield Home(sim, session_gap=session_gap)


@asynccontextmanager
async def couple(
    model: Model | None = None, *, habits: Habits | None = None, session_gap: float = 0.0, **arguments: object
) -> AsyncGenerator[tuple[VirtualDevice, Device]]:
    """Run one device, a 3.3 switch unless told otherwise, and a connected client of it."""
    async with home(session_gap=session_gap) as house, house.living(model, habits=habits, **arguments) as pair:
        yield pair


async def until(condition: Callable[[], object], *, timeout: float = BOUND) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(timeout):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def take(watch: Watch[Update], count: int = 1) -> list[Update]:
    """Return the next updates."""
    async with asyncio.timeout(BOUND):
        return [await anext(watch) for _ in range(count)]


async def failing(work: Coroutine[Any, Any, object], *, timeout: float = 60.0) -> TuyalanError:
    """Return the error that a call ends with, whatever it is."""
    from tuyalan.errors import TuyalanError  # noqa: PLC0415 - only here

    try:
        async with asyncio.timeout(timeout):
            result = await work
    except TuyalanError as error:
        return error
    raise AssertionError(f"it went well: {result!r}")


def known_key(device: VirtualDevice) -> LocalKey:
    """Return a copy of a device's key."""
    return LocalKey(device.key.reveal())


def dps_of(updates: list[Update]) -> list[dict[DpId, Json]]:
    """Return what updates say."""
    return [update.dps for update in updates]
