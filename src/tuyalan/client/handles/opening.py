"""What opens and closes: covers, valves, locks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tuyalan.client.handles.handle import Handle
from tuyalan.model.features import cover, lock, valve
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Cover(Handle[cover.Cover, cover.CoverState]):
    """One curtain, blind, shutter, awning or garage door."""

    kind: ClassVar[FeatureKind] = FeatureKind.COVER

    async def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return await self._carry_out(self.feature.plan_open(), timeout=timeout)

    async def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return await self._carry_out(self.feature.plan_close(), timeout=timeout)

    async def stop(self, *, timeout: float | None = None) -> WriteResult:
        """Stop it where it is."""
        return await self._carry_out(self.feature.plan_stop(), timeout=timeout)

    async def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Move it to a position: 0 is closed, 100 open."""
        return await self._carry_out(self.feature.plan_position(percent), timeout=timeout)

    async def tilt_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Turn its slats: 0 is closed, 100 open."""
        return await self._carry_out(self.feature.plan_tilt(percent), timeout=timeout)


class Valve(Handle[valve.Valve, valve.ValveState]):
    """One valve, of water or gas."""

    kind: ClassVar[FeatureKind] = FeatureKind.VALVE

    async def open(self, *, timeout: float | None = None) -> WriteResult:
        """Open it."""
        return await self._carry_out(self.feature.plan_open(), timeout=timeout)

    async def close(self, *, timeout: float | None = None) -> WriteResult:
        """Close it."""
        return await self._carry_out(self.feature.plan_close(), timeout=timeout)

    async def move_to(self, percent: float, *, timeout: float | None = None) -> WriteResult:
        """Open it so far: 0 is closed, 100 open."""
        return await self._carry_out(self.feature.plan_position(percent), timeout=timeout)


class Lock(Handle[lock.Lock, lock.LockState]):
    """One lock."""

    kind: ClassVar[FeatureKind] = FeatureKind.LOCK

    async def lock(self, *, timeout: float | None = None) -> WriteResult:
        """Lock it."""
        return await self._carry_out(self.feature.plan_lock(), timeout=timeout)

    async def unlock(self, *, timeout: float | None = None) -> WriteResult:
        """Unlock it."""
        return await self._carry_out(self.feature.plan_unlock(), timeout=timeout)
