"""What the tests of the bridge share: brokers, and someone who listens to them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.broker import Broker
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.message import Incoming, Message

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable

    from tuyalan.bridge.link import Link, Welcome
    from tuyalan.errors import BrokerError

MARK = "marks/test"
"""Published by a listener to itself."""
WILL = Message("wills/test", b"gone", retain=False)


_LEVEL_AT: Final = 8
"""Where a short CONNECT says which version of MQTT it is in."""
_WILL_RETAIN: Final = 0x20
_WILL_QOS: Final = 0x18
_PUBLISH: Final = 3
_SUBSCRIBE: Final = 0x82


class OlderBroker:
    """Takes no version of MQTT above the newest it has, and counts what it was asked for."""

    def __init__(self, broker: BuiltInBroker, answer: bytes | None) -> None:
        self.address = broker.old_address
        self.newest = 4
        """As CONNECT says it: 4 is 3.1.1, 5 is 5, 0 declines everybody."""
        self.asked: list[int] = []
        self._broker = broker
        self._answer = answer
        self._writers: list[asyncio.StreamWriter] = []

    def cut(self) -> None:
        """End all connections."""
        for writer in self._writers:
            writer.close()
        self._writers.clear()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Hand one client on to the broker behind this, or decline it."""
        connect = await reader.read(4096)
        level = connect[_LEVEL_AT]
        self.asked.append(level)
        if level > self.newest:
            if self._answer is None:
                await reader.read()
            else:
                writer.write(self._answer)
            return
        self._writers.append(writer)
        port = self._broker.port if level > 4 else self._broker.old_port
        async with _connected(self.address.host, port) as (inner, outer), asyncio.TaskGroup() as group:
            outer.write(connect)
            back = group.create_task(_pipe(inner, writer))
            await _pipe(reader, outer)
            back.cancel()


@asynccontextmanager
async def standing(
    serve: Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]],
) -> AsyncGenerator[int]:
    """Serve everybody on a port, and yield it; a connection ends with what serves it.

    A client may leave at any moment, and where bytes for it were on their way, the system tells that as a reset.
    """

    async def visit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await serve(reader, writer)
        except* ConnectionError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(visit, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def older(answer: bytes | None) -> AsyncGenerator[OlderBroker]:
    """Run a broker that has only 3.1.1 and answers this to everything newer before it hangs up; `None`: it says nothing."""
    async with BuiltInBroker() as broker:
        there = OlderBroker(broker, answer)
        async with standing(there.serve) as port:
            there.address = msgspec.structs.replace(there.address, port=port)
            yield there


@asynccontextmanager
async def meagre() -> AsyncGenerator[tuple[Broker, list[bytes]]]:
    """Run what a broker is like that has neither QoS 1 nor a store, and yield what is published there, packet by packet."""
    published: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        flags = (await reader.read(4096))[_LEVEL_AT + 1]
        if flags & _WILL_RETAIN:
            writer.write(bytes([0x20, 3, 0, 154, 0]))
        elif flags & _WILL_QOS:
            writer.write(bytes([0x20, 3, 0, 155, 0]))
        else:
            writer.write(bytes([0x20, 7, 0, 0, 4, 0x24, 0, 0x25, 0]))
            while (packet := await reader.read(4096)) and packet[0] >> 4 == _PUBLISH:
                published.append(packet)

    async with standing(serve) as port:
        yield Broker(host="127.0.0.1", port=port), published


@asynccontextmanager
async def wildless() -> AsyncGenerator[Broker]:
    """Run a broker that says that it has no subscriptions with wildcards, and ends the connection of who asks for one."""
    async with BuiltInBroker() as broker:

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            async with (
                _connected(broker.address.host, broker.address.port) as (inner, outer),
                asyncio.TaskGroup() as group,
            ):
                outer.write(await reader.read(4096))
                _, size = await inner.readexactly(2)
                await inner.readexactly(size)
                writer.write(bytes([0x20, 5, 0, 0, 2, 0x28, 0]))
                back = group.create_task(_pipe(inner, writer))
                while data := await reader.read(65536):
                    if _SUBSCRIBE in data and (b"+" in data or b"#" in data):
                        writer.write(bytes([0xE0, 1, 162]))
                        break
                    outer.write(data)
                back.cancel()

        async with standing(serve) as port:
            yield msgspec.structs.replace(broker.address, port=port)


@asynccontextmanager
async def _connected(host: str, port: int) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
    writer.close()


class Listener:
    """Takes what a link delivers, and tells when something has come."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.lost: list[BrokerError] = []
        self.readies = 0
        self.link: Link
        self.welcome: Welcome
        self._news = asyncio.Event()

    def on_message(self, message: Incoming) -> None:
        self.got.append(message)
        self._news.set()

    def on_lost(self, error: BrokerError) -> None:
        self.lost.append(error)
        self._news.set()

    def on_ready(self) -> None:
        self.readies += 1
        self._news.set()

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something holds that messages bring about."""
        while not condition():
            self._news.clear()
            await self._news.wait()

    async def take(self, topic: str) -> Incoming:
        """Return the next message on a topic that was not taken yet, waiting for it; earlier ones stay."""
        await self.until(lambda: any(message.topic == topic for message in self.got))
        found = next(message for message in self.got if message.topic == topic)
        self.got.remove(found)
        return found

    def last(self, topic: str) -> bytes | None:
        """Return the payload that came last on a topic."""
        return next((message.payload for message in reversed(self.got) if message.topic == topic), None)

    async def topics(self) -> set[str]:
        """Return the topics of all that has come, once what the broker had stored and what was said before has come too.

        Nothing orders what a broker stores against anything else, but a subscription made later, whose own stored message
        comes after them.
        """
        self.say(MARK, b"x", retain=True)
        await self.link.subscribe([MARK])
        await self.take(MARK)
        self.say(MARK, retain=True)
        return {message.topic for message in self.got} - {MARK}

    def say(self, topic: str, payload: str | bytes = b"", *, retain: bool = False, qos: int = 1) -> None:
        """Publish something."""
        data = payload.encode() if isinstance(payload, str) else payload
        assert self.link.publish(Message(topic, data, retain=retain, qos=qos))


@asynccontextmanager
async def broker_and_listener(*filters: str) -> AsyncGenerator[tuple[BuiltInBroker, Listener]]:
    """Run a broker, and someone who listens to it."""
    async with BuiltInBroker() as broker, listening(broker.address, *filters) as listener:
        yield broker, listener


@asynccontextmanager
async def listening(address: Broker, *filters: str) -> AsyncGenerator[Listener]:
    """Connect to a broker and subscribe."""
    listener = Listener()
    listener.link, listener.welcome = await open_link(address, listener, WILL)
    try:
        await listener.link.subscribe(filters)
        yield listener
    finally:
        await listener.link.close()
