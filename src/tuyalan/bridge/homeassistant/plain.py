"""Single properties as entities: sensors, switches, numbers, selects, texts, buttons and events."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.bridge.homeassistant import classes, place
from tuyalan.model.features.feature import FeatureKind
from tuyalan.model.features.single_words import ON_WORDS
from tuyalan.model.forms.phase import Phase
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.bridge.homeassistant.place import Component, Place
    from tuyalan.model.features.feature import Feature, Values
    from tuyalan.model.property import Property

MAX_STATE: Final = 255
"""Longest state, in characters."""
LEAST_STEP: Final = 0.001
"""Home Assistant takes no finer steps."""
RINGS: Final = frozenset({"doorbell_active", "doorbell_call"})
"""Codes of what happens when somebody rings; Home Assistant has a word and a class for that."""
PHASE_PARTS: Final[Mapping[str, tuple[str, str, str]]] = {
    "voltage_v": ("voltage", "V", "voltage"),
    "current_a": ("current", "A", "current"),
    "power_w": ("power", "W", "power"),
    "reactive_var": ("reactive power", "var", "reactive_power"),
    "apparent_va": ("apparent power", "VA", "apparent_power"),
    "power_factor": ("power factor", "", "power_factor"),
    "frequency_hz": ("frequency", "Hz", "frequency"),
}
"""Parts of what a meter says of a phase: in words, unit, device class."""


def build_single(
    feature: Feature, where: Place, *, is_allowed: bool, values: Values = MappingProxyType({})
) -> dict[str, Component]:
    """Return the entities of a single property, by the ends of their ids.

    Args:
        feature: A feature of one property.
        where: The topics of the device.
        is_allowed: Whether it may be written; what may not be is shown as a sensor.
        values: The values known, by code: Home Assistant shows no number outside of the limits it was told.
    """
    kind = feature.kind
    if not is_allowed and kind in _READ_ONLY:
        kind = _READ_ONLY[kind]
    if kind is FeatureKind.SENSOR:
        return build_sensors(feature.main, where)
    found = _BUILDERS[kind](feature, where)
    if found["platform"] == "number":
        _widen(found, feature.main, values.get(feature.main.code))
    return {"": found}


def _widen(number: Component, subject: Property, value: object) -> None:
    """Widen the limits of a number to the value that it has, and let it show no other one."""
    least, most = subject.minimum or 0, subject.maximum or 0
    if isinstance(value, int | float):
        least, most = min(least, value), max(most, value)
    number |= {"min": least, "max": most, "value_template": place.show_number(subject.code, least=least, most=most)}


def build_sensors(subject: Property, where: Place) -> dict[str, Component]:
    """Return the sensors of a property: one, or one for each part of a phase."""
    if subject.form is None or subject.form.value_type is not Phase:
        return {"": build_sensor(subject, where)}
    found: dict[str, Component] = {}
    for part, (words, unit, device_class) in PHASE_PARTS.items():
        sensor: Component = {
            "platform": "sensor",
            "name": f"{subject.name} {words}",
            "state_topic": where.state,
            "value_template": place.show_part(subject.code, part),
            "device_class": device_class,
            "state_class": "measurement",
        }
        if unit:
            sensor["unit_of_measurement"] = unit
        found[f"-{part}"] = sensor
    return found


def build_sensor(subject: Property, where: Place) -> Component:
    """Return the sensor of a property."""
    found: Component = {"platform": "sensor", "state_topic": where.state}
    match subject.kind:
        case Kind.NUMBER:
            return found | {"value_template": place.show_number(subject.code)} | _describe_number(subject)
        case Kind.CHOICE if subject.choices:
            words: Component = {"device_class": "enum", "options": list(subject.choices)}
            return found | {"value_template": place.show_choice(subject.code, subject.choices)} | words
        case _:
            return found | {"value_template": place.show_text(subject.code, size=MAX_STATE)}


def _describe_number(subject: Property) -> Component:
    device_class = classes.choose_class(subject.device_class, subject.unit)
    state_class = classes.choose_state_class(subject, device_class)
    found: Component = {"suggested_display_precision": classes.count_decimals(subject)}
    if subject.unit:
        found["unit_of_measurement"] = subject.unit
    if device_class is not None:
        found["device_class"] = device_class
    if state_class is not None:
        found["state_class"] = state_class
    return found


def _build_sensor(feature: Feature, where: Place) -> Component:
    return build_sensor(feature.main, where)


def _build_binary(feature: Feature, where: Place) -> Component:
    subject = feature.main
    found: Component = {"platform": "binary_sensor", "state_topic": where.state}
    match subject.kind:
        case Kind.BITMAP:
            template = place.show_any(subject.code)
        case Kind.CHOICE:
            on = [word for word in subject.choices if word.lower() in ON_WORDS]
            template = place.show_words(subject.code, on=on, off=[word for word in subject.choices if word not in on])
        case _:
            template = place.show_flag(subject.code)
    found["value_template"] = template
    if subject.device_class in classes.BINARY:
        found["device_class"] = subject.device_class
    return found


def _build_switch(feature: Feature, where: Place) -> Component:
    subject = feature.main
    found: Component = {
        "platform": "switch",
        "state_topic": where.state,
        "value_template": place.show_flag(subject.code),
        "command_topic": where.set_property(subject.code),
    }
    if subject.device_class in classes.SWITCHES:
        found["device_class"] = subject.device_class
    return found


def _build_number(feature: Feature, where: Place) -> Component:
    subject = feature.main
    least, most = subject.minimum, subject.maximum
    if least is None or most is None or least >= most:
        return _build_sensor(feature, where)
    found: Component = {
        "platform": "number",
        "state_topic": where.state,
        "command_topic": where.set_property(subject.code),
        "step": max(LEAST_STEP, subject.step or 1),
        "mode": "auto",
    }
    if subject.unit:
        found["unit_of_measurement"] = subject.unit
    device_class = classes.choose_class(subject.device_class, subject.unit)
    if device_class is not None:
        found["device_class"] = device_class
    return found


def _build_select(feature: Feature, where: Place) -> Component:
    subject = feature.main
    if not subject.choices:
        return _build_sensor(feature, where)
    return {
        "platform": "select",
        "state_topic": where.state,
        "value_template": place.show_choice(subject.code, subject.choices),
        "command_topic": where.set_property(subject.code),
        "options": list(subject.choices),
    }


def _build_text(feature: Feature, where: Place) -> Component:
    subject = feature.main
    longest = subject.point.max_length or MAX_STATE
    if subject.kind is not Kind.TEXT or longest > MAX_STATE:
        return _build_sensor(feature, where)
    return {
        "platform": "text",
        "state_topic": where.state,
        "value_template": place.show_text(subject.code, size=longest, unknown=""),
        "command_topic": where.set_property(subject.code),
        # In quotes, so that a text that looks like something else stays one.
        "command_template": "{{ value | to_json }}",
        "max": longest,
    }


def _build_button(feature: Feature, where: Place) -> Component:
    subject = feature.main
    found: Component = {
        "platform": "button",
        "command_topic": where.set_property(subject.code),
        "payload_press": "true",
    }
    if subject.device_class in classes.BUTTONS:
        found["device_class"] = subject.device_class
    return found


def _build_event(feature: Feature, where: Place) -> Component:
    subject = feature.main
    found: Component = {"platform": "event", "state_topic": where.event(subject.code)}
    if subject.choices:
        template = place.hear(subject.choices)
        return found | {"event_types": list(subject.choices), "device_class": "button", "value_template": template}
    # What happened is told by the property; what was said with it becomes an attribute.
    is_ring = subject.point.code in RINGS
    word = "ring" if is_ring else subject.code
    if is_ring:
        found["device_class"] = "doorbell"
    template = "{{ {'event_type': " + place.quote(word) + ", 'value': value_json.get('value')} | to_json }}"
    return found | {"event_types": [word], "value_template": template}


_BUILDERS: Final[Mapping[FeatureKind, Callable[[Feature, Place], Component]]] = {
    FeatureKind.SENSOR: _build_sensor,
    FeatureKind.BINARY_SENSOR: _build_binary,
    FeatureKind.SWITCH: _build_switch,
    FeatureKind.NUMBER: _build_number,
    FeatureKind.SELECT: _build_select,
    FeatureKind.TEXT: _build_text,
    FeatureKind.BUTTON: _build_button,
    FeatureKind.EVENT: _build_event,
}
_READ_ONLY: Final = {
    FeatureKind.SWITCH: FeatureKind.BINARY_SENSOR,
    FeatureKind.NUMBER: FeatureKind.SENSOR,
    FeatureKind.SELECT: FeatureKind.SENSOR,
    FeatureKind.TEXT: FeatureKind.SENSOR,
    FeatureKind.BUTTON: FeatureKind.SENSOR,
}
"""What is shown of that which may not be written."""
KINDS: Final = frozenset(_BUILDERS)
"""Kinds of features that are a single property."""
