"""What the tests of the bridge share: a hub on virtual devices, a broker, a bridge between them, and a listener."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from tests.bridge.brokers import Listener, broker_and_listener, listening
from tests.client.household import until
from tests.fleet.household import House, all_online, housing
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.mirror import LAYOUTS
from tuyalan.bridge.settings import BridgeSettings
from tuyalan.net.tasks import background
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from pathlib import Path

    from tuyalan.bridge.broker import Broker
    from tuyalan.fleet.hub import Hub
    from tuyalan.sim import Model, VirtualDevice


class Room:
    """Everything that one test of the bridge needs."""

    def __init__(self, house: House, hub: Hub, broker: BuiltInBroker, listener: Listener) -> None:
        self.house = house
        self.hub = hub
        self.broker = broker
        self.listener = listener
        self.bridge = Bridge(settings_of(broker.address))

    @property
    def devices(self) -> list[VirtualDevice]:
        """All virtual devices, in the order in which they were added."""
        return list(self.house.home.sim.devices.values())

    @property
    def lamp(self) -> VirtualDevice:
        """The first virtual device."""
        return self.devices[0]

    async def state(self, topic: str) -> dict[str, object]:
        """Return the next state on a topic, as JSON."""
        message = await self.listener.take(f"tuyalan/{topic}")
        return msgspec.json.decode(message.payload, type=dict[str, object])

    def say(self, topic: str, payload: str | bytes = b"", *, retain: bool = False) -> None:
        """Publish below the base topic."""
        self.listener.say(f"tuyalan/{topic}", payload, retain=retain)

    async def up(self) -> None:
        """Wait until the bridge says that it is online."""
        while (await self.state("bridge/state"))["state"] != "online":
            pass


def settings_of(address: Broker, **fields: object) -> BridgeSettings:
    """Return settings that wait for nobody longer than tests can."""
    settings = BridgeSettings(broker=address, reconnect_cap=0.2, health_interval=3600.0)
    return msgspec.structs.replace(settings, **fields)


@asynccontextmanager
async def room(
    path: Path, *, names: Iterable[str] = ("Lamp",), model: Model | None = None, bridge: Bridge | None = None
) -> AsyncGenerator[Room]:
    """Run a hub with a device for each name, a broker, a bridge, and someone who listens to everything."""
    async with (
        housing(path, names=names, model=model) as house,
        BuiltInBroker() as broker,
        listening(broker.address, "tuyalan/#") as listener,
        house.hub() as hub,
    ):
        await all_online(hub)
        there = Room(house, hub, broker, listener)
        there.bridge = bridge or there.bridge
        async with background(there.bridge.run(hub), name="bridge"):
            await there.up()
            yield there


@asynccontextmanager
async def idle(path: Path, *filters: str) -> AsyncGenerator[tuple[BuiltInBroker, Hub, Listener]]:
    """Run a hub with one lamp, a broker and a listener, and no bridge yet."""
    async with (
        housing(path, names=["Lamp"]) as house,
        BuiltInBroker() as broker,
        house.hub() as hub,
        listening(broker.address, *filters) as listener,
    ):
        yield broker, hub, listener


@asynccontextmanager
async def running(bridge: Bridge, hub: Hub) -> AsyncGenerator[asyncio.Task[None]]:
    """Run one more bridge."""
    errors: list[BaseException] = []
    with suppress(asyncio.CancelledError):
        async with background(bridge.run(hub), name="another bridge", on_crash=errors.append) as task:
            yield task


@asynccontextmanager
async def mirrored(
    path: Path, layout: str, *, model: Model | None = None
) -> AsyncGenerator[tuple[Listener, Hub, VirtualDevice]]:
    """Run a hub with one lamp whose bridge speaks another one's language too; of a gateway, its children are known."""
    async with (
        housing(path, names=["Desk lamp"], model=model) as house,
        broker_and_listener("#") as (broker, listener),
    ):
        lamp = next(iter(house.home.sim.devices.values()))
        for number, cid in enumerate(lamp.children):
            house.store.add(DeviceRecord(id=f"child{number}", name=f"Child {number}", parent=lamp.id, cid=cid))
        async with house.hub() as hub:
            await all_online(hub)
            bridge = Bridge(settings_of(broker.address, layout=LAYOUTS[layout]))
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                yield listener, hub, lamp
