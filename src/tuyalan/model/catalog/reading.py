"""Catalogue bytes to schemas: one product at a time, all of them, or those that words are found in.

Takes the bytes as they lie in a file or a memory map and keeps nothing that it has read. Knows no files.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from tuyalan.model.catalog.format import ACCESSES, KINDS, NUMBER_WIDTH, damaged, unpack
from tuyalan.model.catalog.searching import find_schemas
from tuyalan.model.catalog.signatures import Signatures, take_signatures
from tuyalan.model.schema import DpSchema, Kind, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.model.catalog.format import Data, Head

_LENGTHY: Final = (Kind.TEXT, Kind.RAW, Kind.COMPOSITE)


class Catalogue:
    """The schemas of many products, looked up by product key. May be used by several threads."""

    __slots__ = ("_columns", "head")

    head: Head
    """What the catalogue says of itself: its origin and counts."""

    def __init__(self, data: Data) -> None:
        """Take the bytes of a catalogue file; they must not change.

        Raises:
            StorageError: this is no catalogue, one of another format, or a damaged one.
        """
        self.head, self._columns = unpack(data)

    def __len__(self) -> int:
        """Return the number of products."""
        return self.head.products

    def __contains__(self, product_key: object) -> bool:
        """Return whether the product is known."""
        return isinstance(product_key, str) and self._place(product_key) is not None

    def find(self, product_key: str) -> Schema | None:
        """Return the schema of a product, or `None` if the catalogue does not have it.

        Raises:
            StorageError: the file is damaged.
        """
        place = self._place(product_key)
        if place is None:
            return None
        return self.schema(self._columns["schema_of"][place], product_key=product_key)

    def iter_keys(self) -> Iterator[str]:
        """Yield all product keys, ascending."""
        return (self._key(place) for place in range(self.head.products))

    def iter_schemas(self) -> Iterator[tuple[Schema, int, str]]:
        """Yield each distinct schema with the number of products that have it and the first of their keys."""
        first: dict[int, int] = {}
        for place, number in enumerate(self._columns["schema_of"]):
            first.setdefault(number, place)
        for number, products in enumerate(self.signatures().products):
            if products:
                key = self._key(first[number])
                yield self.schema(number, product_key=key), products, key

    def search(self, words: str) -> Iterator[str]:
        """Yield the keys of products, ascending, where each of the words is found: in the key or among the points.

        A word is found in a code, a name, a unit, a choice or a label, in capitals or not. No words find nothing.
        """
        wanted = words.casefold().split()
        found = [find_schemas(self._columns, word) for word in wanted]
        for place, number in enumerate(self._columns["schema_of"]):
            key = self._key(place)
            if wanted and all(
                number in schemas or word in key.casefold() for word, schemas in zip(wanted, found, strict=True)
            ):
                yield key

    def signatures(self) -> Signatures:
        """Return the columns that tell schemas apart."""
        return take_signatures(self._columns)

    def schema(self, number: int, *, product_key: str = "") -> Schema:
        """Return one of the distinct schemas: 0 up to `head.schemas`.

        Raises:
            StorageError: the file is damaged.
        """
        bounds = self._columns["bounds"]
        try:
            members = self._columns["members"][bounds[number] : bounds[number + 1]]
        except IndexError as error:
            raise damaged(f"there is no schema {number}") from error
        points = [self.point(member) for member in members]
        return Schema(points={point.id: point for point in points}, product_key=product_key)

    def point(self, number: int) -> DpSchema:
        """Return one of the distinct data points: 0 up to `head.distinct_points`.

        Raises:
            StorageError: the file is damaged.
        """
        try:
            return self._point(number)
        except (IndexError, ValueError) as error:
            raise damaged(f"data point {number} cannot be read") from error

    def text(self, number: int) -> str:
        """Return one of the distinct texts."""
        bounds = self._columns["text_bounds"]
        return bytes(self._columns["text"][bounds[number] : bounds[number + 1]]).decode()

    def _point(self, number: int) -> DpSchema:
        columns = self._columns
        kind, detail = KINDS[columns["kinds"][number]], columns["details"][number]
        is_number = kind is Kind.NUMBER
        unit, scale, minimum, maximum, step = self._number(detail) if is_number else ("", 0, None, None, None)
        return DpSchema(
            id=columns["ids"][number],
            code=self.text(columns["codes"][number]),
            kind=kind,
            access=ACCESSES[columns["accesses"][number]],
            unit=unit,
            scale=scale,
            minimum=minimum,
            maximum=maximum,
            step=step,
            choices=self._list(detail) if kind is Kind.CHOICE else (),
            labels=self._list(detail) if kind is Kind.BITMAP else (),
            max_length=detail - 1 if detail and kind in _LENGTHY else None,
            name=self.text(columns["names"][number]),
        )

    def _number(self, row: int) -> tuple[str, int, int | None, int | None, int | None]:
        """Return unit, scale, minimum, maximum and step."""
        begin = row * NUMBER_WIDTH
        unit, scale, *limits = self._columns["numbers"][begin : begin + NUMBER_WIDTH]
        minimum, maximum, step = (self._columns["values"][limit - 1] if limit else None for limit in limits)
        return self.text(unit), scale, minimum, maximum, step

    def _list(self, number: int) -> tuple[str, ...]:
        bounds = self._columns["list_bounds"]
        items = self._columns["list_items"][bounds[number] : bounds[number + 1]]
        return tuple(self.text(item) for item in items)

    def _key(self, place: int) -> str:
        width = self.head.key_width
        try:
            return bytes(self._columns["keys"][place * width : (place + 1) * width]).rstrip(b"\0").decode("ascii")
        except UnicodeDecodeError as error:
            raise damaged("a product key is no text") from error

    def _place(self, product_key: str) -> int | None:
        """Return the row of a product."""
        keys, width = self._columns["keys"], self.head.key_width
        # A NUL at the end of what is asked for would be taken for the filling.
        if not product_key.isascii() or not 0 < len(product_key) <= width or "\0" in product_key:
            return None
        wanted = product_key.encode("ascii").ljust(width, b"\0")
        place = bisect_left(
            range(self.head.products), wanted, key=lambda row: bytes(keys[row * width : (row + 1) * width])
        )
        return place if bytes(keys[place * width : (place + 1) * width]) == wanted else None
