"""Which kind of feature has which face. Single properties have none: they are fields of the device's own state."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces import (
    alarm,
    climate,
    cover,
    fan,
    feeder,
    humidity,
    infrared,
    light,
    lock,
    siren,
    vacuum,
    valve,
    water_heater,
)
from tuyalan.model.features.feature import FeatureKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.bridge.faces.face import Face
    from tuyalan.model.features.feature import Feature

FACES: Final[Mapping[FeatureKind, Face]] = MappingProxyType(
    {
        FeatureKind.LIGHT: light.FACE,
        FeatureKind.COVER: cover.FACE,
        FeatureKind.CLIMATE: climate.FACE,
        FeatureKind.FAN: fan.FACE,
        FeatureKind.PURIFIER: fan.FACE,
        FeatureKind.HUMIDIFIER: humidity.FACE,
        FeatureKind.DEHUMIDIFIER: humidity.FACE,
        FeatureKind.VACUUM: vacuum.FACE,
        FeatureKind.LOCK: lock.FACE,
        FeatureKind.SIREN: siren.FACE,
        FeatureKind.VALVE: valve.FACE,
        FeatureKind.WATER_HEATER: water_heater.FACE,
        FeatureKind.ALARM: alarm.FACE,
        FeatureKind.FEEDER: feeder.FACE,
        FeatureKind.INFRARED: infrared.FACE,
    }
)


def find_face(feature: Feature) -> Face | None:
    """Return the face of a feature; `None` if its properties say all."""
    return FACES.get(feature.kind)


def find_main(features: Iterable[Feature]) -> Feature | None:
    """Return what a command to the device as a whole goes to: the first feature with a face, if the device is there for it."""
    first = next(iter(features), None)
    return first if first is not None and find_face(first) is not None else None
