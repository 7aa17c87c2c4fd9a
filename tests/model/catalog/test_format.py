"""The form of a catalogue file."""

from __future__ import annotations

import struct
from array import array
from zlib import crc32

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.catalog.making import PRODUCTS, make
from tuyalan.errors import StorageError
from tuyalan.model.catalog.format import Head, Span, to_little_endian, to_numbers, unpack
from tuyalan.model.catalog.reading import Catalogue

PREFIX = struct.Struct("<8sIIII")


def with_head(head: Head, data: bytes) -> bytes:
    """Put another head in the place of that of a file."""
    length = PREFIX.unpack_from(data)[2]
    text = msgspec.json.encode(head)
    text += b" " * (-(PREFIX.size + len(text)) % 8)
    return PREFIX.pack(data[:8], 1, len(text), crc32(text), 0) + text + data[PREFIX.size + length :]


def read_all(data: bytes) -> None:
    """Read everything that a file holds."""
    catalogue = Catalogue(data)
    for key in PRODUCTS:
        catalogue.find(key)
    list(catalogue.search("switch"))
    list(catalogue.iter_schemas())


def test_a_head_of_its_own_is_read_back() -> None:
    data = make()
    assert with_head(unpack(data)[0], data) == data


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "too short"),
        (b"PK\x03\x04" + bytes(40), "no catalogue"),
        (PREFIX.pack(b"TUYACAT\n", 2, 0, 0, 0), "format 2"),
        (PREFIX.pack(b"TUYACAT\n", 1, 400, 0, 0), "check sum of the head"),
        (PREFIX.pack(b"TUYACAT\n", 1, 2, crc32(b"{}"), 0) + b"{}", "head cannot be read"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_advice(data: bytes, what: str) -> None:
    with pytest.raises(StorageError, match=what) as caught:
        unpack(data)
    assert "Install Tuyalan again" in caught.value.hint


@given(st.data())
def test_a_damaged_file_is_refused_or_reads_as_before(data: st.DataObject) -> None:
    whole = bytearray(make())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        read_all(bytes(whole))
    except StorageError:
        return
    # Only filling between columns and the reserved number are under no check sum.
    assert {key: schema.points for key, schema in PRODUCTS.items()} == {
        key: found.points for key in PRODUCTS if (found := Catalogue(bytes(whole)).find(key))
    }


@given(st.integers(0, 2000))
def test_a_file_that_is_cut_off_is_refused(size: int) -> None:
    whole = make()
    cut = whole[: min(size, len(whole) - 9)]
    with pytest.raises(StorageError):
        read_all(cut)


def test_counts_that_do_not_fit_the_columns_are_refused() -> None:
    data = make()
    head, _ = unpack(data)
    for wrong in (
        msgspec.structs.replace(head, products=head.products + 1),
        msgspec.structs.replace(head, columns={name: span for name, span in head.columns.items() if name != "ids"}),
    ):
        with pytest.raises(StorageError, match="rightly"):
            unpack(with_head(wrong, data))


def test_a_column_that_is_missing_or_ends_within_a_number_is_refused() -> None:
    data = make()
    head, columns = unpack(data)
    span = head.columns["codes"]
    raw = bytes(columns["codes"].cast("B"))[:-1]
    for codes in (Span(-8, span.length, span.crc32), Span(span.offset, span.length - 1, crc32(raw))):
        with pytest.raises(StorageError):
            read_all(with_head(msgspec.structs.replace(head, columns=head.columns | {"codes": codes}), data))


def test_machines_of_the_other_byte_order_read_and_write_the_same() -> None:
    numbers = array("I", [1, 0x01020304])
    swapped = to_little_endian(numbers, swaps=True)
    assert swapped == bytes.fromhex("0000000101020304")
    assert numbers.tolist() == [1, 0x01020304]
    assert to_numbers(memoryview(swapped), "I", swaps=True).tolist() == [1, 0x01020304]
