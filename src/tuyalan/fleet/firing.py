"""Happenings of one device, told once each: devices repeat what was not acknowledged, and do so after minutes too."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId

REMEMBERED: Final = 16
"""How many device times are remembered a data point."""


class Presses:
    """Which happenings were told."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.codes: frozenset[str] = frozenset()
        """The properties that tell happenings, not state."""
        self._times: dict[DpId, deque[float]] = {}

    def is_told(self, dp: DpId, device_time: float | None) -> bool:
        """Tell whether a happening was told already, and remember it; without a clock nobody can know. Facts: TIME-1."""
        if device_time is None:
            return False
        times = self._times.setdefault(dp, deque(maxlen=REMEMBERED))
        if device_time in times:
            return True
        times.append(device_time)
        return False
