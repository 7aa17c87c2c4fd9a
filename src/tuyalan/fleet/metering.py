"""Energy meters of one device: its reports to totals that only grow, across restarts of the device and of the hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError
from tuyalan.model.energy import EnergyCounter, expect, from_json
from tuyalan.model.schema import Kind
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.watch import Update
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import DpId

ENERGY: Final = "energy"
"""The device class of what is counted."""
ADDED: Final = "add_ele"
"""How the codes begin whose reports are increments on some devices and totals on others. Facts: FORM-20."""


class Meters:
    """The counters of one device, by data point."""

    def __init__(self) -> None:
        """Count nothing yet."""
        self._counters: dict[DpId, EnergyCounter] = {}
        self._counted: dict[DpId, Property] = {}

    @property
    def counters(self) -> Mapping[DpId, EnergyCounter]:
        """What is known of each counting data point."""
        return self._counters

    @property
    def totals(self) -> dict[str, float]:
        """What was used in all, by the code of the property and in its unit; without those of which nobody can say."""
        totals: dict[str, float] = {}
        for dp, subject in self._counted.items():
            counter = self._counters.get(dp)
            raw = None if counter is None else counter.total
            value = None if raw is None else subject.decode(raw).value
            if isinstance(value, int | float):
                totals[subject.code] = value
        return totals

    def restore(self, stored: Mapping[DpId, object]) -> None:
        """Go on with counters from before a restart; what is none is left out."""
        for dp, plain in stored.items():
            try:
                self._counters[dp] = from_json(plain)
            except BadValueError:
                continue

    def describe(self, model: DeviceModel) -> None:
        """Take which data points count, now that the device is described otherwise."""
        self._counted = {
            subject.dp: subject
            for subject in model.properties.values()
            if subject.kind is Kind.NUMBER and _counts(subject)
        }

    def take(self, update: Update) -> list[DpId]:
        """Take a report; return the data points whose counters changed."""
        if not self._counted or update.cause is Cause.ASSUMED:
            return []
        changed: list[DpId] = []
        for dp in self._counted.keys() & update.dps.keys():
            old = self._counters.get(dp) or expect(is_increment=self._counted[dp].point.is_increment)
            try:
                new = old.feed(
                    update.dps[dp],
                    device_time=update.device_time,
                    at=update.time,
                    is_push=update.cause is Cause.PUSH,
                )
            except BadValueError:
                continue
            self._counters[dp] = new
            changed.append(dp)
        return changed


def _counts(subject: Property) -> bool:
    return subject.point.is_increment is not None or (
        subject.device_class == ENERGY
        and (subject.state_class == "total_increasing" or subject.point.code.startswith(ADDED))
    )
