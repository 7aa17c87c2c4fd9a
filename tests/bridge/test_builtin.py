"""The broker that comes along."""

from __future__ import annotations

import asyncio
import contextlib
import socket

import pytest

from tests.bridge.brokers import listening
from tests.support import run
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.errors import BrokerError


def test_it_speaks_mqtt_5_and_3_1_1_on_loopback() -> None:
    async def body() -> tuple[str, str]:
        async with (
            BuiltInBroker() as broker,
            listening(broker.address) as new,
            listening(broker.old_address) as old,
        ):
            return new.welcome.protocol, old.welcome.protocol

    assert run(body()) == ("5", "3.1.1")


def test_it_can_be_stopped_and_started_again_on_the_same_port() -> None:
    async def body() -> None:
        async with BuiltInBroker() as broker:
            await broker.stop()
            await broker.stop()
            await broker.start()
            async with listening(broker.address):
                pass

    run(body())


def test_one_that_is_given_up_while_it_starts_leaves_nothing_behind() -> None:
    broker = BuiltInBroker()

    async def body() -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0):
                await broker.start()
        # Its turn comes after that of the thread that starts it.
        await broker.stop()
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", broker.port)) != 0

    run(body())
    assert broker._folder is None


def test_a_port_that_is_taken_is_reported() -> None:
    async def body() -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            with pytest.raises(BrokerError, match="does not start"):
                await BuiltInBroker(port=other.getsockname()[1]).start()

    run(body())
