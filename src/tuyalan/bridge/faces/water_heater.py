"""Water heaters and kettles: `state`, `temperature`, `current_temperature`, `mode` in the maker's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import (
    STATE,
    Face,
    Fields,
    build_switch,
    plan_fields,
    read_number,
    read_switch,
    read_word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.water_heater import WaterHeater
    from tuyalan.vocabulary import Json


def build(heater: WaterHeater, values: Values) -> Fields:
    """Return what a water heater is set to and measures."""
    state = heater.read(values)
    parts: tuple[tuple[str, bool, Json], ...] = (
        (STATE, heater.has("switch"), build_switch(state.is_on)),
        ("temperature", True, state.target),
        ("current_temperature", True, state.current),
        ("temperature_unit", True, state.unit),
        ("mode", bool(heater.modes), state.mode),
        ("is_heating", heater.has("action"), state.is_heating),
    )
    return {name: value for name, is_there, value in parts if is_there}


def plan(heater: WaterHeater, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a water heater does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    state = heater.read(values)
    return plan_fields(
        wanted,
        {
            STATE: lambda value: heater.plan_on() if read_switch(value, is_on=state.is_on) else heater.plan_off(),
            "temperature": lambda value: heater.plan_target(read_number("temperature", value), state),
            "mode": lambda value: heater.plan_mode(read_word("mode", value)),
        },
    )


FACE: Final = Face(build, plan)
