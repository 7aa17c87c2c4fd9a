"""One virtual device: state, pushes, switches, power."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.sim.support import SECURE, VERSIONS, WALL, living, points, read, until, visiting
from tests.support import run
from tuyalan.errors import ConfigError, UnknownDpError
from tuyalan.sim import Faults, Habits, Simulator, models
from tuyalan.sim.device import KEPT_WRITES
from tuyalan.vocabulary import LocalKey
from tuyalan.wire.commands import Command

OTHER_KEY = "0123456789abcdef"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_change_from_inside_reaches_all_clients_with_the_same_serial(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as first, visiting(device) as second:
            await first.knock()
            await second.knock()
            device.set(1, True)
            one, two = await first.next(), await second.next()
            assert one.command == two.command == Command.STATUS
            assert points(one) == points(two) == {"1": True}
            assert one.header == two.header
            assert device.counters.pushes == 1

    run(body())


@pytest.mark.parametrize("version", ["3.2", "3.3", "3.4", "3.5"])
def test_serials_count_device_wide_and_origin_is_one(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device:
            serials: list[int] = []
            for value in (True, False):
                async with visiting(device) as visitor:
                    await visitor.knock()
                    device.set(1, value)
                    header = (await visitor.next()).header
                    assert header[:3] == version.encode()
                    assert header[3:7] == bytes(4)
                    assert header[11:] == b"\0\0\0\1"
                    serials.append(int.from_bytes(header[7:11], "big"))
            assert serials[1] == serials[0] + 1

    run(body())


def test_several_changes_travel_in_one_frame() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.update({1: True, 9: 5})
            assert points(await visitor.next()) == {"1": True, "9": 5}

    run(body())


def test_an_unknown_data_point_is_an_error() -> None:
    async def body() -> None:
        async with living() as device:
            with pytest.raises(UnknownDpError):
                device.set(77, 1)

    run(body())


def test_clients_without_a_session_key_hear_nothing() -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device, negotiates=False) as visitor:
            await until(lambda: device.connections)
            device.set(1, True)
            assert (await visitor.start()).command == Command.NEGOTIATION_RESPONSE
            assert device.sessions == ()

    run(body())


def test_nothing_is_pushed_for_nothing_and_anything_may_be_pushed() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.push({})
            device.push({77: "odd"})
            assert points(await visitor.next()) == {"77": "odd"}
            assert device.counters.pushes == 1
            assert 77 not in device.state

    run(body())


def test_raw_bytes_reach_all_clients_as_they_are() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.push_raw(b"no frame")
            assert await visitor.reader.readexactly(8) == b"no frame"

    run(body())


def test_a_device_without_a_clock_counts_from_its_start() -> None:
    async def body() -> None:
        async with living(habits=Habits(has_clock=False)) as device, visiting(device) as visitor:
            await visitor.knock()
            device.set(1, True)
            assert read(await visitor.next())["t"] < 5
            assert WALL > 5

    run(body())


def test_the_last_writes_are_kept() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            for number in range(3):
                visitor.control({9: number})
                await visitor.next()
            assert [write.asked for write in device.writes] == [{9: 0}, {9: 1}, {9: 2}]
            assert device.writes.maxlen == KEPT_WRITES
            assert device.writes[0].at <= device.writes[2].at

    run(body())


def test_repr_names_the_device_and_hides_the_key() -> None:
    async def body() -> None:
        async with living() as device:
            assert device.id in repr(device)
            assert device.key.reveal().decode() not in repr(device)

    run(body())


def test_children_are_found_by_their_cid() -> None:
    async def body() -> None:
        async with living(models.gateway("3.4")) as device, visiting(device) as visitor:
            await visitor.knock()
            plug = device.child("a4c138f2b0d15e73")
            plug.set(1, True)
            push = read(await visitor.next())
            assert push["data"] == {"dps": {"1": True}, "cid": plug.cid}
            with pytest.raises(KeyError):
                device.child("nobody")

    run(body())


# Time


def test_behaviours_run_while_the_device_has_power() -> None:
    async def body() -> None:
        model = models.curtain("3.3", step_interval=0.01, travel_interval=0.1)
        async with living(model) as device, visiting(device) as visitor:
            visitor.control({1: "open"})
            await until(lambda: device.state[3] == 100)
            assert device.state[7] == "opening"
            device.power_off()
            device.update({2: 0})
            await asyncio.sleep(0.05)
            assert device.state[3] == 100
            await device.power_on()
            await until(lambda: device.state[3] == 0)

    run(body())


def test_children_live_too() -> None:
    async def body() -> None:
        async with living(models.gateway("3.4", reading_interval=0.01)) as device:
            sensor = device.child("a4c1386d94e7c208")
            before = sensor.state
            await until(lambda: sensor.state != before)

    run(body())


# Power, port, address


async def is_refused(address: str, port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(address, port)
    except ConnectionRefusedError:
        return True
    writer.transport.abort()
    return False


def test_a_power_cut_drops_everybody_and_closes_the_port_and_the_state_stays() -> None:
    async def body() -> None:
        async with living() as device:
            async with visiting(device) as visitor:
                visitor.control({1: True})
                await visitor.next()
                device.power_off()
                assert await visitor.is_closed()
            assert not device.is_powered
            assert not device.is_listening
            assert await is_refused(device.address, device.port)
            await device.power_on()
            await device.power_on()
            async with visiting(device) as visitor:
                assert (await visitor.state())["1"] is True

    run(body())


def test_a_reboot_takes_its_time_and_comes_back_by_itself_on_the_same_port() -> None:
    async def body() -> None:
        async with living() as device:
            device.set(1, True)
            port = device.port
            device.reboot(gone=0.05)
            assert await is_refused(device.address, port)
            await until(lambda: device.is_listening)
            assert device.port == port
            async with visiting(device) as visitor:
                assert (await visitor.state())["1"] is True

    run(body())


def test_a_power_cut_during_a_reboot_is_for_good() -> None:
    async def body() -> None:
        async with living() as device:
            device.reboot(gone=0.01)
            device.power_off()
            await asyncio.sleep(0.05)
            assert not device.is_powered

    run(body())


def test_a_device_may_refuse_new_clients_and_keep_the_old() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.faults = Faults(refuses=True)
            assert await is_refused(device.address, device.port)
            await visitor.knock()
            device.faults = Faults()
            await until(lambda: device.is_listening)
            assert not await is_refused(device.address, device.port)

    run(body())


def test_a_port_that_somebody_took_meanwhile_is_opened_when_it_is_free_again() -> None:
    async def body() -> None:
        async with living() as device:
            device.faults = Faults(refuses=True)
            thief = await asyncio.get_running_loop().create_server(asyncio.Protocol, device.address, device.port)
            device.faults = Faults()
            await asyncio.sleep(0.05)
            assert not device.is_listening
            thief.close()
            await until(lambda: device.is_listening)

    run(body())


def test_a_device_that_cannot_start_is_off() -> None:
    async def body() -> None:
        async with living() as device:
            device.power_off()
            thief = await asyncio.get_running_loop().create_server(asyncio.Protocol, device.address, device.port)
            with pytest.raises(ConfigError):
                await device.power_on()
            assert not device.is_powered
            thief.close()

    run(body())


def test_a_fault_that_comes_while_the_port_opens_wins() -> None:
    async def body() -> None:
        async with living() as device:
            device.power_off()
            device._start()
            opening = asyncio.ensure_future(device.mind_port())  # noqa: TID251 - the race itself is the test
            await asyncio.sleep(0)
            device.faults = Faults(refuses=True)
            await opening
            assert not device.is_listening

    run(body())


def test_a_device_moves_to_another_address() -> None:
    async def body() -> None:
        async with living() as device:
            old = device.address, device.port
            async with visiting(device) as visitor:
                await visitor.knock()
                await device.move("127.0.0.77")
                assert await visitor.is_closed()
            assert await is_refused(*old)
            assert device.address == "127.0.0.77"
            async with visiting(device) as visitor:
                await visitor.knock()
            await device.move("127.0.0.78", port=0)
            assert device.port != 0

    run(body())


@pytest.mark.parametrize("version", SECURE)
def test_a_new_key_ends_old_sessions_and_holds_for_new_ones(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device:
            async with visiting(device) as visitor:
                await visitor.knock()
                device.change_key(OTHER_KEY)
                assert await visitor.is_closed()
            async with visiting(device, key=LocalKey(OTHER_KEY)) as visitor:
                assert (await visitor.state())["1"] is False
            device.change_key(LocalKey(OTHER_KEY))

    run(body())


def test_sessions_can_be_dropped_and_torn_down() -> None:
    async def body() -> None:
        async with living() as device:
            for end in (device.drop_sessions, device.reset_sessions):
                async with visiting(device) as visitor:
                    await visitor.knock()
                    end()
                    assert await visitor.is_closed()

    run(body())


def test_habits_may_change_while_it_runs() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            device.habits = replace(device.habits, null_query=True)
            visitor.query()
            assert (await visitor.next()).body == b"json obj data unvalid"

    run(body())


def test_the_same_seed_gives_the_same_device() -> None:
    async def body() -> list[object]:
        async with Simulator(seed=3) as sim:
            device = await sim.add(models.metering_plug(), port=0)
            return [device.id, device.key.reveal(), device._main.measure(device.random)]

    assert run(body()) == run(body())
