"""What several devices have alike: the features that one command and one state fit, as features of all of them together.

Pure. Two features are alike if they are of the same kind and their main properties have the same code; of their roles those
count whose properties mean the same. What is a setting of each device, or what would hide that one device differs from the
others where that matters, such as a lock that is open, is left to the devices.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.model.features.effects import EFFECTS
from tuyalan.model.features.feature import Feature, FeatureKind
from tuyalan.model.features.light import Light

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tuyalan.model.features.feature import Values
    from tuyalan.model.property import Property

Described: TypeAlias = "tuple[Sequence[Feature], Values]"
"""The features of a device, and its values."""

SINGLE: Final = frozenset({FeatureKind.SWITCH, FeatureKind.NUMBER, FeatureKind.SELECT})
"""Kinds that are a single property."""
WHOLE: Final = frozenset({FeatureKind.CLIMATE, FeatureKind.WATER_HEATER})
"""Kinds whose commands hang together, so that all that can be set has to be alike."""
COMMANDED: Final = (
    SINGLE
    | WHOLE
    | {
        FeatureKind.LIGHT,
        FeatureKind.COVER,
        FeatureKind.FAN,
        FeatureKind.PURIFIER,
        FeatureKind.HUMIDIFIER,
        FeatureKind.DEHUMIDIFIER,
        FeatureKind.SIREN,
        FeatureKind.VALVE,
    }
)
"""Kinds that people command together."""
_OWN: Final = frozenset(Feature.__struct_fields__)
"""Fields that tell a feature of one device from that of another; all further ones say what it does."""
_CLASS: Final = "device_class"
"""The one of them that only says how it looks."""


class Shared(msgspec.Struct, frozen=True):
    """A feature that several devices have."""

    feature: Feature
    """As that of all of them: its key is the code of the main property."""
    own: tuple[Feature | None, ...]
    """What it is at each device, with the roles that all have; `None` where nothing is known of the device yet."""


def find_shared(devices: Iterable[Described]) -> tuple[Shared, ...]:
    """Return the features that all devices have alike, in the order of the first; devices that nothing is known of do not count."""
    devices = tuple(devices)
    tables = [_list_commanded(features) for features, _ in devices if features]
    if not tables:
        return ()
    keys = [key for key in tables[0] if all(key in table for table in tables[1:])]
    values = [values for features, values in devices if features]
    found = (_share([table[key] for table in tables], values) for key in keys)
    shared: list[Shared] = []
    for each in found:
        if each is not None:
            own = iter(each.own)
            shared.append(Shared(each.feature, tuple(next(own) if features else None for features, _ in devices)))
    return tuple(shared)


def list_deciding(features: Iterable[Feature]) -> frozenset[str]:
    """Return the codes of properties of a device whose values, not only what they are, decide what it has alike with others."""
    return frozenset(each.roles["unit"].code for each in features if each.kind in WHOLE and each.has("unit"))


def _list_commanded(features: Iterable[Feature]) -> Mapping[tuple[FeatureKind, str], Feature]:
    """Return the features of a device that can be commanded together with those of others, by what makes them alike."""
    found: dict[tuple[FeatureKind, str], Feature] = {}
    for each in features:
        if each.kind in COMMANDED and each.category is None and _can_act(each):
            found.setdefault((each.kind, each.main.code), each)
    return found


def _can_act(feature: Feature) -> bool:
    main = feature.main
    # What counts down by itself is at another point at each device.
    is_state = feature.kind not in SINGLE or not main.code.startswith("countdown")
    return is_state and any(subject.access.is_writable for subject in feature.roles.values())


def _share(features: Sequence[Feature], values: Sequence[Values]) -> Shared | None:
    """Return what features of the same kind have in common; `None` if that is not enough."""
    first = features[0]
    words = [word for word in first.roles if len({_mean(each, word) for each in features}) == 1]
    differing = _find_differing(features)
    if next(iter(first.roles)) not in words or not differing <= {_CLASS}:
        return None
    if first.kind in WHOLE and not _is_whole(features, words, values):
        return None
    plain = dict.fromkeys(differing, "")
    own = tuple(
        msgspec.structs.replace(each, roles={word: each.roles[word] for word in words}, **plain)
        for each in _narrow(features)
    )
    feature = msgspec.structs.replace(
        own[0],
        key=first.main.code,
        name=first.name if len({each.name for each in features}) == 1 else "",
        is_hazardous=any(each.is_hazardous for each in features),
        confidence=min(each.confidence for each in features),
    )
    return Shared(feature, own)


def _find_differing(features: Sequence[Feature]) -> set[str]:
    """Return the fields that say what a feature does, and say it otherwise of one than of another."""
    names = [name for name in features[0].__struct_fields__ if name not in _OWN]
    return {name for name in names if len({getattr(each, name) for each in features}) > 1}


def _is_whole(features: Sequence[Feature], words: Sequence[str], values: Sequence[Values]) -> bool:
    """Tell whether all that can be set is alike, and the unit that the devices are set to is the same."""
    settable = {word for each in features for word in each.roles if each.can_write(word)}
    units = {getattr(each.read(known), "unit", "") for each, known in zip(features, values, strict=True)}
    return settable <= set(words) and len(units) == 1


def _mean(feature: Feature, word: str) -> object:
    """Return what the property in a role means, for comparison with that of another device."""
    subject = feature.roles.get(word)
    if subject is None:
        return _MISSING
    if isinstance(feature, Light) and word in _TRANSLATED:
        # Lamps count in steps of their own; one brightness, colour and temperature fits them all the same.
        return subject.kind, subject.access, (feature.warmest, feature.coldest) if word == "temperature" else ()
    named = isinstance(feature, Light) and word == "scene" and EFFECTS.keys() <= set(feature.effects)
    limits = (subject.minimum, subject.maximum, subject.step)
    form = "" if subject.form is None else subject.form.name
    return subject.kind, subject.access, subject.unit, limits, subject.choices, form, named


_MISSING: Final = "missing"
_TRANSLATED: Final = frozenset({"brightness", "colour", "temperature", "mode"})
"""Roles of lights whose values have a form of their own on MQTT."""


def _narrow(features: Sequence[Feature]) -> Iterable[Feature]:
    """Leave lights the modes that all of them have: each further one would be an effect that some of them lack."""
    modes = [each.roles["mode"] for each in features if isinstance(each, Light) and each.has("mode")]
    if len(modes) < len(features) or len({subject.choices for subject in modes}) == 1:
        return features
    common = set[str](modes[0].choices).intersection(*(subject.choices for subject in modes))
    return [
        msgspec.structs.replace(each, roles={**each.roles, "mode": _keep(mode, common)})
        for each, mode in zip(features, modes, strict=True)
    ]


def _keep(mode: Property, words: set[str]) -> Property:
    called = zip(mode.point.choices, mode.choices, strict=True)
    kept = tuple(word for word, name in called if name in words)
    return msgspec.structs.replace(mode, point=msgspec.structs.replace(mode.point, choices=kept))
