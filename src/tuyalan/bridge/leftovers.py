"""What earlier runs left at the broker: devices that are gone, or are called something else now.

The list of devices that the bridge published then says which levels were its own; only those are looked at.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.levels import RESERVED, make_level
from tuyalan.bridge.message import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tuyalan.bridge.link import Link
    from tuyalan.bridge.message import Incoming
    from tuyalan.bridge.topics import Topics

_log: Final = logging.getLogger("tuyalan.mqtt")

SWEEP_TIME: Final = 1.0
"""How long the broker gets to deliver what it has stored below a level, seconds."""
MAX_LEVELS: Final = 4096
"""Most levels of an earlier run that are looked at."""


class _Listed(msgspec.Struct):
    friendly_name: str = ""


class Sweeper:
    """Finds leftovers, once for each connection."""

    def __init__(self, topics: Topics) -> None:
        """Take where to look."""
        self._topics = topics
        self._earlier: set[str] = set()
        self._gone: tuple[str, ...] = ()
        self.lists: tuple[str, str] = (topics.bridge("devices"), topics.bridge("groups"))
        """Where earlier runs said which levels were theirs."""

    def clear(self, message: Incoming) -> list[Message]:
        """Return what clears a message that the broker had stored for a device that is gone."""
        if not message.is_retained or not message.payload:
            return []
        topic = message.topic
        is_leftover = any(topic == state or topic.startswith(f"{state}/") for state in self._gone)
        return [Message(topic, b"", retain=True, qos=1)] if is_leftover else []

    def learn(self, message: Incoming) -> None:
        """Take the list of devices or groups of an earlier run; what cannot be read is nobody's."""
        try:
            listed = msgspec.json.decode(message.payload, type=list[_Listed])
        except (msgspec.DecodeError, RecursionError):
            return
        names = {each.friendly_name for each in listed[:MAX_LEVELS]} - RESERVED
        # A level that could not be one of ours is not touched, whoever wrote it there.
        self._earlier.update(name for name in names if make_level(name) == name)

    def list_gone(self, *, is_known: Callable[[str], bool]) -> list[str]:
        """Return the levels that earlier runs listed and nobody has any more."""
        return sorted(level for level in self._earlier if not is_known(level))

    async def sweep(self, link: Link, gone: Sequence[str]) -> None:
        """Let the broker deliver what it has stored below levels, so that `clear` finds it.

        Raises:
            BrokerError: the connection ended.
        """
        _log.info("clearing what was left at the broker of %d devices", len(gone))
        self._gone = tuple(self._topics.state(level) for level in gone)
        filters = [text for level in gone for text in self._topics.below(level)]
        await link.subscribe(filters)
        await asyncio.sleep(SWEEP_TIME)
        await link.unsubscribe(filters)
        self._gone = ()
