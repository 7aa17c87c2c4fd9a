"""Valves for water: garden timers, irrigation, main cocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.span import snap

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

VALVES: Final = frozenset({"sfkzq", "ggq"})
"""Categories of valves."""
OPEN_WORDS: Final = frozenset({"open", "opened", "manual", "timing", "auto", "spray", "working", "on", "1"})
"""Words of states while water flows."""


class ValveState(State, frozen=True, kw_only=True):
    """Whether a valve lets something through."""

    is_open: bool | None = None
    position: float | None = None
    """Per cent, of those that can be half open."""
    countdown: float | None = None
    """Seconds until it changes."""


class Valve(Feature, frozen=True, kw_only=True):
    """Something that lets water through. Roles: `switch`, `position`, `state`, `countdown`."""

    kind: ClassVar[FeatureKind] = FeatureKind.VALVE

    def read(self, values: Values) -> ValveState:
        """Return whether it is open."""
        is_open = self.get_flag("switch", values)
        position = self.get_number("position", values)
        word = self.get_word("state", values)
        if is_open is None and position is not None:
            is_open = position > 0
        if is_open is None and word is not None:
            is_open = word.lower() in OPEN_WORDS
        if is_open is False and position is not None:
            # How far it opens when it is switched on again is not how far it is open.
            position = 0
        return ValveState(is_open=is_open, position=position, countdown=self.get_number("countdown", values))

    def plan_open(self) -> Plan:
        """Plan to open it."""
        return self.plan_position(100) if not self.can_write("switch") else {self.roles["switch"].code: True}

    def plan_close(self) -> Plan:
        """Plan to close it."""
        return self.plan_position(0) if not self.can_write("switch") else {self.roles["switch"].code: False}

    def plan_position(self, percent: float) -> Plan:
        """Plan how far it is open, per cent.

        Raises:
            BadValueError: It is open or closed only, or that is no position.
        """
        subject = self.need("position", "position")
        if not 0 <= percent <= 100:  # noqa: PLR2004 - per cent
            raise BadValueError(f"a position is 0 to 100 per cent; this is {percent}")
        if not self.can_write("switch"):
            return {subject.code: snap(subject, percent)}
        switch = self.roles["switch"].code
        return {switch: True, subject.code: snap(subject, percent)} if percent else {switch: False}


_REST: Final = (
    role("state", "c", "work_state valve_status valve_state", shared=True),
    role("countdown", "n", "countdown", shared=True),
    role(
        "usage",
        "nct",
        "weather_delay smart_weather use_time use_time_one water_once water_total water_use_data irrigation_time"
        " no_irrigation_timing manual_water_program water_month",
        shared=True,
    ),
)
_POSITION: Final = role("position", "n", "valve_open_degree", written=True)

METERED_RECIPES: Final = (
    Recipe(
        make=Valve,
        roles=(role("position", "n", "percent_control", written=True), *_REST),
        needs=("position usage",),
        anchors=("position",),
        label="Valve",
    ),
)
"""With the codes of a cover, but what tells of water beside them."""
RECIPES: Final = (
    Recipe(
        make=Valve,
        roles=(
            role("switch", "b", "valve_switch water_switch water_valve valve switch control_watering", written=True),
            _POSITION,
            *_REST,
        ),
        needs=("switch usage",),
        suffices=("switch", "position"),
        anchors=("switch", "position"),
        categories=VALVES,
        label="Valve",
    ),
    Recipe(
        make=Valve,
        roles=(role("switch", "b", "valve_switch water_switch water_valve", written=True), _POSITION, *_REST),
        needs=("switch",),
        anchors=("switch",),
        label="Valve",
    ),
)
"""A switch beside what tells of water is a valve."""
