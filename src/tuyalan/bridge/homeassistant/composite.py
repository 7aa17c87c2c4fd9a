"""Features of several properties as entities: lights, covers, fans, locks and the rest; climates are in `warmth`.

Each builder returns the entity and the roles that it shows; the properties in other roles get entities of their own. What
may not be written has no command topics, or is shown as something that is only read.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.bridge.faces.light import BRIGHTEST, COLOR_TEMP, ONOFF, WHITE, list_modes
from tuyalan.bridge.homeassistant import classes, place
from tuyalan.model.features.alarm import AlarmMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.bridge.homeassistant.place import Component, Place
    from tuyalan.model.features.alarm import Alarm
    from tuyalan.model.features.cover import Cover
    from tuyalan.model.features.fan import Fan
    from tuyalan.model.features.feature import Values
    from tuyalan.model.features.humidity import Humidifier
    from tuyalan.model.features.infrared import Infrared
    from tuyalan.model.features.light import Light
    from tuyalan.model.features.lock import Lock
    from tuyalan.model.features.siren import Siren
    from tuyalan.model.features.vacuum import Vacuum
    from tuyalan.model.features.valve import Valve
    from tuyalan.vocabulary import Json

Built: TypeAlias = "tuple[Component, frozenset[str]]"
"""An entity, and the roles that it shows."""

LIGHT_ROLES: Final = frozenset({"switch", "mode", "brightness", "temperature", "colour", "scene"})
FINEST: Final = 100
"""Most steps of a speed that Home Assistant counts."""
ORDERS: Final = MappingProxyType(
    {
        "start": "start",
        "stop": "stop",
        "pause": "pause",
        "home": "return_home",
        "spot": "clean_spot",
        "locate": "locate",
    }
)
"""What a vacuum can be told, and Home Assistant's words for being able to."""
SLATS: Final = 100


def build_light(light: Light, where: Place, *, is_allowed: bool) -> Built:
    """Return a light; one that may not be switched is told as being on or off."""
    if not is_allowed:
        return _build_flag(light, where, device_class="light"), frozenset({"switch"})
    modes = list_modes(light)
    found: Component = {
        "platform": "light",
        "schema": "json",
        "state_topic": where.feature(light),
        "command_topic": where.set_feature(light),
        "supported_color_modes": list(modes),
        "brightness": modes != (ONOFF,),
        "transition": False,
        "flash": False,
    }
    if modes != (ONOFF,):
        found["brightness_scale"] = BRIGHTEST
    if WHITE in modes:
        found["white_scale"] = BRIGHTEST
    if COLOR_TEMP in modes:
        found |= {"color_temp_kelvin": True, "min_kelvin": light.warmest, "max_kelvin": light.coldest}
    if light.effects:
        found |= {"effect": True, "effect_list": list(light.effects)}
    # A brightness that cannot be set is a sensor of its own.
    return found, LIGHT_ROLES if modes != (ONOFF,) else LIGHT_ROLES - {"brightness"}


def build_cover(cover: Cover, where: Place, *, is_allowed: bool) -> Built:
    """Return a cover."""
    state = where.feature(cover)
    found: Component = {"platform": "cover", "state_topic": state, "value_template": place.show_field("state")}
    if cover.device_class in classes.COVERS:
        found["device_class"] = cover.device_class
    if cover.has("current") or cover.has("position"):
        found |= {"position_topic": state, "position_template": place.show_field("position")}
    if is_allowed:
        command = where.set_feature(cover)
        found["command_topic"] = command
        if not cover.can_stop:
            found["payload_stop"] = None
        if cover.has_position:
            found |= {"set_position_topic": command, "set_position_template": place.wrap("position", is_text=False)}
        if cover.can_write("tilt"):
            found |= {
                "tilt_command_topic": command,
                "tilt_command_template": '{"tilt": {{ tilt_position }}}',
                "tilt_status_topic": state,
                # Home Assistant takes no word for an angle that nobody knows.
                "tilt_status_template": place.show_known("tilt"),
                "tilt_max": SLATS,
            }
    return found, frozenset({"control", "position", "current", "motion", "place", "tilt"})


def build_fan(fan: Fan, where: Place, *, is_allowed: bool) -> Built:
    """Return a fan or an air purifier."""
    if not is_allowed:
        return _build_flag(fan, where, device_class="running"), frozenset({"switch"})
    state, command = where.feature(fan), where.set_feature(fan)
    found: Component = {
        "platform": "fan",
        "state_topic": state,
        "state_value_template": place.show_field("state"),
        "command_topic": command,
    }
    roles = {"switch"}
    if fan.speeds is not None and fan.can_write("speed"):
        found |= _build_speeds(fan.speeds.count, state, command)
        roles.add("speed")
    if allows(fan.presets):
        found |= build_command("preset_mode", state, command, name="preset_mode", words=fan.presets)
        found["preset_mode_value_template"] = found.pop("preset_mode_state_template")
        found["preset_modes"] = list(fan.presets)
        roles |= {"preset", "speed"}
    if fan.can_write("oscillation"):
        found |= build_command("oscillation", state, command, name="oscillation")
        found["oscillation_value_template"] = found.pop("oscillation_state_template")
        roles.add("oscillation")
    if fan.can_write("direction"):
        found |= build_command("direction", state, command, name="direction")
        found["direction_value_template"] = found.pop("direction_state_template")
        roles.add("direction")
    return found, frozenset(roles)


def build_humidifier(
    humidifier: Humidifier, where: Place, values: Values, *, is_allowed: bool, device_class: str
) -> Built:
    """Return a humidifier or dehumidifier; one without a target is switched.

    Args:
        humidifier: The feature.
        where: The topics of the device.
        values: The values known: Home Assistant shows no target outside of the limits it was told.
        is_allowed: Whether it may be written.
        device_class: `humidifier` or `dehumidifier`.
    """
    state, command = where.feature(humidifier), where.set_feature(humidifier)
    if not is_allowed:
        return _build_flag(humidifier, where, device_class="running"), frozenset({"switch"})
    if not humidifier.can_write("target") or not humidifier.can_write("switch"):
        return _build_switch(humidifier, where), frozenset({"switch"})
    least, most = humidifier.span
    target = humidifier.read(values).target
    if target is not None:
        least, most = min(least, target), max(most, target)
    least, most = max(0, least), min(100, most)
    found: Component = {
        "platform": "humidifier",
        "device_class": device_class,
        "state_topic": state,
        "state_value_template": place.show_field("state"),
        "command_topic": command,
        "target_humidity_command_topic": command,
        "target_humidity_command_template": place.wrap("humidity", is_text=False),
        "target_humidity_state_topic": state,
        "target_humidity_state_template": place.show_number("humidity", least=least, most=most),
        "min_humidity": least,
        "max_humidity": most,
    }
    roles = {"switch", "target"}
    if humidifier.has("current"):
        current = place.show_number("current_humidity", least=0, most=100)
        found |= {"current_humidity_topic": state, "current_humidity_template": current}
        roles.add("current")
    if allows(humidifier.modes):
        found |= build_command("mode", state, command, name="mode", words=humidifier.modes)
        found["modes"] = list(humidifier.modes)
        roles.add("mode")
    return found, frozenset(roles)


def build_vacuum(vacuum: Vacuum, where: Place, *, is_allowed: bool) -> Built:
    """Return a vacuum."""
    state, command = where.feature(vacuum), where.set_feature(vacuum)
    found: Component = {"platform": "vacuum", "state_topic": state}
    if not is_allowed:
        return found | {"supported_features": ["status"]}, frozenset({"status"})
    found["command_topic"] = command
    features: list[Json] = [word for order, word in ORDERS.items() if order in vacuum.orders]
    found["supported_features"] = [*features, "status", *(["fan_speed"] if vacuum.suctions else [])]
    if vacuum.suctions:
        found |= {"set_fan_speed_topic": where.set_property(vacuum.roles["suction"].code)}
        found["fan_speed_list"] = list(vacuum.suctions)
    return found, frozenset({"switch", "pause", "status", "suction", "locate", "charge"})


def build_lock(lock: Lock, where: Place, *, is_allowed: bool) -> Built:
    """Return a lock; one that may not be operated is told as being locked or not."""
    can_act = any(lock.can_write(role) for role in ("lock", "unlock", "reply"))
    state = where.feature(lock)
    if not is_allowed or not can_act:
        found: Component = {
            "platform": "binary_sensor",
            "device_class": "lock",
            "state_topic": state,
            "value_template": place.show_words("state", on=["UNLOCKED"], off=["LOCKED"]),
        }
        return found, frozenset({"motor", "lock", "unlock", "request", "reply"})
    found = {
        "platform": "lock",
        "state_topic": state,
        "value_template": place.show_field("state"),
        "command_topic": where.set_feature(lock),
    }
    return found, frozenset({"motor", "lock", "unlock", "reply"})


def build_siren(siren: Siren, where: Place, *, is_allowed: bool) -> Built:
    """Return a siren."""
    if not is_allowed or not siren.can_write("switch"):
        return _build_flag(siren, where, device_class="sound"), frozenset({"switch"})
    found: Component = {
        "platform": "siren",
        "state_topic": where.feature(siren),
        # Home Assistant takes the whole state for what it calls parameters, and wants them known.
        "state_value_template": place.show_known_fields(
            "state", "tone", "duration", "volume_level", words={"tone": siren.tones}
        ),
        "command_topic": where.set_feature(siren),
        "support_duration": siren.can_write("duration"),
        "support_volume_set": siren.can_write("volume"),
    }
    if siren.tones:
        # Home Assistant makes a number of each word that looks like one, and then looks for that.
        found["available_tones"] = [int(word) if word.isdecimal() else word for word in siren.tones]
    return found, frozenset({"switch"})


def build_valve(valve: Valve, where: Place, *, is_allowed: bool) -> Built:
    """Return a valve."""
    state = where.feature(valve)
    found: Component = {"platform": "valve", "device_class": "water", "state_topic": state}
    can_act = is_allowed and (valve.can_write("switch") or valve.can_write("position"))
    if can_act:
        found["command_topic"] = where.set_feature(valve)
    if valve.can_write("position") and can_act:
        # The position says all; Home Assistant refuses words beside it.
        found |= {
            "reports_position": True,
            "value_template": place.show_field("position"),
            "command_template": place.wrap("position", is_text=False),
        }
        return found, frozenset({"switch", "position"})
    found |= {"value_template": place.show_field("state"), "state_open": "open", "state_closed": "closed"}
    if can_act:
        found |= {"payload_open": "OPEN", "payload_close": "CLOSE"}
    return found, frozenset({"switch"})


def build_alarm(alarm: Alarm, where: Place, *, is_allowed: bool) -> Built:
    """Return an alarm host; one that may not be armed is told by its words."""
    state = where.feature(alarm)
    found: Component = {"state_topic": state, "value_template": place.show_field("state")}
    if not is_allowed:
        words: list[Json] = [mode.value for mode in AlarmMode]
        return found | {"platform": "sensor", "device_class": "enum", "options": words}, frozenset({"mode", "state"})
    ways = {AlarmMode.ARMED_AWAY: "arm_away", AlarmMode.ARMED_HOME: "arm_home", AlarmMode.TRIGGERED: "trigger"}
    found |= {
        "platform": "alarm_control_panel",
        "command_topic": where.set_feature(alarm),
        "supported_features": [word for mode, word in ways.items() if mode in alarm.modes],
        "code_arm_required": False,
        "code_disarm_required": False,
    }
    return found, frozenset({"mode", "state"})


def build_infrared(blaster: Infrared, where: Place) -> dict[str, Component]:
    """Return what sends and, if it can learn, what receives, of Home Assistant from 2026.8 on; by the ends of their ids."""
    found: dict[str, Component] = {
        "": {"platform": "infrared", "schema": "emitter", "command_topic": where.set_feature(blaster)}
    }
    if blaster.has("learnt"):
        found["-receiver"] = {
            "platform": "infrared",
            "schema": "receiver",
            "name": "Infrared receiver",
            # Not its state, which would be heard again with each restart.
            "state_topic": where.event(blaster.roles["learnt"].code),
            # A code that nobody can read has no times.
            "value_template": "{{ value if value_json.timings else '' }}",
        }
    return found


def build_learn(blaster: Infrared, where: Place) -> Component:
    """Return the button that lets a blaster wait for a key of a remote control."""
    return {
        "platform": "button",
        "name": "Learn a code",
        "command_topic": where.set_feature(blaster),
        "payload_press": "LEARN",
    }


def build_feed(command: str) -> Component:
    """Return the button that gives one meal."""
    return {"platform": "button", "name": "Feed", "command_topic": command, "payload_press": "FEED"}


def build_command(
    word: str, state: str, command: str, *, name: str, is_text: bool = True, words: Sequence[str] = ()
) -> Component:
    """Return the four keys that set and show one aspect of an entity; of one that is a word, none but these are shown."""
    return {
        f"{word}_command_topic": command,
        f"{word}_command_template": place.wrap(name, is_text=is_text),
        f"{word}_state_topic": state,
        f"{word}_state_template": place.show_choice(name, words) if words else place.show_field(name),
    }


def _build_speeds(count: int, state: str, command: str) -> Component:
    """Return the keys for the speed of a fan: it is told by number where there are few, so that the next is another one."""
    if not 1 < count < FINEST:
        told, shown, top = place.wrap("percentage", is_text=False), place.show_field("percentage"), FINEST
    else:
        told = '{"percentage": {{ (value * 100 / ' + str(count) + ") | round(2) }}}"
        shown, top = place.show_share("percentage", count), count
    return {
        "percentage_command_topic": command,
        "percentage_command_template": told,
        "percentage_state_topic": state,
        "percentage_value_template": shown,
        "speed_range_max": top,
    }


def _build_flag(feature: Light | Fan | Humidifier | Siren, where: Place, *, device_class: str) -> Component:
    """Return a feature that may not be switched, as being on or off."""
    return {
        "platform": "binary_sensor",
        "device_class": device_class,
        "state_topic": where.feature(feature),
        "value_template": place.show_field("state"),
    }


def _build_switch(feature: Humidifier, where: Place) -> Component:
    return {
        "platform": "switch",
        "state_topic": where.feature(feature),
        "value_template": place.show_field("state"),
        "command_topic": where.set_feature(feature),
    }


def allows(words: Sequence[str]) -> bool:
    """Tell whether Home Assistant takes the words of a list: it needs one, and has a meaning of its own for none."""
    return bool(words) and all(word.lower() != "none" for word in words)
