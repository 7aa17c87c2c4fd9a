"""Bitmaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import load_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.flags import build_flags, parse_flags

LABELS = st.lists(st.one_of(st.sampled_from(["", "ov_cr", "E1", "bit 3"]), st.text(max_size=5)), max_size=70)


@pytest.mark.fact("FORM-11")
def test_vectors_are_read_and_built() -> None:
    (entry,) = [entry for entry in load_vectors("schema") if entry["kind"] == "bitmap"]
    assert parse_flags(entry["value"], entry["labels"]) == tuple(entry["expected"])
    assert build_flags(entry["expected"], entry["labels"]) == entry["value"]


@given(st.integers(0, 2**64 - 1), LABELS)
def test_bits_survive_whatever_their_labels(raw: int, labels: list[str]) -> None:
    assert build_flags(parse_flags(raw, labels), labels) == raw


def test_bits_without_a_name_of_their_own_are_counted() -> None:
    assert parse_flags(0b11111, ["a", "", "a", "bit 0"]) == ("a", "bit 1", "bit 2", "bit 3", "bit 4")
    assert parse_flags(0, ["a"]) == ()


def test_flags_may_come_in_any_order_and_twice() -> None:
    assert build_flags(["c", "a", "bit 7", "c"], ["a", "b", "c"]) == 0b10000101


@pytest.mark.parametrize("raw", [-1, 2**64])
def test_what_is_no_bitmap_is_refused(raw: int) -> None:
    with pytest.raises(BadValueError, match="at most 64 bits"):
        parse_flags(raw, [])


@pytest.mark.parametrize("name", ["", "d", "bit 64", "bit x"])
def test_unknown_flags_are_refused_with_the_known_ones(name: str) -> None:
    with pytest.raises(BadValueError, match="is no flag") as caught:
        build_flags([name], ["a", "", "b"])
    assert "a, b" in caught.value.hint


def test_where_no_flags_are_known_their_numbers_are_offered() -> None:
    with pytest.raises(BadValueError) as caught:
        build_flags(["a"], [])
    assert "bit 0" in caught.value.hint
