"""Features: the properties of a device that people think of as one thing, such as a light or a cover.

Pure. A feature reads a state out of the values of a device and plans what to write; it sends nothing. What a property
means and how it is packed is the property's business; which properties make a feature is that of `recipe`.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, TypeAlias

import msgspec

from tuyalan.errors import BadValueError
from tuyalan.model.property import Property

if TYPE_CHECKING:
    from tuyalan.model.grid import Number

Values: TypeAlias = Mapping[str, object]
"""The values of a device by the code of the property, as `DeviceModel.values` has them."""
Plan: TypeAlias = dict[str, object]
"""What to write, by the code of the property, in the order it is to be sent; for `DeviceModel.plan`."""


class FeatureKind(enum.StrEnum):
    """What a feature is."""

    SWITCH = "switch"
    LIGHT = "light"
    COVER = "cover"
    CLIMATE = "climate"
    FAN = "fan"
    HUMIDIFIER = "humidifier"
    DEHUMIDIFIER = "dehumidifier"
    PURIFIER = "purifier"
    VACUUM = "vacuum"
    LOCK = "lock"
    SIREN = "siren"
    VALVE = "valve"
    WATER_HEATER = "water_heater"
    FEEDER = "feeder"
    ALARM = "alarm"
    METER = "meter"
    INFRARED = "infrared"
    RADIO = "radio"
    GATEWAY = "gateway"
    EVENT = "event"
    SENSOR = "sensor"
    BINARY_SENSOR = "binary_sensor"
    NUMBER = "number"
    SELECT = "select"
    TEXT = "text"
    BUTTON = "button"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What a feature is doing; each kind has its own. Unknown is `None`."""


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """What all kinds of features have."""

    kind: ClassVar[FeatureKind]

    key: str
    """Unique in the device and stable: the id of the main property without the device's."""
    name: str
    """For people; empty if the device is there for this, so that the device's own name says it."""
    roles: Mapping[str, Property]
    """Properties by what they do in the feature, the main one first."""
    is_hazardous: bool = False
    """Whether writing may harm somebody: to be refused until the owner has allowed it."""
    confidence: float = 1.0
    """How likely it does what it is asked for: 0 to 1; at most what is sure of its least certain property."""

    @property
    def main(self) -> Property:
        """The property that stands for the feature."""
        return next(iter(self.roles.values()))

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all its properties."""
        return tuple(subject.code for subject in self.roles.values())

    @property
    def certainty(self) -> float:
        """How likely it does what it is asked for, if its properties are what they are taken for: 0 to 1."""
        return 1.0

    @property
    def category(self) -> str | None:
        """`config`, `diagnostic`, or `None` for what the device is there for."""
        return None

    def read(self, values: Values) -> State:
        """Return what the feature is doing, by the values of the device."""
        del values
        return State()

    def has(self, role: str) -> bool:
        """Tell whether a property plays a role."""
        return role in self.roles

    def can_write(self, role: str) -> bool:
        """Tell whether a property plays a role and can be written."""
        return role in self.roles and self.roles[role].access.is_writable

    def get(self, role: str, values: Values) -> object:
        """Return the value of the property in a role; `None` if there is none or it was never reported."""
        return values.get(self.roles[role].code) if role in self.roles else None

    def get_flag(self, role: str, values: Values) -> bool | None:
        """Return a value that is true or false."""
        value = self.get(role, values)
        return value if isinstance(value, bool) else None

    def get_number(self, role: str, values: Values) -> Number | None:
        """Return a value that is a number."""
        value = self.get(role, values)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def get_word(self, role: str, values: Values) -> str | None:
        """Return a value that is a word."""
        value = self.get(role, values)
        return value if isinstance(value, str) else None

    def need(self, role: str, what: str) -> Property:
        """Return the property in a role that is to be written.

        Args:
            role: What it does.
            what: The same for people, as in `the light has no colour`.

        Raises:
            BadValueError: There is none, or it can only be read.
        """
        if not self.can_write(role):
            have = ", ".join(word.replace("_", " ") for word in self.roles if self.can_write(word))
            title = self.kind.replace("_", " ")
            raise BadValueError(
                f"the {title} has no {what} that can be set",
                hint=f"What can be set is: {have}." if have else f"This {title} can only be read.",
            )
        return self.roles[role]

    def _list_choices(self, role: str) -> tuple[str, ...]:
        """Return the words that the choice in a role can be set to, in the maker's order; none if it cannot be set."""
        return self.roles[role].choices if self.can_write(role) else ()
