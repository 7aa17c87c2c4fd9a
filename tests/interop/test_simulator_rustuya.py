"""The simulator as rustuya sees it, through the bridge that it is a part of."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.bridge.brokers import broker_and_listener
from tests.client.household import STILL, WRONG_KEY, until
from tests.fleet.household import record_of
from tests.interop.rustuya import find_addresses, rustuya
from tests.support import run
from tuyalan.sim import Habits, Simulator, models
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import Cid, LocalKey

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tuyalan.sim import Model, VirtualDevice

pytestmark = pytest.mark.interop

VERSIONS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5")
PLUG: Final = "a4c138f2b0d15e73"
ROOT: Final = "rust"
TIMEOUT: Final = 15.0


class Peer:
    """A virtual device, and the bridge that has it."""

    def __init__(self, device: VirtualDevice, listener: Listener) -> None:
        self.device = device
        self.listener = listener

    def say(self, action: str, **fields: object) -> None:
        """Send the bridge a command."""
        self.listener.say(f"{ROOT}/command", json.dumps({"action": action, **fields}))

    async def hear(self, device_id: str) -> tuple[str, object]:
        """Return what it says next of a device: the kind, and the values."""
        kinds = {f"{ROOT}/event/{kind}/{device_id}": kind for kind in ("active", "passive")}
        await self.listener.until(lambda: any(message.topic in kinds for message in self.listener.got))
        found = next(message for message in self.listener.got if message.topic in kinds)
        self.listener.got.remove(found)
        return kinds[found.topic], json.loads(found.payload)

    async def told(self, device_id: str) -> dict[str, object]:
        """Return the next trouble, or end of it, with a device."""
        return json.loads((await self.listener.take(f"{ROOT}/error/{device_id}")).payload)


@asynccontextmanager
async def peer(path: Path, model: Model, *, key: str = "", child: str = "") -> AsyncGenerator[Peer]:
    """Run a device, and a bridge that has it, with its own key unless told otherwise."""
    (address,) = find_addresses(1)
    async with broker_and_listener(f"{ROOT}/#") as (broker, listener), Simulator() as sim:
        # It does not look whether a session key is one of those that firmware cannot bear.
        habits = replace(model.habits, avoids_weak_keys=True)
        device = await sim.add(model, address=address, habits=habits)
        records = [record_of(device, name="Thing", **({"key": LocalKey(key)} if key else {}))]
        if child:
            records.append(DeviceRecord(id="plug", name="Plug", parent=device.id, cid=Cid(child)))
        async with rustuya(path, listener, records, port=broker.old_port, root=ROOT):
            yield Peer(device, listener)


@pytest.mark.parametrize("version", VERSIONS)
def test_it_reads_writes_and_hears_pushes(version: str, tmp_path: Path) -> None:
    async def body() -> None:
        async with peer(tmp_path, replace(STILL, version=models.read_version(version))) as it:
            device = it.device
            assert (await it.told(device.id))["errorCode"] == 0
            # 3.2 answers what was asked for only, and rustuya asks for the first data point.
            state = {"1": False} if version == "3.2" else {"1": False, "9": 0, "14": "memory"}
            it.say("get", id=device.id)
            assert await it.hear(device.id) == ("passive", state)
            it.say("set", id=device.id, dps={"1": True, "9": 5})
            await until(lambda: device.state == {1: True, 9: 5, 14: "memory"})
            # It tells by the body whether a device spoke by itself, and bodies say so since 3.4.
            kind = "active" if version in {"3.4", "3.5"} else "passive"
            assert await it.hear(device.id) == (kind, {"1": True, "9": 5})
            device.set(9, 77)
            assert await it.hear(device.id) == (kind, {"9": 77})
            assert (device.counters.accepted, device.counters.bad_frames) == (1, 0)

    run(body(), timeout=TIMEOUT)


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_it_reads_and_writes_a_child_of_a_gateway(version: str, tmp_path: Path) -> None:
    async def body() -> None:
        async with peer(tmp_path, models.gateway(version), child=PLUG) as it:
            plug = it.device.child(PLUG)
            await it.told(it.device.id)
            it.say("get", id="plug")
            assert await it.hear("plug") == ("passive", {"1": False, "9": 0, "14": "memory"})
            it.say("set", id="plug", dps={"1": True})
            await until(lambda: plug.state[1])
            assert (await it.hear("plug"))[1] == {"1": True}
            plug.set(1, False)
            assert (await it.hear("plug"))[1] == {"1": False}
            it.say("set", id=it.device.id, cid=PLUG, dps={"14": "off"})
            assert (await it.hear("plug"))[1] == {"14": "off"}
            assert it.device.writes[-1].cid == PLUG

    run(body(), timeout=TIMEOUT)


@pytest.mark.parametrize("version", ["3.4", "3.5"])
def test_a_wrong_key_ends_in_an_error_and_in_no_state(version: str, tmp_path: Path) -> None:
    async def body() -> None:
        model = replace(STILL, version=models.read_version(version), habits=Habits(rejection_delay=0.1))
        async with peer(tmp_path, model, key=WRONG_KEY) as it:
            device = it.device
            # Its word for everything that is no connection.
            assert (await it.told(device.id))["errorCode"] == 905
            it.say("set", id=device.id, dps={"1": True})
            assert (await it.told(device.id))["status"] == "error"
            assert not any("/event/" in message.topic for message in it.listener.got)
            assert (device.state[1], device.counters.sessions) == (False, 0)

    run(body(), timeout=TIMEOUT)


@pytest.mark.parametrize("version", ["3.1", "3.3"])
def test_with_a_wrong_key_an_old_device_says_nothing(version: str, tmp_path: Path) -> None:
    async def body() -> None:
        model = replace(STILL, version=models.read_version(version))
        async with peer(tmp_path, model, key=WRONG_KEY) as it:
            device = it.device
            # Nothing is sealed before the first request, so the connection itself succeeds with any key.
            assert (await it.told(device.id))["errorCode"] == 0
            it.say("set", id=device.id, dps={"1": True})
            await until(lambda: device.counters.bad_frames)
            assert not any("/event/" in message.topic for message in it.listener.got)
            assert device.state[1] is False

    run(body(), timeout=TIMEOUT)


def test_it_comes_back_to_a_device_that_was_off(tmp_path: Path) -> None:
    async def body() -> None:
        async with peer(tmp_path, STILL) as it:
            assert (await it.told(it.device.id))["errorCode"] == 0
            it.device.power_off()
            assert (await it.told(it.device.id))["errorCode"] == 905
            await it.device.power_on()
            assert (await it.told(it.device.id))["errorCode"] == 0
            it.say("get", id=it.device.id)
            assert (await it.hear(it.device.id))[1] == {"1": False, "9": 0, "14": "memory"}

    run(body(), timeout=TIMEOUT)
