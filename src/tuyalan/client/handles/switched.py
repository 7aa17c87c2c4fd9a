"""What is switched on and off, whatever else it does: the part that handles of such features share."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from tuyalan.client.handles.handle import Handle, S
from tuyalan.model.features.switched import Switched

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult

W = TypeVar("W", bound=Switched)


class SwitchedHandle(Handle[W, S]):
    """Something that is switched on and off."""

    async def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return await self._carry_out(self.feature.plan_on(), timeout=timeout)

    async def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return await self._carry_out(self.feature.plan_off(), timeout=timeout)
