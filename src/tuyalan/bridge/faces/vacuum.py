"""Robot vacuums: `state` in Home Assistant's words, `fan_speed`, `mode`, `battery`; commands such as `start` and `locate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.faces.face import STATE, Face, Fields, build_fields, choose, plan_fields, read_word

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.vacuum import Vacuum
    from tuyalan.vocabulary import Json


def build(vacuum: Vacuum, values: Values) -> Fields:
    """Return what a vacuum is doing."""
    state = vacuum.read(values)
    return build_fields(
        (STATE, True, state.activity),
        ("fan_speed", vacuum.has("suction"), state.suction),
        ("mode", vacuum.has("mode"), state.mode),
        ("battery", vacuum.has("battery"), state.battery),
    )


def plan(vacuum: Vacuum, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a vacuum does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    words = {
        "START": vacuum.plan_start,
        "PAUSE": vacuum.plan_pause,
        "STOP": vacuum.plan_stop,
        "RETURN_TO_BASE": vacuum.plan_home,
        "CLEAN_SPOT": vacuum.plan_spot,
        "LOCATE": vacuum.plan_locate,
    }
    return plan_fields(
        wanted,
        {
            STATE: lambda value: choose(STATE, value, words),
            "fan_speed": lambda value: vacuum.plan_suction(read_word("fan_speed", value)),
            "mode": lambda value: vacuum.plan_mode(read_word("mode", value)),
        },
    )


FACE = Face(build, plan)
