"""One client's connection: limits, faults of the way out, ends."""

from __future__ import annotations

import asyncio
import errno
import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.sim.support import SECURE, VERSIONS, WALL, living, points, until, visiting
from tests.support import run
from tuyalan.session.negotiation import is_weak
from tuyalan.sim import Faults, Habits, Reset, WhenFull, models
from tuyalan.sim.faults import NO_HEARTBEATS
from tuyalan.vocabulary import LocalKey
from tuyalan.wire.codec import Message
from tuyalan.wire.commands import Command
from tuyalan.wire.frame import BadFrame, Fault

if TYPE_CHECKING:
    from tuyalan.sim.connection import Connection

WRONG = LocalKey("another key 1234")


@pytest.mark.parametrize("version", ["3.1", "3.3", "3.4", "3.5"])
def test_a_client_is_served_and_counted(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device:
            async with visiting(device) as visitor:
                assert (await visitor.state())["1"] is False
                await visitor.knock()
                assert len(device.sessions) == len(device.connections) == 1
                assert device.connections[0].address == visitor.writer.get_extra_info("sockname")
                assert device.counters.sessions == 1
                assert device.counters.frames_out >= 2
            await until(lambda: not device.connections)

    run(body())


def test_heartbeats_are_answered_with_nothing() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            visitor.send(Command.HEARTBEAT)
            message = await visitor.next()
            assert (message.command, message.sequence, message.body) == (Command.HEARTBEAT, 0, b"")
            assert device.counters.heartbeats == 1

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_answers_may_carry_the_source_header(version: str) -> None:
    async def body() -> None:
        habits = Habits(header_on_answers=True)
        async with living(models.switch(version), habits=habits) as device, visiting(device) as visitor:
            visitor.query()
            message = await visitor.next()
            assert message.header == version.encode() + bytes(12)
            assert points(message)["1"] is False
            visitor.control({1: True})
            ack = await visitor.next()
            assert (ack.header, ack.body) == (b"", b"")

    run(body())


def test_the_fourth_client_is_accepted_and_closed_at_once() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as first, visiting(device) as second, visiting(device) as third:
            for visitor in (first, second, third):
                await visitor.knock()
            async with visiting(device) as fourth:
                assert await fourth.is_closed()
            assert device.counters.turned_away == 1
            await first.knock()

    run(body())


def test_a_slot_is_free_again_as_soon_as_a_client_leaves() -> None:
    async def body() -> None:
        async with living(habits=Habits(max_clients=1)) as device:
            for _ in range(3):
                async with visiting(device) as visitor:
                    await visitor.knock()
                await until(lambda: not device.is_full)
            assert device.counters.turned_away == 0

    run(body())


def test_a_new_client_may_take_the_slot_of_the_oldest() -> None:
    async def body() -> None:
        habits = Habits(max_clients=1, when_full=WhenFull.REPLACE)
        async with living(habits=habits) as device, visiting(device) as first:
            await first.knock()
            async with visiting(device) as second:
                await second.knock()
                assert await first.is_closed()

    run(body())


def test_an_idle_client_is_closed() -> None:
    async def body() -> None:
        async with living(habits=Habits(idle_timeout=0.2)) as device, visiting(device) as visitor:
            began = asyncio.get_running_loop().time()
            await asyncio.sleep(0.1)
            await visitor.knock()
            assert await visitor.is_closed()
            assert asyncio.get_running_loop().time() - began >= 0.29

    run(body())


@pytest.mark.parametrize("version", SECURE)
def test_a_wrong_key_gets_no_answer_and_a_late_end(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version), habits=Habits(rejection_delay=0.3)) as device:
            async with visiting(device, key=WRONG, negotiates=False) as visitor:
                began = asyncio.get_running_loop().time()
                with pytest.raises(EOFError):
                    await visitor.start()
                assert asyncio.get_running_loop().time() - began >= 0.25
            assert (device.counters.bad_frames, device.counters.sessions) == (1, 0)

    run(body())


def test_a_wrong_key_on_an_old_device_meets_silence() -> None:
    async def body() -> None:
        async with living() as device, visiting(device, key=WRONG) as visitor:
            visitor.query()
            await until(lambda: device.counters.bad_frames)
            assert device.counters.queries == 0

    run(body())


@pytest.mark.parametrize("version", SECURE)
def test_a_request_before_the_session_ends_the_connection(version: str) -> None:
    async def body() -> None:
        async with (
            living(models.switch(version), habits=Habits(rejection_delay=0.05)) as device,
            visiting(device, negotiates=False) as visitor,
        ):
            visitor.query()
            assert await visitor.is_closed()

    run(body())


def test_a_sequence_number_that_does_not_increase_ends_the_connection_at_once() -> None:
    async def body() -> None:
        async with living(models.switch("3.5"), habits=Habits(rejection_delay=60.0)) as device:
            async with visiting(device) as visitor:
                visitor.sequence -= 1
                visitor.query()
                assert await visitor.is_closed()
            device.habits = Habits(is_strict=False)
            async with visiting(device) as visitor:
                visitor.sequence -= 1
                assert (await visitor.state())["1"] is False

    run(body())


def test_junk_before_a_frame_is_skipped() -> None:
    async def body() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            visitor.writer.write(b"junk")
            assert (await visitor.state())["1"] is False
            assert device.counters.bad_frames == 1

    run(body())


def test_firmware_forgets_a_short_first_piece() -> None:
    async def body() -> None:
        async with living(habits=Habits(forgets_pieces=True)) as device, visiting(device) as visitor:
            frame = visitor.seal(Command.QUERY, visitor.bodies.query(wall=WALL))
            visitor.writer.write(frame[:20])
            await until(lambda: device.counters.bad_frames)
            visitor.writer.write(frame[20:])
            await visitor.knock()
            assert device.counters.queries == 0
            assert (await visitor.state())["1"] is False

    run(body())


@pytest.mark.parametrize("nagle", [True, False])
def test_small_segments_wait_unless_the_device_is_told_otherwise(nagle: bool) -> None:  # noqa: FBT001
    async def body() -> None:
        async with living(habits=Habits(nagle=nagle)) as device, visiting(device) as visitor:
            await visitor.knock()
            transport = device.connections[0]._transport
            assert transport is not None
            sock = transport.get_extra_info("socket")
            assert bool(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)) is not nagle

    run(body())


def test_the_connection_may_end_after_each_reply() -> None:
    async def body() -> None:
        async with living(habits=Habits(closes_after_reply=True)) as device, visiting(device) as visitor:
            assert (await visitor.state())["1"] is False
            assert await visitor.is_closed()

    run(body())


async def ended_how(connection: asyncio.StreamReader) -> int:
    """Wait for the end; 0 is an orderly one, otherwise the number of the error."""
    try:
        while await connection.read(1000):
            pass
    except OSError as error:
        return error.errno or -1
    return 0


def test_a_reset_tears_the_connection_down_on_accept_or_after_the_reply() -> None:
    async def body() -> None:
        async with living() as device:
            device.faults = Faults(reset=Reset.ON_ACCEPT)
            async with visiting(device) as visitor:
                assert await ended_how(visitor.reader) == errno.ECONNRESET
            device.faults = Faults(reset=Reset.AFTER_REPLY)
            async with visiting(device) as visitor:
                assert (await visitor.state())["1"] is False
                assert await ended_how(visitor.reader) == errno.ECONNRESET
            assert device.counters.queries == 1

    run(body())


# Frames on their way out


@pytest.mark.parametrize("version", VERSIONS)
def test_a_wrong_check_value_is_seen_as_such(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            device.faults = Faults(bad_check_next=1)
            visitor.send(Command.HEARTBEAT)
            bad = await visitor.next_any()
            assert isinstance(bad, BadFrame)
            assert bad.fault is {"3.4": Fault.HMAC, "3.5": Fault.TAG}.get(version, Fault.CRC)
            await visitor.knock()

    run(body())


def test_lost_frames_are_lost_and_the_next_arrive() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            device.faults = Faults(drop_next=1)
            visitor.query()
            visitor.send(Command.HEARTBEAT)
            assert (await visitor.next()).command == Command.HEARTBEAT

    run(body())


@pytest.mark.parametrize(
    "faults",
    [
        Faults(delay=0.02, jitter=0.01),
        Faults(split_at=(5,), split_delay=0.005),
        Faults(split_randomly=3, split_delay=0.001),
        Faults(trickle_delay=0.0001),
        Faults(merge=0.02),
    ],
)
def test_frames_arrive_whole_however_they_are_cut_and_held_back(faults: Faults) -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device) as visitor:
            device.faults = faults
            visitor.control({1: True})
            assert (await visitor.next()).command == Command.CONTROL_NEW
            assert points(await visitor.next()) == {"1": True}
            assert (await visitor.state())["1"] is True

    run(body())


def test_delayed_frames_keep_their_place_when_the_delay_ends() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.faults = Faults(delay=0.1)
            device.set(9, 1)
            device.faults = Faults()
            device.set(9, 2)
            assert [points(await visitor.next()) for _ in range(2)] == [{"9": 1}, {"9": 2}]

    run(body())


def test_garbage_before_frames_is_told_apart() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            device.faults = Faults(garbage=10)
            visitor.query()
            bad = await visitor.next_any()
            assert isinstance(bad, BadFrame)
            assert (bad.fault, bad.size) == (Fault.GARBAGE, 10)
            assert points(await visitor.next())["1"] is False

    run(body())


def test_corrupted_frames_do_not_pass_for_good_ones() -> None:
    async def body() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            await visitor.knock()
            device.faults = Faults(corrupt=1.0)
            for _ in range(20):
                device.push({1: True})
            device.faults = Faults()
            # A damaged length may swallow what comes next: 64 KiB at most.
            for _ in range(700):
                device.push({9: 77})
            good: list[Message] = []
            while not good:
                message = await visitor.next_any()
                if isinstance(message, Message):
                    good.append(message)
            assert points(good[0]) == {"9": 77}

    run(body())


# A device that hangs, hides or mutters


def test_a_half_open_device_keeps_the_connection_and_says_nothing_until_it_recovers() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            await visitor.knock()
            device.faults = Faults(half_open=True)
            device.set(1, True)
            visitor.query()
            async with visiting(device) as late:
                late.query()
                await until(lambda: len(device.connections) == 2)
                assert device.counters.queries == 0
                device.faults = Faults()
                assert points(await visitor.next())["1"] is True
                assert points(await late.next())["1"] is True

    run(body())


def test_a_hanging_device_does_not_notice_that_a_client_is_idle() -> None:
    async def body() -> None:
        async with living(habits=Habits(idle_timeout=0.05)) as device, visiting(device) as visitor:
            device.faults = Faults(half_open=True)
            await until(lambda: device.connections)
            connection: Connection = device.connections[0]
            before = connection._wake
            await until(lambda: connection._wake is not before)
            assert device.connections
            visitor.close()

    run(body())


def test_a_device_may_lock_up_after_some_sessions_until_it_starts_anew() -> None:
    async def body() -> None:
        async with living() as device:
            device.faults = Faults(lock_up_after=1)
            async with visiting(device) as first:
                await first.knock()
                async with visiting(device) as second:
                    second.query()
                    await until(lambda: len(device.connections) == 2)
                    await first.knock()
                    assert device.counters.queries == 0
            device.power_off()
            await device.power_on()
            async with visiting(device) as third:
                await third.knock()

    run(body())


def test_heartbeats_may_get_no_answer() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            device.faults = Faults(mute=NO_HEARTBEATS)
            visitor.send(Command.HEARTBEAT)
            visitor.query()
            assert (await visitor.next()).command == Command.QUERY
            assert device.counters.heartbeats == 1

    run(body())


@pytest.mark.parametrize("version", SECURE)
def test_a_push_may_come_before_the_session(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device:
            device.faults = Faults(early_push=True)
            async with visiting(device, negotiates=False) as visitor:
                push = await visitor.start()
                assert push.command == Command.STATUS
                assert points(push)["1"] is False
                response = await visitor.next()
                device.faults = Faults()
                visitor.codec.adopt(visitor.finish(await visitor.strengthen(response)))
                assert (await visitor.state())["1"] is False

    run(body())


def test_session_keys_may_begin_with_zero_and_then_count_as_none() -> None:
    async def body() -> None:
        async with living(models.switch("3.4"), habits=Habits(rejection_delay=0.05)) as device:
            device.faults = Faults(weak_keys_next=3)
            async with visiting(device, negotiates=False) as visitor:
                session_key = visitor.finish(await visitor.start())
                assert is_weak(session_key)
                visitor.codec.adopt(session_key)
                visitor.query()
                assert await visitor.is_closed()
            await until(lambda: not device.connections)
            async with visiting(device, negotiates=False) as visitor:
                weak = [is_weak(visitor.derive(await visitor.start())) for _ in range(2)]
                assert weak == [True, True]
                await visitor.negotiate()
                assert (await visitor.state())["1"] is False

    run(body())


@pytest.mark.parametrize("avoids", [True, False])
def test_weak_session_keys_happen_by_chance_unless_the_device_avoids_them(avoids: bool) -> None:  # noqa: FBT001
    async def body() -> None:
        async with (
            living(models.switch("3.4"), habits=Habits(avoids_weak_keys=avoids)) as device,
            visiting(device, negotiates=False) as visitor,
        ):
            # The seed of the device and a fixed nonce of the client make the outcome the same in every run.
            nonce = b"0123456789abcdef"
            weak = 0
            for _ in range(1000):
                visitor.send(Command.NEGOTIATION_START, nonce)
                response = await visitor.next()
                visitor.nonce = nonce
                weak += is_weak(visitor.derive(response))
            assert (weak == 0) is avoids

    run(body())


def test_a_device_may_call_itself_by_another_id() -> None:
    async def body() -> None:
        async with living(models.switch("3.1")) as device, visiting(device) as visitor:
            device.faults = replace(device.faults, answers_as="bf00000000000000000001")
            visitor.query()
            assert b"bf00000000000000000001" in (await visitor.next()).body
            device.set(1, True)
            assert b"bf00000000000000000001" in (await visitor.next()).body

    run(body())


def test_a_late_acknowledgement_dies_with_its_connection() -> None:
    async def body() -> None:
        async with living() as device:
            device.faults = Faults(ack_delay=30.0)
            async with visiting(device) as visitor:
                visitor.control({1: True})
                await visitor.next()
                connection = device.connections[0]
                assert len(connection._timers) == 1
            await until(lambda: not device.connections)
            assert not connection._timers
            connection.drop()
            connection.reset()
            connection.stick(is_stuck=True)
            connection.send_raw(b"")

    run(body())


def test_a_push_that_waits_dies_with_its_connection() -> None:
    async def body() -> None:
        async with living() as device:
            device.faults = Faults(delay=30.0)
            async with visiting(device) as visitor:
                visitor.query()
                await until(lambda: device.counters.queries)
            await until(lambda: not device.connections)

    run(body())


def test_a_frame_of_any_kind_can_be_sent_unasked() -> None:
    async def body() -> None:
        async with living(models.gateway("3.4")) as device, visiting(device) as visitor:
            await visitor.knock()
            device.connections[0].send(Command.EXTENSION_STREAM, b"{}")
            device.connections[0].flush()
            message = await visitor.next()
            assert (message.command, message.body) == (Command.EXTENSION_STREAM, b"{}")

    run(body())


def test_a_connection_that_ends_takes_no_more_and_complains_about_nothing(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with living() as device, visiting(device):
            await until(lambda: device.connections)
            (connection,) = device.connections
            connection.reset()
            for number in range(20):
                connection.send_raw(b"late")
                connection.push(b"{}", serial=number)
                connection.flush()
            await until(lambda: not device.connections)

    run(body())
    assert not caplog.records
