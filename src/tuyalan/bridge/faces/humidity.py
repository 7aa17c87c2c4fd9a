"""Humidifiers and dehumidifiers: `state`, `humidity`, `current_humidity`, `mode` and `fan_mode`."""

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
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.humidity import Humidifier
    from tuyalan.vocabulary import Json


def build(humidifier: Humidifier, values: Values) -> Fields:
    """Return what a humidifier is set to and measures."""
    state = humidifier.read(values)
    return build_fields(
        (STATE, True, build_switch(state.is_on)),
        ("humidity", humidifier.has("target"), state.target),
        ("current_humidity", humidifier.has("current"), state.current),
        ("mode", bool(humidifier.modes), state.mode),
        ("fan_mode", bool(humidifier.fans), state.fan),
    )


def plan(humidifier: Humidifier, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a humidifier does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    state = humidifier.read(values)
    return plan_fields(
        wanted,
        {
            STATE: lambda value: plan_switch(humidifier, value, is_on=state.is_on),
            "humidity": lambda value: settle(humidifier.plan_target(read_number("humidity", value)), humidifier),
            "mode": lambda value: humidifier.plan_mode(read_word("mode", value)),
            "fan_mode": lambda value: humidifier.plan_fan(read_word("fan_mode", value)),
        },
    )


FACE = Face(build, plan)
