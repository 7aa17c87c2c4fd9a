"""Devices are taken in, connected anew and let go, in the order that gateways and children need."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NoReturn

from tests.client.household import WRONG_KEY, failing, home, until
from tests.fleet.household import all_online, housing, record_of
from tests.support import run
from tuyalan.errors import (
    CredentialError,
    UnreachableError,
)
from tuyalan.fleet.events import (
    DeviceRemoved,
    DeviceRenamed,
)
from tuyalan.fleet.hub import Hub
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.sim import VirtualDevice


def test_a_gateway_comes_and_goes_with_its_children(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            virtual = await house.home.add(models.gateway())
            cid = next(iter(virtual.children))
            child = DeviceRecord(id="bfchild00000001", name="sensor", parent=virtual.id, cid=cid)
            house.store.add(child)
            house.store.add(record_of(virtual, name="gateway"))
            async with house.hub() as hub:
                await all_online(hub)
                await until(lambda: hub.find("sensor").dps)
                await hub.rekey("gateway", virtual.key)
                await until(lambda: hub.find("sensor").counters.sessions == 2)
                await hub.remove("gateway")
                assert [event.name for event in house.heard(DeviceRemoved)] == ["sensor", "gateway"]

    run(body())


def test_a_child_without_its_gateway_and_a_device_without_a_key_say_what_is_missing(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",)) as house:
            house.store.add(DeviceRecord(id="bfchild00000001", name="sensor", parent="bfnobody", cid="a4c1"))
            house.store.add(DeviceRecord(id="bfnokey00000001", name="plug"))
            async with house.hub() as hub:
                await until(lambda: hub.find("lamp").is_online)
                for name in ("sensor", "plug"):
                    assert hub.find(name).health.reason == "credential"
                    assert isinstance(await failing(hub.set(name, {})), CredentialError)

    run(body())


def test_a_reload_takes_over_what_others_changed(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug", "fan")) as house:
            house.store.save()
            async with house.hub() as hub:
                await all_online(hub)
                others = DeviceStore.load(house.store.path)
                new = await house.home.add()
                others.add(record_of(new, name="kettle"))
                others.remove(others.find("fan").id)
                others.update(others.find("lamp").id, name="desk", extra={"room": "Study"})
                others.update(others.find("plug").id, port=house.virtual("fan").port)
                others.save()
                await hub.reload()
                assert sorted(member.name for member in hub.members.values()) == ["desk", "kettle", "plug"]
                assert hub.find("desk").room == "Study"
                assert hub.find("desk").counters.sessions == 1
                await until(lambda: hub.find("kettle").is_online)
                assert not hub.find("plug").is_online
                assert len(house.heard(DeviceRenamed)) == 1
                assert len(house.heard(DeviceRemoved)) == 1
                house.store.path.unlink()
                await hub.reload()
                assert len(hub.members) == 3

    run(body())


def test_many_who_change_things_at_once_get_in_nobody_s_way(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house, house.hub() as hub:
            virtuals = [await house.home.add() for _ in range(6)]

            async def come_and_go(virtual: VirtualDevice, number: int) -> None:
                await hub.add(record_of(virtual, name=f"device {number}"))
                await hub.rename(virtual.id, f"other {number}")
                if number % 2:
                    await hub.remove(virtual.id)

            async with asyncio.TaskGroup() as group:
                for number, virtual in enumerate(virtuals):
                    group.create_task(come_and_go(virtual, number))
                group.create_task(hub.reload())
            assert sorted(member.name for member in hub.members.values()) == ["other 0", "other 2", "other 4"]
            stored = DeviceStore.load(house.store.path).records
            assert sorted(record.name for record in stored) == ["other 0", "other 2", "other 4"]

    run(body())


def test_two_thousand_devices_begin_without_a_storm(tmp_path: Path) -> None:
    class Street:
        """Counts who knocks at the same time; nobody opens."""

        def __init__(self) -> None:
            self.now = self.most = 0
            self.knocked: set[str] = set()

        async def open(self, address: str, *_: object, **__: object) -> NoReturn:
            self.now += 1
            self.most = max(self.most, self.now)
            self.knocked.add(address)
            await asyncio.sleep(0)
            self.now -= 1
            raise UnreachableError("nobody is at home")

    async def body() -> None:
        street = Street()
        store = DeviceStore(tmp_path / "devices.json")
        for number in range(2000):
            address = f"10.1.{number // 250}.{number % 250 + 1}"
            record = DeviceRecord(
                id=f"bf{number:018}", key=LocalKey(WRONG_KEY), address=address, version=Version.V33, port=6668
            )
            store.add(record)
        async with home() as rooms:
            network = rooms.make_network(max_connecting=10)
            network._settle = lambda: street  # pyright: ignore[reportAttributeAccessIssue] - what opens connections
            async with Hub(store, network=network, listens=False) as hub:
                await until(lambda: len(street.knocked) == 2000, timeout=20)
                assert street.most == 10
                assert {member.health.reason for member in hub.members.values()} <= {"starting", "net.unreachable"}

    run(body())
