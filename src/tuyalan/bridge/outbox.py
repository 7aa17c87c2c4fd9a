"""What waits for the broker: of everything stored there the newest, of everything else the last thousand, oldest first.

Bounded, whatever happens. Knows no clock: ages are told by the caller.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tuyalan.bridge.message import Message

MAX_WAITING: Final = 1000
"""Messages kept that are not stored at the broker: events, answers, errors."""
MAX_SIZE: Final = 4 * 1024 * 1024
"""Bytes of them."""


class Outbox:
    """Messages that cannot go out now."""

    def __init__(self, *, max_waiting: int = MAX_WAITING) -> None:
        """Take how many messages are kept that are not stored at the broker."""
        self._max = max_waiting
        self._retained: dict[str, Message] = {}
        self._others: deque[tuple[float, Message]] = deque()
        self._size = 0
        self.dropped: int = 0
        """How many messages were lost because too many waited, or for too long."""

    def __len__(self) -> int:
        """Return how many messages wait."""
        return len(self._retained) + len(self._others)

    def put(self, message: Message, *, now: float) -> None:
        """Keep a message until the broker takes it."""
        if message.retain:
            # The newest goes last, so that what was said first of a device is not overtaken by what was said later.
            self._retained.pop(message.topic, None)
            self._retained[message.topic] = message
            return
        self._others.append((now, message))
        self._size += len(message.payload)
        self._bound()

    def put_back(self, messages: Sequence[tuple[float, Message]]) -> None:
        """Keep messages that had gone out and did not arrive, each with its time, before all others that wait.

        Args:
            messages: Oldest first; what the broker stores is not among them, because all of it is published anew.
        """
        self._others.extendleft(reversed(messages))
        self._size += sum(len(message.payload) for _, message in messages)
        self._bound()

    def expire(self, *, before: float) -> None:
        """Forget messages from before a moment that are not stored at the broker."""
        while self._others and self._others[0][0] < before:
            self._drop_oldest()

    def forget_retained(self) -> None:
        """Forget what is to be stored at the broker, because all of it is published anew."""
        self._retained.clear()

    def flush(self, publish: Callable[[Message], bool]) -> bool:
        """Hand messages to `publish` until it takes no more, what is stored at the broker first; true if none is left."""
        while self._retained:
            topic = next(iter(self._retained))
            if not publish(self._retained[topic]):
                return False
            del self._retained[topic]
        while self._others:
            message = self._others[0][1]
            if not publish(message):
                return False
            self._others.popleft()
            self._size -= len(message.payload)
        return True

    def _bound(self) -> None:
        while len(self._others) > self._max or (self._size > MAX_SIZE and len(self._others) > 1):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        _, message = self._others.popleft()
        self._size -= len(message.payload)
        self.dropped += 1
