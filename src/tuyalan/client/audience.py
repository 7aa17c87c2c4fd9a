"""Who is told what one device says and how its connection fares: functions that are called, and watches that are read."""

from __future__ import annotations

import asyncio
import logging
import time
import weakref
from typing import TYPE_CHECKING, Final, Generic, TypeVar

import msgspec

from tuyalan.client.connection import Status
from tuyalan.client.watch import PropertyUpdate, Update, Watch, merge_property_updates, merge_updates
from tuyalan.errors import TuyalanError

if TYPE_CHECKING:
    from collections.abc import Callable


T = TypeVar("T")

_log = logging.getLogger("tuyalan.client")

_CHANGES: Final = 64
"""Changes of a connection that wait for one slow reader."""


class ConnectionChange(msgspec.Struct, frozen=True):
    """The connection to a device changed."""

    device_id: str
    status: Status
    error: TuyalanError | None
    time: float


class Audience:
    """Everyone who listens to one device; made when the first one does."""

    __slots__ = ("_changes", "_device_id", "_listeners", "_named", "_property_listeners", "_updates")

    def __init__(self, device_id: str) -> None:
        """Take whom they listen to; nobody does yet."""
        self._device_id = device_id
        self._listeners: tuple[Callable[[Update], None], ...] = ()
        self._updates = _Readers[Update]()
        self._changes = _Readers[ConnectionChange]()
        self._property_listeners: tuple[Callable[[PropertyUpdate], None], ...] = ()
        self._named = _Readers[PropertyUpdate]()

    def add_listener(self, listener: Callable[[Update], None]) -> Callable[[], None]:
        """Call `listener` with every update; returns what removes it again."""
        self._listeners += (listener,)

        def remove() -> None:
            self._listeners = _without(self._listeners, listener)

        return remove

    def add_property_listener(self, listener: Callable[[PropertyUpdate], None]) -> Callable[[], None]:
        """Call `listener` with every update of properties; returns what removes it again."""
        self._property_listeners += (listener,)

        def remove() -> None:
            self._property_listeners = _without(self._property_listeners, listener)

        return remove

    def watch(self, size: int) -> Watch[Update]:
        """Return a watch of updates that holds so many for a slow reader."""
        return self._updates.add(size, merge_updates)

    def watch_properties(self, size: int) -> Watch[PropertyUpdate]:
        """Return a watch of updates of properties."""
        return self._named.add(size, merge_property_updates)

    def watch_connection(self) -> Watch[ConnectionChange]:
        """Return a watch of changes of the connection."""
        return self._changes.add(_CHANGES, lambda _, newer: newer)

    def tell(self, update: Update) -> None:
        """Tell everyone."""
        if self._listeners:
            self._call(self._listeners, update)
        if self._updates.watches:
            self._updates.put(self._device_id, update)

    def tell_properties(self, update: PropertyUpdate) -> None:
        """Tell everyone who wants to hear of properties."""
        if self._property_listeners:
            self._call(self._property_listeners, update)
        if self._named.watches:
            self._named.put(self._device_id, update)

    def tell_connection(self, status: Status, error: TuyalanError | None) -> None:
        """Tell of a change of the connection."""
        if self._changes.watches:
            self._changes.put(self._device_id, ConnectionChange(self._device_id, status, error, time.time()))

    def end(self) -> None:
        """End all watches because nothing more will come."""
        self._updates.end()
        self._named.end()
        self._changes.end()

    def _call(self, listeners: tuple[Callable[[T], None], ...], update: T) -> None:
        for listener in listeners:
            try:
                listener(update)
            except Exception:  # noqa: BLE001 - the outermost edge of a callback
                _log.exception("%s: a listener failed", self._device_id)


def _without(listeners: tuple[Callable[[T], None], ...], gone: Callable[[T], None]) -> tuple[Callable[[T], None], ...]:
    if gone not in listeners:
        return listeners
    at = listeners.index(gone)
    return listeners[:at] + listeners[at + 1 :]


class _Readers(Generic[T]):
    """Watches of one kind; one that nobody holds any more is forgotten, closed or not."""

    __slots__ = ("watches",)

    def __init__(self) -> None:
        # Replaced, never changed, so that who is told may add and remove; a set of weak references costs every push more.
        self.watches: tuple[weakref.ref[Watch[T]], ...] = ()

    def add(self, size: int, merge: Callable[[T, T], T]) -> Watch[T]:
        watch = Watch[T](asyncio.get_running_loop(), size=size, merge=merge, forget=self._forget)
        self.watches += (weakref.ref(watch),)
        return watch

    def put(self, device_id: str, item: T) -> None:
        for reference in self.watches:
            watch = reference()
            if watch is None:
                self._forget(None)
            else:
                watch.put(device_id, item)

    def end(self) -> None:
        for reference in self.watches:
            watch = reference()
            if watch is not None:
                watch.end()

    def _forget(self, gone: Watch[T] | None) -> None:
        self.watches = tuple(reference for reference in self.watches if reference() not in {None, gone})
