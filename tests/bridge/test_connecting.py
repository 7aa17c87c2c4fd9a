"""The newest version of MQTT that a broker has is found, remembered, and asked for again now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.bridge.brokers import WILL, Listener, OlderBroker, listening, meagre, older
from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import housing
from tests.support import run
from tuyalan.bridge import connecting
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.connecting import Connector, open_link
from tuyalan.bridge.message import Message
from tuyalan.errors import BrokerError
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    from pathlib import Path

REFUSAL = bytes([0x20, 2, 0, 1])


async def visit(connector: Connector, broker: OlderBroker) -> str:
    """Connect, leave, and return the version that was spoken."""
    link, welcome = await connector.open(broker.address, Listener(), WILL)
    await link.close()
    return welcome.protocol


def test_a_broker_that_has_only_3_1_1_is_spoken_to_in_it() -> None:
    async def body() -> None:
        async with BuiltInBroker() as broker, listening(broker.old_address, "a") as listener:
            assert listener.welcome.protocol == "3.1.1"
            assert listener.link.publish(Message("a", b"x", expiry=60))
            assert (await listener.take("a")).payload == b"x"
            assert listener.lost == []

    run(body())


@pytest.mark.parametrize("answer", [bytes([0x20, 2, 0, 1]), b"", None])
def test_however_a_broker_declines_mqtt_5_nobody_but_who_connects_is_told(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    monkeypatch.setattr(connecting, "CONNECT_TIMEOUT", 0.5)

    async def body() -> None:
        async with older(answer) as broker, listening(broker.address, "a") as listener:
            assert listener.welcome.protocol == "3.1.1"
            listener.say("a", "1")
            assert (await listener.take("a")).payload == b"1"
            assert listener.lost == []

    run(body())


def test_a_broker_without_qos_1_and_without_a_store_is_asked_for_neither() -> None:
    async def body() -> None:
        async with meagre() as (address, published):
            link, welcome = await open_link(address, Listener(), Message("will", b"gone", retain=True, qos=1))
            assert (welcome.max_qos, welcome.may_retain) == (0, False)
            assert link.publish(Message("a", b"x", retain=True, qos=1))
            await until(lambda: published)
            assert published == [bytes([0x30, 5, 0, 1]) + b"a\0x"]
            await link.close()

    run(body())


def test_mqtt_5_alone_is_asked_for_where_the_owner_says_so() -> None:
    async def body() -> None:
        async with BuiltInBroker() as broker:
            address = msgspec.structs.replace(broker.old_address, protocol="5")
            with pytest.raises(BrokerError):
                await open_link(address, Listener(), WILL)

    run(body())


@pytest.mark.parametrize(("answer", "asked"), [(None, [5, 4, 4, 4]), (REFUSAL, [5, 4, 4, 4]), (b"", [5, 4] * 3)])
def test_a_broker_that_is_silent_to_mqtt_5_or_refuses_it_is_not_asked_for_it_at_each_connection(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None, asked: list[int]
) -> None:
    monkeypatch.setattr(connecting, "CONNECT_TIMEOUT", 0.3)

    async def body() -> None:
        async with older(answer) as broker:
            connector = Connector()
            assert [await visit(connector, broker) for _ in range(3)] == ["3.1.1"] * 3
            # One that hangs up costs no time, and may have had another reason.
            assert broker.asked == asked

    run(body())


def test_a_broker_that_was_away_is_asked_for_mqtt_5_again_as_it_may_be_a_newer_one() -> None:
    async def body() -> None:
        async with older(REFUSAL) as broker:
            connector = Connector()
            await visit(connector, broker)
            broker.newest = 0
            with pytest.raises(BrokerError):
                await visit(connector, broker)
            broker.newest = 5
            broker.asked.clear()
            assert [await visit(connector, broker) for _ in range(2)] == ["5", "5"]
            assert broker.asked == [5, 5]
            broker.newest = 4
            assert await visit(connector, broker) == "3.1.1"

    run(body())


def test_a_broker_that_has_3_1_1_for_long_is_asked_for_mqtt_5_again_and_not_waited_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connecting, "OLDER_AGE", 0.0)

    async def body() -> None:
        async with older(None) as broker:
            connector = Connector()
            monkeypatch.setattr(connecting, "CONNECT_TIMEOUT", 0.3)
            await visit(connector, broker)
            monkeypatch.setattr(connecting, "CONNECT_TIMEOUT", 600.0)
            monkeypatch.setattr(connecting, "SECOND_PATIENCE", 0.3)
            assert await visit(connector, broker) == "3.1.1"
            assert broker.asked == [5, 4, 5, 4]

    run(body())


def test_a_bridge_comes_back_to_an_older_broker_without_asking_for_more(tmp_path: Path) -> None:
    async def body() -> None:
        async with older(REFUSAL) as broker, housing(tmp_path) as house, house.hub() as hub:
            bridge = Bridge(settings_of(broker.address))
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                broker.cut()
                await until(lambda: len(broker.asked) > 2 and bridge.is_up)
            assert broker.asked == [5, 4, 4]

    run(body())
