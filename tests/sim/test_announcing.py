"""Virtual devices on UDP: what they announce, whom they answer."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.sim.support import VERSIONS, until, visiting
from tests.support import run
from tuyalan.beacon import Beacon, Format, build_ask, build_beacon, parse_datagram
from tuyalan.errors import ConfigError
from tuyalan.sim import Announcing, Faults, Habits, Simulator, models
from tuyalan.sim.announcing import broadcast_of
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

NONCE = bytes(range(12))


class Ear(asyncio.DatagramProtocol):
    """Keeps what it hears, with where it came from."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()
        self.port = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.heard.put_nowait((data, addr[0]))

    async def raw(self) -> tuple[bytes, str]:
        return await self.heard.get()

    async def beacon(self) -> tuple[Beacon, str]:
        data, sender = await self.raw()
        beacon = parse_datagram(data)
        assert isinstance(beacon, Beacon), beacon
        return beacon, sender


@asynccontextmanager
async def listening(address: str = "127.0.0.1") -> AsyncGenerator[Ear]:
    loop = asyncio.get_running_loop()
    transport, ear = await loop.create_datagram_endpoint(Ear, local_addr=(address, 0), allow_broadcast=True)
    ear.port = transport.get_extra_info("sockname")[1]
    try:
        yield ear
    finally:
        transport.close()
        await asyncio.sleep(0)


def free_port() -> int:
    """Return a UDP port that nobody uses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def to(ear: Ear, **options: object) -> Announcing:
    settings: dict[str, object] = {"destination": "127.0.0.1", "clear_port": ear.port, "sealed_port": ear.port}
    return Announcing(**(settings | {"ask_port": None} | options))  # type: ignore[arg-type]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_announces_itself_in_the_form_of_its_version_from_its_own_address(version: str) -> None:
    async def body() -> None:
        async with listening() as ear, Simulator(announcing=to(ear)) as sim:
            device = await sim.add(models.switch(version), address="127.0.0.33", port=0)
            beacon, sender = await ear.beacon()
            assert sender == beacon.address == "127.0.0.33"
            assert (beacon.device_id, beacon.version_text) == (device.id, version)
            assert beacon.product_key == device.model.product_key
            assert beacon.active == 2
            assert beacon.encrypted is (version != "3.1")
            assert beacon.format is {"3.1": Format.CLEAR, "3.5": Format.GCM}.get(version, Format.ECB)
            assert device.counters.announcements == 1

    run(body())


def test_the_oldest_announce_themselves_on_a_port_of_their_own() -> None:
    async def body() -> None:
        async with listening() as clear, listening() as sealed:
            announcing = Announcing(
                destination="127.0.0.1", clear_port=clear.port, sealed_port=sealed.port, ask_port=None
            )
            async with Simulator(announcing=announcing) as sim:
                old = await sim.add(models.switch("3.1"), port=0)
                new = await sim.add(models.switch("3.3"), port=0)
                assert (await clear.beacon())[0].device_id == old.id
                assert (await sealed.beacon())[0].device_id == new.id

    run(body())


def test_announcements_come_at_intervals() -> None:
    async def body() -> None:
        async with listening() as ear, Simulator(announcing=to(ear, interval=0.02)) as sim:
            await sim.add(models.switch(), port=0)
            began = asyncio.get_running_loop().time()
            for _ in range(4):
                await ear.beacon()
            assert asyncio.get_running_loop().time() - began >= 0.055

    run(body())


def test_the_broadcast_address_of_loopback_reaches_everybody_there() -> None:
    async def body() -> None:
        async with listening("0.0.0.0") as ear, Simulator(announcing=to(ear, destination=None)) as sim:
            device = await sim.add(models.switch(), address="127.0.0.33", port=0)
            assert (await ear.beacon())[0].device_id == device.id

    run(body())


def test_where_announcements_go_by_default() -> None:
    assert broadcast_of("127.3.2.1") == "127.255.255.255"
    assert broadcast_of("192.168.1.10") == "255.255.255.255"


@pytest.mark.fact("UDP-6")
def test_a_full_device_falls_silent_unless_told_otherwise() -> None:
    async def body() -> None:
        for stops in (True, False):
            async with (
                listening() as ear,
                Simulator(announcing=to(ear, interval=0.02, stops_when_full=stops)) as sim,
            ):
                device = await sim.add(models.switch(), port=0, habits=Habits(max_clients=1))
                await ear.beacon()
                async with visiting(device) as visitor:
                    await visitor.knock()
                    before = device.counters.announcements
                    await asyncio.sleep(0.1)
                    assert (device.counters.announcements > before) is not stops
                await until(lambda d=device, b=before: d.counters.announcements > b)

    run(body())


def test_a_device_without_power_is_silent_and_announces_itself_when_it_comes_back() -> None:
    async def body() -> None:
        async with listening() as ear, Simulator(announcing=to(ear, interval=30.0)) as sim:
            device = await sim.add(models.switch(), port=0)
            await ear.beacon()
            device.reboot(gone=0.01)
            assert (await ear.beacon())[0].device_id == device.id
            device.power_off()
            announcer = sim._announcer
            assert announcer is not None
            announcer.announce(device)
            assert device.counters.announcements == 2

    run(body())


def test_a_moved_device_tells_its_new_address_and_its_new_id() -> None:
    async def body() -> None:
        async with listening() as ear, Simulator(announcing=to(ear)) as sim:
            device = await sim.add(models.switch(), address="127.0.0.33", port=0)
            await ear.beacon()
            device.faults = Faults(answers_as="bf00000000000000000001")
            await device.move("127.0.0.34")
            beacon, sender = await ear.beacon()
            assert (beacon.device_id, sender) == ("bf00000000000000000001", "127.0.0.34")

    run(body())


def test_other_formats_and_trailing_nulls_can_be_chosen() -> None:
    async def body() -> None:
        async with listening() as ear:
            options = to(ear, formats={"3.1": Format.BARE_JSON, "3.3": Format.BARE_ECB}, padding=3)
            async with Simulator(announcing=options) as sim:
                await sim.add(models.switch("3.1"), port=0)
                data, _ = await ear.raw()
                assert data.startswith(b"{")
                assert data.endswith(b"}\0\0\0")
                await sim.add(models.switch("3.3"), port=0)
                beacon, _ = await ear.beacon()
                assert beacon.format is Format.BARE_ECB

    run(body())


def test_no_interval_and_silent_firmware_mean_no_announcements() -> None:
    async def body() -> None:
        for options, version in (({"interval": 0.0}, "3.3"), ({"newest_is_silent": True}, "3.5")):
            async with listening() as ear, Simulator(announcing=to(ear, **options)) as sim:
                device = await sim.add(models.switch(version), port=0)
                await asyncio.sleep(0.03)
                assert device.counters.announcements == 0

    run(body())


def test_a_destination_that_cannot_be_reached_does_no_harm() -> None:
    async def body() -> None:
        async with listening() as ear, Simulator(announcing=to(ear, interval=0.01)) as sim:
            device = await sim.add(models.switch(), port=0)
            await ear.beacon()
            # No machine has this address, so no socket can be bound to it.
            device.address = "192.0.2.1"
            before = device.counters.announcements
            await asyncio.sleep(0.05)
            assert device.counters.announcements == before

    run(body())


# Questions


@pytest.mark.parametrize("at", ["127.0.0.33", "127.255.255.255"])
def test_the_newest_answer_to_the_address_in_the_question(at: str) -> None:
    async def body() -> None:
        port = free_port()
        async with listening() as ear, listening("127.0.0.2") as answers:
            asking = to(ear, interval=0.0, ask_port=port, answer_port=answers.port)
            async with Simulator(announcing=asking) as sim:
                new = await sim.add(models.switch("3.5"), address="127.0.0.33", port=0)
                old = await sim.add(models.switch("3.4"), address="127.0.0.34", port=0)
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                    sock.sendto(build_ask("127.0.0.2", nonce=NONCE), (at, port))
                beacon, sender = await answers.beacon()
                assert (beacon.device_id, sender, beacon.format) == (new.id, "127.0.0.33", Format.GCM)
                assert (new.counters.asks, old.counters.asks) == (1, 0)
                assert ear.heard.empty()

    run(body())


def test_all_versions_answer_if_told_to() -> None:
    async def body() -> None:
        port = free_port()
        async with listening() as ear, listening() as answers:
            asking = to(ear, interval=0.0, ask_port=port, answer_port=answers.port, all_versions_answer=True)
            async with Simulator(announcing=asking) as sim:
                device = await sim.add(models.switch("3.3"), port=0)
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                    sock.sendto(build_ask("127.0.0.1", nonce=NONCE), (device.address, port))
                assert (await answers.beacon())[0].device_id == device.id

    run(body())


def test_what_is_no_question_gets_no_answer() -> None:
    async def body() -> None:
        port = free_port()
        async with listening() as ear:
            asking = to(ear, interval=0.0, ask_port=port, answer_port=ear.port)
            async with Simulator(announcing=asking) as sim:
                device = await sim.add(models.switch("3.5"), port=0)
                announcer = sim._announcer
                assert announcer is not None
                announcer.take(b"junk", at=device.address)
                announcer.take(build_beacon(Beacon(device_id=DeviceId("bf1"))), at=device.address)
                announcer.take(build_ask("127.0.0.1", nonce=NONCE), at="127.0.0.99")
                device.power_off()
                announcer.take(build_ask("127.0.0.1", nonce=NONCE), at=device.address)
                assert device.counters.asks == 0

    run(body())


def test_a_device_does_not_take_answers_away_from_an_asker_at_its_own_address() -> None:
    async def body() -> None:
        port = free_port()
        asking = Announcing(interval=0.0, ask_port=port, answer_port=port)
        async with Simulator(announcing=asking) as sim:
            await sim.add(models.switch("3.5"), port=0)
            await sim.add(models.switch("3.5"), address="127.0.0.33", port=0)
            await sim.add(models.sensor("3.5"), address="127.0.0.33", port=0)
            announcer = sim._announcer
            assert announcer is not None
            assert set(announcer._listeners) == {"127.255.255.255", "127.0.0.33"}

    run(body())


def test_a_port_for_questions_that_is_in_use_is_an_error() -> None:
    async def body() -> None:
        async with listening("127.0.0.33") as thief:
            asking = Announcing(interval=0.0, ask_port=thief.port)
            async with Simulator(announcing=asking) as sim:
                with pytest.raises(ConfigError, match=f"cannot listen at 127.0.0.33 port {thief.port}"):
                    await sim.add(models.switch("3.5"), address="127.0.0.33", port=0)
                assert not sim.devices

    run(body())
