"""What a caller waits for: an answer over as many connections as it takes, an outcome, and never longer than the bound."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.client.household import BOUND, PROMPT, couple, failing, home, run_jumping, until
from tests.support import run
from tuyalan.client.calls import ask, write
from tuyalan.client.options import Options
from tuyalan.client.writes import MAX_WRITES, Outcome, Wait
from tuyalan.errors import (
    BadValueError,
    ConnectionLostError,
    DeviceRefusedError,
    ResponseTimeoutError,
    UnreachableError,
    UseError,
)
from tuyalan.sim import NO_CONTROLS, NO_QUERIES, Faults, Habits, PushOrder, models

if TYPE_CHECKING:
    from tuyalan.client.connection import Connection
    from tuyalan.client.device import Device
    from tuyalan.session.client import ClientSession
    from tuyalan.vocabulary import DpId, Json
    from tuyalan.wire.codec import Message


def connection_of(client: Device) -> Connection:
    return client._peer.opened()


def query(session: ClientSession, now: float, wall: float) -> int:
    return session.query(now=now, wall=wall)


async def asking(client: Device, *, timeout: float | None = None, patience: float = PROMPT) -> Message | None:
    return await ask(connection_of(client), query, device_id=client.id, timeout=timeout, patience=patience)


async def writing(
    client: Device, dps: dict[DpId, Json], *, limit: float = PROMPT, repeat: bool | None = None
) -> Outcome:
    result = await write(
        connection_of(client), dps, cid=None, wait=Wait.CONFIRMED, repeat=repeat, device_id=client.id, limit=limit
    )
    return result.outcome


# Questions


@pytest.mark.parametrize("patience", [PROMPT, 15.0])
@pytest.mark.parametrize("timeout", [None, PROMPT])
def test_a_question_is_answered_with_and_without_a_bound_of_the_caller(timeout: float | None, patience: float) -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.update({9: 77})
            await asking(client, timeout=timeout, patience=patience)
            assert client.dps == device.state

    run(body())


def test_a_question_is_asked_again_over_the_next_connection() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            async with asyncio.TaskGroup() as group:
                for timeout in (None, PROMPT):
                    group.create_task(asking(client, timeout=timeout, patience=15.0))
                await asyncio.sleep(0)
                device.reset_sessions()
            assert device.counters.sessions == 2

    run(body())


def test_a_device_that_is_away_is_waited_for_and_then_named_as_the_reason() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                await until(lambda: client.error is not None)
                error = await failing(asking(client, timeout=2.0))
                assert isinstance(error, UnreachableError)

    run_jumping(body())


def test_a_question_without_an_answer_or_a_known_reason_ends_with_the_bound() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            async with house.client(device, address=None, options=Options(find_timeout=60.0), patient=True) as client:
                error = await failing(asking(client, patience=2.0))
                assert isinstance(error, ResponseTimeoutError)
                assert error.message == "no answer within 2 s"
                assert error.device_id == device.id

    run_jumping(body())


@pytest.mark.parametrize(("patience", "message"), [(1.0, "no answer within 1 s"), (15.0, "")])
def test_a_device_that_falls_silent_is_waited_for_no_longer_than_the_bound(patience: float, message: str) -> None:
    async def body() -> None:
        async with couple() as (device, client):
            device.faults = Faults(mute=NO_QUERIES)
            loop = asyncio.get_running_loop()
            begin = loop.time()
            error = await failing(asking(client, patience=patience))
            assert isinstance(error, ResponseTimeoutError)
            assert error.message.startswith(message)
            assert loop.time() - begin <= patience + 0.1

    run_jumping(body())


def test_a_raw_question_ends_with_the_message_of_the_device() -> None:
    async def body() -> None:
        async with couple() as (_, client):
            message = await ask(
                connection_of(client),
                lambda session, now, wall: session.raw(0x0A, b"{}", now=now, wall=wall),
                device_id=client.id,
                timeout=None,
                patience=PROMPT,
            )
            assert message is not None
            assert message.command == 0x0A

    run(body())


# Writes


def test_a_write_ends_with_its_outcome_and_how_long_it_took() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            result = await write(
                connection_of(client),
                {1: True},
                cid=None,
                wait=Wait.CONFIRMED,
                repeat=None,
                device_id=client.id,
                limit=PROMPT,
            )
            assert result.outcome is Outcome.CONFIRMED
            assert result.dps == {1: True}
            assert 0 < result.seconds < PROMPT
            assert device.state[1] is True

    run(body())


def test_a_write_that_the_device_does_not_take_is_an_error() -> None:
    async def body() -> None:
        async with couple() as (_, client):
            assert isinstance(await failing(writing(client, {14: "no such word"})), DeviceRefusedError)

    run_jumping(body())


def test_a_write_that_was_sent_and_never_answered_says_that_nobody_knows() -> None:
    async def body() -> None:
        async with couple(habits=Habits(push_order=PushOrder.NEVER)) as (device, client):
            device.faults = Faults(mute=NO_CONTROLS | NO_QUERIES)
            error = await failing(writing(client, {1: True}, limit=2.0))
            assert error.message == "the write was sent, its outcome is unknown"

    run_jumping(body())


def test_a_write_to_an_absent_device_says_that_it_was_not_sent_and_never_is() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                error = await failing(writing(client, {1: True}, limit=2.0))
                assert isinstance(error, ResponseTimeoutError)
                assert error.message == "the write was not sent"
                assert isinstance(error.__cause__, UnreachableError)
                await device.power_on()
                await client.wait_connected(timeout=BOUND)
                await client.status()
                assert device.state[1] is False

    run_jumping(body())


def test_a_write_that_is_given_up_by_its_caller_is_not_sent_later() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                with pytest.raises(TimeoutError):
                    async with asyncio.timeout(0.5):
                        await writing(client, {1: True}, limit=60.0)
                await device.power_on()
                await client.wait_connected(timeout=BOUND)
                await client.status()
                assert device.state[1] is False

    run_jumping(body())


def test_more_writes_than_the_queue_holds_are_refused_at_once() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client, asyncio.TaskGroup() as group:
                for dp in range(MAX_WRITES):
                    group.create_task(failing(writing(client, {dp: 1}, limit=1.0)))
                await asyncio.sleep(0)
                error = await failing(writing(client, {1: 1}))
                assert isinstance(error, UseError)
                assert error.message == "too many writes wait for this device"

    run_jumping(body())


def test_what_waits_when_the_device_is_closed_gets_an_error() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            device.power_off()
            async with house.client(device, patient=True) as client:
                async with asyncio.TaskGroup() as group:
                    waiting = group.create_task(failing(writing(client, {1: True})))
                    await asyncio.sleep(0)
                    await client.close()
                assert isinstance(waiting.result(), ConnectionLostError)

    run(body())


def test_a_write_of_nothing_sensible_never_gets_here() -> None:
    async def body() -> None:
        async with couple(models.switch()) as (_, client):
            assert isinstance(await failing(client.set({1: float("nan")})), BadValueError)

    run(body())
