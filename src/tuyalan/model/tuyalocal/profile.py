"""Profiles: one device file of tuya-local as frozen values, nothing of it left out.

The names are those of Tuyalan; where the file's word differs, the docstring of the field gives it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import UNSET

from tuyalan.vocabulary import DpId, Json

Number = int | float


class PointType(enum.StrEnum):
    """How a data point travels, in the words of the files."""

    BOOLEAN = "boolean"
    INTEGER = "integer"
    BITFIELD = "bitfield"
    UNIXTIME = "unixtime"
    FLOAT = "float"
    STRING = "string"
    BASE64 = "base64"
    HEX = "hex"
    JSON = "json"
    UTF16B64 = "utf16b64"

    @property
    def is_numeric(self) -> bool:
        """Whether it is a number on the wire."""
        return self in _NUMERIC


_NUMERIC: Final = frozenset({PointType.INTEGER, PointType.BITFIELD, PointType.UNIXTIME, PointType.FLOAT})


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """The smallest and largest value allowed (`range`, `target_range`); a target may run backwards."""

    minimum: Number
    maximum: Number


class Field(msgspec.Struct, frozen=True, omit_defaults=True):
    """One number inside a packed value (`format`)."""

    name: str
    size: int
    """In bytes."""
    limits: Span | None = None

    @property
    def highest(self) -> int:
        """The largest number that fits into the bytes."""
        return (1 << (8 * self.size)) - 1


class Effect(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a rule or a condition does to a value. `UNSET` or `None`: it says nothing about that."""

    value: Json = UNSET
    """What the raw value means; `None` is a meaning: nothing is known."""
    hidden: bool = False
    """Read, but never offered for writing."""
    available: str = ""
    """The role that has to be true for this to hold."""
    scale: Number | None = None
    """The value is raw / scale; below 0 where a direction is told by another role."""
    invert: bool | None = None
    """Whether the value is mirrored within its range."""
    step: Number | None = None
    """Distance of values that can be written, raw."""
    limits: Span | None = None
    """Raw limits (`range`)."""
    target: Span | None = None
    """What the raw limits are stretched to (`target_range`)."""
    redirect: str = ""
    """The role that is read and written instead (`value_redirect`)."""
    mirror: str = ""
    """The role that is read instead (`value_mirror`)."""
    invalid: bool = False
    """Nothing can be written as long as this holds."""
    default: bool = False
    """The value to take when a command names none."""
    icon: str = ""
    icon_priority: int | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A plain substitution inside a condition (`mapping`)."""

    raw: Json
    value: Json = UNSET
    hidden: bool = False
    available: str = ""


class Condition(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """What holds while another role, the constraint of the rule, has one of these raw values."""

    raws: tuple[Json, ...]
    """The raw values of the constraint (`dps_val`); `None` stands for nothing reported."""
    choices: tuple[Choice, ...] = ()


class Rule(Effect, frozen=True, kw_only=True, omit_defaults=True):
    """What one raw value means, or every raw value that no other rule names."""

    raw: Json = UNSET
    """The raw value (`dps_val`); `UNSET`: all others; `None`: nothing reported."""
    constraint: str = ""
    """The role that the conditions look at; empty: the point itself."""
    conditions: tuple[Condition, ...] = ()


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One data point in its role within an entity."""

    id: DpId
    type: PointType
    role: str
    """`name` in the file: `brightness`, `hvac_mode`; any other word is an attribute."""
    readonly: bool = False
    optional: bool = False
    persist: bool = True
    """Whether the last value stays when a report leaves it out."""
    force: bool = False
    """Whether the device has to be asked to measure."""
    sensitive: bool = False
    hidden: bool = False
    precision: int | None = None
    unit: str = ""
    state_class: str = ""
    """`class` in the file: `measurement`, `total_increasing`."""
    limits: Span | None = None
    fields: tuple[Field, ...] = ()
    mask: str = ""
    """Which bits of a packed value count, in hexadecimal digits: as many as a value has that was never reported."""
    mask_signed: bool = False
    little_endian: bool = False
    rules: tuple[Rule, ...] = ()

    @property
    def is_flag(self) -> bool:
        """Whether the mask picks a single bit."""
        return bool(self.mask) and self.bits.bit_count() == 1

    @property
    def bits(self) -> int:
        """The mask as a number; 0 without one."""
        return int(self.mask, 16) if self.mask else 0

    @property
    def is_numeric(self) -> bool:
        """Whether the rules see a number: a numeric point, or the number that a mask picks."""
        return bool(self.mask) or (self.type.is_numeric and not self.fields)


class Entity(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that a device does: a light, a sensor; its data points have roles."""

    platform: str
    """`entity` in the file: `light`, `climate`."""
    points: tuple[Point, ...]
    device_class: str = ""
    name: str = ""
    translation_key: str = ""
    translation_only_key: str = ""
    placeholders: Mapping[str, str] = {}
    category: str = ""
    """`config`, `diagnostic` or empty."""
    mode: str = ""
    icon: str = ""
    icon_priority: int | None = None
    hidden: str = ""
    """`true`, `unavailable` or empty."""
    deprecated: str = ""

    def point(self, role: str) -> Point | None:
        """Return the data point with this role, the first if there are several."""
        for point in self.points:
            if point.role == role:
                return point
        return None


class Product(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One product that a file was written for."""

    id: str
    manufacturer: str = ""
    model: str = ""
    model_id: str = ""
    name: str = ""


class Profile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device file."""

    file: str
    """Its name, without folders."""
    name: str
    entities: tuple[Entity, ...]
    products: tuple[Product, ...] = ()
    legacy_type: str = ""
