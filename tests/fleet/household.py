"""What the tests of the hub share: a hub on virtual devices, and what it told."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from tests.client.household import Home, home, until
from tests.client.support import beacon_of
from tuyalan.client.options import Options
from tuyalan.fleet.hub import Hub
from tuyalan.fleet.member import Member
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from pathlib import Path

    from tuyalan.fleet.events import HubEvent
    from tuyalan.sim import Model, VirtualDevice

T = TypeVar("T")
OPTIONS = Options(write_interval=0.0, request_timeout=3.0)


class House:
    """Virtual devices, the store that knows them, and what the hub on them told."""

    def __init__(self, house: Home, store: DeviceStore) -> None:
        self.home = house
        self.store = store
        self.told: list[HubEvent] = []

    def heard(self, kind: type[T]) -> list[T]:
        """Return the events of one kind, in their order."""
        return [event for event in self.told if isinstance(event, kind)]

    def hub(self, **arguments: object) -> Hub:
        """Make a hub that notes everything it tells."""
        hub = Hub(self.store, network=self.home.network, options=OPTIONS, **arguments)  # pyright: ignore[reportArgumentType] - handed on
        hub.add_listener(self.told.append)
        return hub

    async def add(
        self, model: Model | None = None, *, name: str = "", address: str = "127.0.0.1", **fields: object
    ) -> VirtualDevice:
        """Run a device that the store knows."""
        device = await self.home.add(model, address=address)
        self.store.add(record_of(device, name=name, **fields))
        return device

    def virtual(self, name: str) -> VirtualDevice:
        """Return the device behind a name."""
        return self.home.sim.devices[DeviceId(self.store.find(name).id)]


def announce(house: House, device: VirtualDevice, address: str = "127.0.0.1") -> None:
    """Let the hub hear an announcement of a device from an address, as anybody can send it."""
    finder = house.home.beacons.finder
    assert finder is not None
    finder.take(beacon_of(device.id, address=address, version=device.version), address, house.home.ports.sealed)


def record_of(device: VirtualDevice, *, name: str = "", **fields: object) -> DeviceRecord:
    """Return what a store knows of a virtual device."""
    known: dict[str, object] = {
        "id": device.id,
        "name": name,
        "key": device.key,
        "address": device.address,
        "port": device.port,
        "version": device.version,
    }
    return DeviceRecord(**(known | fields))  # pyright: ignore[reportArgumentType] - fields by name


@asynccontextmanager
async def housing(path: Path, *, names: Iterable[str] = (), model: Model | None = None) -> AsyncGenerator[House]:
    """Run a home with a device for each name, known to the store."""
    async with home() as rooms:
        house = House(rooms, DeviceStore(path / "devices.json"))
        for name in names:
            await house.add(model, name=name)
        yield house


async def all_online(hub: Hub) -> None:
    """Wait until every device of the hub answers."""
    await until(lambda: all(member.is_online for member in hub.members.values()))


def make_hub_of(*device_ids: str) -> Hub:
    """Return a hub that is not open, with members that have no connection."""
    hub = Hub(DeviceStore("none.json"))
    for device_id in device_ids:
        hub._registry.add(Member(DeviceRecord(id=device_id), name=device_id, device=None))
    return hub
