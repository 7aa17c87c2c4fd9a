"""The MQTT face of the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bridge.brokers import broker_and_listener, listening
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.app.mqtt import MqttFace, is_own, make_face
from tuyalan.bridge.broker import parse_address
from tuyalan.config import MqttSettings, Settings
from tuyalan.errors import ConfigError
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    from pathlib import Path


async def reload() -> None:
    """Read nothing."""


def make(**fields: str | bool | int) -> MqttFace | None:
    mqtt = MqttSettings(**fields)  # pyright: ignore[reportArgumentType] - fields by name
    return make_face(Settings(mqtt=mqtt), stop=lambda: None, reload=reload)


def test_without_a_broker_there_is_no_face() -> None:
    assert make() is None


def test_settings_that_make_no_sense_are_refused_at_once() -> None:
    with pytest.raises(ConfigError):
        make(broker="http://home")


def test_a_broker_that_is_named_counts_more_than_our_own() -> None:
    assert is_own(MqttSettings(own_broker=True))
    assert not is_own(MqttSettings(own_broker=True, broker="home"))


def test_a_hub_is_shown_at_the_broker_of_its_owner(tmp_path: Path) -> None:
    async def body() -> None:
        async with (
            housing(tmp_path, names=["Lamp"]) as house,
            broker_and_listener("tuyalan/#") as (broker, listener),
            house.hub() as hub,
        ):
            face = make(broker=str(broker.address))
            assert face is not None
            async with background(face.run(hub), name="face"):
                await listener.take("tuyalan/bridge/state")

    run(body())


def test_a_hub_brings_its_own_broker_if_it_shall(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, house.hub() as hub:
            await all_online(hub)
            face = make(own_broker=True, own_port=0)
            assert face is not None
            async with background(face.run(hub), name="face"):
                await until(lambda: face.address)
                async with listening(parse_address(face.address), "tuyalan/Lamp") as listener:
                    await listener.take("tuyalan/Lamp")

    run(body())
