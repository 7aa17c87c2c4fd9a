"""Covers: `state` open, opening, closed, closing or stopped; `position` and `tilt` in per cent, 0 closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.faces.face import STATE, Face, Fields, choose, plan_fields, read_number
from tuyalan.model.features.cover import Motion

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.cover import Cover, CoverState
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.vocabulary import Json


def build(cover: Cover, values: Values) -> Fields:
    """Return where a cover is and how it moves."""
    state = cover.read(values)
    fields: Fields = {STATE: _name_state(state)}
    if cover.has("current") or cover.has("position"):
        fields["position"] = state.position
    if cover.has("tilt"):
        fields["tilt"] = state.tilt
    return fields


def plan(cover: Cover, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a cover does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    words = {"OPEN": cover.plan_open, "CLOSE": cover.plan_close, "STOP": cover.plan_stop}
    return plan_fields(
        wanted,
        {
            STATE: lambda value: choose(STATE, value, words),
            "position": lambda value: cover.plan_position(read_number("position", value)),
            "tilt": lambda value: cover.plan_tilt(read_number("tilt", value)),
        },
    )


def _name_state(state: CoverState) -> str | None:
    if state.motion in {Motion.OPENING, Motion.CLOSING}:
        return str(state.motion)
    if state.is_closed is None:
        return "stopped" if state.motion is Motion.STOPPED else None
    return "closed" if state.is_closed else "open"


FACE = Face(build, plan)
