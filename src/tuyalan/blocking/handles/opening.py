"""What opens and closes: covers, valves, locks, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.handles.handle import Handle
from tuyalan.client.handles import opening as _opening
from tuyalan.model.features import cover, lock, valve

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Cover(Handle[_opening.Cover, cover.Cover, cover.CoverState]):
    """One curtain, blind, shutter, awning or garage door."""

    def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return self._run(lambda handle: handle.open(timeout=timeout))

    def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return self._run(lambda handle: handle.close(timeout=timeout))

    def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Stop it where it is."""
        return self._run(lambda handle: handle.stop(timeout=timeout))

    def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Move it to a position: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.move_to(percent, timeout=timeout))

    def tilt_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Turn its slats: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.tilt_to(percent, timeout=timeout))


class Valve(Handle[_opening.Valve, valve.Valve, valve.ValveState]):
    """One valve, of water or gas."""

    def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return self._run(lambda handle: handle.open(timeout=timeout))

    def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return self._run(lambda handle: handle.close(timeout=timeout))

    def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Open it so far: 0 is closed, 100 open."""
        return self._run(lambda handle: handle.move_to(percent, timeout=timeout))


class Lock(Handle[_opening.Lock, lock.Lock, lock.LockState]):
    """One lock."""

    def lock(self, *, timeout: float | None = None) -> WriteResult:
        """Lock it."""
        return self._run(lambda handle: handle.lock(timeout=timeout))

    def unlock(self, *, timeout: float | None = None) -> WriteResult:
        """Unlock it."""
        return self._run(lambda handle: handle.unlock(timeout=timeout))
