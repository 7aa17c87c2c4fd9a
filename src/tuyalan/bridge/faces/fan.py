"""Fans and air purifiers: `state`, `percentage`, `preset_mode`, `oscillation` and `direction`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.faces.face import (
    STATE,
    Face,
    Fields,
    build_fields,
    build_switch,
    choose,
    plan_fields,
    plan_switch,
    read_number,
    read_word,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.fan import Fan
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.vocabulary import Json

_OSCILLATES = {True: "oscillate_on", False: "oscillate_off", None: None}
_TURNS = {True: "reverse", False: "forward", None: None}


def build(fan: Fan, values: Values) -> Fields:
    """Return how a fan turns."""
    state = fan.read(values)
    fields: Fields = {STATE: build_switch(state.is_on)}
    return fields | build_fields(
        ("percentage", fan.speeds is not None, None if state.percent is None else round(state.percent)),
        ("preset_mode", bool(fan.presets), state.preset),
        ("oscillation", fan.has("oscillation"), _OSCILLATES[state.is_oscillating]),
        ("direction", fan.has("direction"), _TURNS[state.is_reversed]),
    )


def plan(fan: Fan, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a fan does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    state = fan.read(values)
    swings = {"OSCILLATE_ON": fan.plan_oscillate, "OSCILLATE_OFF": fan.plan_still}
    turns = {"FORWARD": fan.plan_forward, "REVERSE": fan.plan_reverse}
    return plan_fields(
        wanted,
        {
            STATE: lambda value: plan_switch(fan, value, is_on=state.is_on),
            "percentage": lambda value: fan.plan_on(percent=read_number("percentage", value)),
            "preset_mode": lambda value: fan.plan_on(preset=read_word("preset_mode", value)),
            "oscillation": lambda value: choose("oscillation", value, swings),
            "direction": lambda value: choose("direction", value, turns),
        },
    )


FACE = Face(build, plan)
