"""Readers of updates: bounded queues that merge instead of losing, and end with their device."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import msgspec

from tuyalan.errors import UseError
from tuyalan.session.events import Cause
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from tuyalan.model.device import PropertyChange  # noqa: TC004 - loads the whole model, which raw use does without


T = TypeVar("T")


class Update(msgspec.Struct, frozen=True, gc=False):
    """Data points of one device, as they became known."""

    device_id: str
    """Which device; a child has its own id."""
    dps: dict[DpId, Json]
    """Only what was said, not the whole state."""
    cause: Cause
    time: float
    """When it was heard: Unix time, seconds."""
    device_time: float | None = None
    """What the device's own clock said: Unix seconds, or seconds since start where it has no clock. Facts: TIME-1."""
    merged: int = 0
    """How many earlier updates were merged into this one because the reader was slow."""


class PropertyUpdate(msgspec.Struct, frozen=True, gc=False):
    """Properties of one device, as they became known."""

    device_id: str
    """Which device; a child has its own id."""
    changes: tuple[PropertyChange, ...]
    """What was said, and what is read anew because of it; each property once."""
    cause: Cause
    time: float
    """When it was heard: Unix time, seconds."""
    device_time: float | None = None
    """What the device's own clock said, as in `Update`."""
    revision: int = 0
    """The revision of the device's model afterwards: another one than before means that properties came, or are described
    otherwise."""
    merged: int = 0
    """How many earlier updates were merged into this one because the reader was slow."""

    @property
    def values(self) -> dict[str, object]:
        """The values said, by the codes of their properties."""
        return {change.property.code: change.reading.value for change in self.changes}


class Watch(Generic[T]):
    """Iterates over what happens from now on; ends when the device is closed. Also an async context manager."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        *,
        size: int,
        merge: Callable[[T, T], T],
        forget: Callable[[Watch[T]], None],
    ) -> None:
        """Take the bound of the queue, what merges two items of one device, and what is told when nobody reads."""
        self._loop = loop
        self._size = size
        self._merge = merge
        self._forget = forget
        self._queue: deque[tuple[str, T]] = deque()
        self._waiter: asyncio.Future[None] | None = None
        self._is_ended = False

    def put(self, device_id: str, item: T) -> None:
        """Add an item; when the queue is full, all that wait for the same device become one."""
        if len(self._queue) >= self._size:
            self._compact()
        self._queue.append((device_id, item))
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def _compact(self) -> None:
        merged: dict[str, T] = {}
        for device_id, item in self._queue:
            older = merged.get(device_id)
            merged[device_id] = item if older is None else self._merge(older, item)
        self._queue = deque(merged.items())

    def end(self) -> None:
        """End the iteration after what is queued."""
        self._is_ended = True
        waiter = self._waiter
        if waiter is not None and not waiter.done():
            waiter.set_result(None)

    def __aiter__(self) -> Self:
        """Iterate."""
        return self

    async def __anext__(self) -> T:
        """Return the next item as soon as there is one.

        Raises:
            UseError: somebody else is waiting for it.
        """
        while not self._queue:
            if self._is_ended:
                raise StopAsyncIteration
            if self._waiter is not None:
                raise UseError("this watch is being read already", hint="Let every reader have a watch of its own.")
            self._waiter = self._loop.create_future()
            try:
                await self._waiter
            finally:
                self._waiter = None
        return self._queue.popleft()[1]

    async def __aenter__(self) -> Self:
        """Return the iterator."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop watching."""
        self.close()

    def close(self) -> None:
        """Stop watching; what is queued is forgotten."""
        self._queue.clear()
        self.end()
        self._forget(self)

    async def aclose(self) -> None:
        """Do as `close`; what `contextlib.aclosing` calls."""
        self.close()


def merge_updates(older: Update, newer: Update) -> Update:
    """Make one update of two neighbours: all values, the later ones winning; nothing is lost but the steps between."""
    return msgspec.structs.replace(newer, dps={**older.dps, **newer.dps}, merged=older.merged + newer.merged + 1)


def merge_property_updates(older: PropertyUpdate, newer: PropertyUpdate) -> PropertyUpdate:
    """Make one update of two neighbours: all properties, the later readings winning."""
    changes = {change.property.dp: change for change in older.changes}
    for change in newer.changes:
        before = changes.pop(change.property.dp, None)
        changes[change.property.dp] = (
            change
            if before is None
            else msgspec.structs.replace(change, previous=before.previous, is_new=before.is_new or change.is_new)
        )
    merged = older.merged + newer.merged + 1
    return msgspec.structs.replace(newer, changes=tuple(changes.values()), merged=merged)
