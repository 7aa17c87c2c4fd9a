"""Climates: thermostats, radiator valves, air conditioners and heaters.

Temperatures are in the unit that the device is set to; of twins in Celsius and Fahrenheit the one counts that its unit
names. Makers use one choice for what the device does (heat, cool) and for how it decides (manual, programme, holiday):
words of the first sort are modes, all others presets.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.climate_words import (
    ACTIONS,
    CONDITIONERS,
    DOING,
    FAHRENHEIT,
    HEATERS,
    MODES,
    NEEDS,
    ROLES,
    THERMOSTATS,
)
from tuyalan.model.features.feature import FeatureKind, State
from tuyalan.model.features.recipe import Recipe
from tuyalan.model.features.switched import Switched
from tuyalan.model.features.vocabulary import fold
from tuyalan.model.features.wording import list_words, read_word, show_word

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.property import Property


class ClimateMode(enum.StrEnum):
    """What a climate is to do, as Home Assistant spells it."""

    OFF = "off"
    HEAT = "heat"
    COOL = "cool"
    HEAT_COOL = "heat_cool"
    AUTO = "auto"
    DRY = "dry"
    FAN_ONLY = "fan_only"


class ClimateAction(enum.StrEnum):
    """What a climate does at this moment, as Home Assistant spells it."""

    OFF = "off"
    HEATING = "heating"
    COOLING = "cooling"
    DRYING = "drying"
    FAN = "fan"
    DEFROSTING = "defrosting"
    IDLE = "idle"


class ClimateState(State, frozen=True, kw_only=True):
    """What a climate is set to and measures."""

    mode: ClimateMode | None = None
    action: ClimateAction | None = None
    preset: str | None = None
    """In the maker's word."""
    target: float | None = None
    current: float | None = None
    unit: str = "°C"
    """Of both temperatures."""
    humidity: float | None = None
    """Per cent."""
    fan: str | None = None
    swing: str | None = None
    swing_horizontal: str | None = None


class Climate(Switched, frozen=True, kw_only=True):
    """Something that keeps a temperature.

    Roles: `target`, `target_f`, `current`, `current_f`, `switch`, `mode`, `preset`, `action`, `fan`, `swing`,
    `swing_horizontal`, `humidity`, `unit`, `eco`, `boost`, `away`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.CLIMATE

    plain_mode: ClimateMode = ClimateMode.HEAT
    """What it does while it is on, where it does one thing only."""

    @property
    def modes(self) -> tuple[ClimateMode, ...]:
        """What it can be told to do."""
        found = self._list_modes() or (self.plain_mode,)
        has_off = ClimateMode.OFF in found
        return (ClimateMode.OFF, *found) if self.can_write("switch") and not has_off else found

    @property
    def presets(self) -> tuple[str, ...]:
        """How it can be told to decide, in the maker's words."""
        subject = self._preset_property
        if subject is None or not subject.access.is_writable:
            return ()
        return tuple(word for word in subject.choices if subject is not self._mode_property or _is_preset(word))

    @property
    def fans(self) -> tuple[str, ...]:
        """The speeds of its fan, in the maker's words."""
        return self._list_words("fan")

    @property
    def swings(self) -> tuple[str, ...]:
        """How its louvres can swing: the maker's words, or off and on."""
        return self._list_words("swing")

    @property
    def swings_horizontal(self) -> tuple[str, ...]:
        """The same sideways."""
        return self._list_words("swing_horizontal")

    @property
    def unit(self) -> str:
        """The unit of temperatures, where the device does not say which of two it is set to."""
        words = ("target", "target_f", "current", "current_f")
        subject = next((self.roles[word] for word in words if self.has(word)), None)
        return "°C" if subject is None else subject.unit or "°C"

    def read(self, values: Values) -> ClimateState:
        """Return what it is set to and measures."""
        unit = self._read_unit(values)
        mode = self._read_mode(values)
        preset = self._preset_property
        word = None if preset is None else values.get(preset.code)
        return ClimateState(
            mode=mode,
            action=ClimateAction.OFF if mode is ClimateMode.OFF else self._read_action(values),
            preset=word if isinstance(word, str) and word in self.presets else None,
            target=self._read_temperature("target", unit, values),
            current=self._read_temperature("current", unit, values),
            unit=unit,
            humidity=self.get_number("humidity", values),
            fan=show_word(self.get("fan", values)),
            swing=show_word(self.get("swing", values)),
            swing_horizontal=show_word(self.get("swing_horizontal", values)),
        )

    def plan_target(self, temperature: float, state: ClimateState | None = None) -> Plan:
        """Plan a target temperature, in the unit that the device is set to; it has to be on a step of the device.

        Args:
            temperature: In the unit of `state`; without that, in `unit`.
            state: What it is set to now.
        """
        return {self._target(state.unit if state is not None else self.unit).code: temperature}

    def plan_mode(self, mode: ClimateMode, state: ClimateState | None = None) -> Plan:
        """Plan what it is to do; other modes than off switch it on.

        Raises:
            BadValueError: It cannot do that.
        """
        if mode not in self.modes:
            known = ", ".join(self.modes)
            raise BadValueError(f"the climate has no mode {mode}", hint=f"Its modes are: {known}.")
        subject = self._mode_property
        word = None if subject is None else MODES.spell(mode, subject.choices)
        told: Plan = {} if subject is None or word is None else {subject.code: word}
        if not self.can_write("switch"):
            return told
        if mode is ClimateMode.OFF:
            return {self.roles["switch"].code: False}
        is_on = state is not None and state.mode not in {None, ClimateMode.OFF} and bool(told)
        return told if is_on else {self.roles["switch"].code: True} | told

    def plan_off(self) -> Plan:
        """Plan to switch it off."""
        return self.plan_mode(ClimateMode.OFF)

    def plan_preset(self, preset: str) -> Plan:
        """Plan how it is to decide.

        Raises:
            BadValueError: It has no such preset.
        """
        subject = self._preset_property
        if subject is None or preset not in self.presets:
            raise _refuse("preset", preset, self.presets)
        return {subject.code: preset}

    def plan_fan(self, fan: str) -> Plan:
        """Plan the speed of its fan.

        Raises:
            BadValueError: It has no such speed.
        """
        return self._plan_word("fan", fan, "fan speed")

    def plan_swing(self, swing: str) -> Plan:
        """Plan how its louvres swing.

        Raises:
            BadValueError: They cannot swing so.
        """
        return self._plan_word("swing", swing, "swing")

    def plan_swing_horizontal(self, swing: str) -> Plan:
        """Plan how its louvres swing sideways.

        Raises:
            BadValueError: They cannot swing so.
        """
        return self._plan_word("swing_horizontal", swing, "horizontal swing")

    @property
    def _mode_property(self) -> Property | None:
        """The choice that says what it does, if any of its words does."""
        subject = self.roles.get("mode")
        is_doing = subject is not None and not DOING.isdisjoint(MODES.list_meanings(subject.choices))
        return subject if is_doing else None

    @property
    def _preset_property(self) -> Property | None:
        """The choice that says how it decides: one of its own, or the words of the mode that say nothing else."""
        return self.roles.get("preset", self.roles.get("mode"))

    def _list_modes(self) -> tuple[ClimateMode, ...]:
        subject = self._mode_property
        if subject is None or not subject.access.is_writable:
            return ()
        return tuple(ClimateMode(meaning) for meaning in MODES.list_meanings(subject.choices))

    def _read_mode(self, values: Values) -> ClimateMode | None:
        if self.get_flag("switch", values) is False:
            return ClimateMode.OFF
        subject = self._mode_property
        if subject is None:
            is_on = not self.has("switch") or self.get_flag("switch", values)
            return self.plain_mode if is_on else None
        meaning = MODES.read(self.get_word("mode", values))
        return None if meaning is None else ClimateMode(meaning)

    def _read_action(self, values: Values) -> ClimateAction | None:
        match self.get("action", values):
            case str(word):
                meaning = ACTIONS.read(word)
                return None if meaning is None else ClimateAction(meaning)
            case bool(value) | (int(value) | float(value)):
                return ClimateAction.HEATING if value else ClimateAction.IDLE
            case _:
                return None

    def _read_unit(self, values: Values) -> str:
        word = self.get_word("unit", values)
        if word is None:
            return self.unit
        return "°F" if fold(word) in FAHRENHEIT else "°C"

    def _read_temperature(self, word: str, unit: str, values: Values) -> float | None:
        is_twin = unit == "°F" and self.has(f"{word}_f")
        return self.get_number(f"{word}_f" if is_twin or not self.has(word) else word, values)

    def _target(self, unit: str) -> Property:
        is_twin = unit == "°F" and self.has("target_f")
        return self.need("target_f" if is_twin or not self.has("target") else "target", "target temperature")

    def _list_words(self, word: str) -> tuple[str, ...]:
        return list_words(self.roles[word]) if self.can_write(word) else ()

    def _plan_word(self, word: str, value: str, what: str) -> Plan:
        subject = self.need(word, what)
        if value not in self._list_words(word):
            raise _refuse(what, value, self._list_words(word))
        return {subject.code: read_word(subject, value)}


def _is_preset(word: str) -> bool:
    """Tell whether a word of the choice for what the device does is about something else."""
    return MODES.read(word) is None


def _refuse(what: str, value: str, known: tuple[str, ...]) -> BadValueError:
    hint = f"It has: {', '.join(known)}." if known else f"This climate has no {what}."
    return BadValueError(f"the climate has no {what} {value[:40]!r}", hint=hint)


RECIPES: Final = (
    Recipe(
        make=Climate,
        roles=ROLES,
        needs=(),
        suffices=("target", "target_f", "mode fan", "switch mode"),
        anchors=("target", "target_f", "mode"),
        categories=CONDITIONERS,
        label="Air conditioner",
        traits={"plain_mode": ClimateMode.COOL},
    ),
    Recipe(
        make=Climate,
        roles=ROLES,
        needs=(),
        suffices=("target", "target_f", "switch preset", "switch mode"),
        anchors=("target", "target_f", "mode", "preset"),
        categories=HEATERS,
        label="Heater",
        is_hazardous=True,
    ),
    Recipe(
        make=Climate,
        roles=ROLES,
        needs=NEEDS,
        suffices=("target", "target_f"),
        anchors=("target", "target_f"),
        categories=THERMOSTATS,
        label="Climate",
    ),
)
"""Air conditioners and heaters are told apart by the category alone; the rest are thermostats until somebody knows."""
