"""Thermostats, heaters and air conditioners, with the fields of Home Assistant's climates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.faces.face import (
    STATE,
    Face,
    Fields,
    build_fields,
    build_switch,
    plan_fields,
    plan_switch,
    read_number,
    read_word,
    settle,
    show,
)
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import ClimateMode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.climate import Climate
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.vocabulary import Json


def build(climate: Climate, values: Values) -> Fields:
    """Return what a climate is set to and measures."""
    state = climate.read(values)
    is_on = None if state.mode is None else state.mode is not ClimateMode.OFF
    fields: Fields = {
        STATE: build_switch(is_on),
        "mode": state.mode,
        "action": state.action,
        "temperature": state.target,
        "current_temperature": state.current,
        "temperature_unit": state.unit,
    }
    return fields | build_fields(
        ("current_humidity", climate.has("humidity"), state.humidity),
        ("preset_mode", bool(climate.presets), state.preset),
        ("fan_mode", bool(climate.fans), state.fan),
        ("swing_mode", bool(climate.swings), state.swing),
        ("swing_horizontal_mode", bool(climate.swings_horizontal), state.swing_horizontal),
    )


def plan(climate: Climate, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a climate does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    state = climate.read(values)
    is_on = None if state.mode is None else state.mode is not ClimateMode.OFF
    return plan_fields(
        wanted,
        {
            STATE: lambda value: plan_switch(climate, value, is_on=is_on),
            "mode": lambda value: climate.plan_mode(_read_mode(value), state),
            "temperature": lambda value: settle(climate.plan_target(read_number("temperature", value), state), climate),
            "preset_mode": lambda value: climate.plan_preset(read_word("preset_mode", value)),
            "fan_mode": lambda value: climate.plan_fan(read_word("fan_mode", value)),
            "swing_mode": lambda value: climate.plan_swing(read_word("swing_mode", value)),
            "swing_horizontal_mode": lambda value: climate.plan_swing_horizontal(
                read_word("swing_horizontal_mode", value)
            ),
        },
    )


def _read_mode(value: Json) -> ClimateMode:
    try:
        return ClimateMode(read_word("mode", value).lower())
    except ValueError:
        known = ", ".join(ClimateMode)
        raise BadValueError(f"mode cannot be {show(value)}", hint=f"Modes are {known}.") from None


FACE = Face(build, plan)
