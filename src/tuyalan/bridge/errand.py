"""One short visit at a broker: hear what it has stored, publish something, and leave."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING, Final

from tuyalan.bridge import connecting
from tuyalan.bridge.homeassistant.announcing import ORIGIN, list_availability, read_origin
from tuyalan.bridge.message import Message
from tuyalan.errors import BrokerError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Link, Receiver, Welcome
    from tuyalan.bridge.message import Incoming
    from tuyalan.bridge.topics import Topics

    OpenLink = Callable[[Broker, Receiver, Message], Awaitable[tuple[Link, Welcome]]]

ECHO_TIMEOUT: Final = 10.0
"""How long the broker may take to deliver what it has stored, seconds."""
QOS: Final = 1


class Errand:
    """What is heard during one visit."""

    def __init__(self, topics: Topics) -> None:
        """Take on which base topic we speak."""
        self._echo_topic = topics.bridge(f"errand/{secrets.token_hex(8)}")
        self._stored: dict[str, bytes] = {}
        self._lost: BrokerError | None = None
        self._heard = asyncio.Event()

    @property
    def will(self) -> Message:
        """What the broker publishes if we vanish: nothing that anybody listens to."""
        return Message(self._echo_topic, b"")

    def on_message(self, message: Incoming) -> None:
        """Take what is stored; our own word says that all of it was delivered."""
        if message.topic == self._echo_topic:
            self._heard.set()
        elif message.is_retained and message.payload:
            self._stored[message.topic] = message.payload

    def on_lost(self, error: BrokerError) -> None:
        """Learn that the connection ended."""
        self._lost = error
        self._heard.set()

    def on_ready(self) -> None:
        """Learn that messages are taken again."""

    async def hear(self, link: Link, filters: Iterable[str]) -> dict[str, bytes]:
        """Return what the broker has stored.

        Raises:
            BrokerError: it does not answer, or the connection ended.
        """
        self._heard.clear()
        await link.subscribe([*filters, self._echo_topic])
        link.publish(Message(self._echo_topic, b"x", qos=QOS))
        try:
            async with asyncio.timeout(ECHO_TIMEOUT):
                await self._heard.wait()
        except TimeoutError as error:
            raise BrokerError(f"the broker did not answer within {ECHO_TIMEOUT:g} s") from error
        if self._lost is not None:
            raise self._lost
        return dict(self._stored)


async def read_stored(
    broker: Broker, topics: Topics, filters: Iterable[str], *, open_link: OpenLink = connecting.open_link
) -> dict[str, bytes]:
    """Return what the broker has stored on some topics.

    Raises:
        BrokerError: the broker cannot be reached, or does not answer.
    """
    errand = Errand(topics)
    link, _ = await open_link(broker, errand, errand.will)
    try:
        return await errand.hear(link, filters)
    finally:
        await link.close()


async def read_announced(
    broker: Broker, topics: Topics, *, prefix: str, open_link: OpenLink = connecting.open_link
) -> dict[str, bytes]:
    """Return the announcements for Home Assistant that belong to our base topic, by their own topics.

    Raises:
        BrokerError: the broker cannot be reached, or does not answer.
    """
    stored = await read_stored(broker, topics, [f"{prefix}/device/+/config"], open_link=open_link)
    ours = topics.bridge("state")
    return {
        topic: payload
        for topic, payload in stored.items()
        if read_origin(payload) == ORIGIN and ours in list_availability(payload)
    }


async def publish_stored(
    broker: Broker, topics: Topics, messages: Iterable[tuple[str, bytes]], *, open_link: OpenLink = connecting.open_link
) -> None:
    """Let the broker store payloads on topics, in order; an empty one removes what stands there.

    Raises:
        BrokerError: the broker cannot be reached, or takes no more.
    """
    errand = Errand(topics)
    link, _ = await open_link(broker, errand, errand.will)
    try:
        for topic, payload in messages:
            if not link.publish(Message(topic, payload, retain=True, qos=QOS)):
                # It has enough to do; our own word comes back when all of it is done.
                await errand.hear(link, [])
                if not link.publish(Message(topic, payload, retain=True, qos=QOS)):
                    raise BrokerError("the broker takes no more messages", hint="Try again in a moment.")
        await errand.hear(link, [])
    finally:
        await link.close()
