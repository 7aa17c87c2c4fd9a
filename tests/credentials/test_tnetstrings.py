"""Tagged netstrings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.credentials.tnetstrings import MAX_DEPTH, CutOffError, build_tnetstring, parse_tnetstring

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False)
    | st.binary()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(VALUES, st.binary(max_size=5))
def test_every_value_comes_back(value: object, rest: bytes) -> None:
    data = build_tnetstring(value)
    assert parse_tnetstring(b"x" + data + rest, 1) == (value, 1 + len(data))


@given(VALUES)
def test_a_value_that_is_cut_off_says_so(value: object) -> None:
    data = build_tnetstring(value)
    for cut in range(1, min(len(data), 40)):
        with pytest.raises(CutOffError):
            parse_tnetstring(data[:-cut])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b":",
        b"-1:",
        b"9999999999999:",
        b"9999999999999",
        b"1:x?",
        b"1:x#",
        b"30:" + b"1" * 30 + b"#",
        b"1:x^",
        b"4:1:x,}",
        b"3:9:x]",
        b"11:1:a,1:b,1:c}",
        b"12:1:a,1:b,1:c,}",
        b"0:~"[:2] + b"\0",
    ],
)
def test_what_is_none_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_tnetstring(data)


def test_depth_is_bounded() -> None:
    value: object = None
    for _ in range(MAX_DEPTH + 2):
        value = [value]
    with pytest.raises(ValueError, match="no tagged netstring"):
        parse_tnetstring(build_tnetstring(value))


def test_what_has_no_form_is_not_built() -> None:
    with pytest.raises(TypeError):
        build_tnetstring(object())
