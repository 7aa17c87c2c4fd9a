"""Short visits at a broker."""

from __future__ import annotations

import pytest

from tests.bridge.brokers import Listener
from tests.support import run
from tuyalan.bridge import errand as module
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.errand import Errand, publish_stored, read_announced
from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.topics import Topics
from tuyalan.errors import BrokerError

OURS = b'{"origin":{"name":"Tuyalan"},"availability":[{"topic":"tuyalan/bridge/state"}]}'
TOPIC = "homeassistant/device/one/config"


class DeafLink:
    """A connection on which nothing is delivered, and nothing taken if so wished."""

    def __init__(self, *, takes: int = 100) -> None:
        self.takes = takes
        self.is_closed = False

    async def open(self, receiver: object, will: Message) -> Welcome:
        del receiver, will
        return Welcome("5")

    async def subscribe(self, filters: object) -> None:
        del filters

    async def unsubscribe(self, filters: object) -> None:
        del filters

    def publish(self, message: Message) -> bool:
        del message
        self.takes -= 1
        return self.takes >= 0

    def unconfirmed(self) -> list[tuple[float, Message]]:
        return []

    async def close(self) -> None:
        self.is_closed = True


def test_announcements_of_ours_are_stored_read_and_removed() -> None:
    async def body() -> None:
        async with BuiltInBroker(port=0) as broker:
            topics = Topics()
            other = OURS.replace(b"tuyalan/bridge", b"other/bridge")
            stranger = OURS.replace(b"Tuyalan", b"Other")
            stored = {TOPIC: OURS, "homeassistant/device/two/config": other, "homeassistant/device/x/config": stranger}
            await publish_stored(broker.address, topics, stored.items())
            assert await read_announced(broker.address, topics, prefix="homeassistant") == {TOPIC: OURS}
            await publish_stored(broker.address, topics, [(TOPIC, b"")])
            assert await read_announced(broker.address, topics, prefix="homeassistant") == {}

    run(body())


def test_a_broker_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        link = DeafLink()

        async def connect(broker: Broker, receiver: object, will: Message) -> tuple[DeafLink, Welcome]:
            del broker, receiver
            assert will.payload == b""
            return link, Welcome("5")

        with pytest.raises(BrokerError, match="did not answer"):
            await read_announced(Broker(host="a", port=1883), Topics(), prefix="homeassistant", open_link=connect)
        assert link.is_closed

    monkeypatch.setattr(module, "ECHO_TIMEOUT", 0.01)
    run(body())


def test_a_broker_that_takes_nothing_is_told() -> None:
    async def body() -> None:
        errands: list[Errand] = []

        class Echo(DeafLink):
            """Delivers the word of the visitor, but takes nothing else."""

            def publish(self, message: Message) -> bool:
                if message.topic == errands[0].will.topic:
                    errands[0].on_ready()
                    errands[0].on_message(Incoming(message.topic, message.payload))
                    return True
                return False

        async def connect(broker: Broker, receiver: Errand, will: Message) -> tuple[Echo, Welcome]:
            del broker, will
            errands.append(receiver)
            return Echo(), Welcome("5")

        with pytest.raises(BrokerError, match="takes no more"):
            await publish_stored(Broker(host="a", port=1883), Topics(), [(TOPIC, OURS)], open_link=connect)  # pyright: ignore[reportArgumentType] - an errand is what is handed over

    run(body())


def test_a_connection_that_ends_meanwhile_is_told() -> None:
    async def body() -> None:
        errand = Errand(Topics())
        errand.on_lost(BrokerError("gone"))

        class Lost(DeafLink):
            async def subscribe(self, filters: object) -> None:
                del filters
                errand.on_lost(BrokerError("gone"))

            def publish(self, message: Message) -> bool:
                errand.on_lost(BrokerError("gone"))
                return super().publish(message)

        with pytest.raises(BrokerError, match="gone"):
            await errand.hear(Lost(), [])

    run(body())


def test_what_is_not_stored_is_no_announcement() -> None:
    async def body() -> None:
        async with BuiltInBroker(port=0) as broker:
            errand, listener = Errand(Topics()), Listener()
            link, _ = await open_link(broker.address, errand, errand.will)
            other, _ = await open_link(broker.address, listener, Message("wills/other", b""))
            assert await errand.hear(link, ["homeassistant/device/+/config"]) == {}
            errand.on_message(Incoming(TOPIC, OURS))
            assert await errand.hear(link, []) == {}
            await other.close()
            await link.close()

    run(body())
