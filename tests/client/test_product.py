"""Which product a device is, heard while it is connected."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.client.household import BOUND, home, run_jumping, until
from tests.client.support import announce
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.product import hear_product
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

PRODUCT = "key0123456789abc"


def test_the_first_announcement_tells_the_product() -> None:
    async def body() -> None:
        async with home() as house, asyncio.TaskGroup() as group:
            hearing = group.create_task(hear_product(house.network, "eb0123456789abcdef0123"))
            await until(lambda: house.beacons.finder is not None)
            for _ in range(2):
                announce(house.ports, "eb0123456789abcdef0123")
            async with asyncio.timeout(BOUND):
                assert await hearing == PRODUCT

    run(body())


def test_a_device_that_says_nothing_is_not_listened_to_for_ever() -> None:
    async def body() -> None:
        async with home() as house:
            assert await hear_product(house.network, "eb0123456789abcdef0123") is None
            assert house.beacons.finder is None

    run_jumping(body())


def test_a_device_that_is_named_learns_its_product_and_keeps_it(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            record = DeviceRecord(
                id=device.id, key=device.key, address=device.address, port=device.port, version=device.version
            )
            store.add(record)
            async with Device.from_record(record, store=store, network=house.network, knowledge=Knowledge()) as client:
                assert house.beacons.finder is None, "who speaks in numbers listens to nothing"
                assert client.properties
                await client.status()
                await until(lambda: house.beacons.finder is not None)
                announce(house.ports, device.id, source="127.0.0.1", version=device.version)
                await until(lambda: client.product_key == PRODUCT)
                assert client._names().properties.product_key == PRODUCT
            assert DeviceStore.load(store.path).find(device.id).product_key == PRODUCT
            assert house.beacons.finder is None

    run(body())


def test_the_listening_ends_with_the_device() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            async with house.client(device, knowledge=Knowledge()) as client:
                assert client.properties
                await client.status()
                await until(lambda: house.beacons.finder is not None)
            assert house.beacons.finder is None

    run(body())
