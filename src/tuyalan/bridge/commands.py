"""From what people want to what is written: `ON`, `{"switch_1": "TOGGLE"}`, `{"state": "ON", "brightness": 100}`.

Pure: a model and its features in, values by property code out. The hub checks and sends them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.faces import find_face, find_main
from tuyalan.bridge.levels import make_level
from tuyalan.bridge.payloads import show
from tuyalan.errors import BadValueError, UnknownDpError, UnknownFeatureError
from tuyalan.model.encoding import suggest
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.property import Property
    from tuyalan.vocabulary import Json

STATE: Final = "state"
"""What stands for the main thing a device does, if none of its properties is called so."""
MAX_LISTED: Final = 12
"""Most features that an error names."""
TOGGLE: Final = "toggle"
MAIN_SWITCHES: Final = ("switch", "switch_led", "switch_1", "power", "start")
"""Codes of what switches the whole device, the likeliest first."""
_AS_TYPED: Final = frozenset({Kind.TEXT, Kind.RAW})
"""Kinds whose values are texts, so that a text is never anything else."""


def resolve(wanted: Mapping[str, Json], model: DeviceModel, features: Sequence[Feature] = ()) -> dict[str, object]:
    """Return the values to write by property code.

    Args:
        wanted: By code of a property, number of a data point, or word of what the device is there for (`state`,
            `brightness`, `position`); under an empty name, what a single word wants.
        model: The device.
        features: Its features; the first is what it is there for.

    Raises:
        UnknownDpError: There is no such property.
        BadValueError: A value means nothing, or a property is named twice.
    """
    main = find_main(features)
    planned: dict[str, object] = {}
    words: dict[str, Json] = {}
    for name, value in wanted.items():
        subject = _find_named(name, model) if main is not None else find(name or STATE, model)
        if subject is None:
            words[name or STATE] = value
            continue
        if subject.code in planned:
            raise BadValueError(f"{subject.code} is named twice", device_id=model.device_id)
        planned[subject.code] = read_value(subject, value, model.values)
    if main is not None and words:
        planned = plan_feature(main, words, model) | planned
    return planned


def resolve_feature(
    key: str, wanted: Mapping[str, Json], model: DeviceModel, features: Sequence[Feature]
) -> dict[str, object]:
    """Return the values to write for a command to one feature.

    Args:
        key: The feature, as it stands in topics.
        wanted: Words of its kind; under an empty name, what a single word wants.
        model: The device.
        features: Its features.

    Raises:
        UnknownFeatureError: There is no such feature.
        BadValueError: A word means nothing.
    """
    found = next((each for each in features if key in {each.key, make_level(each.key)}), None)
    if found is None:
        near = suggest(key, [each.key for each in features])
        raise UnknownFeatureError(f"no feature {show(key)}{near}", device_id=model.device_id, hint=_list_keys(features))
    return plan_feature(found, wanted, model)


def resolve_shared(
    code: str, wanted: Mapping[str, Json], model: DeviceModel, features: Sequence[Feature]
) -> dict[str, object]:
    """Return the values to write for a command to a feature of a group, at one of its devices.

    Args:
        code: The code of the main property, as it stands in topics.
        wanted: As in `resolve_feature`.
        model: The device.
        features: Its features.

    Raises:
        UnknownFeatureError: It has no such feature.
        BadValueError: A word means nothing.
    """
    named = [each for each in features if code in {each.main.code, make_level(each.main.code)}]
    found = next((each for each in named if find_face(each) is not None), next(iter(named), None))
    if found is None:
        raise UnknownFeatureError(f"no feature of {show(code)}", device_id=model.device_id)
    return plan_feature(found, wanted, model)


def _list_keys(features: Sequence[Feature]) -> str:
    """Return the keys of features as a hint, of many the first."""
    keys = [each.key for each in features]
    more = f" and {len(keys) - MAX_LISTED} more" if len(keys) > MAX_LISTED else ""
    return (
        f"It has {', '.join(keys[:MAX_LISTED])}{more}." if keys else "Nothing is known of it that is more than values."
    )


def plan_feature(feature: Feature, wanted: Mapping[str, Json], model: DeviceModel) -> dict[str, object]:
    """Return the values to write for words to one feature; a single property takes its value.

    Raises:
        BadValueError: A word means nothing.
    """
    face = find_face(feature)
    if face is not None:
        return face.plan(feature, wanted, model.values)
    value = wanted.get("", wanted.get(STATE))
    return {feature.main.code: read_value(feature.main, value, model.values)}


def find(name: str, model: DeviceModel) -> Property:
    """Return the property of a name as it stands in payloads and topics; `state` is the main switch.

    Raises:
        UnknownDpError: There is none.
    """
    found = _find_named(name, model)
    if found is None and name == STATE:
        found = find_main_switch(model)
    # The model knows which one may be meant.
    return model.find(name) if found is None else found


def _find_named(name: str, model: DeviceModel) -> Property | None:
    try:
        return model.find(name)
    except UnknownDpError:
        # A code with characters that topics cannot hold stands in them as its level.
        return next((each for code, each in model.properties.items() if make_level(code) == name), None)


def find_main_switch(model: DeviceModel) -> Property | None:
    """Return what switches the device; `None` if nothing does."""
    switches = {
        code: each for code, each in model.properties.items() if each.kind is Kind.BOOL and each.access.is_writable
    }
    named = (switches[code] for code in MAIN_SWITCHES if code in switches)
    return next(named, None) or min(switches.values(), key=lambda each: each.dp, default=None)


def read_value(subject: Property, value: Json, values: Mapping[str, object]) -> object:
    """Return the value that is meant for one property.

    Raises:
        BadValueError: It means nothing here.
    """
    if value is None:
        raise BadValueError(f"{subject.code} cannot be set to nothing")
    if not isinstance(value, str) or subject.kind in _AS_TYPED:
        return value
    if subject.kind is Kind.BOOL and value.strip().lower() == TOGGLE:
        return not _read_flag(subject, values)
    return subject.parse_text(value)


def _read_flag(subject: Property, values: Mapping[str, object]) -> bool:
    value = values.get(subject.code)
    if not isinstance(value, bool):
        raise BadValueError(
            f"{subject.code} cannot be toggled: it is not known whether it is on", hint="Send ON or OFF instead."
        )
    return value
