"""What only tells: sensors, meters, events."""

from __future__ import annotations

from typing import ClassVar

from tuyalan.client.handles.handle import Handle
from tuyalan.model.features import meter, single
from tuyalan.model.features.feature import FeatureKind


class Sensor(Handle[single.Sensor, single.SensorState]):
    """One thing that is measured or told."""

    kind: ClassVar[FeatureKind] = FeatureKind.SENSOR


class BinarySensor(Handle[single.BinarySensor, single.BinarySensorState]):
    """One thing that is there or not."""

    kind: ClassVar[FeatureKind] = FeatureKind.BINARY_SENSOR


class Meter(Handle[meter.Meter, meter.MeterState]):
    """One meter of electricity."""

    kind: ClassVar[FeatureKind] = FeatureKind.METER

    @property
    def total(self) -> float | None:
        """What was used in all, in the unit of its energy property, whether it reports increments or totals."""
        subject = self.feature.roles.get("energy")
        return None if subject is None else self.device.totals.get(subject.code)


class Event(Handle[single.Event, single.EventState]):
    """Something that happens: a button pressed, a bell rung. `watch` yields each time."""

    kind: ClassVar[FeatureKind] = FeatureKind.EVENT
