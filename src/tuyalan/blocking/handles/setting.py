"""Single values that can be set, for programs without asyncio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.blocking.handles.handle import Handle
from tuyalan.client.handles import setting as _setting
from tuyalan.model.features import single

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Number(Handle[_setting.Number, single.Number, single.NumberState]):
    """One number that can be set."""

    def set(self, value: float, *, timeout: float | None = None) -> WriteResult:
        """Set it, in its unit."""
        return self._run(lambda handle: handle.set(value, timeout=timeout))


class Select(Handle[_setting.Select, single.Select, single.SelectState]):
    """One choice."""

    def choose(self, option: str, *, timeout: float | None = None) -> WriteResult:
        """Choose one of `feature.options`."""
        return self._run(lambda handle: handle.choose(option, timeout=timeout))


class Text(Handle[_setting.Text, single.Text, single.TextState]):
    """One text, or packed value."""

    def set(self, value: object, *, timeout: float | None = None) -> WriteResult:
        """Set it."""
        return self._run(lambda handle: handle.set(value, timeout=timeout))
