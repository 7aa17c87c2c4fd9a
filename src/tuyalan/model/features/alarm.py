"""Alarm hosts: armed, armed at home, disarmed, and whether the alarm is on."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.vocabulary import Vocabulary

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

HOSTS: Final = frozenset({"mal"})
"""Categories of alarm hosts."""


class AlarmMode(enum.StrEnum):
    """How an alarm host watches, as Home Assistant spells it."""

    DISARMED = "disarmed"
    ARMED_AWAY = "armed_away"
    ARMED_HOME = "armed_home"
    TRIGGERED = "triggered"


MODES: Final = Vocabulary(
    {
        "disarmed": "disarmed disarm",
        "armed_away": "arm armed away out",
        "armed_home": "home stay armed_home",
        "triggered": "sos alarm",
    }
)
"""Words of modes."""


class AlarmState(State, frozen=True, kw_only=True):
    """How an alarm host watches."""

    mode: AlarmMode | None = None
    """Triggered while the alarm is on."""


class Alarm(Feature, frozen=True, kw_only=True):
    """Something that watches a house. Roles: `mode`, `state`, `detail`."""

    kind: ClassVar[FeatureKind] = FeatureKind.ALARM

    @property
    def modes(self) -> tuple[AlarmMode, ...]:
        """How it can be told to watch; triggered is its panic button."""
        return tuple(AlarmMode(meaning) for meaning in MODES.list_meanings(self.main.choices))

    def read(self, values: Values) -> AlarmState:
        """Return how it watches."""
        if self.get_word("state", values) == "alarm":
            return AlarmState(mode=AlarmMode.TRIGGERED)
        meaning = MODES.read(self.get_word("mode", values))
        return AlarmState(mode=None if meaning is None else AlarmMode(meaning))

    def plan_mode(self, mode: AlarmMode) -> Plan:
        """Plan how it watches.

        Raises:
            BadValueError: It cannot watch so.
        """
        word = MODES.spell(mode, self.main.choices)
        if word is None:
            raise BadValueError(f"the alarm host has no mode {mode}", hint=f"It has: {', '.join(self.modes)}.")
        return {self.main.code: word}


RECIPES: Final = (
    Recipe(
        make=Alarm,
        roles=(
            role("mode", "c", "master_mode arm_mode", choices=("disarmed", "disarm"), written=True),
            role("state", "c", "master_state alarm_state"),
            role("detail", "t", "master_information", shared=True),
        ),
        needs=("mode",),
        anchors=("mode",),
        categories=HOSTS,
        label="Alarm",
        is_hazardous=True,
    ),
)
"""Marked as hazardous: who can disarm it from afar can do harm."""
