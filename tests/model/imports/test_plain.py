"""Bytes to JSON values and their parts."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import StorageError
from tuyalan.model.imports.plain import (
    MAX_SIZE,
    as_integer,
    as_list,
    as_number,
    as_object,
    as_text,
    as_texts,
    parse_json,
    parse_nested,
    pick,
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_all_encodings_of_unicode_are_read(encoding: str) -> None:
    assert parse_json('{"name": "Küche"}'.encode(encoding), source="x") == {"name": "Küche"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "x is empty"),
        (b" \n", "x is empty"),
        (b'["\xff"]', "x is no Unicode text"),
        (b'{"a": [1,\n 2', "x: the text ends in the middle; fetch or copy the file again"),
        ('{"ü":\n "ä" b}'.encode(), r"x, line 2, column 6: expected ',' or '}'"),
        (b"[NaN]", "x, line 1, column 2: invalid character"),
        (b"[1e999]", "x is no JSON"),
        (b"1" * 5000, "x is no JSON"),
        (b"[" * 100_000, "x is nested too deeply"),
    ],
)
def test_text_that_is_no_json_is_an_error_with_its_place(data: bytes, words: str) -> None:
    with pytest.raises(StorageError, match=words):
        parse_json(data, source="x")


def test_a_huge_file_is_refused() -> None:
    with pytest.raises(StorageError, match="larger than 64 MiB"):
        parse_json(b" " * (MAX_SIZE + 1), source="x")


def test_no_message_shows_the_text() -> None:
    secret = "9f3dsecret0key16"
    with pytest.raises(StorageError) as caught:
        parse_json(f'{{"key": "{secret}" "a"}}'.encode(), source="x")
    assert secret not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(StorageError):
        parse_json(data, source="x")


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "x" * 2_000_000, "NaN", "\ud800"])
def test_a_text_inside_that_is_no_json_counts_as_nothing(text: str) -> None:
    assert parse_nested(text) is None
    assert as_object(text) == {}
    assert as_list(text) == []


def test_objects_and_lists_may_stand_as_text() -> None:
    assert as_object('{"a": 1}') == as_object({"a": 1}) == {"a": 1}
    assert as_list("[1, 2]") == as_list([1, 2]) == [1, 2]


@pytest.mark.parametrize("value", [None, 7, True, 1.5, "true"])
def test_other_values_are_no_objects_and_no_lists(value: object) -> None:
    assert as_object(value) == {}
    assert as_list(value) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Light", "Light"),
        ("  two \n\t words ", "two words"),
        ("\x1b[31mred\x00\u202e", "[31mred"),
        ("\ud800x", "x"),
        ("Küche 💡", "Küche 💡"),
        ("x" * 1_000_000, "x" * 20),
        ("\x00" * 1_000_000 + "x", ""),
        ("abcdefghijklmnopqrs tuvw", "abcdefghijklmnopqrs"),
        (None, ""),
        (7, ""),
        (["a"], ""),
    ],
)
def test_texts_are_one_visible_line(value: object, text: str) -> None:
    assert as_text(value, limit=20) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (7, 7),
        (-7, -7),
        ("7", 7),
        ("-7", -7),
        ("100.0", 100),
        (100.0, 100),
        (True, None),
        (1.5, None),
        ("1.5", None),
        ("x", None),
        ("", None),
        (None, None),
        (2**63, None),
        (1e300, None),
        ("1.0e999", None),
        ("1" * 1_000_000, None),
    ],
)
def test_whole_numbers_are_read_in_every_form(value: object, number: int | None) -> None:
    assert as_integer(value) == number


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1.0), (1.5, 1.5), (True, None), ("1", None), (float("inf"), None), (float("nan"), None)]
)
def test_numbers_are_finite(value: object, number: float | None) -> None:
    assert as_number(value) == number


def test_words_keep_their_place() -> None:
    assert as_texts(["a", 1, True, None, " b "], limit=5) == ("a", "1", "", "", "b")
    assert as_texts("[1, 2]", limit=5) == ("1", "2")
    assert as_texts({"a": 1}, limit=5) == ()


def test_the_first_field_that_is_not_empty_is_picked() -> None:
    assert pick({"a": "", "b": 0, "c": "x", "d": "y"}, ("a", "b", "c", "d")) == "x"
    assert pick({}, ("a",)) is None
