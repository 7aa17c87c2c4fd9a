"""Speeds of fans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import prop
from tuyalan.errors import BadValueError
from tuyalan.model.features.speeds import list_other_words, list_speeds
from tuyalan.model.schema import Kind


@pytest.mark.parametrize(
    ("words", "ordered"),
    [
        ("strong high mid_high mid mid_low low mute auto", "mute low mid_low mid mid_high high strong"),
        ("off low middle high strong", "low middle high strong"),
        ("level_2 level_1 level_3", "level_1 level_2 level_3"),
        ("speed1 speed2 turbo", "speed1 speed2 turbo"),
        ("off one two three", "one two three"),
        ("0 1 2", "1 2"),
        ("Low High", "Low High"),
        ("auto nature", ""),
    ],
)
def test_words_of_any_maker_are_put_in_order(words: str, ordered: str) -> None:
    assert list_speeds(prop(Kind.CHOICE, choices=tuple(words.split()))).words == tuple(ordered.split())


def test_words_that_are_no_speeds_are_the_others() -> None:
    assert list_other_words(prop(Kind.CHOICE, choices=("off", "low", "auto", "sleep"))) == ("auto", "sleep")


def test_words_are_shares_of_the_fastest() -> None:
    speeds = list_speeds(prop(Kind.CHOICE, choices=("low", "mid", "high", "auto", "off")))
    assert speeds.count == 3
    assert speeds.read("high") == 100
    assert speeds.read("mid") == pytest.approx(66.7, abs=0.1)
    assert (speeds.read("off"), speeds.read("auto"), speeds.read(3)) == (0, None, None)
    assert [speeds.choose(percent) for percent in (1, 33, 50, 67, 100)] == ["low", "low", "mid", "mid", "high"]


@pytest.mark.parametrize(
    ("low", "high", "step", "values"),
    [
        (1, 3, 1, {1: 1, 33: 1, 67: 2, 100: 3}),
        (0, 3, 1, {33: 1, 67: 2, 100: 3}),
        (1, 100, 1, {40: 40, 100: 100}),
        (0, 100, 10, {3: 10, 40: 40}),
        (None, None, None, {40: 40}),
    ],
)
def test_numbers_are_shares_of_the_greatest(
    low: int | None, high: int | None, step: int | None, values: dict[int, int]
) -> None:
    speeds = list_speeds(prop(Kind.NUMBER, minimum=low, maximum=high, step=step))
    assert {percent: speeds.choose(percent) for percent in values} == values
    top = list(values.items())[-1]
    assert speeds.read(top[1]) == pytest.approx(top[0])


def test_numbers_beyond_the_span_are_all_or_nothing() -> None:
    speeds = list_speeds(prop(Kind.NUMBER, minimum=0, maximum=3))
    assert speeds.count == 3
    assert (speeds.read(0), speeds.read(5), speeds.read(True), speeds.read(None)) == (0, 100, None, None)


def test_no_speed_is_none() -> None:
    with pytest.raises(BadValueError, match="more than 0"):
        list_speeds(prop(Kind.NUMBER)).choose(0)


@given(
    low=st.integers(0, 5),
    count=st.integers(2, 100),
    step=st.integers(1, 10),
    percents=st.lists(st.floats(0.1, 100), min_size=2, max_size=8),
)
def test_more_per_cent_is_never_slower_and_no_speed_is_beyond_its_step(
    low: int, count: int, step: int, percents: list[float]
) -> None:
    speeds = list_speeds(prop(Kind.NUMBER, minimum=low, maximum=low + step * (count - 1), step=step))
    chosen = [speeds.choose(percent) for percent in sorted(percents)]
    assert chosen == sorted(chosen)  # pyright: ignore[reportArgumentType] - numbers, all of them
    for percent, value in zip(sorted(percents), chosen, strict=True):
        read = speeds.read(value)
        assert read is not None
        assert abs(read - percent) <= 100 / speeds.count + 1e-6
