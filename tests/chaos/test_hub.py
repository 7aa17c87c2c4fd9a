"""A hub under every fault of its devices: no command without an end, the right state soon after, no fault of one at another."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.client.household import until
from tests.fleet.household import House, all_online, housing
from tests.support import run
from tools.chaos import LOSSLESS, LOSSY
from tuyalan.client.options import Options
from tuyalan.errors import TuyalanError
from tuyalan.fleet.hub import Hub
from tuyalan.sim import Faults, models
from tuyalan.storage.state import StateStore

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.fleet.events import HubEvent
    from tuyalan.sim import VirtualDevice

VERSIONS: Final = ("3.1", "3.3", "3.4", "3.5")
OPTIONS: Final = Options(write_interval=0.0, reconnect_cap=1.0, request_timeout=3.0, connect_timeout=1.0)
RECOVERY: Final = 15.0
"""How long after the last fault everything must be right again, seconds; a machine that is busy elsewhere included."""
WRITTEN: Final = 1
CHANGED: Final = 9


class Ledger:
    """What was asked for and what came of it."""

    def __init__(self) -> None:
        self.asked = 0
        self.done = 0
        self.refused = 0
        self.unexpected: list[BaseException] = []

    async def write(self, hub: Hub, name: str, *, value: bool) -> None:
        self.asked += 1
        try:
            await hub.write(name, {WRITTEN: value})
            self.done += 1
        except TuyalanError:
            self.refused += 1
        except Exception as error:  # noqa: BLE001 - whatever else comes out is a finding
            self.unexpected.append(error)


async def trouble(house: House, sound: VirtualDevice, *, seconds: float, rng: random.Random) -> None:
    """Let faults come and go on all devices but one."""
    devices = [device for device in house.home.sim.devices.values() if device is not sound]
    end = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < end:
        device = rng.choice(devices)
        kind = rng.randrange(4)
        if kind == 0:
            device.power_off()
            await asyncio.sleep(rng.uniform(0.0, 0.2))
            await device.power_on()
        elif kind == 1:
            device.reset_sessions()
        else:
            device.faults = rng.choice((*LOSSLESS, *LOSSY))
            await asyncio.sleep(rng.uniform(0.0, 0.3))
            device.faults = Faults()
        device.set(CHANGED, rng.randrange(86400))
        await asyncio.sleep(0.01)


def fail(event: HubEvent) -> None:
    raise ZeroDivisionError(f"a listener that fails at {event}")


async def live_through(path: Path, *, count: int, seconds: float, seed: int) -> None:
    rng = random.Random(seed)
    async with housing(path) as house:
        for number in range(count):
            model = models.switch(VERSIONS[number % len(VERSIONS)])
            await house.add(replace(model, habits=replace(model.habits, nagle=False)), name=f"device {number}")
        sound = house.virtual("device 0")
        hub = Hub(
            house.store,
            state=StateStore(path / "hub.db", interval=0.2),
            network=house.home.network,
            options=OPTIONS,
            listens=False,
        )
        hub.add_listener(fail)
        hub.add_listener(house.told.append)
        ledger = Ledger()
        async with hub:
            await all_online(hub)
            sessions = hub.find("device 0").counters.sessions
            async with asyncio.TaskGroup() as group:
                troubling = group.create_task(trouble(house, sound, seconds=seconds, rng=rng))
                while not troubling.done():
                    name = f"device {rng.randrange(count)}"
                    group.create_task(ledger.write(hub, name, value=rng.random() < 0.5))
                    await asyncio.sleep(0.02)
            for device in house.home.sim.devices.values():
                device.faults = Faults()
            await until(lambda: all(member.is_online for member in hub.members.values()), timeout=RECOVERY)
            await until(
                lambda: all(hub.members[device.id].dps == device.state for device in house.home.sim.devices.values()),
                timeout=RECOVERY,
            )
            assert ledger.unexpected == []
            assert ledger.asked == ledger.done + ledger.refused
            assert ledger.done > 0
            # The faults of its neighbours never reached the one that had none.
            assert hub.find("device 0").counters.sessions == sessions
            assert all(member.counters.restarts == 0 for member in hub.members.values())
            states = {device.id: dict(device.state) for device in house.home.sim.devices.values()}
        store = StateStore(path / "hub.db")
        stored = store.open().values
        store.close()
        assert {device_id: {dp: v.value for dp, v in dps.items()} for device_id, dps in stored.items()} == states


def test_a_few_devices_live_through_a_second_of_faults(tmp_path: Path) -> None:
    run(live_through(tmp_path, count=4, seconds=1.0, seed=5), timeout=60.0)


@pytest.mark.chaos
def test_forty_devices_live_through_half_a_minute_of_every_fault(tmp_path: Path) -> None:
    run(live_through(tmp_path, count=40, seconds=25.0, seed=6), timeout=150.0)
