"""Cells, texts, and forms made of them."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.packing import (
    MAX_TEXT,
    Cell,
    build_base64,
    imitate_case,
    join,
    make_form,
    make_hex_form,
    make_raw_form,
    pack_cells,
    parse_base64,
    parse_hex,
    percent,
    permille,
    size_of,
    split_records,
    unpack_cells,
)

CELLS = (Cell("first", 1, 9), Cell("second", 2, 1000, 10))


def unpack(data: bytes) -> tuple[int, ...]:
    return tuple(unpack_cells(data, CELLS))


def pack(numbers: tuple[int, ...]) -> bytes:
    return pack_cells(numbers, CELLS)


HEX = make_hex_form("hex", tuple[int, ...], unpack=unpack, pack=pack)
RAW = make_raw_form("raw", tuple[int, ...], unpack=unpack, pack=pack)


@pytest.mark.fact("FORM-17")
def test_cells_are_read_and_written_most_significant_byte_first() -> None:
    assert unpack_cells(bytes.fromhex("070102"), CELLS) == [7, 258]
    assert pack_cells((7, 258), CELLS) == bytes.fromhex("070102")
    assert size_of(CELLS) == 3


@pytest.mark.parametrize("data", ["0a0102", "070009", "0703e9", "07010200", "0701", ""])
def test_numbers_out_of_range_and_other_sizes_are_refused(data: str) -> None:
    with pytest.raises(BadValueError):
        unpack_cells(bytes.fromhex(data), CELLS)


@pytest.mark.parametrize("numbers", [(10, 10), (-1, 10), (0, 9), (0, 70000)])
def test_numbers_that_do_not_fit_are_not_packed(numbers: tuple[int, ...]) -> None:
    with pytest.raises(BadValueError, match=r"the (first|second) is"):
        pack_cells(numbers, CELLS)


def test_bytes_are_cut_into_whole_records_only() -> None:
    assert split_records(b"abcd", 2, most=2, what="meals") == [b"ab", b"cd"]
    assert split_records(b"", 2, most=2, what="meals") == []
    with pytest.raises(BadValueError, match="2 bytes each; there are 3"):
        split_records(b"abc", 2, most=2, what="meals")
    with pytest.raises(BadValueError, match="there may be 2 meals; these are 3"):
        split_records(b"abcdef", 2, most=2, what="meals")


def test_no_more_records_are_joined_than_fit() -> None:
    assert join([b"a", b"b"], most=2, what="meals") == b"ab"
    with pytest.raises(BadValueError, match="there may be 2 meals; these are 3"):
        join([b"a", b"b", b"c"], most=2, what="meals")


@given(st.integers(0, 1000))
def test_thousandths_survive_as_percent(thousandths: int) -> None:
    assert permille(percent(thousandths)) == thousandths


@pytest.mark.parametrize("value", [-0.1, 100.1, float("nan"), float("inf")])
def test_what_is_no_percentage_is_refused(value: float) -> None:
    with pytest.raises(BadValueError, match="a percentage is 0 to 100"):
        permille(value)


def test_capitals_are_used_only_where_the_device_shows_nothing_else() -> None:
    assert imitate_case("ab1", "CD") == "AB1"
    assert imitate_case("ab1", "cd") == "ab1"
    assert imitate_case("ab1", "Cd") == "ab1"
    assert imitate_case("ab1", "12") == "ab1"
    assert imitate_case("ab1", "") == "ab1"


@pytest.mark.parametrize("text", ["", "0", "0g", "00 1", "\u0660\u0660", "0x00"])
def test_what_is_not_pairs_of_hex_digits_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="hex digits"):
        parse_hex(text)


@given(st.binary())
def test_base64_survives(data: bytes) -> None:
    assert parse_base64(build_base64(data)) == data
    assert build_base64(data) == base64.b64encode(data).decode()


@pytest.mark.parametrize("text", ["A", "AA=A", "AA", "A A=", "AAÄ=", "AB==", "AA==\n"])
def test_what_is_not_the_one_base64_text_of_its_bytes_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="base64"):
        parse_base64(text)


def test_a_form_looks_at_no_text_of_endless_length() -> None:
    form = make_form("same", str, parse=lambda text: text, build=lambda value, _: value)
    assert form.parse("a" * MAX_TEXT)
    with pytest.raises(BadValueError, match="not looked at"):
        form.parse("a" * (MAX_TEXT + 1))


def test_a_text_stays_as_it_is_while_its_value_stays() -> None:
    assert HEX.build((7, 171), "0700aB") == "0700aB"
    assert HEX.build((7, 172), "0700aB") == "0700ac"
    assert HEX.build((7, 172), "0700AB") == "0700AC"
    assert HEX.build((7, 172), "junk") == "0700ac"


def test_a_value_that_cannot_be_packed_is_refused_even_beside_a_text_to_imitate() -> None:
    with pytest.raises(BadValueError):
        HEX.build((10, 171), "0700ab")


def test_raw_is_base64_unless_the_device_shows_hex() -> None:
    assert RAW.parse("BwCr") == RAW.parse("0700ab") == (7, 171)
    assert RAW.build((7, 172), "") == RAW.build((7, 172), "BwCr") == RAW.build((7, 172), "junk") == "BwCs"
    assert RAW.build((7, 172), "0700ab") == "0700ac"
    assert RAW.build((7, 172), "0700AB") == "0700AC"
    assert RAW.build((7, 172), "ffffff") == "BwCs"


@pytest.mark.parametrize("text", ["junk", "0700a", "ffffff", "", "BwCrBwCr", "0700ab00"])
def test_raw_of_neither_sort_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        RAW.parse(text)
