"""The link to a real broker."""

from __future__ import annotations

import asyncio
from typing import NoReturn, cast

import pytest

from tests.bridge.brokers import WILL, Listener, broker_and_listener, listening, standing, wildless
from tests.client.household import until
from tests.support import run
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Message
from tuyalan.bridge.mqtt import PahoLink
from tuyalan.errors import BrokerError
from tuyalan.net.watching import ThreadWatch


def test_messages_arrive_in_order_and_unchanged() -> None:
    async def body() -> None:
        async with broker_and_listener("a/#") as (_, listener):
            for number in range(300):
                listener.say(f"a/{number}", bytes([number % 256]) * number, qos=number % 2)
            await listener.until(lambda: len(listener.got) == 300)
            assert [message.topic for message in listener.got if len(message.payload) % 2] == [
                f"a/{number}" for number in range(1, 300, 2)
            ]
            assert {len(message.payload) for message in listener.got} == set(range(300))

    run(body())


def test_what_is_stored_says_so_to_those_who_come_later() -> None:
    async def body() -> None:
        async with broker_and_listener() as (broker, first):
            first.say("state", "on", retain=True)
            async with listening(broker.address, "state") as second:
                message = await second.take("state")
                assert (message.payload, message.is_retained) == (b"on", True)
                first.say("state", "off", retain=True)
                message = await second.take("state")
                assert (message.payload, message.is_retained) == (b"off", False)

    run(body())


def test_nothing_arrives_of_what_is_not_subscribed_any_more() -> None:
    async def body() -> None:
        async with broker_and_listener("a", "b") as (_, listener):
            await listener.link.unsubscribe(["a"])
            listener.say("a", "1")
            listener.say("b", "2")
            await listener.take("b")
            assert listener.got == []

    run(body())


def test_the_will_is_published_when_we_vanish_and_not_when_we_leave() -> None:
    async def body() -> None:
        async with broker_and_listener(WILL.topic) as (broker, listener):
            async with listening(broker.address):
                pass
            lost = Listener()
            link = PahoLink(broker.address)
            await link.open(lost, WILL)
            sock = link._client.socket()
            assert sock is not None
            sock.shutdown(2)  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue] - a socket
            assert (await listener.take(WILL.topic)).payload == b"gone"
            await lost.until(lambda: lost.lost)
            await link.close()
            assert listener.got == []

    run(body())


def test_a_broker_without_wildcards_is_named_as_one_and_asked_for_none() -> None:
    async def body() -> None:
        async with wildless() as broker, listening(broker, "a/b") as listener:
            assert not listener.welcome.has_wildcards
            with pytest.raises(
                BrokerError, match="has no subscriptions with wildcards, and a/# cannot be read"
            ) as caught:
                await listener.link.subscribe(["a/c", "a/#"])
            assert "+ and #" in caught.value.hint
            listener.say("a/b", "still there")
            assert (await listener.take("a/b")).payload == b"still there"
            # One that says so only when it is asked.
            link = cast("PahoLink", listener.link)
            link._limits = Welcome("5")
            with pytest.raises(BrokerError, match="has no subscriptions with wildcards"):
                await link.subscribe(["a/#"])
            assert [error.message for error in listener.lost] == [
                f"the broker at {broker} has no subscriptions with wildcards"
            ]

    run(body())


@pytest.mark.parametrize(("code", "message"), [(0x87, "does not let us read a/[+]"), (162, "no subscriptions with")])
def test_what_a_broker_refuses_to_deliver_is_told_with_its_reason(code: int, message: str) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(bytes([0x20, 3, 0, 0, 0]))
        await reader.read(100)
        writer.write(bytes([0x90, 5, 0, 1, 0, 1, code]))
        await reader.read()

    async def body() -> None:
        async with standing(serve) as port:
            link, _ = await open_link(Broker(host="127.0.0.1", port=port), Listener(), WILL)
            with pytest.raises(BrokerError, match=message):
                await link.subscribe(["a", "a/+"])
            await link.close()

    run(body())


def test_the_end_of_the_broker_is_told_once() -> None:
    async def body() -> None:
        async with BuiltInBroker() as broker, listening(broker.address) as listener:
            await broker.stop()
            await listener.until(lambda: listener.lost)
            assert not listener.link.publish(Message("a", b""))
            with pytest.raises(BrokerError):
                await listener.link.subscribe(["a"])
            assert len(listener.lost) == 1

    run(body())


def test_a_link_that_takes_no_more_says_so_and_when_it_does_again() -> None:
    async def body() -> None:
        async with broker_and_listener() as (_, listener):
            block = Message("a", b"x" * 1_000_000)
            while listener.link.publish(block):
                pass
            await listener.until(lambda: listener.readies)
            assert listener.link.publish(Message("a", b"x"))

    run(body())


def test_expiring_messages_are_delivered() -> None:
    async def body() -> None:
        async with broker_and_listener("a") as (_, listener):
            for number in range(2):
                assert listener.link.publish(Message("a", b"%d" % number, expiry=60))
            assert [(await listener.take("a")).payload for _ in range(2)] == [b"0", b"1"]

    run(body())


def test_what_the_broker_has_not_confirmed_is_known_when_the_connection_ends() -> None:
    """A broker that confirms the first message and dies."""

    async def body(address: Broker, ending: asyncio.Event) -> None:
        listener = Listener()
        link, _ = await open_link(address, listener, WILL)
        for number in range(3):
            assert link.publish(Message(f"a/{number}", b"x", qos=number and 1))
        assert link.publish(Message("a/3", b"y", qos=1))
        await until(lambda: [message.topic for _, message in link.unconfirmed()] == ["a/2", "a/3"])
        ending.set()
        await listener.until(lambda: listener.lost)
        assert [message.topic for _, message in link.unconfirmed()] == ["a/2", "a/3"]
        await link.close()

    async def main() -> None:
        ending = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(100)
            writer.write(bytes([0x20, 3, 0, 0, 0]))
            await reader.readuntil(b"a/2")
            writer.write(bytes([0x40, 2, 0, 1]))
            await ending.wait()

        async with standing(serve) as port:
            await body(Broker(host="127.0.0.1", port=port), ending)

    run(main())


def test_a_library_that_takes_no_bytes_gets_each_message_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_nothing(client: object) -> None:
        del client

    monkeypatch.setattr("tuyalan.bridge.mqtt.find_handing_over", find_nothing)

    async def body() -> None:
        async with broker_and_listener("a/#") as (_, listener):
            for number in range(100):
                listener.say(f"a/{number}", qos=number % 2)
            await listener.until(lambda: len(listener.got) == 100)

    run(body())


def test_a_loop_that_cannot_watch_sockets_has_a_thread_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tuyalan.bridge.mqtt.watch_socket", ThreadWatch)

    async def body() -> None:
        async with broker_and_listener("a/#") as (broker, listener):
            for number in range(100):
                listener.say(f"a/{number}", b"x" * 10_000, qos=number % 2)
            await listener.until(lambda: len(listener.got) == 100)
            await broker.stop()
            await listener.until(lambda: listener.lost)

    run(body())


def test_what_cannot_be_read_is_told_with_where_it_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> NoReturn:
        raise ZeroDivisionError

    async def body() -> None:
        async with broker_and_listener("a") as (_, listener):
            monkeypatch.setattr(PahoLink, "_read_packets", fail)
            assert listener.link.publish(Message("a", b"1"))
            await listener.until(lambda: listener.lost)
            (lost,) = listener.lost
            assert "does not speak MQTT" in lost.message
            assert isinstance(lost.__cause__, ZeroDivisionError)

    run(body())
