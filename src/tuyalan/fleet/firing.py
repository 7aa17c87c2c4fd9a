"""Happenings of one device, told once each: devices repeat what was not acknowledged, and do so after minutes too."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.features.feature import Feature
    from tuyalan.vocabulary import DpId

REMEMBERED: Final = 16
"""How many device times are remembered a data point."""


def list_happenings(features: Iterable[Feature]) -> frozenset[str]:
    """Return the codes of the properties that tell what happens, each time that they are reported.

    What an infrared blaster hears is one of them; that it stays what was learnt last is state beside that.
    """
    found: set[str] = set()
    for feature in features:
        if feature.kind is FeatureKind.EVENT:
            found.update(feature.codes)
        elif feature.kind is FeatureKind.INFRARED and feature.has("learnt"):
            found.add(feature.roles["learnt"].code)
    return frozenset(found)


class Presses:
    """Which happenings were told."""

    def __init__(self) -> None:
        """Nothing was told yet."""
        self.codes: frozenset[str] = frozenset()
        """The properties that tell happenings."""
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
