"""Words to the schemas they are found in, by way of the columns of a catalogue."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from tuyalan.model.catalog.format import KINDS, NUMBER_WIDTH
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from tuyalan.model.catalog.format import Columns


def find_schemas(columns: Columns, word: str) -> AbstractSet[int]:
    """Return the numbers of the schemas that have a point with `word` in its code, name, unit, choices or labels.

    `word` is in small letters.
    """
    texts = _find_texts(columns, word.encode("utf-8", "replace"))
    numbers = {row for row, unit in enumerate(columns["numbers"][::NUMBER_WIDTH]) if unit in texts}
    lists = _find_lists(columns, texts)
    details = {Kind.NUMBER: numbers, Kind.CHOICE: lists, Kind.BITMAP: lists}
    by_kind = [details.get(kind, frozenset[int]()) for kind in KINDS]
    points = {
        point
        for point, (code, name, kind, detail) in enumerate(
            zip(columns["codes"], columns["names"], columns["kinds"], columns["details"], strict=True)
        )
        if code in texts or name in texts or detail in by_kind[kind]
    }
    bounds = columns["bounds"].tolist()
    return {bisect_right(bounds, place) - 1 for place, point in enumerate(columns["members"]) if point in points}


def _find_texts(columns: Columns, word: bytes) -> AbstractSet[int]:
    """Return the numbers of the texts that contain `word`; letters outside ASCII must agree in case."""
    whole, bounds = bytes(columns["text"]).lower(), columns["text_bounds"].tolist()
    found: set[int] = set()
    at = whole.find(word)
    while at >= 0:
        number = bisect_right(bounds, at) - 1
        if at + len(word) <= bounds[number + 1]:
            found.add(number)
        at = whole.find(word, at + 1)
    return found


def _find_lists(columns: Columns, texts: AbstractSet[int]) -> AbstractSet[int]:
    bounds = columns["list_bounds"].tolist()
    return {bisect_right(bounds, place) - 1 for place, text in enumerate(columns["list_items"]) if text in texts}
