"""Water heaters and kettles: `state`, `temperature`, `current_temperature`, `mode` in the maker's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
    from tuyalan.model.features.water_heater import WaterHeater, WaterHeaterState
    from tuyalan.vocabulary import Json


def build(heater: WaterHeater, values: Values) -> Fields:
    """Return what a water heater is set to and measures."""
    state = heater.read(values)
    return build_fields(
        (STATE, heater.has("switch"), build_switch(state.is_on)),
        ("temperature", True, state.target),
        ("current_temperature", True, state.current),
        ("temperature_unit", True, state.unit),
        ("mode", bool(heater.modes), state.mode),
        ("is_heating", heater.has("action"), state.is_heating),
    )


def plan(heater: WaterHeater, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a water heater does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    state = heater.read(values)
    return plan_fields(
        wanted,
        {
            STATE: lambda value: plan_switch(heater, value, is_on=state.is_on),
            "temperature": lambda value: settle(_plan_target(heater, read_number("temperature", value), state), heater),
            "mode": lambda value: heater.plan_mode(read_word("mode", value)),
        },
    )


def _plan_target(heater: WaterHeater, temperature: float, state: WaterHeaterState) -> Plan:
    targets = heater.list_targets(state)
    if targets and targets[0] <= temperature <= targets[-1]:
        temperature = min(targets, key=lambda target: abs(target - temperature))
    return heater.plan_target(temperature, state)


FACE: Final = Face(build, plan)
