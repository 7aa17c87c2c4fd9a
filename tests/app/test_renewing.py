"""A device that refuses its key."""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import pytest

from tests.client.household import run_jumping
from tuyalan.app import open_device
from tuyalan.app.renewing import TRIAL_INTERVAL
from tuyalan.client.options import Options
from tuyalan.credentials.base import fingerprint
from tuyalan.errors import ConfigError, KeyRejectedError, UnreachableError
from tuyalan.sim import Simulator, VirtualDevice, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.keys import KnownKey
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

RIGHT: Final = LocalKey("the right key 01")
WRONG: Final = LocalKey("a wrong key 0001")
OTHER: Final = LocalKey("a wrong key 0002")
OPTIONS: Final = Options(find_timeout=3.0, connect_timeout=2.0)


@asynccontextmanager
async def simulated(version: str = "3.4") -> AsyncGenerator[VirtualDevice]:
    async with Simulator(seed=1) as simulator:
        yield await simulator.add(models.switch(version), port=0, key=RIGHT.reveal().decode())


def store_of(path: Path, device: VirtualDevice, *others: LocalKey) -> DeviceStore:
    store = DeviceStore(path / "d.json")
    store.add(
        DeviceRecord(
            id=device.id,
            name="Lamp",
            key=WRONG,
            address=device.address,
            port=device.port,
            version=Version(device.version),
            alternatives=tuple(KnownKey(key=other) for other in others),
        )
    )
    return store


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_a_stored_alternative_that_works_becomes_the_key_and_is_told(
    version: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def use() -> None:
        async with simulated(version) as device:
            store = store_of(tmp_path, device, OTHER, RIGHT)
            async with open_device(store, store.find("Lamp"), options=OPTIONS) as opened:
                assert 1 in await opened.status()
            store.save()

    with caplog.at_level(logging.DEBUG):
        run_jumping(use())
    lamp = DeviceStore.load(tmp_path / "d.json").find("Lamp")
    assert lamp.key == RIGHT
    assert lamp.key_proven is not None
    assert {each.key for each in lamp.alternatives} == {WRONG, OTHER}
    assert f"another key that was stored works ({fingerprint(WRONG)} → {fingerprint(RIGHT)})" in caplog.text
    assert not any(key.reveal().decode() in caplog.text for key in (RIGHT, WRONG, OTHER))


def test_a_key_that_the_cloud_gives_is_used_at_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    asked: list[str] = []

    async def renew(store: DeviceStore, device_id: str) -> bool:
        asked.append(device_id)
        store.update(device_id, key=RIGHT)
        return True

    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device, OTHER)
            async with open_device(store, store.find("Lamp"), options=OPTIONS, renew=renew) as opened:
                assert await opened.get(1) is not None
            assert asked == [device.id]

    run_jumping(use())
    assert "the renewed key works" in caplog.text


def test_a_key_that_the_cloud_adds_as_an_alternative_is_tried_too(tmp_path: Path) -> None:
    async def renew(store: DeviceStore, device_id: str) -> bool:
        known = store.find(device_id).alternatives
        store.update(device_id, alternatives=(KnownKey(key=RIGHT), *known))
        return False

    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device, OTHER)
            async with open_device(store, store.find("Lamp"), options=OPTIONS, renew=renew) as opened:
                assert await opened.get(1) is not None
            assert store.find("Lamp").key == RIGHT

    run_jumping(use())


@pytest.mark.parametrize("answer", ["nothing new", "the same", "an error"])
def test_a_device_that_refuses_every_key_is_asked_no_more(
    answer: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    async def renew(store: DeviceStore, device_id: str) -> bool:
        del store
        asked.append(device_id)
        if answer == "an error":
            raise ConfigError("no cloud here")
        return answer == "the same"

    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device, OTHER)
            with pytest.raises(KeyRejectedError, match="1 other stored keys were refused too"):
                async with open_device(store, store.find("Lamp"), options=OPTIONS, renew=renew):
                    pass
            assert store.find("Lamp").key == WRONG
            assert len(asked) == 1

    run_jumping(use())
    assert ("could not be renewed: no cloud here" in caplog.text) is (answer == "an error")


def test_trials_are_paced(tmp_path: Path) -> None:

    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device, OTHER, LocalKey("a wrong key 0003"))
            loop = asyncio.get_running_loop()
            started = loop.time()
            with pytest.raises(KeyRejectedError):
                async with open_device(store, store.find("Lamp"), options=OPTIONS):
                    pass
            # The clock of the loop, which the test moves, not that of the machine.
            assert loop.time() - started >= 2 * TRIAL_INTERVAL

    run_jumping(use())


def test_without_other_keys_the_refusal_is_the_devices_own(tmp_path: Path) -> None:
    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device)
            with pytest.raises(KeyRejectedError) as caught:
                async with open_device(store, store.find("Lamp"), options=OPTIONS):
                    pass
            assert "other stored keys" not in caught.value.message

    run_jumping(use())


def test_a_device_that_is_off_says_nothing_about_its_key(tmp_path: Path) -> None:
    async def renew(store: DeviceStore, device_id: str) -> bool:
        raise AssertionError((store, device_id))

    async def use() -> None:
        async with simulated() as device:
            store = store_of(tmp_path, device, RIGHT)
            device.power_off()
            with pytest.raises(UnreachableError):
                async with open_device(store, store.find("Lamp"), options=OPTIONS, renew=renew):
                    pass
            assert store.find("Lamp").key == WRONG

    run_jumping(use())


def test_the_key_of_a_gateway_is_found_through_its_child(tmp_path: Path) -> None:
    async def use() -> None:
        async with Simulator(seed=1) as simulator:
            hub = await simulator.add(models.gateway("3.4"), port=0, key=RIGHT.reveal().decode())
            store = store_of(tmp_path, hub, RIGHT)
            cid = next(iter(hub.children))
            store.add(DeviceRecord(id="child01", name="Sensor", parent=hub.id, cid=cid))
            async with open_device(store, store.find("Sensor"), options=OPTIONS) as sensor:
                assert await sensor.status() is not None
            assert store.find(hub.id).key == RIGHT

    run_jumping(use())
