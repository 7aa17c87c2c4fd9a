"""JSON text that ends in the middle."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tuyalan.credentials.mending import MAX_OPEN, mend_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100)
@given(st.lists(JSON, min_size=1, max_size=3), st.booleans(), st.data())
def test_any_text_that_is_cut_anywhere_is_json_again(value: object, is_ascii: bool, data: st.DataObject) -> None:  # noqa: FBT001 - drawn
    text = json.dumps(value, ensure_ascii=is_ascii)
    cut = data.draw(st.integers(1, len(text)))
    mended = mend_json(text[:cut])
    assert mended is not None
    json.loads(mended)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ('{"a": 1, "b": 23', '{"a": 1}'),
        ('{"a": 1, "b', '{"a": 1}'),
        ('{"a": 1, "b":', '{"a": 1}'),
        ('{"a": "tex', '{"a": "tex"}'),
        ('{"a": "tex\\', '{"a": "tex"}'),
        ('{"a": "tex\\\\', '{"a": "tex\\\\"}'),
        ('{"a": "tex\\u00', '{"a": "tex"}'),
        ('["x", tru', '["x"]'),
        ('[{"a": [1, 2', '[{"a": [1]}]'),
        ('{"a": 1}', '{"a": 1}'),
    ],
)
def test_what_is_open_is_closed_and_what_is_half_is_left_out(text: str, mended: str) -> None:
    assert mend_json(text) == mended


@pytest.mark.parametrize("text", ["", "   ", "]", '{"a": ]', "[" * (MAX_OPEN + 1)])
def test_what_is_no_json_is_not_mended(text: str) -> None:
    assert mend_json(text) is None
