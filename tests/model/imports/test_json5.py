"""Relaxed JSON as people write it by hand."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import StorageError
from tuyalan.model.imports.json5 import MAX_SIZE, parse_json5

DEVICES = """
// My devices
[
  { /* the first */
    name: 'Tuya\\'s "lamp"', id: "bf12", $x_1: [1, -2, .5, 1.5e3, 2., true, false, null,],
    'quoted key': {}, 7: [],
  },
]
"""


def test_a_file_written_by_hand_is_read() -> None:
    assert parse_json5(DEVICES, source="x") == [
        {
            "name": 'Tuya\'s "lamp"',
            "id": "bf12",
            "$x_1": [1, -2, 0.5, 1500.0, 2.0, True, False, None],
            "quoted key": {},
            "7": [],
        }
    ]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("\n  name", 2, 3),
        ("{a 1}", 1, 4),
        ("{a: 1 b: 2}", 1, 7),
        ("{[]: 1}", 1, 2),
        ("[1 2]", 1, 4),
        ("[1", 1, 3),
        ("{a: 1", 1, 6),
        ("[1]]", 1, 4),
        ("[\n'abc]", 2, 1),
        ("[,]", 1, 2),
        ("[0x10]", 1, 2),
        ("['\\x']", 1, 2),
        ("[" + "1" * 33 + "]", 1, 2),
        ("[1e999]", 1, 2),
        ("[#]", 1, 2),
        ("/* open", 1, 1),
        ("[" * 70, 1, 66),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(StorageError, match=rf"x, line {line}, column {column}: this is no JSON"):
        parse_json5(text, source="x")


def test_a_long_text_is_refused() -> None:
    with pytest.raises(StorageError, match="x is longer than"):
        parse_json5(" " * (MAX_SIZE + 1), source="x")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(VALUES)
def test_strict_json_is_read_as_it_is(value: object) -> None:
    assert parse_json5(json.dumps(value), source="x") == value


def test_text_that_holds_both_kinds_of_quotes_may_stand_in_backticks() -> None:
    assert parse_json5("""{ key: `a<b>&"':;{}$^?#1`, other: `\\`\\'` }""", source="x") == {
        "key": "a<b>&\"':;{}$^?#1",
        "other": "`'",
    }


@given(st.text(alphabet="{}[]:,'`\"\\ab1.-/* \n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        value = parse_json5(text, source="x")
    except StorageError:
        return
    assert not isinstance(value, float) or math.isfinite(value)
