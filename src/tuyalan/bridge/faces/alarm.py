"""Alarm hosts: `state` in Home Assistant's words; commands DISARM, ARM_AWAY, ARM_HOME and TRIGGER."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import STATE, Face, Fields, choose, plan_fields
from tuyalan.model.features.alarm import AlarmMode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.alarm import Alarm
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.vocabulary import Json

COMMANDS: Final = {
    "DISARM": AlarmMode.DISARMED,
    "ARM_AWAY": AlarmMode.ARMED_AWAY,
    "ARM_HOME": AlarmMode.ARMED_HOME,
    "TRIGGER": AlarmMode.TRIGGERED,
}


def build(alarm: Alarm, values: Values) -> Fields:
    """Return how an alarm host watches."""
    return {STATE: alarm.read(values).mode}


def plan(alarm: Alarm, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that an alarm host does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    del values

    def do(value: Json) -> Plan:
        return choose(STATE, value, {word: lambda mode=mode: alarm.plan_mode(mode) for word, mode in COMMANDS.items()})

    return plan_fields(wanted, {STATE: do})


FACE: Final = Face(build, plan)
