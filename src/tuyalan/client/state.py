"""What is known of one device: every value, when it was heard, and why it is believed. No I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

MAX_DPS: Final = 1024
"""Data points kept a device; a device has a few dozen, so more is an attack or a fault."""


class DpValue(msgspec.Struct, frozen=True):
    """One value with its history."""

    value: object
    time: float
    """When it was heard: Unix time, seconds."""
    cause: Cause


class DeviceState:
    """The values of one device; what is heard is merged, never taken for the whole."""

    __slots__ = ("_heard", "values")

    def __init__(self) -> None:
        """Know nothing."""
        self.values: dict[DpId, Json] = {}
        self._heard: dict[DpId, tuple[float, Cause]] = {}

    def take(self, dps: dict[DpId, Json], cause: Cause, *, at: float) -> None:
        """Merge values heard or assumed at a moment; beyond 1024 data points nothing new is kept."""
        values, heard = self.values, self._heard
        values.update(dps)
        mark = (at, cause)
        for dp in dps:
            heard[dp] = mark
        if len(values) > MAX_DPS:
            # What came last goes first.
            for dp in list(values)[MAX_DPS:]:
                del values[dp], self._heard[dp]

    def value(self, dp: DpId, *, offset: float) -> DpValue | None:
        """Return one value with its history, its time moved by `offset` seconds; `None` if it is not known."""
        heard = self._heard.get(dp)
        return None if heard is None else DpValue(self.values[dp], heard[0] + offset, heard[1])

    def reported(self) -> dict[DpId, Json]:
        """Return what the device itself has said, without what was only written."""
        heard = self._heard
        return {dp: value for dp, value in self.values.items() if heard[dp][1] is not Cause.ASSUMED}
