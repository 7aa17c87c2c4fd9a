"""What a virtual device says to requests, version by version and habit by habit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.sim.support import SECURE, VERSIONS, WALL, Visitor, living, points, read, visiting
from tests.support import run
from tuyalan.sim import ChildrenAnswer, Faults, Habits, Model, Point, PushOrder, models
from tuyalan.sim.points import Access, Kind
from tuyalan.vocabulary import Cid, Version
from tuyalan.wire.commands import Command

if TYPE_CHECKING:
    from tuyalan.wire.codec import Message

PLUG = Cid("a4c138f2b0d15e73")
SENSOR = Cid("a4c1386d94e7c208")
ON = {1: True}


def switch(version: str = "3.3", **habits: object) -> Model:
    return replace(models.switch(version), habits=Habits(**habits))  # type: ignore[arg-type]


async def ask(visitor: Visitor, command: int, body: bytes) -> Message:
    visitor.send(command, body)
    return await visitor.next()


async def silence(visitor: Visitor) -> None:
    """Make sure that nothing waits: the next answer is the one to a heartbeat."""
    visitor.send(Command.HEARTBEAT, visitor.bodies.heartbeat)
    assert (await visitor.next()).command == Command.HEARTBEAT


# Reading


@pytest.mark.parametrize("version", ["3.1", "3.3", "3.4", "3.5"])
def test_the_state_is_told_in_the_form_of_the_version(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            visitor.query()
            message = await visitor.next()
            assert message.command == visitor.spec.query
            assert message.return_code == 0
            assert message.header == b""
            assert read(message) == {"devId": device.id, "dps": {"1": False, "9": 0, "14": "memory"}}
            assert device.counters.queries == 1

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_both_query_commands_are_answered_under_their_own_number(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            assert (await ask(visitor, Command.QUERY, b'{"gwId":"x"}')).command == Command.QUERY
            assert (await ask(visitor, Command.QUERY_NEW, b"{}")).command == Command.QUERY_NEW

    run(body())


def test_a_device_may_answer_one_query_command_only() -> None:
    async def body() -> None:
        async with (
            living(switch("3.5", query_commands=frozenset({0x0A}))) as device,
            visiting(device) as visitor,
        ):
            visitor.send(Command.QUERY_NEW, b"{}")
            await silence(visitor)
            assert points(await ask(visitor, Command.QUERY, b"{}"))["1"] is False

    run(body())


@pytest.mark.parametrize("text", [b"", b"no json", b"[1]"])
def test_a_query_that_is_no_object_is_refused(text: bytes) -> None:
    async def body() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            message = await ask(visitor, Command.QUERY_NEW, text)
            assert (message.return_code, message.body) == (1, b"data format error")

    run(body())


def test_text_with_nulls_behind_is_understood() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            assert points(await ask(visitor, Command.QUERY, b"{}\0\0"))["1"] is False

    run(body())


def test_the_state_may_come_in_parts_after_an_empty_acknowledgement() -> None:
    async def body() -> None:
        async with (
            living(switch(state_parts=2, empty_before_state=True)) as device,
            visiting(device) as visitor,
        ):
            visitor.query()
            assert (await visitor.next()).body == b""
            first, second = points(await visitor.next()), points(await visitor.next())
            assert first == {"1": False, "9": 0}
            assert second == {"14": "memory"}
            await silence(visitor)

    run(body())


def test_the_state_may_come_in_the_envelope_of_pushes() -> None:
    async def body() -> None:
        async with living(switch("3.4", state_in_envelope=True)) as device, visiting(device) as visitor:
            visitor.query()
            answer = read(await visitor.next())
            assert (answer["protocol"], answer["t"]) == (4, WALL)
            assert answer["data"]["dps"]["1"] is False

    run(body())


def test_raw_points_may_look_like_false_in_the_state() -> None:
    async def body() -> None:
        model = Model("raw", "", (Point(1, Kind.RAW, initial="AAEC"),), Version.V35, habits=Habits(raw_as_false=True))
        async with living(model) as device, visiting(device) as visitor:
            assert await visitor.state() == {"1": False}
            visitor.control({1: "AAED"})
            await visitor.next()
            assert points(await visitor.next()) == {"1": "AAED"}

    run(body())


def test_a_device_without_points_has_nothing_to_report() -> None:
    async def body() -> None:
        async with living(Model("empty", "", version=Version.V34)) as device, visiting(device) as visitor:
            visitor.query()
            message = await visitor.next()
            assert (message.return_code, message.body) == (1, b"json obj data unvalid")

    run(body())


def test_some_devices_have_nothing_to_report_until_the_first_write_since_the_start() -> None:
    async def body() -> None:
        async with living(switch("3.5", is_unvalid_until_set=True)) as device:
            async with visiting(device) as visitor:
                visitor.query()
                assert (await visitor.next()).body == b"json obj data unvalid"
                visitor.control({1: "nonsense"})
                await visitor.next()
                visitor.query()
                assert (await visitor.next()).body == b"json obj data unvalid"
                visitor.control(ON)
                await visitor.next()
                await visitor.next()
                assert (await visitor.state())["1"] is True
            device.power_off()
            await device.power_on()
            async with visiting(device) as visitor:
                visitor.query()
                assert (await visitor.next()).body == b"json obj data unvalid"

    run(body())


# The dialect of nulls


@pytest.mark.parametrize(("version", "null_query"), [("3.2", None), ("3.3", True), ("3.4", True), ("3.5", True)])
def test_a_device22_refuses_the_plain_query_and_answers_nulls(version: str, null_query: bool | None) -> None:  # noqa: FBT001
    async def body() -> None:
        async with living(switch(version, null_query=null_query)) as device, visiting(device) as visitor:
            visitor.query()
            message = await visitor.next()
            assert (message.return_code, message.body) == (1, b"json obj data unvalid")
            nulls = visitor.bodies.null_query([14, 1, 99], wall=WALL)
            message = await ask(visitor, Command.CONTROL_NEW, nulls)
            assert message.command == Command.CONTROL_NEW
            assert list(read(message)["dps"].items()) == [("14", "memory"), ("1", False)]
            assert device.counters.writes == 0
            visitor.control(ON)
            await visitor.next()
            assert points(await visitor.next()) == {"1": True}

    run(body())


def test_some_answer_only_the_first_null() -> None:
    async def body() -> None:
        async with (
            living(switch(null_query=True, one_null_per_query=True)) as device,
            visiting(device) as visitor,
        ):
            message = await ask(visitor, Command.CONTROL_NEW, visitor.bodies.null_query([1, 9], wall=WALL))
            assert points(message) == {"1": False}
            device.faults = Faults(mute=frozenset({0x0D}))
            visitor.send(Command.CONTROL_NEW, visitor.bodies.null_query([1, 9], wall=WALL))
            await silence(visitor)

    run(body())


def test_a_plain_device_ignores_nulls() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            assert (await ask(visitor, Command.CONTROL_NEW, visitor.bodies.null_query([1], wall=WALL))).body == b""
            await silence(visitor)
            assert device.state[1] is False

    run(body())


# Writing


@pytest.mark.parametrize("version", VERSIONS)
def test_a_write_is_acknowledged_empty_and_then_reported(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            visitor.control(ON)
            ack, push = await visitor.next(), await visitor.next()
            assert (ack.command, ack.body) == (visitor.spec.control, b"")
            assert ack.return_code == (1 if version == "3.5" else 0)
            assert push.command == Command.STATUS
            assert points(push) == {"1": True}
            assert read(push)["t"] == WALL
            assert device.state[1] is True
            assert device.counters.writes == 1
            write = device.writes[0]
            assert (write.cid, write.asked, write.taken) == (None, ON, ON)

    run(body())


@pytest.mark.parametrize("version", SECURE)
def test_both_control_commands_are_obeyed(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            message = await ask(visitor, Command.CONTROL, visitor.bodies.control(ON, wall=WALL))
            assert message.command == Command.CONTROL
            assert device.state[1] is True

    run(body())


def test_a_device_may_ignore_the_old_control_command() -> None:
    async def body() -> None:
        async with (
            living(switch("3.4", control_commands=frozenset({0x0D}))) as device,
            visiting(device) as visitor,
        ):
            visitor.send(Command.CONTROL, visitor.bodies.control(ON, wall=WALL))
            await silence(visitor)
            assert device.state[1] is False

    run(body())


@pytest.mark.parametrize("dps", [{1: 1}, {14: "sideways"}, {99: True}, {9: 99999999}])
def test_bad_values_are_acknowledged_alike_and_never_reported(dps: dict[int, object]) -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device) as visitor:
            visitor.control(dps)
            ack = await visitor.next()
            assert (ack.return_code, ack.body) == (0, b"")
            await silence(visitor)
            assert device.writes[0].taken == {}

    run(body())


def test_what_fits_of_a_write_is_taken_and_fractions_are_cut_off() -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device) as visitor:
            visitor.control({9: 5.7, 1: "on"})
            await visitor.next()
            assert points(await visitor.next()) == {"9": 5}

    run(body())


def test_read_only_points_cannot_be_written() -> None:
    async def body() -> None:
        async with living(models.metering_plug("3.3")) as device, visiting(device) as visitor:
            visitor.control({19: 1})
            await visitor.next()
            await silence(visitor)
            assert device.state[19] == 603

    run(body())


def test_an_unchanged_value_is_reported_unless_the_device_thinks_otherwise() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            visitor.control({1: False})
            await visitor.next()
            assert points(await visitor.next()) == {"1": False}
            device.habits = Habits(pushes_unchanged=False)
            visitor.control({1: False})
            await visitor.next()
            await silence(visitor)

    run(body())


@pytest.mark.parametrize(
    ("order", "commands"),
    [
        (PushOrder.AFTER, [7, 8, 7, 8]),
        (PushOrder.BEFORE, [8, 7, 8, 7]),
        (PushOrder.ALTERNATE, [7, 8, 8, 7]),
        (PushOrder.ONLY, [8, 8]),
        (PushOrder.NEVER, [7, 7]),
        (PushOrder.IN_REPLY, [7, 7]),
    ],
)
def test_the_report_comes_when_the_habit_says(order: PushOrder, commands: list[int]) -> None:
    async def body() -> None:
        async with living(switch(push_order=order)) as device, visiting(device) as visitor:
            heard: list[Message] = []
            for value in (True, False):
                visitor.control({1: value})
                heard += [await visitor.next() for _ in range(len(commands) // 2)]
            await silence(visitor)
            assert [message.command for message in heard] == commands
            if order is PushOrder.IN_REPLY:
                assert [points(message) for message in heard] == [{"1": True}, {"1": False}]

    run(body())


def test_a_device_may_take_only_one_point_in_a_write() -> None:
    async def body() -> None:
        async with living(switch(one_dp_per_write=True)) as device, visiting(device) as visitor:
            visitor.control({1: True, 9: 5})
            await silence(visitor)
            assert device.state[1] is False
            visitor.control({9: 5})
            await visitor.next()
            assert points(await visitor.next()) == {"9": 5}

    run(body())


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"no json", b"parse data error"),
        (b'{"protocol":5}', b"data format error"),
        (b'{"data":{"dps":[]}}', b"data format error"),
        (b'{"data":{"cid":"nobody","dps":{"1":true}}}', b"devid not found"),
    ],
)
def test_a_write_that_makes_no_sense_is_refused(body: bytes, text: bytes) -> None:
    async def talk() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            message = await ask(visitor, Command.CONTROL_NEW, body)
            assert (message.return_code, message.body) == (1, text)

    run(talk())


def test_the_newest_firmware_wants_the_source_header() -> None:
    async def body() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            visitor.send(Command.CONTROL_NEW, visitor.bodies.control(ON, wall=WALL), header=b"")
            assert (await visitor.next()).body == b"parse data error"
            assert device.state[1] is False

    run(body())


def test_a_write_for_another_device_is_acknowledged_and_ignored() -> None:
    async def body() -> None:
        async with living(models.switch("3.5")) as device, visiting(device) as visitor:
            await ask(visitor, Command.CONTROL_NEW, b'{"data":{"devId":"another","dps":{"1":true}}}')
            await silence(visitor)
            assert device.state[1] is False
            text = b'{"data":{"devId":"%b","dps":{"1":true}}}' % device.id.encode()
            await ask(visitor, Command.CONTROL_NEW, text)
            assert device.state[1] is True

    run(body())


def test_what_follows_from_a_write_is_reported_after_it() -> None:
    async def body() -> None:
        async with living(models.metering_plug("3.3")) as device, visiting(device) as visitor:
            visitor.control({1: False})
            await visitor.next()
            assert points(await visitor.next()) == {"1": False}
            assert points(await visitor.next()) == {"18": 0, "19": 0}

    run(body())


def test_points_that_are_only_written_are_acknowledged_and_not_reported() -> None:
    async def body() -> None:
        model = Model("m", "", (Point(1, Kind.STRING, access=Access.WRITE_ONLY),))
        async with living(model) as device, visiting(device) as visitor:
            visitor.control({1: "x"})
            await visitor.next()
            await silence(visitor)
            assert device.writes[0].taken == {1: "x"}

    run(body())


# Measuring and the rest


def test_a_meter_measures_when_asked_and_reports_what_changed_of_it() -> None:
    async def body() -> None:
        async with living(models.metering_plug("3.5")) as device, visiting(device) as visitor:
            before = device.state
            ack = await ask(visitor, Command.REFRESH, visitor.bodies.refresh([18, 19]))
            assert (ack.command, ack.body) == (Command.REFRESH, b"")
            told = points(await visitor.next())
            assert set(told) <= {"18", "19"}
            assert all(device.state[int(dp)] == value != before[int(dp)] for dp, value in told.items())

    run(body())


@pytest.mark.parametrize("version", ["3.1", "3.5"])
def test_firmware_that_does_not_know_measuring_says_nothing(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            visitor.send(Command.REFRESH, visitor.bodies.refresh([1]))
            await silence(visitor)

    run(body())


def test_strange_requests_to_measure_do_no_harm() -> None:
    async def body() -> None:
        async with living(models.metering_plug("3.4")) as device, visiting(device) as visitor:
            assert (await ask(visitor, Command.REFRESH, b'{"dpId":7}')).body == b""
            visitor.send(Command.REFRESH, b'{"dpId":[1],"cid":"nobody"}')
            await silence(visitor)

    run(body())


def test_unknown_commands_get_no_answer() -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device) as visitor:
            visitor.send(0x77, b"{}")
            await silence(visitor)

    run(body())


# Children


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_children_are_read_and_written_through_the_gateway(version: str) -> None:
    async def body() -> None:
        async with living(models.gateway(version)) as device, visiting(device) as visitor:
            visitor.query(PLUG)
            answer = read(await visitor.next())
            assert answer["cid"] == PLUG
            assert answer["dps"] == {"1": False, "9": 0, "14": "memory"}
            visitor.control(ON, PLUG)
            await visitor.next()
            push = read(await visitor.next())
            where = push["data"] if version != "3.3" else push
            assert (where["cid"], where["dps"]) == (PLUG, {"1": True})
            assert device.child(PLUG).state[1] is True
            assert device.writes[0].cid == PLUG
            visitor.query()
            assert (await visitor.next()).body == b"json obj data unvalid"

    run(body())


def test_an_unknown_child_is_refused() -> None:
    async def body() -> None:
        async with living(models.gateway("3.4")) as device, visiting(device) as visitor:
            visitor.query(Cid("nobody"))
            message = await visitor.next()
            assert (message.return_code, message.body) == (1, b"devid not found")
            assert (await ask(visitor, Command.QUERY_NEW, b'{"cid":5}')).body == b"devid not found"

    run(body())


@pytest.mark.parametrize("in_envelope", [True, False])
def test_the_child_may_be_named_within_data(in_envelope: bool) -> None:  # noqa: FBT001
    async def body() -> None:
        habits = Habits(child_in_data=True, state_in_envelope=in_envelope)
        async with living(models.gateway("3.4"), habits=habits) as device, visiting(device) as visitor:
            visitor.query(SENSOR)
            answer = read(await visitor.next())
            assert answer["data"]["cid"] == SENSOR
            assert "cid" not in answer

    run(body())


@pytest.mark.parametrize(
    ("how", "bodies"),
    [
        (ChildrenAnswer.WHOLE, [({PLUG}, {SENSOR})]),
        (ChildrenAnswer.IN_PARTS, [({PLUG}, set[str]()), (set[str](), {SENSOR})]),
        (ChildrenAnswer.AFTER_EMPTY, [None, ({PLUG}, {SENSOR})]),
        (ChildrenAnswer.NOTHING, list[None]()),
    ],
)
def test_a_gateway_tells_which_children_are_online(
    how: ChildrenAnswer, bodies: list[tuple[set[str], set[str]] | None]
) -> None:
    async def body() -> None:
        async with (
            living(models.gateway("3.4"), habits=Habits(children_answer=how)) as device,
            visiting(device) as visitor,
        ):
            device.child(SENSOR).is_online = False
            visitor.send(Command.EXTENSION_STREAM, visitor.bodies.children())
            for expected in bodies:
                message = await visitor.next()
                if expected is None:
                    assert message.body == b""
                    continue
                answer = read(message)
                assert answer["reqType"] == "subdev_online_stat_report"
                assert (set(answer["data"]["online"]), set(answer["data"]["offline"])) == expected
            await silence(visitor)

    run(body())


def test_a_gateway_tells_of_the_children_it_was_asked_for() -> None:
    async def body() -> None:
        async with living(models.gateway("3.5")) as device, visiting(device) as visitor:
            answer = read(await ask(visitor, Command.EXTENSION_STREAM, visitor.bodies.children([PLUG])))
            assert answer["data"]["online"] == [PLUG]
            visitor.send(Command.EXTENSION_STREAM, b"junk")
            await silence(visitor)

    run(body())


def test_a_device_without_children_is_silent_about_them() -> None:
    async def body() -> None:
        async with living(models.switch("3.4")) as device, visiting(device) as visitor:
            visitor.send(Command.EXTENSION_STREAM, visitor.bodies.children())
            await silence(visitor)

    run(body())


# Muted


@pytest.mark.parametrize("version", VERSIONS)
def test_a_muted_query_gets_no_answer_and_a_muted_write_is_done_and_reported(version: str) -> None:
    async def body() -> None:
        async with living(models.switch(version)) as device, visiting(device) as visitor:
            device.faults = Faults(mute=frozenset({0x0A, 0x10, 0x07, 0x0D}))
            visitor.query()
            await silence(visitor)
            visitor.control(ON)
            push = await visitor.next()
            assert (push.command, points(push)) == (Command.STATUS, {"1": True})
            await silence(visitor)

    run(body())


def test_acknowledgements_may_be_late() -> None:
    async def body() -> None:
        async with living() as device, visiting(device) as visitor:
            device.faults = Faults(ack_delay=0.05)
            visitor.control(ON)
            assert (await visitor.next()).command == Command.STATUS
            assert (await visitor.next()).command == visitor.spec.control

    run(body())
