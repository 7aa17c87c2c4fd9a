"""Schemas to the bytes of a catalogue, every thing in it once. The same schemas give the same bytes."""

from __future__ import annotations

from array import array
from itertools import accumulate
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.errors import UseError
from tuyalan.model.catalog.format import ACCESSES, COLUMNS, KINDS, Head, Origin, pack
from tuyalan.model.schema import DpSchema, Kind, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Points: TypeAlias = tuple[DpSchema, ...]

_ALWAYS: Final = frozenset({"id", "code", "kind", "access", "name"})
_FIELDS: Final = tuple(field for field in msgspec.structs.fields(DpSchema) if field.name not in _ALWAYS)
_DETAILS: Final = {
    Kind.BOOL: frozenset[str](),
    Kind.NUMBER: frozenset({"unit", "scale", "minimum", "maximum", "step"}),
    Kind.CHOICE: frozenset({"choices"}),
    Kind.TEXT: frozenset({"max_length"}),
    Kind.BITMAP: frozenset({"labels"}),
    Kind.RAW: frozenset({"max_length"}),
    Kind.COMPOSITE: frozenset({"max_length"}),
}
"""What is held of a data point besides `_ALWAYS`."""


def build_catalogue(schemas: Mapping[str, Schema], *, origin: Origin) -> bytes:
    """Build the file that has these schemas by product key; the category and name of a schema are not held.

    Raises:
        UseError: a key is no ASCII word, or a description says what the format cannot hold.
    """
    by_key = {key: _points(schemas[key]) for key in sorted(schemas)}
    for key in by_key:
        if not (key.isascii() and key.isalnum()):
            raise UseError(f"{key[:40]!r} is no product key: it has others than ASCII letters and digits")
    distinct = sorted(set(by_key.values()), key=_order)
    try:
        columns = _Tables(distinct).columns(list(by_key.items()))
    except OverflowError as error:
        raise UseError("these schemas are more, or have greater numbers, than the format can hold") from error
    head = Head(
        origin=origin,
        products=len(by_key),
        schemas=len(distinct),
        points=sum(map(len, by_key.values())),
        distinct_points=len(columns["ids"]),
        key_width=_key_width(by_key),
        columns={},
    )
    return pack(head, columns)


def _points(schema: Schema) -> Points:
    """Return the points by ascending id."""
    return tuple(schema.points[dp] for dp in sorted(schema.points))


def _check(point: DpSchema) -> None:
    """Refuse a point that says what the format cannot hold.

    Raises:
        UseError: it does.
    """
    for field in _FIELDS:
        if field.name not in _DETAILS[point.kind] and getattr(point, field.name) != field.default:
            raise UseError(f"the format does not hold {field.name} of the {point.kind} {point.code!r}")


def _signature(points: Points) -> list[tuple[int, str, str]]:
    return [(point.id, point.kind, point.code) for point in points]


def _order(points: Points) -> tuple[list[tuple[int, str, str]], bytes]:
    """Keep the schemas of one family together."""
    return _signature(points), msgspec.json.encode(points)


def _key_width(keys: Iterable[str]) -> int:
    return max(map(len, keys), default=1)


class _Tables:
    """Everything that occurs in some schemas, once and in order, with its place."""

    def __init__(self, schemas: list[Points]) -> None:
        """Take the distinct schemas in the order of the file."""
        self._schemas = schemas
        distinct = {point for points in schemas for point in points}
        for point in distinct:
            _check(point)
        self._points = {
            point: place for place, point in enumerate(sorted(distinct, key=lambda point: _order((point,))))
        }
        limits = {limit for point in distinct for limit in _limits(point) if limit is not None}
        self._values: dict[int | None, int] = {value: place for place, value in enumerate(sorted(limits), 1)}
        self._values[None] = 0
        lists = {_words(point) for point in distinct if point.kind in {Kind.CHOICE, Kind.BITMAP}}
        self._lists = {words: place for place, words in enumerate(sorted(lists))}
        words = {word for each in lists for word in each}
        texts = {text for point in distinct for text in (point.code, point.name, point.unit)} | words | {""}
        self._texts = {text: place for place, text in enumerate(sorted(texts))}
        numbers = {self._number(point) for point in distinct if point.kind is Kind.NUMBER}
        self._numbers = {number: place for place, number in enumerate(sorted(numbers))}

    def columns(self, products: list[tuple[str, Points]]) -> dict[str, array[int]]:
        """Return all columns.

        Raises:
            OverflowError: a number is too great for its column.
        """
        schema_of = {points: number for number, points in enumerate(self._schemas)}
        width = _key_width(key for key, _ in products)
        coded = [text.encode() for text in self._texts]
        found: dict[str, Iterable[int]] = {
            "keys": b"".join(key.encode("ascii").ljust(width, b"\0") for key, _ in products),
            "schema_of": [schema_of[points] for _, points in products],
            "bounds": _bounds(self._schemas),
            "members": [self._points[point] for points in self._schemas for point in points],
            "families": self._families(),
            "ids": [point.id for point in self._points],
            "kinds": [KINDS.index(point.kind) for point in self._points],
            "accesses": [ACCESSES.index(point.access) for point in self._points],
            "codes": [self._texts[point.code] for point in self._points],
            "names": [self._texts[point.name] for point in self._points],
            "details": [self._detail(point) for point in self._points],
            "numbers": [each for number in self._numbers for each in number],
            "values": [value for value in self._values if value is not None],
            "list_bounds": _bounds(self._lists),
            "list_items": [self._texts[word] for words in self._lists for word in words],
            "text_bounds": _bounds(coded),
            "text": b"".join(coded),
        }
        return {name: array(sort, found[name]) for name, sort in COLUMNS.items()}

    def _families(self) -> list[int]:
        first: dict[tuple[tuple[int, str, str], ...], int] = {}
        return [first.setdefault(tuple(_signature(points)), number) for number, points in enumerate(self._schemas)]

    def _number(self, point: DpSchema) -> tuple[int, ...]:
        minimum, maximum, step = (self._values[limit] for limit in _limits(point))
        return self._texts[point.unit], point.scale, minimum, maximum, step

    def _detail(self, point: DpSchema) -> int:
        match point.kind:
            case Kind.NUMBER:
                return self._numbers[self._number(point)]
            case Kind.CHOICE | Kind.BITMAP:
                return self._lists[_words(point)]
            case _:
                return 0 if point.max_length is None else point.max_length + 1


def _limits(point: DpSchema) -> tuple[int | None, int | None, int | None]:
    return point.minimum, point.maximum, point.step


def _words(point: DpSchema) -> tuple[str, ...]:
    """Return the choices or labels; the other of them is empty."""
    return point.choices + point.labels


def _bounds(items: Iterable[tuple[object, ...] | bytes]) -> list[int]:
    """Return where each item begins and where the last one ends."""
    return [0, *accumulate(map(len, items))]
