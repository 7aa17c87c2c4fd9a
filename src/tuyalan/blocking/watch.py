"""What happens, for programs without asyncio: an iterator whose steps are made in the loop thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine

    from tuyalan.net.portal import Lease

T = TypeVar("T")


class Watch(Generic[T]):
    """Iterates over what happens; each step blocks until there is something. Also a context manager."""

    def __init__(
        self,
        lease: Lease,
        items: AsyncIterator[T],
        *,
        close: Callable[[], Coroutine[Any, Any, object]],
        owns_lease: bool,
    ) -> None:
        """Take the loop thread, what is iterated over there, and what ends it; made by `watch`, `watch_all`, `scan`."""
        self._lease = lease
        self._items = items
        self._close = close
        self._owns_lease = owns_lease
        self._is_closed = False

    def __iter__(self) -> Self:
        """Iterate."""
        return self

    def __next__(self) -> T:
        """Wait for the next item and return it."""
        if self._is_closed:
            raise StopIteration
        item = self._lease.call(self._step) if self._lease.thread.is_usable else self._drain()
        if item is None:
            self.close()
            raise StopIteration
        return item

    def __enter__(self) -> Self:
        """Return the iterator."""
        return self

    def __exit__(self, *_: object) -> None:
        """Stop watching."""
        self.close()

    def close(self) -> None:
        """Stop watching; what is queued is forgotten."""
        if self._is_closed:
            return
        self._is_closed = True
        try:
            # With its device the loop thread may be gone, and everything with it.
            if self._lease.thread.is_usable:
                self._lease.call(self._close)
        finally:
            if self._owns_lease:
                self._lease.close()

    def __del__(self) -> None:
        """Stop watching without waiting: nobody can read any more."""
        if not self._is_closed:
            self._lease.thread.spawn(self._close, name="tuyalan forgotten watch")
            if self._owns_lease:
                self._lease.close()

    def _drain(self) -> T | None:
        """Return what was heard before the loop thread ended; there is nothing to wait for any more."""
        step = self._step()
        try:
            step.send(None)
        except StopIteration as done:
            return done.value
        step.close()
        return None

    async def _step(self) -> T | None:
        return await anext(self._items, None)
