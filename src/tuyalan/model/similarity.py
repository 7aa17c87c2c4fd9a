"""Which known schemas resemble a device: the ids of its data points and their types on the wire against all of them.

A schema is one large integer with a bit for each pair of id and wire type, so comparing is two operations and two bit
counts. Knows neither values nor meanings.
"""

from __future__ import annotations

import enum
import math
from array import array
from heapq import nlargest
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.model.catalog.format import KINDS
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from tuyalan.model.catalog.signatures import Signatures
    from tuyalan.vocabulary import DpId, Json

MAX_ID: Final = 255
"""Greatest id of a data point that is compared; devices that report others are not described by any schema."""

ABSENCE_WEIGHT: Final = 0.7
"""How much a data point counts that the schema has and the device did not report: write-only ones never are."""

VICINITY: Final = 10
"""How far ids lie apart that belong together as a rule: makers number the data points of one function in a row."""

LIKENESS_POWER: Final = 20
"""How much more the like ones count: nearly only the likest do. It makes a fit comparable to a likeness, too."""

VICINITY_PRIOR: Final = 2
"""Points that every vicinity is taken to share, so that one or two do not decide."""


class WireType(enum.IntEnum):
    """What JSON tells of a value."""

    BOOL = 0
    INTEGER = 1
    TEXT = 2


Holders: TypeAlias = "tuple[Sequence[int], Sequence[int]]"
"""Schemas that have a data point, and beside each its number of it."""

Shape: TypeAlias = "Mapping[DpId, WireType]"
"""The data points of a device by id, with the type on the wire."""

_TYPES: Final = {
    Kind.BOOL: WireType.BOOL,
    Kind.NUMBER: WireType.INTEGER,
    Kind.BITMAP: WireType.INTEGER,
    Kind.CHOICE: WireType.TEXT,
    Kind.TEXT: WireType.TEXT,
    Kind.RAW: WireType.TEXT,
    Kind.COMPOSITE: WireType.TEXT,
}
_WIDTH: Final = len(WireType)
_ROW: Final = (1 << _WIDTH) - 1
_BY_NUMBER: Final = tuple(_TYPES[kind] for kind in KINDS)


def type_of_kind(kind: Kind) -> WireType:
    """Return the type on the wire of the values of a kind."""
    return _TYPES[kind]


def type_of_value(value: Json) -> WireType | None:
    """Return the type of a value, or `None` for what no data point holds."""
    match value:
        case bool():
            return WireType.BOOL
        case int():
            return WireType.INTEGER
        case str():
            return WireType.TEXT
        case _:
            return None


def shape_of(dps: Mapping[DpId, Json]) -> dict[DpId, WireType]:
    """Return what can be compared of the values of a device, by ascending id."""
    typed = ((dp, type_of_value(dps[dp])) for dp in sorted(dps) if 0 < dp <= MAX_ID)
    return {dp: wire for dp, wire in typed if wire is not None}


class Neighbour(msgspec.Struct, frozen=True):
    """A schema that has a data point with the id and type in question."""

    likeness: float
    """How far schema and device agree: 0 to 1."""
    vicinity: float
    """The same among the ids around the one in question, itself left out."""
    cover: float
    """The part of the device's data points that the schema has: 0 to 1."""
    schema: int
    point: int


class Likenesses:
    """How far each schema agrees with one device."""

    __slots__ = ("_count", "_index", "_mask", "values")

    def __init__(self, index: ShapeIndex, shape: Shape) -> None:
        """Compare the device with all schemas; `ShapeIndex.compare` makes this."""
        self._index = index
        self._mask = mask_of(shape)
        self._count = len(shape)
        self.values: array[float] = array("d", _compare(index.masks, self._mask))
        """By number of the schema: 0 to 1."""

    def leave_out(self, schemas: Collection[int]) -> None:
        """Take schemas for altogether different, whatever they have."""
        for schema in schemas:
            self.values[schema] = 0.0

    def find_candidates(self, shape: Shape, count: int) -> dict[DpId, Holders]:
        """Return for each data point the schemas that have it, the likest first.

        Only those schemas that are among the likest `count` for some data point; each of them is there for all the data
        points that it has, so that all of it can be judged.
        """
        values = self.values
        holders = {dp: list(zip(*self._index.holders(dp, wire), strict=True)) for dp, wire in shape.items()}
        chosen: set[int] = set()
        for found in holders.values():
            chosen.update(schema for schema, _ in nlargest(count, found, key=lambda holder: values[holder[0]]))
        candidates: dict[DpId, Holders] = {}
        for dp, found in holders.items():
            kept = [holder for holder in found if holder[0] in chosen and values[holder[0]]]
            kept.sort(key=lambda holder: -values[holder[0]])
            # Arrays, since they are remembered: pairs of numbers take ten times the memory.
            candidates[dp] = array("I", [schema for schema, _ in kept]), array("I", [point for _, point in kept])
        return candidates

    def nearest(self, dp: DpId, count: int, *, candidates: Holders, fits: Mapping[int, float]) -> list[Neighbour]:
        """Return those candidates for a data point that are likest once their fits are taken into account.

        `fits` holds the logarithm of how well all values fit a schema; one that is missing there fits perfectly.
        """
        around = _around(dp)
        wanted = self._mask & around
        masks = self._index.masks
        judged = (
            (self.values[schema] * math.exp(fits.get(schema, 0.0) / LIKENESS_POWER), schema, point)
            for schema, point in zip(*candidates, strict=True)
        )
        return [
            Neighbour(
                likeness,
                _share(masks[schema] & around, wanted),
                (masks[schema] & self._mask).bit_count() / self._count,
                schema,
                point,
            )
            for likeness, schema, point in nlargest(count, judged, key=lambda holder: holder[0])
        ]


class ShapeIndex:
    """The shapes of all schemas of a catalogue."""

    __slots__ = ("_holders", "masks")

    def __init__(self, signatures: Signatures) -> None:
        """Read the columns once; they are not kept."""
        bits = [1 << _place(dp, _BY_NUMBER[kind]) for dp, kind in zip(signatures.ids, signatures.kinds, strict=True)]
        self.masks: Sequence[int]
        """By number of the schema."""
        self._holders: dict[int, tuple[array[int], array[int]]] = {}
        masks: list[int] = []
        for schema, members in enumerate(_iter_members(signatures)):
            mask = 0
            for point in members:
                mask |= bits[point]
                place = _place(signatures.ids[point], _BY_NUMBER[signatures.kinds[point]])
                schemas, points = self._holders.setdefault(place, (array("I"), array("I")))
                schemas.append(schema)
                points.append(point)
            masks.append(mask)
        self.masks = masks

    def compare(self, shape: Shape) -> Likenesses:
        """Compare a device with all schemas."""
        return Likenesses(self, shape)

    def cover(self, shape: Shape) -> Iterator[float]:
        """Yield for each schema the part of a device's data points that it has: 0 to 1, and 1 if there are none."""
        wanted = mask_of(shape)
        count = wanted.bit_count()
        return ((mask & wanted).bit_count() / count if count else 1.0 for mask in self.masks)

    def holders(self, dp: DpId, wire: WireType) -> Holders:
        """Return the schemas that have such a data point, and beside each its number of it."""
        return self._holders.get(_place(dp, wire), ((), ()))


def mask_of(shape: Shape) -> int:
    """Return the integer that stands for a shape.

    Raises:
        ValueError: an id is negative.
    """
    mask = 0
    for dp, wire in shape.items():
        mask |= 1 << _place(dp, wire)
    return mask


def ids_of(mask: int) -> Iterator[DpId]:
    """Yield the ids in a mask, ascending; an id with two types twice."""
    while mask:
        lowest = mask & -mask
        yield (lowest.bit_length() - 1) // _WIDTH
        mask ^= lowest


def _place(dp: DpId, wire: WireType) -> int:
    return dp * _WIDTH + wire


def _iter_members(signatures: Signatures) -> Iterator[Sequence[int]]:
    """Yield the points of each schema."""
    bounds = signatures.bounds
    for schema in range(len(signatures.products)):
        yield signatures.members[bounds[schema] : bounds[schema + 1]]


def _compare(masks: Sequence[int], wanted: int) -> Iterator[float]:
    """Yield for each mask what both have over what either has, the latter's share in the mask alone weighed less."""
    own = wanted.bit_count() * (1 - ABSENCE_WEIGHT)
    for mask in masks:
        shared = (mask & wanted).bit_count()
        yield shared / (own + ABSENCE_WEIGHT * (mask | wanted).bit_count()) if shared else 0.0


def _around(dp: DpId) -> int:
    """Return a mask of all data points near one, itself left out."""
    first = max(0, dp - VICINITY)
    window = (1 << (dp + VICINITY + 1 - first) * _WIDTH) - 1
    return (window << first * _WIDTH) & ~(_ROW << dp * _WIDTH)


def _share(mask: int, wanted: int) -> float:
    return ((mask & wanted).bit_count() + VICINITY_PRIOR) / ((mask | wanted).bit_count() + VICINITY_PRIOR)
