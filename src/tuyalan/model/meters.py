"""The meters of one device: which of its properties count, and what their reports add up to.

A total only grows, across restarts of the device and of whoever counts; how is told by `energy`. Knows no store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError
from tuyalan.model.energy import EnergyCounter, expect, from_json
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.device import DeviceModel
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import DpId, Json

ENERGY: Final = "energy"
"""The device class of what is counted."""
ADDED: Final = "add_ele"
"""How the codes begin whose reports are increments on some devices and totals on others. Facts: FORM-20."""


class Meters:
    """The counters of one device, by data point."""

    __slots__ = ("_counters", "counted")

    def __init__(self) -> None:
        """Count nothing yet."""
        self._counters: dict[DpId, EnergyCounter] = {}
        self.counted: Mapping[DpId, Property] = {}
        """The properties that count."""

    @property
    def counters(self) -> Mapping[DpId, EnergyCounter]:
        """What is known of each data point that has counted."""
        return self._counters

    @property
    def totals(self) -> dict[str, float]:
        """What was used in all, by the code of the property and in its unit; without those of which nobody can say."""
        totals: dict[str, float] = {}
        for dp, subject in self.counted.items():
            counter = self._counters.get(dp)
            raw = None if counter is None else counter.total
            value = None if raw is None else subject.decode(raw).value
            if isinstance(value, int | float):
                totals[subject.code] = value
        return totals

    def describe(self, model: DeviceModel) -> None:
        """Take which data points count, now that the device is described otherwise."""
        self.counted = {dp: subject for dp, subject in model.by_dp.items() if _counts(subject)}

    def restore(self, stored: Mapping[DpId, Json]) -> None:
        """Go on with counters from before a restart, in their JSON form; what is none is left out."""
        for dp, plain in stored.items():
            try:
                self.put(dp, from_json(plain))
            except BadValueError:
                continue

    def put(self, dp: DpId, counter: EnergyCounter) -> None:
        """Go on with a counter from before a restart."""
        self._counters[dp] = counter

    def take(self, dps: Mapping[DpId, Json], *, device_time: float | None, at: float, is_push: bool) -> list[DpId]:
        """Count a report and return the data points whose counters changed; as `EnergyCounter.feed`."""
        changed: list[DpId] = []
        for dp in self.counted.keys() & dps.keys():
            old = self._counters.get(dp) or expect(is_increment=self.counted[dp].point.is_increment)
            try:
                self._counters[dp] = old.feed(dps[dp], device_time=device_time, at=at, is_push=is_push)
            except BadValueError:
                # What is no count is a fault of the value; the reading says so.
                continue
            changed.append(dp)
        return changed


def _counts(subject: Property) -> bool:
    if subject.kind is not Kind.NUMBER:
        return False
    # What may also fall (a balance, one charge) is no meter; what is added may call itself so all the same.
    is_rising = subject.state_class == "total_increasing" or subject.point.code.startswith(ADDED)
    return subject.point.is_increment is not None or (subject.device_class == ENERGY and is_rising)
