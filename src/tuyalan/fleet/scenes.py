"""Scenes: values of several devices under one name, captured from how they are now or given, written together."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.features import Feature, FeatureKind, Light, LightMode
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.fleet.member import Member
    from tuyalan.model.features import LightState

_PLAIN: Final = frozenset({Kind.BOOL, Kind.NUMBER, Kind.CHOICE})
_STILL: Final = frozenset(
    {
        FeatureKind.BUTTON,
        FeatureKind.EVENT,
        FeatureKind.FEEDER,
        FeatureKind.GATEWAY,
        FeatureKind.INFRARED,
        FeatureKind.LOCK,
        FeatureKind.RADIO,
        FeatureKind.SIREN,
        FeatureKind.VACUUM,
    }
)
"""Kinds whose values are orders, not state: capturing them would give the order again with every recall."""


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Values of several devices."""

    name: str
    values: dict[str, dict[str, object]] = {}
    """By the code of the property, in JSON's own types, by device id."""


def capture(member: Member) -> dict[str, object]:
    """Return what brings a device back to how it is now: what people set, not what it measures or does by itself."""
    values: dict[str, object] = {}
    known = member.model.values
    for feature in member.features:
        if isinstance(feature, Light):
            values |= _capture_light(feature, feature.read(known))
        elif feature.kind not in _STILL and feature.category is None and not feature.is_hazardous:
            values |= _capture_plain(feature, known)
    plain: dict[str, object] = msgspec.to_builtins(values, str_keys=True)
    return plain


def _capture_light(light: Light, state: LightState) -> dict[str, object]:
    """Return how a lamp shines; one that is off is switched off and keeps its colours to itself."""
    if not state.is_on:
        return light.plan_off() if state.is_on is False else {}
    with contextlib.suppress(BadValueError):
        match state.mode:
            case LightMode.COLOUR:
                return light.plan_on(colour=state.colour)
            case LightMode.EFFECT:
                return light.plan_on(effect=state.effect)
            case _:
                return light.plan_on(brightness=state.brightness, kelvin=state.kelvin)
    # What it says now is nothing that it could be told.
    return light.plan_on()


def _capture_plain(feature: Feature, known: Mapping[str, object]) -> dict[str, object]:
    return {
        subject.code: known[subject.code]
        for subject in feature.roles.values()
        if subject.kind in _PLAIN
        and subject.access is Access.BOTH
        and subject.category is None
        and not subject.code.startswith("countdown")
        and known.get(subject.code) is not None
    }
