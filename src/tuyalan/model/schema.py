"""Schemas: what is said of the data points of a product, whoever said it, in one vocabulary.

A schema is a description, not a promise: devices report values outside of it. Knows nothing of where it came from.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

import msgspec

from tuyalan.vocabulary import DpId

MAX_SCALE: Final = 9
"""Most decimal places that are believed; a larger scale in a description is a fault of it."""


class Kind(enum.StrEnum):
    """What sort of value a data point holds."""

    BOOL = "bool"
    NUMBER = "number"
    """An integer on the wire; with its scale, a number in its unit."""
    CHOICE = "choice"
    """One of several words."""
    TEXT = "text"
    BITMAP = "bitmap"
    """An integer on the wire; bit n stands for the label n."""
    RAW = "raw"
    """Bytes, in base64 as a rule, of a layout nobody has told."""
    COMPOSITE = "composite"
    """Text or bytes of a known layout, for example a colour."""


class Access(enum.StrEnum):
    """What can be done with a data point."""

    READ = "ro"
    WRITE = "wo"
    """Never reported, only written."""
    BOTH = "rw"

    @property
    def is_readable(self) -> bool:
        """Whether the device reports it."""
        return self is not Access.WRITE

    @property
    def is_writable(self) -> bool:
        """Whether the device takes it."""
        return self is not Access.READ


class DpSchema(msgspec.Struct, frozen=True, kw_only=True):
    """The description of one data point. Limits are raw, as on the wire."""

    id: DpId
    code: str
    """The maker's word for it, for example `bright_value_v2`; `dp_105` where nobody knows."""
    kind: Kind
    access: Access = Access.BOTH
    unit: str = ""
    """In the vocabulary of `model.units`, empty if it has none."""
    scale: int = 0
    """Decimal places: the value is raw * factor / 10^scale."""
    factor: int = 1
    """What a step on the wire is worth, before the scale; 5 where half degrees are counted. Nearly always 1."""
    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None
    choices: tuple[str, ...] = ()
    """The words of a choice, in the maker's order."""
    words: tuple[tuple[str, str], ...] = ()
    """What people call words of a choice that say nothing, such as `0`: pairs of the device's word and theirs."""
    wire: Kind | None = None
    """What a choice is on the wire where that is no text: a number or a bool; its words are the digits, or false and true."""
    labels: tuple[str, ...] = ()
    """The labels of a bitmap: the label at n stands for bit n."""
    max_length: int | None = None
    """Most characters of a text, or bytes of raw."""
    name: str = ""
    """What people may call it, if the source says so."""
    device_class: str = ""
    """Home Assistant's word for what is measured, if the source says so; else the code tells it."""
    is_increment: bool | None = None
    """Whether a report is what was added since the last one, not the total; `None` if nobody said."""
    is_inverted: bool = False
    """Whether the device means the opposite: a bool is negated, a number mirrored within its limits."""
    kelvin: tuple[int, int] | None = None
    """Of a colour temperature: the kelvin at its least and at its greatest value; `None` if nobody said."""


class Schema(msgspec.Struct, frozen=True, kw_only=True):
    """The description of a product or of one device."""

    points: Mapping[DpId, DpSchema]
    product_key: str = ""
    category: str = ""
    """The maker's code for the kind of device, for example `dj` for lamps; empty if unknown."""
    name: str = ""
    """What the product is called; empty if unknown."""
