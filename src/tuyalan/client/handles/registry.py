"""Which handle operates which kind of feature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from tuyalan.client.handles import climate, doing, lighting, opening, remotes, setting, telling
from tuyalan.errors import UnknownFeatureError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.device import Device
    from tuyalan.client.handles.handle import Handle
    from tuyalan.model.features.feature import FeatureKind

HANDLES: Final[Mapping[str, type[Handle[Any, Any]]]] = {
    handle.kind.value: handle
    for handle in (
        climate.Climate,
        climate.Dehumidifier,
        climate.Fan,
        climate.Humidifier,
        climate.Purifier,
        climate.WaterHeater,
        doing.Alarm,
        doing.Button,
        doing.Feeder,
        doing.Siren,
        doing.Vacuum,
        lighting.Light,
        lighting.Switch,
        opening.Cover,
        opening.Lock,
        opening.Valve,
        remotes.Infrared,
        remotes.Radio,
        setting.Number,
        setting.Select,
        setting.Text,
        telling.BinarySensor,
        telling.Event,
        telling.Meter,
        telling.Sensor,
    )
}
"""By kind. A gateway has no handle: its children are devices of their own."""


def list_handles(device: Device, kind: FeatureKind | str) -> tuple[Handle[Any, Any], ...]:
    """Return all features of one kind, to operate."""
    handle = cast("type[Handle[Any, Any]]", HANDLES[kind])
    return tuple(handle(device, feature) for feature in device.features if feature.kind == kind)


def find_handle(device: Device, kind: FeatureKind | str, key: str | None) -> Handle[Any, Any]:
    """Return the feature with this key or name, the first of its kind without one.

    Raises:
        UnknownFeatureError: the device has none.
    """
    handles = list_handles(device, kind)
    wanted = None if key is None else key.casefold()
    for handle in handles:
        if wanted is None or wanted in {handle.key.casefold(), handle.name.casefold()}:
            return handle
    title = kind.replace("_", " ")
    if handles:
        known = ", ".join(handle.key for handle in handles)
        raise UnknownFeatureError(
            f"the device has no {title} {str(key)[:64]!r}", device_id=device.id, hint=f"It has: {known}."
        )
    have = ", ".join(dict.fromkeys(feature.kind.replace("_", " ") for feature in device.features))
    hint = f"It has: {have}." if have else "It has reported nothing yet: open it first."
    raise UnknownFeatureError(f"the device has no {title}", device_id=device.id, hint=hint)
