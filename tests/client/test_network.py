"""What devices of a loop share: rest between sessions, permits, beacon sockets."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Literal

import pytest

from tests.client.household import BOUND, Home, home, run_jumping, until
from tests.support import run
from tuyalan.client import network as module
from tuyalan.client.network import Network
from tuyalan.errors import ConnectionRefusedByDeviceError


@pytest.mark.fact("CONN-2")
def test_two_clients_that_never_heard_of_each_other_leave_a_device_its_rest() -> None:
    async def body() -> None:
        async with home(session_gap=3.0) as house:
            device = await house.add()
            other = await house.add()
            loop = asyncio.get_running_loop()
            async with house.client(device):
                pass
            begin = loop.time()
            async with house.client(other):
                assert loop.time() - begin < 1.0
            async with house.client(device):
                assert loop.time() - begin >= 2.9

    run_jumping(body())


def test_many_devices_do_not_make_a_storm() -> None:
    async def body() -> None:
        async with home() as house:
            network = Crowd(house)
            devices = [await house.add() for _ in range(20)]
            async with AsyncExitStack() as stack:
                clients = [house.client(device, network=network, patient=True) for device in devices]
                for client in clients:
                    await stack.enter_async_context(client)
                for client in clients:
                    await client.wait_connected(timeout=BOUND)
            assert network.most == 3

    run_jumping(body())


class Crowd(Network):
    """Counts how many connect at the same time."""

    def __init__(self, house: Home) -> None:
        super().__init__(session_gap=0.0, max_connecting=3, beacons=house.beacons)
        self.now = self.most = 0
        self._permits = Permits(self)


class Permits(asyncio.Semaphore):
    def __init__(self, crowd: Crowd) -> None:
        super().__init__(3)
        self.crowd = crowd

    async def acquire(self) -> Literal[True]:
        await super().acquire()
        self.crowd.now += 1
        self.crowd.most = max(self.crowd.most, self.crowd.now)
        await asyncio.sleep(0.01)
        return True

    def release(self) -> None:
        self.crowd.now -= 1
        super().release()


def test_bounds_can_change_while_connections_are_being_opened() -> None:
    async def body() -> None:
        network = Network(max_connecting=3)
        waiting: list[asyncio.Event] = []

        class Slow:
            """Opens a connection when it is let."""

            async def open(self, *_: object, **__: object) -> str:
                waiting.append(event := asyncio.Event())
                await event.wait()
                return "a link"

        network._settle = Slow  # pyright: ignore[reportAttributeAccessIssue] - what opens connections
        async with asyncio.TaskGroup() as tasks:
            for port in range(1, 9):
                tasks.create_task(
                    network.open("127.0.0.1", port, on_data=print, on_closed=print, timeout=1.0), name=f"open {port}"
                )
            await until(lambda: len(waiting) == 3)
            # Two of three go on, and nobody takes their places.
            await network.adjust(max_connecting=1, session_gap=0.5)
            for event in waiting[:2]:
                event.set()
            await asyncio.sleep(0.05)
            assert len(waiting) == 3
            waiting[2].set()
            await until(lambda: len(waiting) == 4)
            await network.adjust(max_connecting=4, session_gap=0.5)
            await until(lambda: len(waiting) == 7)
            await network.adjust(max_connecting=2, session_gap=0.5)
            await network.adjust(max_connecting=8, session_gap=0.5)
            await until(lambda: len(waiting) == 8)
            for event in waiting:
                event.set()
        await network.adjust(max_connecting=1, session_gap=0.0)
        assert not network._permits.locked()
        await network._permits.acquire()
        assert network._permits.locked()

    run(body())


def test_a_failed_connection_gives_its_permit_back() -> None:
    async def body() -> None:
        async with home() as house:
            network = house.make_network(max_connecting=1)
            device = await house.add()
            device.power_off()
            for _ in range(3):
                async with asyncio.timeout(BOUND):
                    with pytest.raises(ConnectionRefusedByDeviceError):
                        await network.open(device.address, device.port, on_data=print, on_closed=print, timeout=1.0)

    run(body())


def test_all_devices_of_a_loop_share_one_network_and_loops_that_are_gone_are_forgotten() -> None:
    async def body() -> Network:
        assert Network.of_running_loop() is Network.of_running_loop()
        return Network.of_running_loop()

    first, second = run(body()), run(body())
    assert first is not second
    assert sum(not loop.is_closed() for loop in module._of_loop) == 0
    assert len(module._of_loop) <= 1


def test_users_share_one_set_of_beacon_sockets() -> None:
    async def body() -> None:
        async with home() as house:
            assert house.beacons.finder is None
            async with house.network.beacons() as first:
                async with house.network.beacons() as second:
                    assert first is second is house.beacons
                assert house.beacons.finder is not None
            assert house.beacons.finder is None

    run(body())


def test_the_memory_of_sessions_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        network = Network()
        for port in range(1, 20):
            network.note_end("127.0.0.1", port)
        assert sorted(port for _, port in network._ended) == [15, 16, 17, 18, 19]

    monkeypatch.setattr(module, "_MAX_GAPS", 5)
    run(body())
