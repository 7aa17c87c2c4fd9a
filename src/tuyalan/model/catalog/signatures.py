"""What a catalogue knows of its schemas as plain columns, for comparing a device with all of them at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from tuyalan.model.catalog.format import Columns


class Signatures(msgspec.Struct, frozen=True, kw_only=True):
    """Columns over distinct data points and over schemas; all but `products` lie in the file and are not copied.

    Schema `s` has the points `members[bounds[s]:bounds[s + 1]]`, by ascending id. Point `p` has the id `ids[p]`, the
    kind `KINDS[kinds[p]]` and the code `Catalogue.text(codes[p])`; `Catalogue.point(p)` tells the rest of it. Two
    codes are the same if and only if their numbers are.
    """

    ids: memoryview
    kinds: memoryview
    codes: memoryview
    members: memoryview
    bounds: memoryview
    families: memoryview
    """For each schema the first one with the same ids, kinds and codes."""
    products: tuple[int, ...]
    """For each schema the number of products that have it."""


def take_signatures(columns: Columns) -> Signatures:
    """Gather the columns."""
    count = Counter(columns["schema_of"])
    return Signatures(
        ids=columns["ids"],
        kinds=columns["kinds"],
        codes=columns["codes"],
        members=columns["members"],
        bounds=columns["bounds"],
        families=columns["families"],
        products=tuple(count[schema] for schema in range(len(columns["families"]))),
    )
