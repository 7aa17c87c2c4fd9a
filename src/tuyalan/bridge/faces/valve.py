"""Valves: `state` open or closed, `position` in per cent; commands OPEN and CLOSE."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import STATE, Face, Fields, choose, plan_fields, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.valve import Valve
    from tuyalan.vocabulary import Json

_STATES: Final = {True: "open", False: "closed", None: None}


def build(valve: Valve, values: Values) -> Fields:
    """Return whether a valve lets something through."""
    state = valve.read(values)
    fields: Fields = {STATE: _STATES[state.is_open]}
    return fields | {"position": state.position} if valve.has("position") else fields


def plan(valve: Valve, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a valve does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    words = {"OPEN": valve.plan_open, "CLOSE": valve.plan_close, "ON": valve.plan_open, "OFF": valve.plan_close}
    return plan_fields(
        wanted,
        {
            STATE: lambda value: choose(STATE, value, words),
            "position": lambda value: valve.plan_position(read_number("position", value)),
        },
    )


FACE: Final = Face(build, plan)
