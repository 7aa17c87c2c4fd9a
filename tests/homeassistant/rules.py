"""Rules of Home Assistant 2026.11 for discovery messages, as its documentation and its schemas state them.

That release needs a newer Python than the tests run on, so its code cannot be asked; what it has beyond the release that can
be is written down here and checked by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from tuyalan.bridge.homeassistant.classes import UNITS
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tuyalan.vocabulary import Json

TOP: Final = frozenset(
    {
        "device", "components", "child_devices", "origin", "state_topic", "command_topic", "message_expiry_interval",
        "qos", "encoding", "availability", "availability_mode", "availability_topic", "availability_template",
        "payload_available", "payload_not_available",
    }
)  # fmt: skip
"""Keys of a device message; any other refuses it as a whole."""
DEVICE: Final = frozenset(
    {
        "identifiers", "connections", "manufacturer", "model", "model_id", "name", "hw_version", "serial_number",
        "sw_version", "via_device", "suggested_area", "configuration_url",
    }
)  # fmt: skip
CHILD: Final = frozenset({"identifiers", "name", "components"})
PLATFORMS: Final = frozenset(
    {
        "alarm_control_panel", "binary_sensor", "button", "climate", "cover", "event", "fan", "humidifier", "infrared",
        "light", "lock", "number", "scene", "select", "sensor", "siren", "switch", "text", "vacuum", "valve", "water_heater",
    }
)  # fmt: skip
"""Of those that it knows: the ones that devices of this kind need."""
TOTALS: Final = frozenset({"energy", "gas", "water", "volume", "reactive_energy"})
ENTITY_ID: Final = re.compile(r"[a-z_]+\.[a-z0-9_]+")
SENSORS: Final = frozenset({"sensor", "binary_sensor"})


def check_message(topic: str, payload: Mapping[str, Json]) -> list[str]:
    """Return what Home Assistant 2026.11 would refuse or warn of."""
    return [*_check_whole(topic, payload), *(fault for each in _list(payload) for fault in _check_component(*each))]


def _check_whole(topic: str, payload: Mapping[str, Json]) -> Iterator[str]:
    if not re.fullmatch(r"[^/]+/device/([a-zA-Z0-9_-]+/)?[a-zA-Z0-9_-]+/config", topic):
        yield f"topic {topic!r}"
    yield from (f"unknown key {key}" for key in payload.keys() - TOP)
    device = as_object(payload.get("device"))
    yield from (f"unknown key {key} of the device" for key in device.keys() - DEVICE)
    own = as_list(device.get("identifiers"))
    if not own and not as_list(device.get("connections")):
        yield "a device without identifiers"
    if not as_object(payload.get("origin")).get("name"):
        yield "an origin without a name"
    if "components" not in payload and "child_devices" not in payload:
        yield "neither components nor child devices"
    children = [as_object(child) for child in as_list(payload.get("child_devices"))]
    yield from (f"unknown key {key} of a child" for child in children for key in child.keys() - CHILD)
    identifiers = [str(each) for child in children for each in as_list(child.get("identifiers"))]
    if len(identifiers) < len(children):
        yield "a child without identifiers"
    keys = [key for key, _ in _list(payload)]
    for name, found in (("component", keys), ("child", identifiers)):
        yield from (f"{name} {each} comes twice" for each, count in Counter(found).items() if count > 1)
    if set(identifiers) & set(map(str, own)):
        yield "a child with the identifier of its parent"


def _list(payload: Mapping[str, Json]) -> list[tuple[str, dict[str, Json]]]:
    parts = [payload, *(as_object(child) for child in as_list(payload.get("child_devices")))]
    return [(key, as_object(each)) for part in parts for key, each in as_object(part.get("components")).items()]


def _check_component(key: str, component: Mapping[str, Json]) -> Iterator[str]:
    platform = str(component.get("platform"))
    if platform not in PLATFORMS:
        yield f"{key}: platform {platform}"
    if not component.get("unique_id"):
        yield f"{key}: no unique id"
    entity_id = str(component.get("default_entity_id"))
    if not ENTITY_ID.fullmatch(entity_id) or not entity_id.startswith(f"{platform}."):
        yield f"{key}: default entity id {entity_id!r}"
    if "object_id" in component:
        yield f"{key}: object_id is ignored from 2026.4 on"
    if component.get("entity_category") == "config" and platform in SENSORS:
        yield f"{key}: a {platform} cannot be a setting"
    if not isinstance(component.get("name"), str | None) or component.get("name") == "":
        yield f"{key}: name {component.get('name')!r}"
    if platform in {"sensor", "number"}:
        yield from (f"{key}: {fault}" for fault in _check_number(platform, component))


def _check_number(platform: str, component: Mapping[str, Json]) -> Iterator[str]:
    device_class, unit = component.get("device_class"), component.get("unit_of_measurement")
    state_class = component.get("state_class")
    if "options" in component:
        if device_class != "enum" or unit is not None or state_class is not None or not as_list(component["options"]):
            yield "options go with the class enum alone"
    elif device_class is not None and (unit or "") not in UNITS.get(str(device_class), {unit or ""}):
        yield f"unit {unit!r} with class {device_class}"
    if state_class == "measurement" and device_class in TOTALS:
        yield f"class {device_class} adds up"
    if platform == "number":
        least, most, step = component.get("min"), component.get("max"), component.get("step")
        numbers = [each for each in (least, most, step) if isinstance(each, int | float)]
        if len(numbers) != _LIMITS or not numbers[0] < numbers[1] or numbers[2] < _LEAST_STEP:
            yield f"limits {least}, {most}, {step}"


_LIMITS: Final = 3
_LEAST_STEP: Final = 0.001
