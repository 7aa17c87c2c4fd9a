"""Who is told what a hub tells: functions that are called, and watches that are read. None of them can harm another."""

from __future__ import annotations

import asyncio
import logging
import weakref
from typing import TYPE_CHECKING, Final

from tuyalan.client.watch import Watch
from tuyalan.fleet.events import HubEvent, event_key, merge_events

if TYPE_CHECKING:
    from collections.abc import Callable

_log: Final = logging.getLogger("tuyalan.fleet")

QUEUE_SIZE: Final = 4096
"""Events that wait for one slow reader; then neighbours are merged."""


class Audience:
    """Everyone who listens to one hub."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listeners: tuple[_Listener, ...] = ()
        self._watches: weakref.WeakSet[Watch[HubEvent]] = weakref.WeakSet()

    def add_listener(self, listener: Callable[[HubEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event; returns what removes it again."""
        entry = _Listener(listener)
        self._listeners += (entry,)

        def remove() -> None:
            self._listeners = tuple(other for other in self._listeners if other is not entry)

        return remove

    def watch(self) -> Watch[HubEvent]:
        """Return a watch of all events from now on."""
        watch = Watch[HubEvent](
            asyncio.get_running_loop(), size=QUEUE_SIZE, merge=merge_events, forget=self._watches.discard
        )
        self._watches.add(watch)
        return watch

    def tell(self, event: HubEvent) -> None:
        """Tell everyone."""
        for listener in self._listeners:
            listener.call(event)
        if self._watches:
            key = event_key(event)
            for watch in self._watches:
                watch.put(key, event)

    def end(self) -> None:
        """End all watches because nothing more will come."""
        for watch in list(self._watches):
            watch.end()


class _Listener:
    """Somebody who is called, and whose failures are logged ever more seldom."""

    def __init__(self, listener: Callable[[HubEvent], None]) -> None:
        self._call = listener
        self._failures = 0

    def call(self, event: HubEvent) -> None:
        try:
            self._call(event)
        except Exception:  # noqa: BLE001 - the outermost edge of a callback
            self._failures += 1
            # A thousand devices report ten times a second: the log must stay readable.
            if self._failures & (self._failures - 1) == 0:
                _log.exception("a listener of the hub failed, for the %s. time", self._failures)
