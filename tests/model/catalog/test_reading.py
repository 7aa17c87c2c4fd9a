"""Catalogue bytes to schemas."""

from __future__ import annotations

from array import array
from zlib import crc32

import msgspec
import pytest

from tests.model.catalog.making import POWER, PRODUCTS, SWITCH, make, opened
from tests.model.catalog.test_format import with_head
from tuyalan.errors import StorageError
from tuyalan.model.catalog.format import COLUMNS, Span, unpack
from tuyalan.model.catalog.reading import Catalogue


def replaced(column: str, numbers: list[int]) -> Catalogue:
    """Open the small catalogue with another column, its check sum right."""
    data = make()
    head, _ = unpack(data)
    raw = array(COLUMNS[column], numbers).tobytes()
    span = Span(len(data) - end_of_head(data), len(raw), crc32(raw))
    return Catalogue(with_head(msgspec.structs.replace(head, columns=head.columns | {column: span}), data) + raw)


def end_of_head(data: bytes) -> int:
    """Return where the columns begin."""
    return 24 + int.from_bytes(data[12:16], "little")


def test_products_are_found_by_their_keys() -> None:
    catalogue = opened()
    found = catalogue.find("plug000000000002")
    assert found is not None
    assert found.product_key == "plug000000000002"
    assert found.points == {1: SWITCH, 19: POWER}
    assert len(catalogue) == 4
    assert list(catalogue.iter_keys()) == sorted(PRODUCTS)


@pytest.mark.parametrize("key", ["", "unknown", "plug00000000000", "plug000000000001\0", "käse", "x" * 1000, "zzzz"])
def test_unknown_keys_are_not_found(key: str) -> None:
    catalogue = opened()
    assert catalogue.find(key) is None
    assert key not in catalogue
    assert "remote4" in catalogue
    assert 4 not in catalogue


def test_distinct_schemas_come_with_their_number_of_products() -> None:
    found = {key: (schema.points, products) for schema, products, key in opened().iter_schemas()}
    assert found == {
        "plug000000000001": (PRODUCTS["plug000000000001"].points, 2),
        "aircon0000000003": (PRODUCTS["aircon0000000003"].points, 1),
        "remote4": (PRODUCTS["remote4"].points, 1),
    }


def test_a_schema_without_products_is_passed_over() -> None:
    assert [products for _, products, _ in replaced("schema_of", [0, 0, 0, 0]).iter_schemas()] == [4]


def test_files_whose_places_lead_nowhere_are_called_damaged() -> None:
    for catalogue in (replaced("schema_of", [99, 99, 99, 99]), replaced("kinds", [99] * 6)):
        with pytest.raises(StorageError, match="damaged"):
            catalogue.find("remote4")
    with pytest.raises(StorageError, match="no text"):
        list(replaced("keys", [0xFF] * 64).iter_keys())


def test_a_schema_that_is_not_there_is_refused() -> None:
    with pytest.raises(StorageError, match="no schema 99"):
        opened().schema(99)
