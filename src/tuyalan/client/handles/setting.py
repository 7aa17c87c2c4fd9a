"""Single values that can be set."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tuyalan.client.handles.handle import Handle
from tuyalan.model.features import single
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from tuyalan.client.writes import WriteResult


class Number(Handle[single.Number, single.NumberState]):
    """One number that can be set."""

    kind: ClassVar[FeatureKind] = FeatureKind.NUMBER

    async def set(self, value: float, *, timeout: float | None = None) -> WriteResult:
        """Set it, in its unit."""
        return await self._carry_out(self.feature.plan_value(value), timeout=timeout)


class Select(Handle[single.Select, single.SelectState]):
    """One choice."""

    kind: ClassVar[FeatureKind] = FeatureKind.SELECT

    async def choose(self, option: str, *, timeout: float | None = None) -> WriteResult:
        """Choose one of `feature.options`."""
        return await self._carry_out(self.feature.plan_option(option), timeout=timeout)


class Text(Handle[single.Text, single.TextState]):
    """One text, or packed value."""

    kind: ClassVar[FeatureKind] = FeatureKind.TEXT

    async def set(self, value: object, *, timeout: float | None = None) -> WriteResult:
        """Set it."""
        return await self._carry_out(self.feature.plan_value(value), timeout=timeout)
