"""What is switched on and off, whatever else it does, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tuyalan.blocking.handles.handle import F, Handle, S
from tuyalan.client.handles import switched as _switched

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult

W = TypeVar("W", bound=_switched.SwitchedHandle[Any, Any])


class SwitchedHandle(Handle[W, F, S]):
    """Something that is switched on and off."""

    def turn_on(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it on."""
        return self._run(lambda handle: handle.turn_on(timeout=timeout))

    def turn_off(self, *, timeout: float | None = None) -> WriteResult:
        """Switch it off."""
        return self._run(lambda handle: handle.turn_off(timeout=timeout))
