"""A connection finds its device, keeps itself, comes back by itself, and says why when it cannot."""

from __future__ import annotations

import asyncio
import itertools
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.client.household import BOUND, VERSIONS, WRONG_KEY, couple, failing, home, run_jumping, until
from tests.client.support import announce
from tests.support import run
from tuyalan.client import connection as module
from tuyalan.client.connection import Connection, Status
from tuyalan.client.device import Device
from tuyalan.client.options import Options
from tuyalan.errors import (
    BusyError,
    ConnectionLostError,
    ConnectionRefusedByDeviceError,
    KeyRejectedError,
    MovedError,
    ResponseTimeoutError,
    SilentDeviceError,
    TuyalanError,
    UnreachableError,
    UseError,
    VersionMismatchError,
)
from tuyalan.sim import NO_HEARTBEATS, NO_QUERIES, Faults, Habits, Reset, models
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.client.line import Line
    from tuyalan.net.tcp import Link

LOOPBACK = "127.0.0.1"
OTHER = "bf9999999999999999zzzz"


# Errors told apart, each with a code and a sentence of advice


def test_a_closed_port_is_told_from_nobody_being_there() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            error = await failing(house.client(device).open())
            assert type(error) is ConnectionRefusedByDeviceError
            assert error.code == "net.refused"
            assert error.hint

    run_jumping(body())


def test_a_device_whose_slots_are_taken_is_busy() -> None:
    async def body() -> None:
        async with home() as house, house.living(habits=Habits(max_clients=1)) as (device, _):
            error = await failing(house.client(device).open())
            assert isinstance(error, BusyError)
            assert error.code == "net.busy"

    run_jumping(body())


@pytest.mark.parametrize("version", [version for version in VERSIONS if version != "3.1"])
def test_a_wrong_key_is_reported_before_any_write(version: str) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch(version))
            error = await failing(house.client(device, key=WRONG_KEY).open())
            # Not so 3.1: it answers questions in clear text, to everybody.
            # In 3.2 and 3.3 the question itself is sealed, and firmware that cannot read it says nothing.
            assert isinstance(error, KeyRejectedError | SilentDeviceError), error
            if version in {"3.4", "3.5"}:
                assert error.code == "key.rejected"
            assert device.counters.writes == 0
            assert WRONG_KEY not in f"{error!r} {error} {error.hint}"

    run_jumping(body())


def test_a_wrong_version_is_told_from_a_wrong_key() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.5"))
            error = await failing(house.client(device, version="3.3").open())
            assert isinstance(error, VersionMismatchError | SilentDeviceError | BusyError), error
            assert error.code != "key.rejected"

    run_jumping(body())


@pytest.mark.parametrize("version", ["3.1", "3.3", "3.4", "3.5"])
def test_a_device_that_accepts_and_says_nothing_is_silent(version: str) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch(version))
            device.faults = Faults(half_open=True)
            error = await failing(house.client(device).open())
            assert isinstance(error, SilentDeviceError)
            assert error.code == "device.silent"

    run_jumping(body())


def test_another_device_that_answers_in_clear_text_is_told_by_its_id() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.1"))
            device.faults = Faults(answers_as=OTHER)
            error = await failing(house.client(device).open())
            assert isinstance(error, MovedError)
            assert error.code == "device.moved"

    run_jumping(body())


def test_another_device_that_announces_itself_from_the_address_is_told_by_its_id() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            async with house.client(device, key=WRONG_KEY, patient=True) as client:
                await until(lambda: isinstance(client.error, KeyRejectedError))
                await until(lambda: house.beacons.finder is not None)
                announce(house.ports, OTHER, source=LOOPBACK)
                await until(lambda: isinstance(client.error, MovedError), timeout=200.0)
                assert client.error is not None
                assert OTHER in client.error.message
                assert isinstance(client.error.__cause__, KeyRejectedError)

    run_jumping(body())


def test_a_device_that_nobody_hears_of_is_unreachable_and_says_what_was_tried() -> None:
    async def body() -> None:
        async with home() as house:
            client = Device(OTHER, WRONG_KEY, network=house.network, options=Options(find_timeout=3.0))
            error = await failing(client.open())
            assert type(error) is UnreachableError
            assert error.device_id == OTHER

    run_jumping(body())


def test_a_name_that_cannot_be_is_a_wrong_call() -> None:
    async def body() -> None:
        async with home() as house:
            client = Device(OTHER, WRONG_KEY, "a..b", version="3.3", network=house.network)
            assert isinstance(await failing(client.open()), UseError)

    run(body())  # Names are looked up in a thread, which a jumping clock does not wait for.


def test_a_silent_device_keeps_a_proven_session_open_and_the_question_times_out() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            device.faults = Faults(mute=NO_QUERIES)
            async with house.client(device) as client:
                assert client.is_connected
                assert isinstance(await failing(client.status()), ResponseTimeoutError)
                device.faults = Faults()
                assert await client.status() == device.state

    run_jumping(body())


# Opening and closing leave nothing behind


def test_a_failed_open_leaves_no_task_and_no_socket() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            before = asyncio.all_tasks()
            await failing(house.client(device, key=WRONG_KEY).open())
            await until(lambda: not device.connections)
            assert asyncio.all_tasks() == before

    run_jumping(body())


@pytest.mark.parametrize("turns", range(8))
def test_a_cancelled_open_leaves_no_task_and_no_socket(turns: int) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.5"))
            before = asyncio.all_tasks()
            client = house.client(device)
            async with asyncio.TaskGroup() as group:
                opening = group.create_task(client.open())
                for _ in range(turns):
                    await asyncio.sleep(0)
                opening.cancel()
            await until(lambda: not device.connections)
            assert asyncio.all_tasks() == before
            assert client.connection in {Status.IDLE, Status.OPEN}
            await client.close()

    run_jumping(body())


def test_waiting_for_a_closed_device_is_a_wrong_call() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                async with asyncio.TaskGroup() as group:
                    waiting = group.create_task(failing(client.wait_connected()))
                    await asyncio.sleep(0)
                    await client.close()
                assert isinstance(waiting.result(), UseError)

    run_jumping(body())


# Keeping the connection


@pytest.mark.parametrize("version", VERSIONS)
def test_heartbeats_keep_a_quiet_connection_alive(version: str) -> None:
    async def body() -> None:
        async with couple(models.switch(version)) as (device, client):
            await asyncio.sleep(100)
            assert client.is_connected
            assert device.counters.sessions == 1
            assert 6 <= device.counters.heartbeats <= 15

    run_jumping(body())


def test_a_dead_link_is_noticed_and_replaced() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            changes = client.watch_connection()
            device.faults = Faults(half_open=True)
            begin = asyncio.get_running_loop().time()
            change = await anext(changes)
            assert change.status is Status.WAITING
            assert isinstance(change.error, ConnectionLostError)
            assert asyncio.get_running_loop().time() - begin < 25.0
            device.faults = Faults()
            await client.wait_connected(timeout=BOUND)

    run_jumping(body())


def test_unanswered_heartbeats_alone_mean_a_dead_link() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(mute=NO_HEARTBEATS)
            await until(lambda: device.counters.sessions >= 2, timeout=40.0)
            assert client.connection is not Status.CLOSED

    run_jumping(body())


def test_a_device_that_closes_after_each_answer_is_still_used() -> None:
    async def body() -> None:
        async with couple(habits=Habits(closes_after_reply=True)) as (device, client):
            assert dict(client.dps) == device.state
            device.set(9, 8)
            await until(lambda: client.dps[9] == 8)

    run_jumping(body())


# Coming back


def test_the_first_attempt_comes_within_a_second() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.set(9, 3)
            begin = asyncio.get_running_loop().time()
            device.reset_sessions()
            await until(lambda: device.counters.sessions == 2)
            assert asyncio.get_running_loop().time() - begin <= 1.1
            await client.wait_connected(timeout=BOUND)
            assert client.error is None

    run_jumping(body())


def test_attempts_go_on_for_ever_with_growing_capped_pauses() -> None:
    async def body() -> None:
        async with couple(options=Options(reconnect_cap=20.0)) as (device, client):
            loop = asyncio.get_running_loop()
            changes = client.watch_connection()
            device.power_off()
            times: list[float] = []
            async with asyncio.timeout(600):
                async for change in changes:
                    if change.status is Status.CONNECTING:
                        times.append(loop.time())
                        if len(times) == 20:
                            break
            gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
            assert max(gaps) <= 20.1
            assert min(gaps[8:]) >= 10.0
            await device.power_on()
            await client.wait_connected(timeout=25.0)
            assert dict(client.dps) == device.state

    run_jumping(body(), timeout=5000)


def test_a_shorter_cap_ends_a_longer_pause_and_a_longer_one_does_not_begin_it_anew() -> None:
    async def body() -> None:
        async with couple(options=Options(reconnect_cap=3600.0)) as (device, client):
            loop = asyncio.get_running_loop()
            device.power_off()
            await asyncio.sleep(20_000.0)
            await until(lambda: client.connection is Status.WAITING)
            await device.power_on()
            begin = loop.time()
            client.adjust(Options(reconnect_cap=7200.0))
            await asyncio.sleep(0)
            client.adjust(Options(reconnect_cap=10.0))
            await client.wait_connected(timeout=10.5)
            assert loop.time() - begin >= 4.9
            assert client.error is None

    run_jumping(body(), timeout=50_000)


def test_other_options_reach_an_open_connection_without_a_break() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=3600.0)) as (device, client):
            loop = asyncio.get_running_loop()
            await client.set(9, 1)
            async with asyncio.TaskGroup() as group:
                waiting = group.create_task(client.set(9, 2, timeout=60.0))
                await asyncio.sleep(1.0)
                assert not waiting.done()
                client.adjust(Options(write_interval=5.0))
            first, second = (write.at for write in device.writes)
            assert 4.99 <= second - first < 5.5
            assert device.counters.sessions == 1
            # The next attempt takes the new patience for a connection that nobody answers.
            dialled: list[float] = []

            async def dial(*_: object, timeout: float, **__: object) -> Link:
                dialled.append(timeout)
                raise UnreachableError("nobody answers", device_id=device.id)

            client.adjust(Options(connect_timeout=1.5))
            client._peer.opened()._network.open = dial
            device.reset_sessions()
            begin = loop.time()
            await until(lambda: dialled)
            assert dialled[0] == 1.5
            assert loop.time() - begin < 3.0

    run_jumping(body())


def test_a_wrong_key_is_tried_rarely_even_while_the_device_announces_itself() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            async with house.client(device, key=WRONG_KEY, patient=True) as client:
                await until(lambda: isinstance(client.error, KeyRejectedError))
                attempts = device.counters.accepted
                for _ in range(12):
                    announce(house.ports, device.id, source=LOOPBACK, version=device.version)
                    await asyncio.sleep(5.0)
                assert device.counters.accepted - attempts <= 4
                device.change_key(WRONG_KEY)
                await client.wait_connected(timeout=120.0)

    run_jumping(body())


def test_an_announcement_wakes_a_connection_that_waits() -> None:
    async def body() -> None:
        async with home() as house, house.living(options=Options(reconnect_cap=1000.0)) as (device, client):
            loop = asyncio.get_running_loop()
            device.power_off()
            await asyncio.sleep(600.0)
            assert client.connection is Status.WAITING
            await device.power_on()
            begin = loop.time()
            announce(house.ports, device.id, source=LOOPBACK)
            await client.wait_connected(timeout=3.0)
            assert loop.time() - begin < 3.0

    run_jumping(body(), timeout=5000)


def test_a_new_address_and_version_are_taken_from_an_announcement_once_the_device_has_answered(tmp_path: Path) -> None:
    from tuyalan.storage import DeviceRecord, DeviceStore  # noqa: PLC0415 - only here

    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.3"), address="127.0.0.21")
            store = DeviceStore(tmp_path / "devices.json")
            record = DeviceRecord(
                id=device.id, name="lamp", key=device.key, address="127.0.0.21", port=device.port, version=Version.V33
            )
            store.add(record)
            async with Device.from_record(record, store=store, network=house.network) as client:
                await device.move("127.0.0.22")
                await until(lambda: client.connection is Status.WAITING and house.beacons.finder is not None)
                # Somebody else's word first: it is tried, found wrong, and forgotten.
                announce(house.ports, device.id, source="127.0.0.23")
                await asyncio.sleep(0.3)
                assert store.find("lamp").address == "127.0.0.21"
                announce(house.ports, device.id, source="127.0.0.22")
                await client.wait_connected(timeout=BOUND)
                assert client.address == "127.0.0.22"
                assert store.find("lamp").address == "127.0.0.22"

    run(body())


def test_id_and_key_are_enough() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            client = Device(device.id, device.key, port=device.port, network=house.network)
            async with asyncio.TaskGroup() as group:
                opening = group.create_task(client.open())
                await until(lambda: client.connection is Status.SEARCHING and house.beacons.finder is not None)
                announce(house.ports, device.id, source=LOOPBACK, version=Version.V34)
                await opening
            assert dict(client.dps) == device.state
            assert (client.address, client.version) == (LOOPBACK, Version.V34)
            await client.close()

    run_jumping(body())


def test_a_device_that_was_updated_is_found_by_the_version_it_announces() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.5"))
            async with house.client(device, version="3.3", patient=True) as client:
                await until(
                    lambda: client.connection is Status.WAITING and house.beacons.finder is not None, timeout=60
                )
                announce(house.ports, device.id, source=LOOPBACK, version=Version.V35)
                await client.wait_connected(timeout=BOUND)
                assert client.version is Version.V35

    run_jumping(body())


def test_one_proven_by_its_refusal_alone_is_taken_where_no_version_reads_better() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.3"))
            async with house.client(gateway, version=None) as client:
                assert client.is_connected

    run_jumping(body())


def test_a_wrong_key_without_a_version_is_still_a_wrong_key() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            error = await failing(house.client(device, version=None, key=WRONG_KEY).open())
            assert isinstance(error, KeyRejectedError)

    run_jumping(body())


def test_trials_of_versions_keep_their_distance() -> None:
    async def body() -> None:
        async with home(session_gap=1.0) as house:
            device = await house.add(models.switch("3.5"))
            loop = asyncio.get_running_loop()
            begin = loop.time()
            async with house.client(device, version=None) as client:
                assert client.version is Version.V35
            assert loop.time() - begin >= 2.0
            assert device.counters.accepted == 3

    run_jumping(body())


# Bytes


@pytest.mark.parametrize(
    "faults",
    [
        Faults(split_randomly=3, split_delay=0.001),
        Faults(trickle_delay=0.0001),
        Faults(merge=0.01),
        Faults(garbage=20),
        Faults(jitter=0.05),
        Faults(weak_keys_next=2),
        Faults(early_push=True),
    ],
    ids=["split", "trickle", "merge", "garbage", "jitter", "weak keys", "early push"],
)
@pytest.mark.parametrize("version", VERSIONS)
def test_a_bad_line_changes_nothing_in_what_is_said(version: str, faults: Faults) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch(version))
            device.faults = faults
            async with house.client(device) as client:
                await client.set(1, True)
                device.set(14, "on")  # No countdown: it may go down before the test looks.
                await until(lambda: client.dps.get(14) == "on")
                assert dict(client.dps) == device.state
                assert device.counters.sessions == 1

    run_jumping(body())


def test_damaged_frames_end_the_connection_and_the_next_one_reads_the_state() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(bad_check_next=3)
            for value in ("on", "memory", "off"):  # No countdown: one would run out when the clock jumps.
                device.set(14, value)
            await until(lambda: client.dps[14] == "off", timeout=30.0)
            assert device.counters.sessions >= 2

    run_jumping(body())


def test_a_device_that_tears_the_connection_down_is_lost_and_tried_again() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(reset=Reset.ON_ACCEPT)
            device.reset_sessions()
            await until(lambda: client.error is not None, timeout=60.0)
            await asyncio.sleep(30.0)
            assert not client.is_connected
            device.faults = Faults()
            await client.wait_connected(timeout=60.0)

    run_jumping(body())


def test_a_fault_of_ours_is_logged_and_the_connection_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            calls: list[Version] = []
            original = Connection._first_read

            async def break_once(self: Connection, line: Line, version: Version, *, is_trial: bool = False) -> None:
                calls.append(version)
                if len(calls) == 1:
                    raise ZeroDivisionError
                await original(self, line, version, is_trial=is_trial)

            monkeypatch.setattr(Connection, "_first_read", break_once)
            async with house.client(device, patient=True) as client:
                await until(lambda: client.error is not None)
                assert type(client.error) is TuyalanError
                await client.wait_connected(timeout=BOUND)

    with caplog.at_level(logging.ERROR, logger="tuyalan.client"):
        run_jumping(body())
    assert "ZeroDivisionError" in caplog.text


def test_the_trial_order_holds_every_version() -> None:
    assert set(module.TRIAL_ORDER) == set(Version)


def test_frames_are_shown_shortened_and_only_at_debug(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with couple() as (device, client):
            await client.status()
            device.push_raw(b"\x00" * 5000)
            device.set(9, 1)
            await until(lambda: client.dps[9] == 1)

    with caplog.at_level(logging.DEBUG, logger="tuyalan"):
        run_jumping(body())
    shown = [record.getMessage() for record in caplog.records if record.name == "tuyalan.wire"]
    assert any(" > 000055aa" in line for line in shown)
    assert any(" < 000055aa" in line for line in shown)
    assert max(map(len, shown)) < 200
    assert any(record.name == "tuyalan.session" for record in caplog.records)


def test_announcements_of_a_device_that_does_not_answer_wake_its_client_once_a_pause() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.3"))
            device.faults = Faults(refuses=True)
            async with house.client(device, patient=True) as client:
                await until(lambda: client.connection is Status.WAITING and house.beacons.finder is not None)
                async with client.watch_connection() as changes:
                    for _ in range(5):
                        announce(house.ports, device.id, source=LOOPBACK)
                        await asyncio.sleep(0.02)
                    await asyncio.sleep(0.05)
                    attempts = [change for _, change in changes._queue if change.status is Status.CONNECTING]
                    assert len(attempts) == 1

    run(body())


@pytest.mark.parametrize("version", ["3.4", "3.5"])
def test_a_gateway_without_values_of_its_own_counts_as_connected_before_the_search_for_them_ends(version: str) -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway(version))
            loop = asyncio.get_running_loop()
            begin = loop.time()
            async with house.client(gateway) as client:
                assert client.is_connected
                assert loop.time() - begin < 4.0

    run_jumping(body())


def test_more_questions_than_a_device_may_have_waiting_are_a_wrong_call() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(mute=NO_QUERIES)
            begin = asyncio.get_running_loop().time()
            async with asyncio.TaskGroup() as group:
                asked = [group.create_task(failing(client.status())) for _ in range(300)]
            errors = [task.result() for task in asked]
            assert asyncio.get_running_loop().time() - begin < 16.0
            assert sum(isinstance(error, UseError) for error in errors) == 300 - 256
            assert sum(isinstance(error, ResponseTimeoutError) for error in errors) == 256
            device.faults = Faults()
            assert await client.status() == device.state

    run_jumping(body(), timeout=5000)


def test_a_device_that_refuses_to_tell_its_state_is_connected_in_the_version_that_it_refuses_in() -> None:
    async def body() -> None:
        async with home() as house:
            model = replace(models.switch("3.3"), points=())
            device = await house.add(model, habits=Habits(is_unvalid_until_set=True))
            async with house.client(device, version=None) as client:
                assert client.is_connected
                assert client.version in {Version.V33, Version.V32}

    run_jumping(body())
