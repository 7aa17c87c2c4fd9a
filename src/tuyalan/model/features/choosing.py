"""Which feature a single property is on its own, by its kind, its access and its code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.model.features.single import BinarySensor, Button, Event, Number, Select, Sensor, Text
from tuyalan.model.features.single_words import CLICKS, HAPPENINGS, OFF_WORDS, ON_WORDS, PRESSED, QUIET, SENSED
from tuyalan.model.features.switch import Switch
from tuyalan.model.naming import split_words
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Feature
    from tuyalan.model.property import Property


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
