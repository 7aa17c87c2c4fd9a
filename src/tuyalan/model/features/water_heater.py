"""Water heaters and kettles: what makes water hot."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.climate_words import ACTIONS, FAHRENHEIT
from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role
from tuyalan.model.features.switched import Switched
from tuyalan.model.features.vocabulary import fold
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

WATER_HEATERS: Final = frozenset({"rs", "bh"})
"""Categories of water heaters and kettles."""


class WaterHeaterState(State, frozen=True, kw_only=True):
    """What a water heater is set to and measures."""

    is_on: bool | None = None
    is_heating: bool | None = None
    target: float | None = None
    current: float | None = None
    unit: str = "°C"
    """Of both temperatures."""
    mode: str | None = None
    """In the maker's word."""


class WaterHeater(Switched, frozen=True, kw_only=True):
    """Something that makes water hot.

    Roles: `target`, `target_f`, `current`, `current_f`, `switch`, `mode`, `action`, `unit`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.WATER_HEATER

    @property
    def modes(self) -> tuple[str, ...]:
        """Its modes, in the maker's words."""
        return self._list_choices("mode")

    def list_targets(self, state: WaterHeaterState | None = None) -> tuple[float, ...]:
        """Return the temperatures it heats to where they are words, in the unit of `state`; empty if it takes any number."""
        subject = self.roles.get("target" + _find_tail(state))
        if subject is None or subject.point.kind is not Kind.CHOICE:
            return ()
        numbers = (_read_number(word) for word in subject.choices)
        return tuple(sorted(number for number in numbers if number is not None))

    def read(self, values: Values) -> WaterHeaterState:
        """Return what it is set to and measures."""
        word = self.get_word("unit", values)
        tail = "_f" if word is not None and fold(word) in FAHRENHEIT and self.has("target_f") else ""
        action = ACTIONS.read(self.get_word("action", values))
        target = self.get("target" + tail, values)
        return WaterHeaterState(
            is_on=self.get_flag("switch", values),
            is_heating=None if action is None else action == "heating",
            target=_read_number(target),
            current=self.get_number(f"current{tail}" if self.has(f"current{tail}") else "current", values),
            unit="°F" if tail else "°C",
            mode=self.get_word("mode", values),
        )

    def plan_target(self, temperature: float, state: WaterHeaterState | None = None) -> Plan:
        """Plan a target temperature, in the unit of `state`; without that in °C.

        Raises:
            BadValueError: It heats to no such temperature.
        """
        subject = self.need("target" + _find_tail(state), "target temperature")
        if subject.point.kind is not Kind.CHOICE:
            return {subject.code: temperature}
        for word in subject.choices:
            if _read_number(word) == temperature:
                return {subject.code: word}
        raise BadValueError(f"it does not heat to {temperature}", hint=f"It has: {', '.join(subject.choices)}.")

    def plan_mode(self, mode: str) -> Plan:
        """Plan a mode, in the maker's word."""
        return {self.need("mode", "mode").code: mode}


def _find_tail(state: WaterHeaterState | None) -> str:
    return "_f" if state is not None and state.unit == "°F" else ""


def _read_number(value: object) -> float | None:
    """Return a number, also where a choice spells it out."""
    if isinstance(value, str):
        return float(value) if value.isascii() and value.isdecimal() else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


_ROLES: Final = (
    role(
        "target",
        "nc",
        "temp_setting_quick_c temp_boiling_c temp_set water_set temp_setting_c set_temp",
        written=True,
    ),
    role("target_f", "nc", "temp_setting_quick_f temp_boiling_f temp_set_f", written=True),
    role("current", "n", "temp_current water_temp water_tempture current_temp water_out_temp"),
    role("current_f", "n", "temp_current_f"),
    role("switch", "b", "start switch power switch_on", written=True),
    role("mode", "c", "work_type mode work_mode", written=True),
    role("action", "c", "status work_state work_status"),
    role("unit", "c", "temp_unit_convert temp_unit", shared=True),
)

RECIPES: Final = (
    Recipe(
        make=WaterHeater,
        roles=_ROLES,
        needs=(),
        suffices=("target", "switch"),
        anchors=("target", "switch"),
        categories=WATER_HEATERS,
        label="Water heater",
        is_hazardous=True,
    ),
    Recipe(
        make=WaterHeater,
        roles=(
            role("target", "nc", "temp_setting_quick_c temp_boiling_c water_set", written=True),
            role("target_f", "nc", "temp_setting_quick_f temp_boiling_f", written=True),
            *_ROLES[2:],
        ),
        needs=("target", "target_f"),
        anchors=("target", "target_f"),
        label="Water heater",
        is_hazardous=True,
    ),
)
"""Kettles have codes of their own; other water heaters are known by their category alone."""
