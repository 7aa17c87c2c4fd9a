"""Devices of a hub that refuse their key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from tests.client.household import run_jumping, until
from tests.fleet.household import House, housing
from tuyalan.errors import ConfigError, KeyRejectedError
from tuyalan.fleet.events import HealthChanged
from tuyalan.fleet.health import Health
from tuyalan.fleet.rekeying import Rekeyer
from tuyalan.sim import models
from tuyalan.storage.keys import KnownKey
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.fleet.hub import Hub
    from tuyalan.storage import DeviceStore

WRONG: Final = LocalKey("a wrong key 0001")
OTHER: Final = LocalKey("a wrong key 0002")
LONG: Final = 100.0
"""Seconds of the loop's time, which costs none of the machine's."""
REJECTED: Final = KeyRejectedError.code


async def online(hub: Hub) -> None:
    """Wait until every device of the hub answers, trials of keys included."""
    await until(lambda: all(member.is_online for member in hub.members.values()), timeout=LONG)


def confuse(house: House, *others: LocalKey) -> LocalKey:
    """Have the store know a wrong key of the lamp, and others; returns the right one."""
    record = house.store.find("lamp")
    assert record.key is not None
    keys = tuple(KnownKey(key=other) for other in others)
    house.store.add(msgspec.structs.replace(record, key=WRONG, alternatives=keys), replace=True)
    return record.key


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_another_stored_key_that_works_is_found(version: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",), model=models.switch(version)) as house:
            right = confuse(house)
            house.store.update(
                house.store.find("lamp").id, alternatives=(KnownKey(key=OTHER), KnownKey(key=right, source="a file"))
            )
            async with house.hub() as hub:
                await online(hub)
            lamp = house.store.find("lamp")
            assert (lamp.key, lamp.key_source) == (right, "a file")
            assert {each.key for each in lamp.alternatives} == {WRONG, OTHER}

    run_jumping(body())
    assert "it refused its key and takes another one now" in caplog.text
    assert "a wrong key" not in caplog.text


def test_the_cloud_is_asked_once_and_its_key_is_used(tmp_path: Path) -> None:
    asked: list[str] = []

    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug"), model=models.switch("3.4")) as house:
            right = confuse(house, OTHER)

            async def renew(store: DeviceStore, device_id: str) -> bool:
                asked.append(device_id)
                store.update(device_id, key=right)
                return True

            async with house.hub(renew=renew) as hub:
                await online(hub)
            assert house.store.find("lamp").key == right
            assert asked == [house.store.find("lamp").id]

    run_jumping(body())


def test_a_device_that_refuses_every_key_gets_its_own_back_and_is_left_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    asked: list[str] = []

    async def renew(store: DeviceStore, device_id: str) -> bool:
        del store
        asked.append(device_id)
        raise ConfigError("no cloud here")

    async def body() -> None:
        async with housing(tmp_path, names=("lamp", "plug"), model=models.switch("3.4")) as house:
            confuse(house, OTHER)
            async with house.hub(renew=renew) as hub:
                lamp = hub.find("lamp")

                def refusals() -> int:
                    return sum(
                        event.device_id == lamp.id and event.health.reason == REJECTED
                        for event in house.heard(HealthChanged)
                    )

                # Its own, the other one, and its own again.
                await until(lambda: refusals() == 3, timeout=LONG)
                assert house.store.find("lamp").key == WRONG
                assert hub.find("plug").is_online
                assert len(asked) == 1

    run_jumping(body())
    assert "could not be renewed: no cloud here" in caplog.text


def test_without_another_key_nothing_is_tried(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",), model=models.switch("3.4")) as house:
            confuse(house)

            async def rekey(device_id: str, key: LocalKey) -> None:
                raise AssertionError((device_id, key))

            rekeyer = Rekeyer(house.store, rekey)
            async with house.hub() as hub:
                hub.add_listener(rekeyer.on_event)
                await until(
                    lambda: any(event.health.reason == REJECTED for event in house.heard(HealthChanged)), timeout=LONG
                )
                await rekeyer.close()

    run_jumping(body())


def test_a_refusal_that_comes_before_a_trial_has_ended_is_not_lost(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=("lamp",), model=models.switch("3.4")) as house:
            confuse(house, OTHER, LocalKey("a wrong key 0003"))
            lamp = house.store.find("lamp").id
            now = Health(is_online=False, reason="starting")
            tried: list[LocalKey] = []

            async def rekey(device_id: str, key: LocalKey) -> None:
                tried.append(key)
                house.store.update(device_id, key=key)
                rekeyer.on_event(HealthChanged(lamp, Health(is_online=False, reason=REJECTED), now, 0.0))

            rekeyer = Rekeyer(house.store, rekey)
            rekeyer.on_event(HealthChanged(lamp, Health(is_online=False, reason=REJECTED), now, 0.0))
            await until(lambda: len(tried) == 3, timeout=LONG)
            assert tried == [OTHER, LocalKey("a wrong key 0003"), WRONG]
            await rekeyer.close()

    run_jumping(body())
