"""Reaching a broker, and what is told if there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bridge.brokers import WILL, Listener, standing
from tests.support import run
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.reaching import find_handing_over, make_client
from tuyalan.errors import BrokerError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Awaitable, Callable


def test_where_no_broker_listens_the_reason_is_told() -> None:
    async def body() -> None:
        with pytest.raises(BrokerError, match="refused"):
            await open_link(Broker(host="127.0.0.1", port=1), Listener(), WILL)

    run(body())


async def answering(answer: bytes, test: Callable[[Broker], Awaitable[None]]) -> None:
    """Run a server that answers everybody the same, and the test against it."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)

    async with standing(serve) as port:
        await test(Broker(host="127.0.0.1", port=port))


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "closed"),
        (bytes([0x20, 3, 0, 0x87, 0]), "refuses us: Not authorized"),
        (bytes([0x20, 3, 0, 0x86, 0]), "refuses us: Bad user name or password"),
        (b"\xff" * 64, "mqtt://"),
        (b"", "closed"),
    ],
)
def test_whatever_answers_there_is_an_error_of_the_broker(answer: bytes, message: str) -> None:
    async def connect(broker: Broker) -> None:
        with pytest.raises(BrokerError, match=message):
            await open_link(broker, Listener(), WILL)

    run(answering(answer, connect))


def test_a_paho_that_hands_bytes_over_in_another_way_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    client = make_client(Broker(host="127.0.0.1", port=1), protocol="5")
    assert find_handing_over(client) is not None

    def queue(packet: bytes) -> None:
        del packet

    monkeypatch.setattr(client, "_packet_queue", queue)
    assert find_handing_over(client) is None
    monkeypatch.setattr(client, "_packet_queue", None)
    assert find_handing_over(client) is None
