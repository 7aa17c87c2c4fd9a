"""JSON objects in texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.forms.jsonobject import build_like, build_object, parse_object, take_int, take_text
from tuyalan.model.forms.packing import MAX_TEXT

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.dictionaries(st.text(), VALUES.filter(lambda value: value is not None), max_size=4))
def test_any_object_comes_back(fields: dict[str, Json]) -> None:
    assert parse_object(build_object(fields)) == fields


def test_a_deep_text_comes_back_or_is_refused_as_deep_as_the_interpreter_goes() -> None:
    text = '{"a":' + "[" * 5000 + "]" * 5000 + "}"
    try:
        assert build_object(parse_object(text)) == text
    except BadValueError as error:
        assert "JSON" in error.message  # noqa: PT017 - either is right


def test_it_is_written_without_spaces_and_without_what_is_missing() -> None:
    assert build_object({"a": 1, "b": None, "c": "x y"}) == '{"a":1,"c":"x y"}'


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1]", "1", '{"a":NaN}', '{"a":"\ud800"}', '{"a":1e400}',
     '{"a":"' + "x" * MAX_TEXT + '"}'],
)  # fmt: skip
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        parse_object(text)


def test_what_json_cannot_carry_is_refused() -> None:
    with pytest.raises(BadValueError):
        build_object({"a": object()})


def test_fields_are_taken_out_with_their_type() -> None:
    fields: dict[str, Json] = {"a": "x", "b": 1, "c": None}
    assert (take_text(fields, "a"), take_int(fields, "b"), take_int(fields, "c"), take_text(fields, "d")) == (
        "x",
        1,
        None,
        None,
    )
    assert fields == {}


@pytest.mark.parametrize("value", [True, 1.0, "1", [1]])
def test_a_number_that_is_none_is_refused(value: Json) -> None:
    with pytest.raises(BadValueError):
        take_int({"a": value}, "a")


def test_a_text_that_is_none_is_refused() -> None:
    with pytest.raises(BadValueError):
        take_text({"a": 1}, "a")


@pytest.mark.parametrize(
    ("last", "built"),
    [("", '{"a":1}'), ('{ "a": 1 }', '{ "a": 1 }'), ('{"a":true}', '{"a":1}'), ('{"a":2}', '{"a":1}'), ("x", '{"a":1}')],
)  # fmt: skip
def test_the_last_text_is_kept_where_it_says_the_same(last: str, built: str) -> None:
    assert build_like({"a": 1}, last, parse=parse_object, fields=dict) == built
