"""The data points of a virtual device: what each may hold, and which written values a device takes.

Devices say nothing about values they do not like: they acknowledge and forget them. Facts: WRITE-4.
"""

from __future__ import annotations

import base64
import binascii
import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.errors import UnknownDpError
from tuyalan.vocabulary import DpId, Json  # noqa: TC001 - read at run time by msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import Dps

MAX_STRING: Final = 255
"""Longest text that a point takes unless it says otherwise, in characters."""
BITMAP_BITS: Final = 30
"""How many bits a bitmap may have."""


class Kind(enum.Enum):
    """The type of a data point; the value is the maker's word for it."""

    BOOL = "bool"
    VALUE = "value"
    """A whole number, already scaled."""
    ENUM = "enum"
    STRING = "string"
    RAW = "raw"
    """Bytes as base64 text."""
    BITMAP = "bitmap"
    """A whole number, one bit for each fault."""


class Access(enum.Enum):
    """Who may do what with a data point; the value is the maker's word for it."""

    READ_WRITE = "rw"
    READ_ONLY = "ro"
    WRITE_ONLY = "wr"
    """Written and acknowledged, never reported."""


class _Refused(enum.Enum):
    REFUSED = "refused"


REFUSED: Final = _Refused.REFUSED
"""What `Point.take` returns for a value that a device would silently ignore."""

_Taken: TypeAlias = "bool | int | str | _Refused"


@dataclass(frozen=True, slots=True)
class Point:
    """One data point."""

    id: DpId
    kind: Kind
    code: str = ""
    """The maker's name, for example `switch_1`."""
    initial: Json = None
    """The value at start; `None` means never set, and never reported until it is."""
    access: Access = Access.READ_WRITE
    minimum: int = 0
    """Of a value."""
    maximum: int = 0
    """Of a value, or the longest text of a string in characters; 0 means no bound."""
    step: int = 1
    """Told to people; devices do not insist on it."""
    scale: int = 0
    """Power of ten by which the number is larger than what it means."""
    unit: str = ""
    options: tuple[str, ...] = ()
    """Of an enum."""

    def take(self, value: Json) -> _Taken:
        """Return the value as a device would store it, or `REFUSED`; fractions are cut off."""
        match self.kind:
            case Kind.BOOL:
                return value if isinstance(value, bool) else REFUSED
            case Kind.VALUE:
                return self._take_number(value)
            case Kind.ENUM:
                return value if isinstance(value, str) and value in self.options else REFUSED
            case Kind.STRING:
                return value if isinstance(value, str) and len(value) <= (self.maximum or MAX_STRING) else REFUSED
            case Kind.RAW:
                return value if isinstance(value, str) and _is_base64(value) else REFUSED
            case Kind.BITMAP:
                return self._take_bits(value)

    def _take_bits(self, value: Json) -> _Taken:
        if isinstance(value, bool) or not isinstance(value, int):
            return REFUSED
        return value if 0 <= value < 1 << BITMAP_BITS else REFUSED

    def _take_number(self, value: Json) -> _Taken:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return REFUSED
        whole = int(value)
        if self.maximum > self.minimum and not self.minimum <= whole <= self.maximum:
            return REFUSED
        return whole


class PointSet:
    """The points of one device, or of one child, with their values."""

    __slots__ = ("_points", "_values")

    def __init__(self, points: Iterable[Point]) -> None:
        """Take the points; their values begin as they say."""
        self._points: Final = {point.id: point for point in points}
        self._values: dict[DpId, Json] = {
            point.id: point.initial
            for point in self._points.values()
            if point.initial is not None and point.access is not Access.WRITE_ONLY
        }

    @property
    def points(self) -> Mapping[DpId, Point]:
        """The points by id."""
        return self._points

    @property
    def values(self) -> Mapping[DpId, Json]:
        """The values by id; points that were never set are missing."""
        return self._values

    def write(self, dps: Dps) -> dict[DpId, Json]:
        """Do what a client asks, as devices do; returns what was taken, unchanged values included."""
        taken: dict[DpId, Json] = {}
        for number, value in dps.items():
            point = self._points.get(number)
            if point is None or point.access is Access.READ_ONLY:
                continue
            stored = point.take(value)
            if stored is REFUSED:
                continue
            taken[number] = stored
            if point.access is not Access.WRITE_ONLY:
                self._values[number] = stored
        return taken

    def reported(self, dps: Dps) -> dict[DpId, Json]:
        """Return the part of `dps` that a device tells others: all but what is write-only."""
        return {number: value for number, value in dps.items() if number in self._values}

    def put(self, dps: Dps) -> None:
        """Set values from inside the device, read-only points included, unchecked.

        Raises:
            UnknownDpError: the device has no such data point.
        """
        for number in dps:
            if number not in self._points:
                raise UnknownDpError(f"the virtual device has no data point {number}")
        self._values.update(dps)

    def pick(self, ids: Iterable[DpId]) -> dict[DpId, Json]:
        """Return the values of those of `ids` that exist and are set, in the order asked for."""
        return {number: self._values[number] for number in ids if number in self._values}


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
