"""What a single property is, where nothing greater is made of it: sensor, number, select, text, button or event.

A setting that is on or off is a `switch.Switch`. So every property of every device is in a feature.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, cast

from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.switch import Switch
from tuyalan.model.naming import split_words
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.grid import Number as AnyNumber
    from tuyalan.model.property import Property

SENSED: Final = frozenset(
    {
        "battery", "battery_charging", "carbon_monoxide", "connectivity", "door", "gas", "moisture", "motion",
        "occupancy", "opening", "problem", "safety", "smoke", "tamper", "vibration", "window",
    }
)  # fmt: skip
"""Device classes of what can only be sensed, even where a device claims that it can be written."""
ON_WORDS: Final = frozenset(
    {
        "1", "alarm", "alarming", "detected", "fault", "leak", "low", "motion", "move", "moving", "on", "open",
        "opened", "pir", "presence", "true", "vibration", "yes",
    }
)  # fmt: skip
"""Words of two-word choices that say that what is sensed is there."""
OFF_WORDS: Final = frozenset(
    {
        "0", "clear", "close", "closed", "dry", "false", "high", "no", "no_leak", "none", "normal", "off", "static",
        "still", "middle",
    }
)  # fmt: skip
"""Words of choices that say that it is not."""
PRESSED: Final = frozenset({"clear", "format", "reset", "restart", "seek", "stop"})
"""Words of codes of what is pressed rather than switched on."""
CLICKS: Final = frozenset({"click", "double_click", "long_press", "press", "short_press", "single_click"})
"""Words of choices of buttons; one of them makes the property an event."""
HAPPENINGS: Final = (
    "alarm_message", "alarm_msg", "decibel_upload", "doorbell_active", "doorbell_call", "doorbell_pic", "hijack",
    "initiative_message", "lock_record", "movement_detect_pic", "sos_state", "unlock_",
)  # fmt: skip
"""Beginnings of the codes of what happens, as against what is; each report is one more."""
QUIET: Final = ("unlock_method_", "unlock_offline_", "unlock_request")
"""Beginnings that are none in spite of that: bookkeeping of locks."""


class SensorState(State, frozen=True, kw_only=True):
    """What is measured."""

    value: object = None
    """A number in its unit, a word, a text, or the struct of a packed form."""


class Sensor(Feature, frozen=True, kw_only=True):
    """Something that is only read. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.SENSOR

    @property
    def category(self) -> str | None:
        """`diagnostic` for what says how the device is doing; a sensor is no setting."""
        return "diagnostic" if self.main.category is not None else None

    def read(self, values: Values) -> SensorState:
        """Return what is measured."""
        return SensorState(value=self.get("value", values))


class BinarySensorState(State, frozen=True, kw_only=True):
    """Whether what is sensed is there."""

    is_on: bool | None = None
    labels: tuple[str, ...] = ()
    """Of a bitmap: which of its faults or alarms."""


class BinarySensor(Feature, frozen=True, kw_only=True):
    """Something that is there or not: motion, a leak, a fault. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.BINARY_SENSOR

    @property
    def category(self) -> str | None:
        """`diagnostic` for what says how the device is doing; a sensor is no setting."""
        return "diagnostic" if self.main.category is not None else None

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


class Number(Feature, frozen=True, kw_only=True):
    """A number that can be set; limits, step and unit are those of its property. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.NUMBER

    @property
    def category(self) -> str | None:
        """What its property is."""
        return self.main.category

    def read(self, values: Values) -> NumberState:
        """Return what it is set to."""
        return NumberState(value=self.get_number("value", values))

    def plan_value(self, value: AnyNumber) -> Plan:
        """Plan to set it, in its unit."""
        return {self.main.code: value}


class SelectState(State, frozen=True, kw_only=True):
    """Which option is chosen."""

    option: str | None = None


class Select(Feature, frozen=True, kw_only=True):
    """One of several words, that can be set. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.SELECT

    @property
    def category(self) -> str | None:
        """What its property is."""
        return self.main.category

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


class Text(Feature, frozen=True, kw_only=True):
    """A text that can be set, or bytes in base64, or a packed form. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.TEXT

    @property
    def category(self) -> str | None:
        """What its property is."""
        return self.main.category

    def read(self, values: Values) -> TextState:
        """Return what it says."""
        return TextState(value=self.get("value", values))

    def plan_value(self, value: object) -> Plan:
        """Plan to set it: a text, or the struct of its form or the JSON of that."""
        return {self.main.code: value}


class Button(Feature, frozen=True, kw_only=True):
    """Something that is done once: a reset, a restart. Role: `value`."""

    kind: ClassVar[FeatureKind] = FeatureKind.BUTTON

    @property
    def category(self) -> str | None:
        """What its property is."""
        return self.main.category

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


def choose_single(subject: Property) -> type[Feature]:
    """Return what a property is on its own."""
    if _is_event(subject):
        return Event
    kind, access = subject.point.kind, subject.access
    if kind is Kind.BITMAP:
        return BinarySensor
    if kind is Kind.BOOL:
        return _choose_bool(subject)
    if kind is Kind.CHOICE and is_two_fold(subject):
        return BinarySensor
    # Some devices claim that what they measure can be written.
    if not access.is_writable or (kind is Kind.NUMBER and subject.state_class is not None):
        return Sensor
    return {Kind.NUMBER: Number, Kind.CHOICE: Select}.get(kind, Text)


def is_two_fold(subject: Property) -> bool:
    """Tell whether the words of a choice say no more than that what is sensed is there or not."""
    words = {word.lower() for word in subject.choices}
    has_both = bool(words & ON_WORDS) and bool(words & OFF_WORDS)
    return subject.device_class in SENSED and has_both and words <= ON_WORDS | OFF_WORDS


def make_single(subject: Property, *, key: str, is_hazardous: bool = False) -> Feature:
    """Make the feature that a property is on its own."""
    make = choose_single(subject)
    return make(
        key=key,
        name=subject.name,
        roles={"switch" if make is Switch else "value": subject},
        is_hazardous=is_hazardous,
        confidence=subject.confidence,
    )


def _choose_bool(subject: Property) -> type[Feature]:
    if not subject.access.is_writable or subject.device_class in SENSED:
        return BinarySensor
    is_pressed = subject.access is Access.WRITE or not PRESSED.isdisjoint(split_words(subject.point.code))
    return Button if is_pressed else Switch


def _is_event(subject: Property) -> bool:
    code = subject.point.code
    if subject.point.kind is Kind.CHOICE:
        return not CLICKS.isdisjoint(subject.choices) and subject.access is not Access.WRITE
    return code.startswith(HAPPENINGS) and not code.startswith(QUIET) and subject.access.is_readable
