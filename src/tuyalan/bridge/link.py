"""The port to the broker: six methods, which one connection has. `mqtt` implements them; tests have their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.errors import BrokerError


class Welcome(msgspec.Struct, frozen=True):
    """What the broker said when it took us in."""

    protocol: str
    """`5` or `3.1.1`."""
    max_packet: int | None = None
    """Largest message it takes, in bytes, if it says so."""
    max_qos: int = 2
    may_retain: bool = True
    has_wildcards: bool = True
    """Whether one subscription may stand for several topics."""


class Receiver(Protocol):
    """Who is told what happens on a link; called inside the event loop."""

    def on_message(self, message: Incoming) -> None:
        """Take a message."""
        ...

    def on_lost(self, error: BrokerError) -> None:
        """Learn that the connection ended; told once, and not after `close`."""
        ...

    def on_ready(self) -> None:
        """Learn that messages are taken again."""
        ...


class Link(Protocol):
    """One connection to a broker."""

    async def open(self, receiver: Receiver, will: Message) -> Welcome:
        """Connect; `will` is what the broker publishes if we vanish.

        Raises:
            BrokerError: the broker cannot be reached or does not want us.
        """
        ...

    async def subscribe(self, filters: Sequence[str]) -> None:
        """Ask for what matches; what we publish ourselves comes back too.

        Raises:
            BrokerError: the broker refused, or the connection ended.
        """
        ...

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        """Ask for it no longer."""
        ...

    def publish(self, message: Message) -> bool:
        """Hand a message over, never waiting; false if it is not taken because too much waits already."""
        ...

    def unconfirmed(self) -> Sequence[tuple[float, Message]]:
        """Return the messages of QoS 1 and 2 that the broker has not confirmed, oldest first.

        Each with the time of the event loop at which it was handed over; still known when the connection has ended.
        """
        ...

    async def close(self) -> None:
        """Send what waits, say goodbye, so that the will is not published, and close."""
        ...
