"""A device to its user: state, writes, updates, children, words that make no sense."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.client.household import (
    BOUND,
    PROMPT,
    VERSIONS,
    WRONG_KEY,
    couple,
    dps_of,
    failing,
    home,
    run_jumping,
    take,
    until,
)
from tests.support import run
from tuyalan.client.connection import Status
from tuyalan.client.device import Device
from tuyalan.client.options import Options
from tuyalan.client.writes import Outcome, Wait
from tuyalan.errors import (
    BadValueError,
    ConnectionLostError,
    CredentialError,
    DeviceRefusedError,
    ResponseTimeoutError,
    TuyalanError,
    UnknownDpError,
    UseError,
)
from tuyalan.session.dialect import Dialect
from tuyalan.session.events import Cause
from tuyalan.sim import NO_CONTROLS, NO_QUERIES, Faults, Habits, PushOrder, models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey, Version
from tuyalan.wire.commands import Command

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.client.watch import Update

ID = "eb0123456789abcdef0123"
KEY = "0123456789abcdef"
PLUG = "a4c138f2b0d15e73"
SENSOR = "a4c1386d94e7c208"


# Opening


@pytest.mark.parametrize("version", VERSIONS)
def test_opening_with_everything_given_fills_the_state(version: str) -> None:
    async def body() -> None:
        async with couple(models.switch(version)) as (device, client):
            assert dict(client.dps) == device.state
            assert client.is_connected
            assert client.error is None
            assert client.version is Version(version)
            assert device.counters.sessions == 1

    run(body())


@pytest.mark.parametrize("version", VERSIONS)
def test_the_version_is_found_by_trying_and_stored(version: str, tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch(version))
            store = DeviceStore(tmp_path / "devices.json")
            store.add(DeviceRecord(id=device.id, name="lamp", key=device.key, address=device.address, port=device.port))
            record = store.find("lamp")
            client = Device.from_record(record, store=store, network=house.network)
            async with client:
                assert dict(client.dps) == device.state
            # A 3.2 device is a 3.3 device that is read in another way; either answer works.
            found = DeviceStore.load(tmp_path / "devices.json").find("lamp")
            assert found.version in {Version(version), Version.V33 if version == "3.2" else Version(version)}

            accepted = device.counters.accepted
            async with Device.from_record(found, store=store, network=house.network) as again:
                assert dict(again.dps) == device.state
            assert device.counters.accepted == accepted + 1

    run(body())


def test_a_patient_device_opens_at_once_and_connects_when_the_device_comes() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                assert not client.is_connected
                error = await failing(client.wait_connected(timeout=3.0))
                assert isinstance(error, ResponseTimeoutError)
                await device.power_on()
                await client.wait_connected(timeout=BOUND)
                assert dict(client.dps) == device.state

    run_jumping(body())


def test_a_device_can_be_opened_again_after_it_was_closed() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            await client.close()
            assert client.connection is Status.IDLE
            await client.close()
            await client.open()
            await client.set(1, True)
            assert device.state[1] is True

    run(body())


def test_what_is_not_open_says_so() -> None:
    async def body() -> None:
        device = Device(ID, KEY, "127.0.0.1")
        for call in (device.status(), device.set(1, True), device.get(1), device.raw(9), device.wait_connected()):
            assert isinstance(await failing(call), UseError)
        assert device.connection is Status.IDLE
        assert device.error is None

    run(body())


def test_a_device_shows_who_and_where_it_is_and_never_its_key() -> None:
    device = Device(ID, KEY, "192.0.2.1", version="3.4", name="Lamp")
    assert repr(device) == f"<Device {ID} 192.0.2.1 3.4 idle>"
    assert (device.id, device.name, device.address, device.dialect) == (ID, "Lamp", "192.0.2.1", Dialect())
    assert repr(Device(ID, KEY)) == f"<Device {ID} ? ? idle>"
    assert Device(ID, LocalKey(KEY)).name == ID


# Words that make no sense


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        ({"device_id": ""}, UseError),
        ({"device_id": "with space"}, UseError),
        ({"device_id": "ü"}, UseError),
        ({"device_id": "x" * 65}, UseError),
        ({"device_id": 7}, UseError),
        ({"key": None}, CredentialError),
        ({"key": ""}, CredentialError),
        ({"key": "short"}, CredentialError),
        ({"key": 16 * "€"}, CredentialError),
        ({"key": 1234567890123456}, CredentialError),
        ({"port": 0}, UseError),
        ({"port": 70000}, UseError),
        ({"port": "6668"}, UseError),
        ({"version": "3.6"}, UseError),
    ],
)
def test_a_device_that_cannot_be_is_refused_before_anything_is_opened(
    arguments: dict[str, Any], kind: type[TuyalanError]
) -> None:
    given: dict[str, Any] = {"device_id": ID, "key": KEY, **arguments}
    with pytest.raises(kind) as caught:
        Device(given.pop("device_id"), given.pop("key"), **given)
    assert "short" not in str(caught.value)


@pytest.mark.parametrize(
    "value", [None, b"x", [1], {"a": 1}, 2**32, -(2**31) - 1, float("nan"), float("inf"), "x" * 3001, "\ud800"]
)
def test_a_value_that_cannot_be_sent_is_refused_before_it_is_sent(value: Any) -> None:  # noqa: ANN401 - what callers without types pass
    async def body() -> None:
        async with couple() as (device, client):
            assert isinstance(await failing(client.set(1, value)), BadValueError)
            assert isinstance(await failing(client.set({1: True, 9: value})), BadValueError)
            assert device.counters.writes == 0

    run(body())


@pytest.mark.parametrize("dps", [{}, {1.5: True}, {True: 1}, {0: 1}, {70000: 1}, "1", [1]])
def test_data_points_that_make_no_sense_are_refused(dps: Any) -> None:  # noqa: ANN401 - what callers without types pass
    async def body() -> None:
        async with couple() as (device, client):
            assert isinstance(await failing(client.set(dps)), (UseError, BadValueError))
            assert device.counters.writes == 0

    run(body())


def test_values_by_id_and_a_value_contradict_each_other() -> None:
    async def body() -> None:
        async with couple() as (_, client):
            mixed: Any = client.set
            assert isinstance(await failing(mixed({1: True}, True)), UseError)
            assert isinstance(await failing(mixed(1, True, wait="later")), UseError)

    run(body())


# Reading


def test_status_asks_the_device_and_get_answers_from_what_is_known() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            queries = device.counters.queries
            assert await client.get(1) is False
            assert device.counters.queries == queries
            assert await client.status() == device.state
            assert device.counters.queries == queries + 1

    run(body())


def test_an_unknown_data_point_is_told_with_those_that_are_known() -> None:
    async def body() -> None:
        async with couple() as (_, client):
            error = await failing(client.get(99))
            assert isinstance(error, UnknownDpError)
            assert (error.code, error.device_id) == ("schema.unknown_dp", client.id)
            assert error.message == "the device reports no data point 99; it reports 1, 9, 14"
            with pytest.raises(UnknownDpError):
                client.value(99)

    run(body())


def test_a_clock_that_is_corrected_while_a_device_is_open_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        async with couple() as (device, client):
            await client.status()
            before = client.value(1).time
            right = time.time
            monkeypatch.setattr(time, "time", lambda: right() + 86_400)
            assert client.value(1).time == pytest.approx(before + 86_400, abs=1)
            async with client.watch() as updates:
                device.set(1, True)
                (update,) = await take(updates)
            assert update.time == pytest.approx(time.time(), abs=PROMPT)

    run(body())


def test_a_value_carries_when_and_why_it_is_believed() -> None:
    async def body() -> None:
        begin = time.time()
        async with couple() as (device, client):
            assert client.value(1).cause is Cause.REPLY
            watch = client.watch()
            device.set(1, True)
            await take(watch)
            value = client.value(1)
            assert (value.value, value.cause) == (True, Cause.PUSH)
            assert begin - 1 < value.time < time.time() + 1

    run(body())


def test_refresh_makes_a_plug_measure_and_a_stubborn_device_is_queried() -> None:
    async def body() -> None:
        async with couple(models.metering_plug()) as (device, client):
            requests = device.counters.queries
            await client.refresh()
            assert device.counters.queries == requests
            assert client.dialect.answers_refresh is True
            await client.refresh([18])
        async with couple(models.switch(), habits=Habits(answers_refresh=False)) as (device, client):
            assert await client.refresh() == device.state
            assert client.dialect.answers_refresh is False
            requests = device.counters.requests
            await client.refresh()
            assert device.counters.requests == requests + 1

    run_jumping(body())


@pytest.mark.parametrize("version", VERSIONS)
def test_callers_at_the_same_time_each_get_their_own_answer(version: str) -> None:
    async def body() -> None:
        async with couple(models.switch(version)) as (device, client):
            async with asyncio.TaskGroup() as group:
                asked = [group.create_task(client.status()) for _ in range(5)]
                wrote = [group.create_task(client.set(9, value)) for value in (1, 2, 3)]
                for value in range(10):
                    device.push({14: f"push {value}"})
                    await asyncio.sleep(0)
            assert all(set(task.result()) == set(device.state) for task in asked)
            outcomes = [task.result().outcome for task in wrote]
            assert outcomes[-1] is Outcome.CONFIRMED
            assert device.state[9] == 3

    run(body())


def test_a_push_is_never_the_answer_to_a_query() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(mute=NO_QUERIES)
            async with asyncio.TaskGroup() as group:
                asked = group.create_task(failing(client.status(timeout=3.0)))
                await asyncio.sleep(0.1)
                device.set(1, True)
            assert isinstance(asked.result(), ResponseTimeoutError)
            assert client.dps[1] is True

    run_jumping(body())


# Writing


@pytest.mark.parametrize("version", VERSIONS)
def test_writes_of_one_and_of_many_are_confirmed_by_what_the_device_reports(version: str) -> None:
    async def body() -> None:
        async with couple(models.switch(version)) as (device, client):
            one = await client.set(1, True)
            many = await client.set({1: False, 9: 30})
            assert (one.outcome, one.dps) == (Outcome.CONFIRMED, {1: True})
            assert many.outcome is Outcome.CONFIRMED
            assert 0 < many.seconds < PROMPT
            assert (device.state[1], device.state[9]) == (False, 30)
            assert (client.dps[1], client.dps[9]) == (False, 30)

    run(body())


@pytest.mark.parametrize("order", [order for order in PushOrder if order is not PushOrder.NEVER])
def test_a_write_is_confirmed_whenever_the_report_comes(order: PushOrder) -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=order)) as (_, client):
            for value in (True, False, True):
                assert (await client.set(1, value)).outcome is Outcome.CONFIRMED
                assert client.dps[1] is value

    run_jumping(body())


def test_a_write_that_is_never_reported_is_confirmed_by_reading() -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=PushOrder.NEVER)) as (_, client):
            assert (await client.set(1, True)).outcome is Outcome.CONFIRMED
            assert client.dps[1] is True

    run_jumping(body())


def test_the_ways_of_waiting_end_at_their_moment() -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=PushOrder.NEVER)) as (device, client):
            sent = await client.set(1, True, wait="sent")
            assert sent.outcome is Outcome.SENT
            assert client.value(1).cause is Cause.ASSUMED
            acknowledged = await client.set(9, 5, wait=Wait.ACKNOWLEDGED)
            assert acknowledged.outcome is Outcome.ACKNOWLEDGED
            assert device.state[9] == 5
            assert client.value(9).cause is Cause.ASSUMED

    run_jumping(body())


def test_a_point_that_is_never_reported_counts_as_acknowledged() -> None:
    async def body() -> None:
        async with couple(models.rgb_lamp()) as (device, client):
            result = await client.set(28, "scene")
            assert result.outcome is Outcome.ACKNOWLEDGED
            assert client.dps[28] == "scene"
            assert device.counters.writes == 1

    run_jumping(body())


def test_a_value_that_the_device_ignores_is_refused_with_the_point() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            error = await failing(client.set(14, "no such word"))
            assert isinstance(error, DeviceRefusedError)
            assert error.dps == {14}
            assert error.code == "device.refused"
            assert device.state[14] == "memory"
            assert client.dps[14] == "memory"

    run_jumping(body())


def test_of_writes_that_wait_the_last_value_wins_and_the_others_are_told() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=1.0)) as (device, client):
            await client.set(9, 1)
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(client.set(9, value)) for value in (2, 3, 4)]
                other = group.create_task(client.set(1, True))
            assert [task.result().outcome for task in tasks] == [
                Outcome.SUPERSEDED,
                Outcome.SUPERSEDED,
                Outcome.CONFIRMED,
            ]
            assert other.result().outcome is Outcome.CONFIRMED
            assert [dict(write.asked) for write in device.writes] == [{9: 1}, {9: 4, 1: True}]

    run_jumping(body())


def test_writes_are_paced() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=2.0)) as (device, client):
            for value in (1, 2, 3):
                await client.set(9, value)
            times = [write.at for write in device.writes]
            gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
            assert all(1.99 <= gap < 2.5 for gap in gaps), gaps

    run_jumping(body())


def test_a_write_that_waits_goes_out_when_its_time_comes_and_not_with_the_next_heartbeat() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=0.05)) as (_, client):
            loop = asyncio.get_running_loop()
            begin = loop.time()
            async with asyncio.TaskGroup() as group:
                group.create_task(client.set(9, 1))
                await asyncio.sleep(0)
                group.create_task(client.set(9, 2))
            assert loop.time() - begin < 1.0

    run_jumping(body())


def test_a_write_withdrawn_after_its_time_never_leaves() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                error = await failing(client.set(1, True, timeout=2.0))
                assert isinstance(error, ResponseTimeoutError)
                assert error.message == "the write was not sent"
                await device.power_on()
                await client.wait_connected(timeout=BOUND)
                await client.status()
                assert device.counters.writes == 0

    run_jumping(body())


def test_a_write_that_was_sent_and_is_not_answered_in_time_says_so() -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=PushOrder.NEVER)) as (device, client):
            device.faults = Faults(mute=NO_CONTROLS | NO_QUERIES)
            error = await failing(client.set(1, True, timeout=1.0))
            assert isinstance(error, ResponseTimeoutError)
            assert error.message == "the write was sent, its outcome is unknown"

    run_jumping(body())


def test_the_patience_of_requests_changes_with_the_next_one_children_included() -> None:
    async def body() -> None:
        async with home() as house, house.living(models.gateway("3.4")) as (device, client):
            child = next(iter(await client.find_children()))
            device.faults = Faults(mute=NO_CONTROLS | NO_QUERIES)
            loop = asyncio.get_running_loop()
            client.adjust(Options(request_timeout=1.25))
            for each in (client, child):
                begin = loop.time()
                assert isinstance(await failing(each.status()), ResponseTimeoutError)
                assert 1.2 <= loop.time() - begin < 1.5
            assert device.counters.sessions == 1
        closed = Device(ID, KEY)
        closed.adjust(Options(request_timeout=2.0))

    run_jumping(body())


def test_a_cancelled_caller_takes_its_write_along_and_leaves_all_in_order() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=1.0)) as (device, client):
            await client.set(9, 1)
            async with asyncio.TaskGroup() as group:
                doomed = group.create_task(client.set(9, 2))
                asking = group.create_task(client.status())
                await asyncio.sleep(0)
                doomed.cancel()
                asking.cancel()
            await client.set(1, True)
            assert [dict(write.asked) for write in device.writes] == [{9: 1}, {1: True}]
            assert await client.status() == device.state

    run_jumping(body())


def test_a_device_that_takes_one_point_a_write_is_found_out_and_remembered() -> None:
    async def body() -> None:
        async with couple(habits=Habits(one_dp_per_write=True)) as (device, client):
            assert (await client.set({1: True, 9: 30})).outcome is Outcome.CONFIRMED
            assert (device.state[1], device.state[9]) == (True, 30)
            assert client.dialect.one_dp_per_write
            frames = device.counters.writes
            await client.set({1: False, 9: 31})
            assert device.counters.writes == frames + 2

    run_jumping(body())


def test_a_state_write_cut_off_by_a_lost_connection_is_repeated_once() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(half_open=True)
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(client.set(1, True))
                await asyncio.sleep(0.1)
                device.faults = Faults()
                device.reset_sessions()
            assert writing.result().outcome is Outcome.CONFIRMED
            assert device.state[1] is True
            assert len([write for write in device.writes if 1 in write.asked]) == 1

    run_jumping(body())


def test_a_write_that_had_arrived_is_confirmed_without_a_second_one() -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=PushOrder.NEVER)) as (device, client):
            device.faults = Faults(mute=NO_CONTROLS)
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(client.set(1, True))
                await until(lambda: device.counters.writes)
                device.faults = Faults()
                device.reset_sessions()
            assert writing.result().outcome is Outcome.CONFIRMED
            assert device.counters.writes == 1

    run_jumping(body())


@pytest.mark.parametrize(("dps", "repeat"), [({28: "pulse"}, None), ({20: True}, False)])
def test_a_write_that_must_not_go_out_twice_ends_with_the_lost_connection(
    dps: dict[int, bool | int | float | str],
    repeat: bool | None,  # noqa: FBT001 - a case
) -> None:
    async def body() -> None:
        async with couple(models.rgb_lamp()) as (device, client):
            device.faults = Faults(half_open=True)
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(failing(client.set(dps, repeat=repeat)))
                await asyncio.sleep(0.1)
                device.faults = Faults()
                device.reset_sessions()
            assert isinstance(writing.result(), ConnectionLostError)
            await client.wait_connected(timeout=BOUND)
            assert device.counters.writes == 0

    run_jumping(body())


def test_a_pulse_may_be_repeated_on_the_word_of_the_caller() -> None:
    async def body() -> None:
        async with couple(models.rgb_lamp()) as (device, client):
            device.faults = Faults(half_open=True)
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(client.set(28, "pulse", repeat=True))
                await asyncio.sleep(0.1)
                device.faults = Faults()
                device.reset_sessions()
            assert writing.result().outcome is Outcome.ACKNOWLEDGED
            assert device.counters.writes == 1

    run_jumping(body())


def test_closing_ends_the_writes_that_wait() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=5.0)) as (device, client):
            await client.set(9, 1)
            device.faults = Faults(mute=NO_QUERIES)
            async with asyncio.TaskGroup() as group:
                writing = group.create_task(failing(client.set(9, 2)))
                asking = group.create_task(failing(client.status()))
                await asyncio.sleep(0)
                await client.close()
            assert isinstance(writing.result(), ConnectionLostError)
            assert isinstance(asking.result(), (ConnectionLostError, UseError))
            assert device.counters.writes == 1

    run_jumping(body())


def test_more_writes_than_a_device_may_have_waiting_are_refused() -> None:
    async def body() -> None:
        async with couple(options=Options(write_interval=60.0)) as (_, client):
            await client.set(1, True)
            calls = [client.set(dp, 1, timeout=1.0) for dp in range(1, 301)]
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(failing(call)) for call in calls]
            assert sum(isinstance(task.result(), UseError) for task in tasks) == 300 - 256

    run_jumping(body())


# Raw


def test_raw_sends_any_command_and_returns_its_answer() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            told = await client.raw(Command.QUERY, {"gwId": client.id, "devId": client.id, "uid": client.id, "t": "1"})
            assert b'"dps"' in told.body
            error = await failing(client.raw(0x77, b"{}", timeout=1.0))
            assert isinstance(error, ResponseTimeoutError)
            assert await client.status() == device.state

    run_jumping(body())


@pytest.mark.parametrize("arguments", [(256,), (-1,), ("10",), (True,), (10, {1: object()}), (10, object())])
def test_raw_words_that_make_no_sense_are_refused(arguments: tuple[Any, ...]) -> None:
    async def body() -> None:
        async with couple() as (_, client):
            assert isinstance(await failing(client.raw(*arguments)), UseError)

    run(body())


# Listening


def test_pushes_merge_into_the_state_and_reach_every_watcher_in_order() -> None:
    async def body() -> None:
        async with couple() as (device, client), client.watch() as first, client.watch() as second:
            for value in range(5):
                device.set(9, value)
            assert dps_of(await take(first, 5)) == [{9: value} for value in range(5)]
            updates = await take(second, 5)
            assert {update.cause for update in updates} == {Cause.PUSH}
            assert {update.device_id for update in updates} == {client.id}
            assert dict(client.dps) == device.state

    run(body())


def test_a_watch_goes_through_a_lost_connection_and_ends_with_the_device() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            watch = client.watch()
            changes = client.watch_connection()
            device.set(14, "off")
            # A reset throws away what was sent and not read yet, so the first push is awaited.
            await until(lambda: client.dps[14] == "off")
            device.reset_sessions()
            await until(lambda: device.counters.sessions == 2)
            await client.wait_connected(timeout=BOUND)
            device.set(14, "on")
            await until(lambda: client.dps[14] == "on")
            await client.close()
            heard = [update async for update in watch]
            assert [update.dps.get(14) for update in heard] == ["off", "off", "on"]
            assert [change.status for change in [c async for c in changes]] == [
                Status.WAITING,
                Status.CONNECTING,
                Status.OPEN,
                Status.CLOSED,
            ]

    run_jumping(body())


def test_a_listener_that_fails_stops_neither_the_others_nor_the_device(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with couple() as (device, client):
            heard: list[Update] = []

            def fail(update: Update) -> None:
                raise ZeroDivisionError(update.device_id)

            client.add_listener(fail)
            remove = client.add_listener(heard.append)
            watch = client.watch()
            device.set(9, 1)
            await take(watch)
            assert dps_of(heard) == [{9: 1}]
            remove()
            remove()
            device.set(9, 2)
            await take(watch)
            assert len(heard) == 1
            assert client.is_connected

    with caplog.at_level(logging.ERROR, logger="tuyalan.client"):
        run(body())
    assert "a listener failed" in caplog.text


def test_a_slow_reader_loses_steps_and_no_value() -> None:
    async def body() -> None:
        async with couple(options=Options(watch_size=4)) as (device, client):
            watch = client.watch()
            for value in range(50):
                device.set(9, value)
            device.set(1, True)
            await until(lambda: client.dps[1] is True)
            await client.close()
            updates = [update async for update in watch]
            assert len(updates) <= 4
            merged: dict[int, object] = {}
            for update in updates:
                merged.update(update.dps)
            assert (merged[9], merged[1]) == (49, True)
            assert sum(update.merged + 1 for update in updates) == 51

    run(body())


def test_a_watch_that_is_closed_hears_nothing_more() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            watch, changes = client.watch(), client.watch_connection()
            watch.close()
            await changes.aclose()
            device.set(9, 1)
            await until(lambda: client.dps[9] == 1)
            assert [update async for update in watch] == []
            assert [change async for change in changes] == []

    run(body())


# The store


def test_a_record_of_a_child_is_reached_through_its_gateway() -> None:
    record = DeviceRecord(id=ID, name="child", cid="0011", parent="eb0123456789abcdefgate")
    with pytest.raises(CredentialError, match="child of a gateway"):
        Device.from_record(record)


def test_what_is_learnt_is_stored_when_the_device_is_closed(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(habits=Habits(null_query=True))
            store = DeviceStore(tmp_path / "devices.json")
            store.add(
                DeviceRecord(
                    id=device.id,
                    name="lamp",
                    key=device.key,
                    address="127.0.0.1",
                    port=device.port,
                    version=Version.V33,
                )
            )
            async with Device.from_record(store.find("lamp"), store=store, network=house.network) as client:
                assert dict(client.dps) == device.state
            learnt = DeviceStore.load(tmp_path / "devices.json").find("lamp")
            assert Dialect.from_json(learnt.dialect).null_query is True

    run(body())


def test_a_store_that_cannot_be_written_is_logged_and_stops_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(habits=Habits(null_query=True))
            (tmp_path / "folder").write_text("a file where a folder should be")
            store = DeviceStore(tmp_path / "folder" / "devices.json")
            store.add(
                DeviceRecord(
                    id=device.id,
                    name="lamp",
                    key=device.key,
                    address="127.0.0.1",
                    port=device.port,
                    version=Version.V33,
                )
            )
            async with Device.from_record(store.find("lamp"), store=store, network=house.network) as client:
                assert client.is_connected

    with caplog.at_level(logging.WARNING, logger="tuyalan.storage"):
        run(body())
    assert "not stored" in caplog.text
    assert WRONG_KEY not in caplog.text
