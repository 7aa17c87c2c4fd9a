"""A line turns bytes into events and requests into bytes; it knows nothing of what came before or comes after."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, cast

import pytest

from tests.client.household import PROMPT, failing, run_jumping
from tests.support import run
from tuyalan.client.line import Line
from tuyalan.client.writes import Outcome, Wait, Write, WriteQueue
from tuyalan.errors import ConnectionLostError, ResponseTimeoutError, TuyalanError, UseError
from tuyalan.session.client import ClientSession
from tuyalan.session.device import DeviceSession
from tuyalan.session.events import Asked, ChildrenSeen, Closed, DpUpdate, Event, Opened
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.commands import Command
from tuyalan.wire.messages import build_push, build_state
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.client.network import Network
    from tuyalan.net.tcp import ClosedCallback, DataCallback
    from tuyalan.vocabulary import Cid, DpId, Json

ID = DeviceId("eb0123456789abcdef0123")
KEY = "0123456789abcdef"
STATE: dict[DpId, Json] = {1: False, 9: 3}


class Wire:
    """A network of one device, and the link to it: what is sent is answered when the test says so."""

    def __init__(self, version: Version = Version.V33) -> None:
        self.device = DeviceSession(version, LocalKey(KEY), entropy=os.urandom)
        self.device.start(now=0.0)
        self.version = version
        self.asked: list[Asked] = []
        self.is_closed = False
        self.greeting = b""

    async def open(
        self, address: str, port: int, *, on_data: DataCallback, on_closed: ClosedCallback, timeout: float
    ) -> Wire:
        del address, port, timeout
        self.hear: Callable[[bytes], None] = on_data
        self.hang_up: Callable[[Exception | None], None] = on_closed
        if self.greeting:
            on_data(self.greeting)
        if self.is_closed:
            on_closed(None)
        return self

    def send(self, data: bytes, *, expects_more: bool) -> None:
        del expects_more
        self.asked += [event for event in self.device.receive(data, now=0.0) if isinstance(event, Asked)]

    def close(self) -> None:
        self.is_closed = True

    def push(self, dps: dict[DpId, Json]) -> bytes:
        self.device.push(build_push(VERSIONS[self.version], ID, dps, wall=1_700_000_000), serial=1)
        return self.device.outgoing()

    def answer(self) -> None:
        """Answer the first question that is open with the state."""
        self.device.reply(self.asked.pop(0), build_state(VERSIONS[self.version], ID, STATE))
        self.hear(self.device.outgoing())


class Home:
    """One line, and what it tells."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.updates: list[DpUpdate] = []
        self.events: list[Event] = []
        self.writes = WriteQueue(
            interval=0.0, send=self._send, known=lambda _: {}, assume=self._assume, learn=lambda: None
        )
        session = ClientSession(wire.version, LocalKey(KEY), ID, entropy=os.urandom)
        self.line = Line(session, ID, writes=self.writes, hearer=self, keeper=self)

    def on_update(self, update: DpUpdate) -> None:
        self.updates.append(update)

    def on_event(self, event: Event) -> None:
        self.events.append(event)

    def _send(self, dps: dict[DpId, Json], cid: Cid | None, confirms: bool) -> int:  # noqa: FBT001 - a callback
        return self.line.send_write(dps, cid, confirms=confirms)

    def _assume(self, dps: dict[DpId, Json], cid: Cid | None) -> None:
        raise AssertionError(f"{dps} of {cid} was assumed")

    async def start(self) -> Line:
        await self.line.dial(cast("Network", self.wire), "192.0.2.1", 6668, timeout=PROMPT)
        self.line.start()
        return self.line


def query(session: ClientSession, now: float, wall: float) -> int:
    return session.query(now=now, wall=wall)


async def begin(version: Version = Version.V33) -> tuple[Wire, Home, Line]:
    wire = Wire(version)
    home = Home(wire)
    return wire, home, await home.start()


def test_values_reach_the_hearer_and_the_rest_the_keeper() -> None:
    async def body() -> None:
        wire, home, line = await begin()
        assert line.is_open
        assert home.events == [Opened()]
        wire.hear(wire.push({1: True}))
        assert [update.dps for update in home.updates] == [{1: True}]
        wire.hear(wire.push({9: 4}) + wire.push({9: 5}))
        assert [update.dps for update in home.updates[1:]] == [{9: 4}, {9: 5}]
        assert home.events == [Opened()]

    run(body())


def test_what_a_device_says_before_the_link_is_ours_is_kept_within_bounds() -> None:
    async def body() -> None:
        wire = Wire()
        wire.greeting = wire.push({1: True})
        home = Home(wire)
        await home.start()
        assert [update.dps for update in home.updates] == [{1: True}]

        flood = Wire()
        flood.greeting = wire.push({1: True}) + bytes(200_000) + wire.push({1: False})
        home = Home(flood)
        await home.start()
        assert [update.dps for update in home.updates] == [{1: True}]

    run(body())


def test_a_link_that_ended_before_it_was_ours_ends_the_session() -> None:
    async def body() -> None:
        wire = Wire()
        wire.is_closed = True
        home = Home(wire)
        line = await home.start()
        assert not line.is_open
        assert isinstance(home.events[-1], Closed)
        assert isinstance(line.ended.result(), TuyalanError)

    run(body())


@pytest.mark.parametrize("version", [Version.V31, Version.V33, Version.V34, Version.V35])
def test_an_answer_ends_the_question_that_it_belongs_to(version: Version) -> None:
    async def body() -> None:
        wire, _, line = await begin(version)
        if version.value >= "3.4":
            wire.hear(wire.device.outgoing())
        assert line.is_open
        async with asyncio.TaskGroup() as group:
            first = group.create_task(line.ask(query))
            second = group.create_task(line.ask(query))
            await asyncio.sleep(0)
            wire.answer()
            await asyncio.sleep(0)
            assert first.done()
            assert not second.done()
            wire.answer()

    run(body())


def test_a_raw_question_ends_with_its_message() -> None:
    async def body() -> None:
        wire, _, line = await begin()
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(line.ask(lambda s, now, wall: s.raw(Command.QUERY, b"{}", now=now, wall=wall)))
            await asyncio.sleep(0)
            wire.answer()
        message = asked.result()
        assert message is not None
        assert b'"dps"' in message.body

    run(body())


def test_a_caller_that_gives_up_takes_its_question_back() -> None:
    async def body() -> None:
        wire, _, line = await begin()
        async with asyncio.TaskGroup() as group:
            first = group.create_task(line.ask(query))
            doomed = group.create_task(line.ask(query))
            await asyncio.sleep(0)
            doomed.cancel()
            await asyncio.sleep(0)
            wire.answer()
        assert first.done()
        assert not wire.asked
        assert line.session.is_idle

    run(body())


def test_an_answer_after_the_caller_gave_up_is_no_fault() -> None:
    async def body() -> None:
        wire, home, line = await begin()
        async with asyncio.TaskGroup() as group:
            doomed = group.create_task(line.ask(query))
            await asyncio.sleep(0)
            doomed.cancel()
            # In the same turn of the loop, so that the waiter is cancelled and not yet forgotten.
            wire.answer()
        assert [update.dps for update in home.updates] == [STATE]
        assert line.session.is_idle

    run(body())


def test_silence_ends_a_question_when_the_session_says_so() -> None:
    async def body() -> None:
        _, _, line = await begin()
        error = await failing(line.ask(query))
        assert isinstance(error, ResponseTimeoutError)
        assert error.device_id == ID

    run_jumping(body())


def test_too_many_questions_are_a_wrong_call() -> None:
    async def body() -> None:
        _, _, line = await begin()

        def overflow(session: ClientSession, now: float, wall: float) -> int:
            del session, now, wall
            raise OverflowError("too many")

        with pytest.raises(UseError, match="too many"):
            await line.ask(overflow)

    run(body())


def test_a_write_goes_out_with_the_next_flush_and_is_confirmed_by_the_push() -> None:
    async def body() -> None:
        wire, home, line = await begin()
        home.writes.open(now=0.0)
        ends: list[Outcome | TuyalanError] = []
        loop = asyncio.get_running_loop()
        write = Write({1: True}, None, Wait.CONFIRMED, may_repeat=None, started=loop.time(), on_end=ends.append)
        home.writes.add(write, now=loop.time())
        assert not wire.asked
        line.flush()
        assert [asked.command for asked in wire.asked] == [Command.CONTROL]
        wire.device.reply(wire.asked.pop(), b"")
        wire.hear(wire.device.outgoing() + wire.push({1: True}))
        assert ends == [Outcome.CONFIRMED]

    run(body())


def test_children_are_asked_for_and_their_presence_is_told_to_the_keeper() -> None:
    async def body() -> None:
        wire, home, line = await begin(Version.V34)
        wire.hear(wire.device.outgoing())
        line.query_all(cast("list[Cid]", ["0011", "0022"]))
        line.flush()
        assert [b'"0011"' in wire.asked[0].body, b'"0022"' in wire.asked[1].body] == [True, True]
        presence = b'{"reqType":"subdev_online_stat_report","data":{"online":["0011"],"offline":[]}}'
        wire.device.reply(Asked(int(Command.EXTENSION_STREAM), 9, b"", b""), presence)
        wire.hear(wire.device.outgoing())
        assert [event.online for event in home.events if isinstance(event, ChildrenSeen)] == [frozenset({"0011"})]

    run(body())


def test_closing_fails_who_waits_and_ends_the_conversation() -> None:
    async def body() -> None:
        wire, home, line = await begin()
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(failing(line.ask(query)))
            await asyncio.sleep(0)
            line.close(ConnectionLostError("closed by the test"))
        assert isinstance(waiting.result(), ConnectionLostError)
        assert wire.is_closed
        assert line.ended.result() is None
        assert isinstance(home.events[-1], Closed)
        wire.hear(wire.push({1: True}))
        wire.hang_up(OSError("reset"))
        assert not home.updates

    run(body())
