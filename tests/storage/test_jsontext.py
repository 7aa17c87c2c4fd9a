"""JSON text, strictly, with the place of a fault."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import StorageError, UseError
from tuyalan.storage.jsontext import as_list, as_object, build_json, parse_json

SECRET = "0123456789abcdef"

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(VALUES)
def test_every_value_comes_back(value: object) -> None:
    assert parse_json(build_json(value), source="file") == value


@given(st.binary(max_size=60))
def test_junk_is_a_value_or_a_storage_error(data: bytes) -> None:
    try:
        parse_json(data, source="file")
    except StorageError as exc:
        assert exc.message.startswith("file")  # noqa: PT017 - any junk may also be a value.


def test_the_text_is_readable_and_ends_in_a_line_feed() -> None:
    assert build_json({"name": "Küche 厨房"}) == '{\n  "name": "Küche 厨房"\n}\n'.encode()


def test_half_a_surrogate_pair_comes_back() -> None:
    assert parse_json(build_json("a\ud800b"), source="file") == "a\ud800b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_the_encodings_of_windows_editors_are_read(encoding: str) -> None:
    assert parse_json('["Küche"]'.encode(encoding), source="file") == ["Küche"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "file is empty"),
        (b" \n", "file is empty"),
        (b'{"a": 1,\n "b" 2}', "file, line 2, column 6: Expecting ':' delimiter"),
        (b'[1]\n["0123456789abcdef"]', "file, line 2, column 1: Extra data"),
        (b'["ab",\n "\xff"]', "file, line 2, column 3: this is no Unicode text"),
        (b'["\xff"]', "file, line 1, column 3: this is no Unicode text"),
        (b"[" * 200_000, "file is nested too deeply"),
        (b'{"a": 1, "a": 2}', "file: the field 'a' is given twice in one object"),
        (b"[NaN]", "file: NaN is no JSON number"),
        (b"[1e999]", "file: a number is too large"),
    ],
)
def test_malformed_text_is_reported_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(StorageError) as caught:
        parse_json(data, source="file")
    assert caught.value.message == message


def test_a_number_of_endless_digits_is_reported() -> None:
    with pytest.raises(StorageError, match="file: "):
        parse_json(b"9" * 10_000, source="file")


@pytest.mark.parametrize("text", [f'["{SECRET}", ]', f'["{SECRET}\xff"]', f'["{SECRET}'])
def test_an_error_carries_nothing_of_the_text(text: str) -> None:
    with pytest.raises(StorageError) as caught:
        parse_json(text.encode("latin-1"), source="file")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize("value", [b"bytes", math.nan, math.inf, {(1, 2): 3}, {1, 2}])
def test_what_json_cannot_carry_is_a_wrong_call(value: object) -> None:
    with pytest.raises(UseError, match="cannot be stored as JSON"):
        build_json({"a": value})


def test_a_value_that_holds_itself_is_a_wrong_call() -> None:
    value: list[object] = []
    value.append(value)
    with pytest.raises(UseError, match="cannot be stored as JSON"):
        build_json(value)


def test_shapes_are_told_apart() -> None:
    assert as_object({"a": 1}) == {"a": 1}
    assert as_object([1]) is None
    assert as_list([1]) == [1]
    assert as_list({"a": 1}) is None
