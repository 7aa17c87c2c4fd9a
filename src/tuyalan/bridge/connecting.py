"""From a broker's address to a link in the newest version of MQTT that the broker has.

A version that a broker does not know costs time at each connection, so what it took last is remembered; it is asked again
now and then, because brokers are replaced by newer ones.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from tuyalan.bridge.mqtt import PahoLink
from tuyalan.bridge.reaching import CONNECT_TIMEOUT
from tuyalan.errors import BrokerError

if TYPE_CHECKING:
    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Link, Receiver, Welcome
    from tuyalan.bridge.message import Message

_log: Final = logging.getLogger("tuyalan.mqtt")

OLDER_AGE: Final = 86_400.0
"""How long a broker that declined MQTT 5 is asked for 3.1.1 alone, seconds, if that goes well."""
SECOND_PATIENCE: Final = 1.0
"""How long the welcome of a broker may take that was silent to MQTT 5 before, seconds; a newer one answers at once."""


class Connector:
    """Connects, and knows which brokers declined MQTT 5 for as long as it lives."""

    def __init__(self) -> None:
        """Know nothing of any broker."""
        self._older: dict[Broker, float] = {}
        """Brokers that declined MQTT 5, and until when they are not asked for it again: the time of the event loop."""

    async def open(self, broker: Broker, receiver: Receiver, will: Message) -> tuple[Link, Welcome]:
        """Connect with the newest version that the broker has.

        Raises:
            BrokerError: the broker cannot be reached or does not want us.
            ConfigError: certificates cannot be read, or paho-mqtt is not installed.
        """
        protocol = self._choose(broker)
        is_older = False
        while True:
            link = PahoLink(broker, protocol=protocol, patience=self._wait_for(broker, protocol))
            try:
                welcome = await link.open(receiver, will)
            except BrokerError:
                if link.lesser_will is not None:
                    will = link.lesser_will
                elif link.may_be_older and broker.protocol == "auto" and protocol == "5":
                    _log.info("%s does not take MQTT 5; trying 3.1.1", broker)
                    protocol, is_older = "3.1.1", link.is_sure_older
                else:
                    self._doubt(broker)
                    raise
            else:
                self._learn(broker, protocol, is_older=is_older)
                return link, welcome

    def _choose(self, broker: Broker) -> str:
        """Return the version to begin with."""
        if broker.protocol != "auto":
            return broker.protocol
        is_known = asyncio.get_running_loop().time() < self._older.get(broker, 0.0)
        return "3.1.1" if is_known else "5"

    def _wait_for(self, broker: Broker, protocol: str) -> float:
        return SECOND_PATIENCE if protocol == "5" and broker in self._older else CONNECT_TIMEOUT

    def _doubt(self, broker: Broker) -> None:
        """Ask a broker for MQTT 5 again next time: it was away, and may come back as another one."""
        if broker in self._older:
            self._older[broker] = 0.0

    def _learn(self, broker: Broker, protocol: str, *, is_older: bool) -> None:
        if protocol == "5":
            self._older.pop(broker, None)
        elif is_older:
            self._older[broker] = asyncio.get_running_loop().time() + OLDER_AGE


async def open_link(broker: Broker, receiver: Receiver, will: Message) -> tuple[Link, Welcome]:
    """Connect once with the newest version that the broker has; raises as `Connector.open`."""
    return await Connector().open(broker, receiver, will)
