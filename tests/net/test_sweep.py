"""Open TCP ports are found, few at a time, and closed politely."""

from __future__ import annotations

import asyncio

from tests.net.support import wait_until
from tests.support import run
from tuyalan.net.sweep import sweep


class Door:
    """A TCP server that notes how its visitors leave."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0
        self.polite = 0

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        # The end of the stream, not a reset.
        if await reader.read() == b"":
            self.polite += 1
        self.now -= 1
        writer.close()


def test_open_ports_are_told_and_closed_politely() -> None:
    async def body() -> None:
        door = Door()
        found: list[str] = []
        async with await asyncio.start_server(door.visit, "127.0.0.5", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await sweep([f"127.0.0.{n}" for n in range(2, 9)], found.append, port=port)
            await wait_until(lambda: door.polite == 1)
        assert found == ["127.0.0.5"]

    run(body())


def test_no_more_than_the_bound_at_once() -> None:
    async def body() -> None:
        door = Door()
        found: list[str] = []
        async with await asyncio.start_server(door.visit, "0.0.0.0", 0) as server:
            port = server.sockets[0].getsockname()[1]
            await sweep([f"127.0.3.{n}" for n in range(1, 41)], found.append, port=port, at_once=4)
            await wait_until(lambda: door.polite == 40)
        assert len(found) == 40
        assert door.most <= 8

    run(body())


def test_an_address_that_does_not_answer_in_time_is_left_out() -> None:
    async def body() -> None:
        found: list[str] = []
        await sweep(["127.0.0.5"], found.append, port=9, timeout=0.0)
        assert found == []

    run(body())
