"""Many devices in one process."""

from __future__ import annotations

import asyncio

import pytest

from tests.sim.support import points, visiting
from tests.support import run
from tuyalan.errors import ConfigError, UseError
from tuyalan.sim import Announcing, Habits, Simulator, models
from tuyalan.vocabulary import LocalKey


def test_devices_live_at_their_own_addresses_on_the_port_of_real_ones() -> None:
    async def body() -> None:
        async with Simulator() as sim:
            for number in range(3):
                await sim.add(models.switch(), address=f"127.9.8.{number + 1}")
            assert {device.port for device in sim.devices.values()} == {6668}
            for device in sim.devices.values():
                async with visiting(device) as visitor:
                    visitor.query()
                    assert points(await visitor.next())["1"] is False

    run(body())


def test_a_hundred_devices_need_no_task_each() -> None:
    async def body() -> None:
        before = len(asyncio.all_tasks())
        async with Simulator() as sim:
            for _ in range(100):
                await sim.add(models.metering_plug(), port=0)
            assert len(asyncio.all_tasks()) == before + 1

    run(body())


def test_ids_and_keys_are_made_up_or_given() -> None:
    async def body() -> None:
        async with Simulator(seed=1) as sim:
            made = await sim.add(models.switch(), port=0)
            given = await sim.add(
                models.switch(),
                port=0,
                device_id="bf1",
                key="0123456789abcdef",
                name="Hall",
                habits=Habits(nagle=False),
            )
            third = await sim.add(models.switch(), port=0, key=LocalKey("0123456789abcdef"))
            assert len(made.id) == 22
            assert len(made.key.reveal()) == 16
            assert (given.id, given.name, given.habits.nagle) == ("bf1", "Hall", False)
            assert given.key == third.key == LocalKey("0123456789abcdef")
            assert made.name == "Wall switch"
            assert list(sim.devices) == [made.id, given.id, third.id]

    run(body())


def test_without_a_seed_no_two_simulators_are_alike() -> None:
    async def body() -> str:
        async with Simulator() as sim:
            return (await sim.add(models.switch(), port=0)).id

    assert run(body()) != run(body())


def test_bad_input_is_a_plain_error_and_leaves_nothing_behind() -> None:
    async def body() -> None:
        async with Simulator() as sim:
            device = await sim.add(models.metering_plug(), port=0, device_id="bf1")
            with pytest.raises(ConfigError, match="same id"):
                await sim.add(models.switch(), port=0, device_id="bf1")
            with pytest.raises(ConfigError, match="16 characters; this one has 5"):
                await sim.add(models.switch(), port=0, key="short")
            with pytest.raises(ConfigError, match="cannot listen"):
                await sim.add(models.switch(), port=device.port)
            assert list(sim.devices) == ["bf1"]

    run(body())


def test_devices_are_added_only_inside() -> None:
    async def body() -> None:
        with pytest.raises(UseError):
            await Simulator().add(models.switch())
        await Simulator().__aexit__(None, None, None)

    run(body())


def test_a_device_may_start_switched_off() -> None:
    async def body() -> None:
        async with Simulator() as sim:
            device = await sim.add(models.switch(), port=0, is_powered=False)
            assert not device.is_listening
            await device.power_on()
            assert device.is_listening

    run(body())


@pytest.mark.parametrize("announcing", [None, Announcing(interval=60.0, destination="127.0.0.1", sealed_port=9)])
def test_a_removed_device_is_gone(announcing: Announcing | None) -> None:
    async def body() -> None:
        async with Simulator(announcing=announcing) as sim:
            device = await sim.add(models.switch(), port=0)
            sim.remove(device)
            sim.remove(device)
            assert not sim.devices
            assert not device.is_listening

    run(body())


def test_leaving_closes_every_connection() -> None:
    async def body() -> None:
        async with Simulator() as sim:
            device = await sim.add(models.switch(), port=0)
            context = visiting(device)
            visitor = await context.__aenter__()
            await visitor.knock()
        assert await visitor.is_closed()
        assert device.connections == ()
        await context.__aexit__(None, None, None)

    run(body())


def test_an_error_of_the_caller_comes_out_as_it_is() -> None:
    async def body() -> None:
        error = KeyError("mine")
        with pytest.raises(KeyError) as caught:
            async with Simulator():
                raise error
        assert caught.value is error

    run(body())


def test_a_simulator_is_made_from_plain_data() -> None:
    async def body() -> None:
        config = {
            "seed": 1,
            "device": [
                {"model": "rgb_lamp", "version": "3.4", "port": 0, "name": "Lamp", "faults": {"mute": [16]}},
                {"model": "gateway", "version": "3.5", "port": 0, "id": "bf2", "address": "127.0.0.5"},
            ],
        }
        async with Simulator.from_config(config) as sim:
            lamp, gateway = sim.describe()
            assert (lamp.name, lamp.version.value, lamp.address, lamp.category) == ("Lamp", "3.4", "127.0.0.1", "dj")
            assert lamp.key == sim.devices[lamp.device_id].key
            assert sim.devices[lamp.device_id].faults.mute == {16}
            assert (gateway.device_id, gateway.address) == ("bf2", "127.0.0.5")
            assert [child.name for child in gateway.children] == ["Zigbee plug", "Zigbee sensor"]

    run(body())


def test_a_plan_that_cannot_be_carried_out_leaves_nothing_behind() -> None:
    async def body() -> None:
        async with Simulator() as sim:
            taken = await sim.add(models.switch(), port=0)
            config = {"device": [{"model": "switch", "port": 0}, {"model": "switch", "port": taken.port}]}
            failing = Simulator.from_config(config)
            with pytest.raises(ConfigError, match="cannot listen"):
                async with failing:
                    raise AssertionError("it must not begin")
            assert [device.is_listening for device in failing.devices.values()] == [False, False]

    run(body())
