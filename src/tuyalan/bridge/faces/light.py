"""Lights: `state`, `brightness` 0 to 254, `color`, `color_temp` in kelvin, `white`, `effect`; as zigbee2mqtt and Home Assistant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import (
    STATE,
    Face,
    Fields,
    build_switch,
    check_fields,
    name_fields,
    read_number,
    read_switch,
    read_word,
    show,
)
from tuyalan.errors import BadValueError
from tuyalan.model.features.light import Light, LightMode, LightState
from tuyalan.model.forms.colour import Colour
from tuyalan.vocabulary import as_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.vocabulary import Json

BRIGHTEST: Final = 254
"""The greatest brightness on MQTT; zigbee2mqtt made it a habit."""
HS: Final = "hs"
COLOR_TEMP: Final = "color_temp"
WHITE: Final = "white"
BRIGHTNESS: Final = "brightness"
ONOFF: Final = "onoff"
FIELDS: Final = dict.fromkeys(
    (STATE, "brightness", "color", "color_temp", "white", "effect", "transition", "flash", "color_mode")
)
"""Fields of commands. The last three are what other programs send along; lamps can neither fade nor flash."""


def list_modes(light: Light) -> tuple[str, ...]:
    """Return the colour modes of a light, in Home Assistant's words: those that combine, or one that stands alone."""
    modes: list[str] = []
    if light.has_kelvin:
        modes.append(COLOR_TEMP)
    if light.has_colour:
        modes.append(HS)
        if not light.has_kelvin and light.can_write("brightness"):
            modes.append(WHITE)
    return tuple(modes) or (BRIGHTNESS if light.has_brightness else ONOFF,)


def build(light: Light, values: Values) -> Fields:
    """Return what a light shows."""
    state = light.read(values)
    fields: Fields = {STATE: build_switch(state.is_on)}
    modes = list_modes(light)
    if modes == (ONOFF,):
        return fields
    fields["brightness"] = None if state.brightness is None else round(state.brightness * BRIGHTEST)
    mode = _choose_mode(state, modes)
    if not (mode == HS and state.colour is None) and not (mode == COLOR_TEMP and state.kelvin is None):
        # Home Assistant takes no mode without its colour.
        fields["color_mode"] = mode
    if state.colour is not None:
        hue, saturation = state.colour.hue, state.colour.saturation
        fields["color"] = {"h": hue, "s": saturation, "hue": hue, "saturation": saturation}
    if state.kelvin is not None:
        fields["color_temp"] = state.kelvin
    if light.effects:
        fields["effect"] = state.effect
    return fields


def plan(light: Light, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a light does what the fields say.

    Raises:
        BadValueError: It cannot do that, or the fields contradict each other.
    """
    named = name_fields(wanted)
    check_fields(named, FIELDS)
    state = light.read(values)
    is_on = read_switch(named[STATE], is_on=state.is_on) if STATE in named else True
    if not is_on:
        return light.plan_off()
    brightness = _read_brightness(named.get("brightness"))
    kelvin = round(read_number("color_temp", named["color_temp"])) if "color_temp" in named else None
    colour = _read_colour(named["color"]) if "color" in named else None
    effect = read_word("effect", named["effect"]) if named.get("effect") is not None else None
    if "white" in named:
        # What it shows does not count: this asks for white in any mode.
        return light.plan_on(LightState(is_on=state.is_on), brightness=_read_brightness(named["white"]))
    if colour is not None and brightness is None:
        # Another colour is no wish for another brightness.
        brightness = state.brightness
    return light.plan_on(state, brightness=brightness, colour=colour, kelvin=kelvin, effect=effect)


def _choose_mode(state: LightState, modes: tuple[str, ...]) -> str:
    if state.mode is LightMode.COLOUR and HS in modes:
        return HS
    white = next((mode for mode in (COLOR_TEMP, WHITE, BRIGHTNESS) if mode in modes), modes[0])
    # An effect has no colour mode of its own; the richest says the least that is wrong.
    return HS if state.mode is LightMode.EFFECT and HS in modes else white


def _read_brightness(value: Json) -> float | None:
    if value is None:
        return None
    number = read_number("brightness", value)
    # 255 is what many programs think is the greatest.
    if not 0 <= number <= BRIGHTEST + 1:
        raise BadValueError(f"brightness is 0 to {BRIGHTEST}; this is {number}")
    return min(1.0, number / BRIGHTEST)


def _read_colour(value: Json) -> Colour:
    fields = as_object(value)
    hue, saturation = fields.get("h", fields.get("hue")), fields.get("s", fields.get("saturation"))
    if hue is None or saturation is None:
        raise BadValueError(f"color needs h and s; this is {show(value)}", hint='Send {"h": 240, "s": 100}.')
    turn, depth = read_number("h", hue), read_number("s", saturation)
    if not (0 <= turn <= _TURN and 0 <= depth <= _FULL):
        raise BadValueError(f"h is 0 to {_TURN}, s is 0 to {_FULL}; this is {show(value)}")
    return Colour(round(turn) % _TURN, float(depth))


_TURN: Final = 360
_FULL: Final = 100

FACE: Final = Face(build, plan)
