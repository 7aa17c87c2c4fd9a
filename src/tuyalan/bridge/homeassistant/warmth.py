"""Climates and water heaters as entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.homeassistant import place
from tuyalan.bridge.homeassistant.composite import allows, build_command
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.bridge.homeassistant.composite import Built
    from tuyalan.bridge.homeassistant.place import Component, Place
    from tuyalan.model.features.climate import Climate
    from tuyalan.model.features.feature import Feature, Values
    from tuyalan.model.features.water_heater import WaterHeater
    from tuyalan.vocabulary import Json

PRECISIONS: Final = (0.1, 0.5, 1.0)
"""How finely Home Assistant may show a temperature."""


def build_climate(climate: Climate, where: Place, values: Values, *, is_allowed: bool) -> Built:
    """Return a climate.

    Args:
        climate: The feature.
        where: The topics of the device.
        values: The values known, which say the unit that the device is set to.
        is_allowed: Whether it may be written.
    """
    state = where.feature(climate)
    unit = climate.read(values).unit
    tail = "_f" if unit == "°F" and climate.has("target_f") else ""
    found: Component = {
        "platform": "climate",
        "modes": [mode.value for mode in climate.modes],
        "mode_state_topic": state,
        "mode_state_template": place.show_field("mode"),
    } | _show_temperatures(climate, state, unit)
    roles = {"switch", "mode", "target", "target_f", "current", "current_f"}
    if climate.has("target" + tail):
        found |= _describe_target(climate, "target" + tail)
    if climate.has("action"):
        found |= {"action_topic": state, "action_template": place.show_field("action")}
        roles.add("action")
    if climate.has("humidity"):
        found |= {"current_humidity_topic": state, "current_humidity_template": place.show_field("current_humidity")}
        roles.add("humidity")
    if is_allowed:
        command = where.set_feature(climate)
        found |= build_command("mode", state, command, name="mode")
        if climate.can_write("switch"):
            # Otherwise Home Assistant chooses a mode by itself when it is switched on.
            found["power_command_topic"] = command
        if climate.has("target") or climate.has("target_f"):
            found |= build_command("temperature", state, command, name="temperature", is_text=False)
        found |= _build_words(climate, state, command, roles)
    return found, frozenset(roles)


def build_water_heater(heater: WaterHeater, where: Place, values: Values, *, is_allowed: bool) -> Built:
    """Return a water heater; its modes in the maker's words are a select of their own."""
    state = where.feature(heater)
    unit = heater.read(values).unit
    tail = "_f" if unit == "°F" and heater.has("target_f") else ""
    found: Component = {"platform": "water_heater"} | _show_temperatures(heater, state, unit)
    roles = {"target", "target_f", "current", "current_f"}
    if heater.has("target" + tail):
        found |= _describe_target(heater, "target" + tail) | _describe_words(heater.list_targets(heater.read(values)))
    if heater.has("switch"):
        # Home Assistant has no state for a heater that is simply on, so that is called performance.
        found |= {
            "modes": ["off", "performance"],
            "mode_state_topic": state,
            "mode_state_template": "{{ {'ON': 'performance', 'OFF': 'off'}.get(value_json.get('state')) }}",
        }
        roles.add("switch")
    if is_allowed:
        command = where.set_feature(heater)
        if heater.has("target") or heater.has("target_f"):
            found |= build_command("temperature", state, command, name="temperature", is_text=False)
        if heater.can_write("switch"):
            found |= {
                "mode_command_topic": command,
                "mode_command_template": "{{ 'OFF' if value == 'off' else 'ON' }}",
                "power_command_topic": command,
            }
    return found, frozenset(roles)


def _show_temperatures(feature: Feature, state: str, unit: str) -> Component:
    """Return what shows the temperatures that there are."""
    found: Component = {"temperature_unit": "F" if unit == "°F" else "C"}
    if feature.has("target") or feature.has("target_f"):
        found |= {"temperature_state_topic": state, "temperature_state_template": place.show_field("temperature")}
    if feature.has("current") or feature.has("current_f"):
        template = place.show_field("current_temperature")
        found |= {"current_temperature_topic": state, "current_temperature_template": template}
    return found


def _describe_target(feature: Feature, role: str) -> Component:
    """Return the limits of a target temperature, and how finely temperatures are shown."""
    subject = feature.roles[role]
    if subject.kind is not Kind.NUMBER:
        return {}
    least, most, step = subject.minimum, subject.maximum, subject.step or 1
    found: Component = {"temp_step": step}
    current = feature.roles.get(role.replace("target", "current"))
    finest = min(step, (current and current.step) or step)
    precision = max((p for p in PRECISIONS if p <= finest), default=PRECISIONS[0])
    if subject.unit != "°F" or precision < 1:
        # Whole degrees Fahrenheit are no whole degrees Celsius where these are shown.
        found["precision"] = precision
    return found | {"min_temp": least, "max_temp": most} if least is not None and most is not None else found


def _describe_words(targets: tuple[float, ...]) -> Component:
    """Return the limits of a target temperature that is one of several words."""
    return {"min_temp": targets[0], "max_temp": targets[-1]} if len(targets) > 1 else {}


def _build_words(climate: Climate, state: str, command: str, roles: set[str]) -> Component:
    """Return what is chosen from lists of words, and note the roles that this shows."""
    found: Component = {}
    lists: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
        ("preset", "preset_mode", "preset_modes", climate.presets),
        ("fan", "fan_mode", "fan_modes", climate.fans),
        ("swing", "swing_mode", "swing_modes", climate.swings),
        ("swing_horizontal", "swing_horizontal_mode", "swing_horizontal_modes", climate.swings_horizontal),
    )
    for role, name, plural, words in lists:
        if allows(words):
            found |= build_command(name, state, command, name=name, words=words)
            found[plural] = _list(words)
            roles.add(role)
    if "preset_modes" in found:
        found["preset_mode_value_template"] = found.pop("preset_mode_state_template")
    return found


def _list(words: tuple[str, ...]) -> list[Json]:
    return list(words)
