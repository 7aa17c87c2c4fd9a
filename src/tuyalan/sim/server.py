"""Any number of virtual devices in one process.

async with Simulator(seed=1) as sim:
    lamp = await sim.add(models.rgb_lamp(version="3.4"), address="127.0.0.10")
    lamp.set(20, True)
"""

from __future__ import annotations

import asyncio
import os
import random
import string
import time
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError, UseError
from tuyalan.net.tasks import start, stop
from tuyalan.sim.announcing import Announcer
from tuyalan.sim.description import DeviceDescription, HomePlan, describe, read_home
from tuyalan.sim.device import VirtualDevice, World
from tuyalan.vocabulary import DeviceId, LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from tuyalan.sim.announcing import Announcing
    from tuyalan.sim.habits import Habits
    from tuyalan.sim.models import Model
    from tuyalan.vocabulary import Json

DEVICE_PORT: Final = 6668
"""Where devices listen."""
LOOPBACK: Final = "127.0.0.1"
RETRY_DELAY: Final = 0.2
"""Before a port that could not be opened again is tried once more, seconds."""
_KEY_LETTERS: Final = string.ascii_letters + string.digits
_GOODBYE_TURNS: Final = 100
"""How many turns of the loop connections get to end; two are enough on every loop known."""


class Simulator:
    """A home full of devices that exist only here; an asynchronous context manager."""

    def __init__(
        self,
        *,
        seed: int | None = None,
        announcing: Announcing | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take what all devices share.

        Args:
            seed: makes ids, keys, readings, nonces and faults the same in every run.
            announcing: how devices announce themselves on UDP and answer there; `None` keeps them silent.
            clock: what the devices take for Unix time.
        """
        self._random = random.Random(seed)  # noqa: S311 - nothing of this is secret
        self._entropy = os.urandom if seed is None else self._random.randbytes
        self._clock = clock
        self._announcing = announcing
        self._announcer: Announcer | None = None
        self._world: World | None = None
        self._devices: dict[DeviceId, VirtualDevice] = {}
        self._wanting = asyncio.Event()
        self._keeper: asyncio.Task[None] | None = None
        self._plan = HomePlan()

    @classmethod
    def from_config(cls, config: Mapping[str, Json]) -> Self:
        """Make a simulator from plain data, see `tuyalan.sim.description`; its devices start when it is entered.

        Raises:
            ConfigError: a name is unknown or a value of the wrong type; the message says which.
        """
        plan = read_home(config)
        simulator = cls(seed=plan.seed, announcing=plan.announcing)
        simulator._plan = plan
        return simulator

    async def __aenter__(self) -> Self:
        """Begin."""
        self._world = World(random=self._random, entropy=self._entropy, clock=self._clock, wake=self._wanting.set)
        if self._announcing is not None:
            self._announcer = self._world.announcer = Announcer(self._announcing, self._world)
        self._keeper = start(self._keep_ports(), name="tuyalan simulator: ports")
        try:
            await self._add_planned()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Switch all devices off and close everything."""
        await self._close()

    async def _close(self) -> None:
        if self._keeper is not None:
            await stop(self._keeper)
        for device in self._devices.values():
            device.power_off()
        if self._announcer is not None:
            self._announcer.close()
        for _ in range(_GOODBYE_TURNS):
            await asyncio.sleep(0)
            if not any(device.connections for device in self._devices.values()):
                break

    @property
    def devices(self) -> Mapping[DeviceId, VirtualDevice]:
        """All devices by id, in the order in which they were added."""
        return MappingProxyType(self._devices)

    def describe(self) -> tuple[DeviceDescription, ...]:
        """Say of each device what a client must know to talk to it."""
        return tuple(describe(device) for device in self._devices.values())

    async def add(
        self,
        model: Model,
        *,
        address: str = LOOPBACK,
        port: int = DEVICE_PORT,
        device_id: str | None = None,
        key: str | bytes | LocalKey | None = None,
        name: str | None = None,
        habits: Habits | None = None,
        is_powered: bool = True,
    ) -> VirtualDevice:
        """Make a device and switch it on.

        Args:
            model: what it is; see `tuyalan.sim.models`.
            address: where it listens; on Linux any of 127.0.0.0/8 is there without setting up.
            port: 0 means any free one.
            device_id: by default 22 characters made up.
            key: by default 16 characters made up.
            name: by default the model's.
            habits: by default the model's.
            is_powered: whether to switch it on at once.

        Raises:
            ConfigError: the port is in use, the machine does not have the address, the id is taken, or the key is
                none.
            UseError: the simulator was not entered.
        """
        if self._world is None:
            raise UseError("devices are added within `async with Simulator()`")
        settled_id = DeviceId(device_id or self._make_id())
        if settled_id in self._devices:
            raise ConfigError("two virtual devices have the same id", device_id=settled_id)
        device = VirtualDevice(
            model if habits is None else replace(model, habits=habits),
            self._world,
            device_id=settled_id,
            key=self._settle_key(key, settled_id),
            address=address,
            port=port,
            name=name or model.name,
        )
        if is_powered:
            await device.power_on()
        self._devices[settled_id] = device
        if self._announcer is not None:
            try:
                await self._announcer.add(device)
            except ConfigError:
                self.remove(device)
                raise
        return device

    async def _add_planned(self) -> None:
        for plan in self._plan.devices:
            device = await self.add(
                plan.model,
                address=plan.address or LOOPBACK,
                port=DEVICE_PORT if plan.port is None else plan.port,
                device_id=plan.device_id,
                key=plan.key,
                name=plan.name,
                is_powered=False,
            )
            device.faults = plan.faults
            await device.power_on()

    def remove(self, device: VirtualDevice) -> None:
        """Switch a device off and forget it."""
        device.power_off()
        self._devices.pop(device.id, None)
        if self._announcer is not None:
            self._announcer.remove(device)

    async def _keep_ports(self) -> None:
        """Open ports that faults or power cuts closed, as soon as they are wanted again."""
        loop = asyncio.get_running_loop()
        while True:
            await self._wanting.wait()
            self._wanting.clear()
            for device in list(self._devices.values()):
                try:
                    await device.mind_port()
                except ConfigError:
                    # Somebody took the port meanwhile; a real device would come back too, sooner or later.
                    loop.call_later(RETRY_DELAY, self._wanting.set)

    def _make_id(self) -> str:
        return "bf" + "".join(self._random.choice("0123456789abcdef") for _ in range(20))

    def _settle_key(self, key: str | bytes | LocalKey | None, device_id: DeviceId) -> LocalKey:
        if isinstance(key, LocalKey):
            return key
        if key is None:
            key = "".join(self._random.choice(_KEY_LETTERS) for _ in range(16))
        try:
            return LocalKey(key)
        except ValueError as error:
            raise ConfigError(str(error), device_id=device_id) from None
