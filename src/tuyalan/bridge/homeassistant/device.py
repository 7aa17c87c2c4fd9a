"""All entities of one device in one message."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.homeassistant import composite, plain, warmth
from tuyalan.bridge.homeassistant.envelope import (
    CHILDREN,
    INFRARED,
    build_availability,
    enclose,
    make_slug,
    mark,
    show_name,
)
from tuyalan.bridge.homeassistant.place import Place, show_words
from tuyalan.model.features.choosing import make_single
from tuyalan.model.features.feature import FeatureKind
from tuyalan.model.schema import Kind
from tuyalan.model.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.bridge.homeassistant.composite import Built
    from tuyalan.bridge.homeassistant.envelope import Announcement, Style
    from tuyalan.bridge.homeassistant.place import Component
    from tuyalan.bridge.topics import Topics
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.features.feature import Feature, Values
    from tuyalan.vocabulary import Json

DOUBTFUL: Final = 0.5
"""Below this confidence an entity that writes has to be enabled by hand."""


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a device besides its entities."""

    id: str
    name: str
    room: str = ""
    product_name: str = ""
    product_key: str = ""
    version: str = ""
    """Of the protocol."""
    via: str = ""
    """The id of the gateway that it is reached through."""
    is_gateway: bool = False
    """Whether others are reached through it."""


def build_announcement(
    facts: Facts, model: DeviceModel, features: Iterable[Feature], *, topics: Topics, level: str, style: Style
) -> Announcement:
    """Return everything that Home Assistant is told of a device.

    Args:
        facts: Name, room and product.
        model: The properties.
        features: What was composed of them.
        topics: Where things stand.
        level: The device in topics.
        style: How it is announced.
    """
    where = Place(topics, level)
    components = build_components(model, features, where, style=style)
    if facts.is_gateway and not components:
        components["connection"] = build_connection(where)
    slug = make_slug(facts.name) or make_slug(facts.id)
    mark(components, owner=facts.id, slug=slug, style=style)
    return enclose(
        _describe_device(facts),
        _split(facts, components, features) if style.release >= CHILDREN else {"components": _keyed(components)},
        object_id=facts.id,
        available=[topics.bridge("state"), topics.availability(level)],
        style=style,
    )


def build_components(
    model: DeviceModel, features: Iterable[Feature], where: Place, *, style: Style
) -> dict[str, Component]:
    """Return the entities of a device by key: those of its features, then of every property that none of them shows."""
    found: dict[str, Component] = {}
    shown: set[str] = set()
    singles: list[Feature] = []
    for feature in features:
        is_allowed = style.allows(model.device_id, feature)
        if feature.kind in plain.KINDS:
            singles.append(feature)
            continue
        build = BUILDERS.get(feature.kind)
        if build is not None:
            component, roles = build(feature, where, model.values, is_allowed=is_allowed)
            add_entity(found, feature.key, component, name=feature.name or None)
            shown |= {subject.code for role, subject in feature.roles.items() if role in roles}
        _add_extras(found, feature, where, style, is_allowed=is_allowed)
    known = {feature.main.code for feature in singles}
    rest = [
        make_single(subject, key=_find_id(model, code))
        for code, subject in model.properties.items()
        if code not in shown | known
    ]
    barred = {
        subject.code
        for feature in features
        if not style.allows(model.device_id, feature)
        for subject in feature.roles.values()
    }
    for feature in (*singles, *rest):
        is_allowed = feature.main.code not in barred
        # A feature that is no entity, such as a meter, has no need of the id of its main property.
        key = _find_id(model, feature.main.code)
        add_single(
            found, key if key not in found else feature.key, feature, where, is_allowed=is_allowed, values=model.values
        )
    return found


def build_connection(where: Place) -> Component:
    """Return whether a gateway answers: without any entity it would be no device, and what is behind it below nothing."""
    return {
        "platform": "binary_sensor",
        "name": "Connection",
        "device_class": "connectivity",
        "entity_category": "diagnostic",
        "state_topic": where.topics.availability(where.level),
        "value_template": show_words("state", on=["online"], off=["offline"]),
        # Not its own word, with which it would be unavailable and never off.
        "availability": [build_availability(where.topics.bridge("state"))],
    }


def _describe_device(facts: Facts) -> dict[str, Json]:
    found: dict[str, Json] = {
        "identifiers": [f"tuyalan_{facts.id}"],
        "name": show_name(facts.name) or facts.id,
        "manufacturer": "Tuya",
        "serial_number": facts.id,
    }
    others = {
        "model": show_name(facts.product_name),
        "model_id": facts.product_key,
        "suggested_area": show_name(facts.room),
        "hw_version": f"protocol {facts.version}" if facts.version else "",
        "via_device": f"tuyalan_{facts.via}" if facts.via else "",
    }
    return found | {name: value for name, value in others.items() if value}


def _keyed(components: Mapping[str, Component]) -> dict[str, Json]:
    return dict(components)


def _split(facts: Facts, components: dict[str, Component], features: Iterable[Feature]) -> dict[str, Json]:
    """Part the channels of a strip from the device: each is a child with a name of its own."""
    switches = [
        feature
        for feature in features
        if feature.kind is FeatureKind.SWITCH and feature.category is None and feature.key in components
    ]
    if len(switches) < _CHANNELS:
        return {"components": _keyed(components)}
    children: list[Json] = []
    for feature in switches:
        component = components.pop(feature.key)
        component["name"] = None
        child: dict[str, Json] = {
            "identifiers": [f"tuyalan_{facts.id}_{feature.key}"],
            "name": show_name(feature.name) or feature.key,
            "components": {feature.key: component},
        }
        children.append(child)
    return {"components": _keyed(components), "child_devices": children}


_CHANNELS: Final = 2


def add_entity(found: dict[str, Component], key: str, component: Component, *, name: str | None) -> None:
    """Add an entity under a key of its own, called so, or like its device if the name is `None`."""
    component.setdefault("name", None if name is None else show_name(name) or key)
    found[key if key not in found else f"{key}-{component['platform']}"] = component


def _find_id(model: DeviceModel, code: str) -> str:
    return model.unique_id(code).removeprefix(f"{model.device_id}-")


def add_single(
    found: dict[str, Component], key: str, feature: Feature, where: Place, *, is_allowed: bool, values: Values
) -> None:
    """Add the entities of a feature of one property."""
    subject = feature.main
    for end, component in plain.build_single(feature, where, is_allowed=is_allowed, values=values).items():
        category = feature.category
        if component["platform"] in _SENSORS and category is not None:
            category = "diagnostic"
        if category is not None:
            component["entity_category"] = category
        is_doubtful = "command_topic" in component and feature.confidence < DOUBTFUL
        is_bare = subject.source is Source.OBSERVED and subject.kind in {Kind.TEXT, Kind.RAW}
        if is_doubtful or is_bare or subject.kind is Kind.RAW:
            component["enabled_by_default"] = False
        add_entity(found, key + end, component, name=feature.name)


_SENSORS: Final = frozenset({"sensor", "binary_sensor"})


def _add_extras(found: dict[str, Component], feature: Feature, where: Place, style: Style, *, is_allowed: bool) -> None:
    """Add what features have beside their entity."""
    if not is_allowed:
        return
    if feature.kind is FeatureKind.FEEDER:
        add_entity(found, f"{feature.key}-feed", composite.build_feed(where.set_feature(feature)), name=feature.name)
    if feature.kind is FeatureKind.INFRARED:
        add_entity(found, f"{feature.key}-learn", composite.build_learn(feature, where), name=feature.name)  # pyright: ignore[reportArgumentType] - the kind says the class
        if style.release >= INFRARED:
            for end, component in composite.build_infrared(feature, where).items():  # pyright: ignore[reportArgumentType] - likewise
                add_entity(found, f"{feature.key}-ir{end}", component, name=feature.name or "Infrared")


def _without_values(build: Callable[..., Built]) -> Callable[..., Built]:
    """Return a builder that does not look at values in the form of those that do."""

    def call(feature: Feature, where: Place, values: Values, *, is_allowed: bool) -> Built:
        del values
        return build(feature, where, is_allowed=is_allowed)

    return call


BUILDERS: Final[Mapping[FeatureKind, Callable[..., Built]]] = {
    FeatureKind.LIGHT: _without_values(composite.build_light),
    FeatureKind.COVER: _without_values(composite.build_cover),
    FeatureKind.CLIMATE: warmth.build_climate,
    FeatureKind.FAN: _without_values(composite.build_fan),
    FeatureKind.PURIFIER: _without_values(composite.build_fan),
    FeatureKind.HUMIDIFIER: partial(composite.build_humidifier, device_class="humidifier"),
    FeatureKind.DEHUMIDIFIER: partial(composite.build_humidifier, device_class="dehumidifier"),
    FeatureKind.VACUUM: _without_values(composite.build_vacuum),
    FeatureKind.LOCK: _without_values(composite.build_lock),
    FeatureKind.SIREN: _without_values(composite.build_siren),
    FeatureKind.VALVE: _without_values(composite.build_valve),
    FeatureKind.WATER_HEATER: warmth.build_water_heater,
    FeatureKind.ALARM: _without_values(composite.build_alarm),
}
"""Kinds that are one entity; meters, feeders, blasters and gateways are shown by their properties."""
