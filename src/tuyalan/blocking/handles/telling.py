"""What only tells: sensors, meters, events, for programs without asyncio."""

from __future__ import annotations

from typing import cast

from tuyalan.blocking.handles.handle import Handle
from tuyalan.client.handles import telling as _telling
from tuyalan.model.features import meter, single


class Sensor(Handle[_telling.Sensor, single.Sensor, single.SensorState]):
    """One thing that is measured or told."""


class BinarySensor(Handle[_telling.BinarySensor, single.BinarySensor, single.BinarySensorState]):
    """One thing that is there or not."""


class Meter(Handle[_telling.Meter, meter.Meter, meter.MeterState]):
    """One meter of electricity."""

    @property
    def total(self) -> float | None:
        """What was used in all, in the unit of its energy property, whether it reports increments or totals."""
        return cast("float | None", self._handle.total)


class Event(Handle[_telling.Event, single.Event, single.EventState]):
    """Something that happens: a button pressed, a bell rung. `watch` yields each time."""
