"""What a single property can be, where nothing greater is made of it: sensor, number, select, text, button or event.

A setting that is on or off is a `switch.Switch`. So every property of every device is in a feature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.single_words import ON_WORDS

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.grid import Number as AnyNumber


class _Reading(Feature, frozen=True, kw_only=True):
    """What is only read."""

    @property
    def category(self) -> str | None:
        """`diagnostic` for what says how the device is doing; a sensor is no setting."""
        return "diagnostic" if self.main.category is not None else None


class _Setting(Feature, frozen=True, kw_only=True):
    """What can be set."""

    @property
    def category(self) -> str | None:
        """What its property is."""
        return self.main.category


class SensorState(State, frozen=True, kw_only=True):
    """What is measured."""

    value: object = None
    """A number in its unit, a word, a text, or the struct of a packed form."""


class Sensor(_Reading, frozen=True, kw_only=True):
    """Something that is only read. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.SENSOR

    def read(self, values: Values) -> SensorState:
        """Return what is measured."""
        return SensorState(value=self.get("value", values))


class BinarySensorState(State, frozen=True, kw_only=True):
    """Whether what is sensed is there."""

    is_on: bool | None = None
    labels: tuple[str, ...] = ()
    """Of a bitmap: which of its faults or alarms."""


class BinarySensor(_Reading, frozen=True, kw_only=True):
    """Something that is there or not: motion, a leak, a fault. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.BINARY_SENSOR

    def read(self, values: Values) -> BinarySensorState:
        """Return whether it is there."""
        value = self.get("value", values)
        if isinstance(value, tuple):
            labels = tuple(str(label) for label in cast("tuple[object, ...]", value))
            return BinarySensorState(is_on=bool(labels), labels=labels)
        if isinstance(value, str):
            return BinarySensorState(is_on=value.lower() in ON_WORDS)
        return BinarySensorState(is_on=value if isinstance(value, bool) else None)


class NumberState(State, frozen=True, kw_only=True):
    """What a number is set to."""

    value: float | None = None


class Number(_Setting, frozen=True, kw_only=True):
    """A number that can be set; limits, step and unit are those of its property. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.NUMBER

    def read(self, values: Values) -> NumberState:
        """Return what it is set to."""
        return NumberState(value=self.get_number("value", values))

    def plan_value(self, value: AnyNumber) -> Plan:
        """Plan to set it, in its unit."""
        return {self.main.code: value}


class SelectState(State, frozen=True, kw_only=True):
    """Which option is chosen."""

    option: str | None = None


class Select(_Setting, frozen=True, kw_only=True):
    """One of several words, that can be set. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.SELECT

    @property
    def options(self) -> tuple[str, ...]:
        """All words, in the maker's order; more may be learnt."""
        return self.main.choices

    def read(self, values: Values) -> SelectState:
        """Return which option is chosen."""
        return SelectState(option=self.get_word("value", values))

    def plan_option(self, option: str) -> Plan:
        """Plan to choose an option."""
        return {self.main.code: option}


class TextState(State, frozen=True, kw_only=True):
    """What a text says."""

    value: object = None
    """A text, or the struct of a packed form."""


class Text(_Setting, frozen=True, kw_only=True):
    """A text that can be set, or bytes in base64, or a packed form. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.TEXT

    def read(self, values: Values) -> TextState:
        """Return what it says."""
        return TextState(value=self.get("value", values))

    def plan_value(self, value: object) -> Plan:
        """Plan to set it: a text, or the struct of its form or the JSON of that."""
        return {self.main.code: value}


class Button(_Setting, frozen=True, kw_only=True):
    """Something that is done once: a reset, a restart. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.BUTTON

    def plan_press(self) -> Plan:
        """Plan to press it."""
        return {self.main.code: True}


class EventState(State, frozen=True, kw_only=True):
    """What happened last; that it happened again is told by the reports, not by this."""

    event_type: str | None = None
    value: object = None
    """What was said with it, for example who unlocked; `None` where the type says all."""


class Event(Feature, frozen=True, kw_only=True):
    """Something that happens: a button pressed, a bell rung, a lock opened. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.EVENT

    @property
    def event_types(self) -> tuple[str, ...]:
        """The words that its events may have."""
        return self.main.choices or (self.main.code,)

    def read(self, values: Values) -> EventState:
        """Return what a report with these values says."""
        match self.get("value", values):
            case None | False:
                return EventState()
            case str(word) if self.main.choices:
                return EventState(event_type=word)
            case value:
                return EventState(event_type=self.main.code, value=None if value is True else value)
