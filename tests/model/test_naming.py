"""Words of codes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.model.naming import MAX_CODE, WORDS, make_name, split_words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("temp_current_f", ("temp", "cur", "f")),
        ("TempCurrent", ("temp", "cur")),
        ("temprature_set", ("temp", "set")),
        ("switch1", ("switch", "1")),
        ("switch_12", ("switch", "12")),
        ("C_F", ("c", "f")),
        ("TVOCValue", ("tvoc", "value")),
        ("co2_value", ("co2", "value")),
        ("pm25", ("pm25",)),
        ("__", ()),
        ("温度", ()),
        ("", ()),
    ],
)
def test_codes_fall_into_words(code: str, words: tuple[str, ...]) -> None:
    assert split_words(code) == words


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("bright_value", "Brightness value"),
        ("led_type_1", "LED type 1"),
        ("eco_mode", "Eco mode"),
        ("dp_105", "Data point 105"),
        ("温度", "温度"),
    ],
)
def test_codes_become_names(code: str, name: str) -> None:
    assert make_name(code) == name


def test_words_in_full_are_those_that_codes_fall_into() -> None:
    assert [word for word in WORDS if split_words(word) != (word,)] == []


@given(st.text(max_size=200))
def test_any_text_has_a_name_of_bounded_length(code: str) -> None:
    assert len(split_words(code)) <= MAX_CODE
    assert make_name(code) or not code


@given(st.text(st.sampled_from("abcxyzABC_019"), min_size=1, max_size=20))
def test_words_are_stable(code: str) -> None:
    words = split_words(code)
    assert split_words("_".join(words)) == words
