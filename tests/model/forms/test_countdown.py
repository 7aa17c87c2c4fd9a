"""Durations."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import JUNK, check_refused, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.countdown import (
    COUNTDOWN_WORD,
    MAX_SECONDS,
    Countdown,
    build_tenths,
    choose_word,
    format_duration,
    parse_duration,
    parse_tenths,
)


@given(st.integers(0, MAX_SECONDS))
def test_durations_survive(seconds: int) -> None:
    assert parse_duration(format_duration(seconds)) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("20m", 1200),
        ("1h30m", 5400),
        ("1 h 30 min", 5400),
        ("90 seconds", 90),
        ("2d", 172800),
        ("1200", 1200),
        ("2 Hours", 7200),
        (" off ", 0),
        ("cancel", 0),
        ("0", 0),
    ],
)
def test_people_write_durations_in_many_ways(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", " ", "soon", "-5m", "1.5h", "30m1h", "9999d", "m", "\u0663m", "\u00b2", "1" * 99])
def test_what_is_no_duration_is_refused_with_advice(text: str) -> None:
    with pytest.raises(BadValueError, match="is no duration") as caught:
        parse_duration(text)
    assert "20m" in caught.value.hint


@pytest.mark.fact("FORM-12")
def test_durations_read_well() -> None:
    assert [format_duration(each) for each in (0, 59, 1200, 5400, 90061)] == ["0s", "59s", "20m", "1h30m", "1d1h1m1s"]


@pytest.mark.parametrize("seconds", [-1, MAX_SECONDS + 1])
def test_durations_have_bounds(seconds: int) -> None:
    with pytest.raises(BadValueError, match="a duration is 0 to"):
        format_duration(seconds)
    check_refused(COUNTDOWN_WORD, Countdown(seconds))


def test_vectors_are_read_and_built() -> None:
    check_vectors(COUNTDOWN_WORD)


@given(st.integers(0, 9999), st.sampled_from(["", "2h", "8H", "4hour", "1_hour", "3 hrs"]))
def test_countdowns_of_hours_survive(hours: int, like: str) -> None:
    check_value(COUNTDOWN_WORD, Countdown(hours * 3600), like)


@given(st.one_of(JUNK, st.from_regex(r"\A[0-9]{1,4}(\.5)?[ _]?(h|min|s|hour)\Z")))
def test_junk_is_refused_or_comes_back(text: str) -> None:
    check_text(COUNTDOWN_WORD, text)


def test_half_hours_are_known() -> None:
    assert COUNTDOWN_WORD.parse("1.5h") == Countdown(5400)
    assert COUNTDOWN_WORD.build(Countdown(9000), "1.5h") == "2.5h"


def test_a_countdown_that_the_unit_cannot_tell_is_refused() -> None:
    with pytest.raises(BadValueError, match="cannot be written like"):
        COUNTDOWN_WORD.build(Countdown(1200), "2h")


@pytest.mark.parametrize("text", ["white", "1.5s", "h", "99999h", "1.3h", "1h30m"])
def test_words_that_are_no_durations_are_refused(text: str) -> None:
    with pytest.raises(BadValueError):
        COUNTDOWN_WORD.parse(text)


def test_the_word_of_a_choice_is_found_by_its_meaning() -> None:
    words = ("cancel", "30min", "1h", "2h", "auto")
    assert [choose_word(each, words) for each in (0, 1800, 7200)] == ["cancel", "30min", "2h"]


def test_where_no_choice_means_a_duration_the_choices_are_told() -> None:
    with pytest.raises(BadValueError, match="no choice means 20m") as caught:
        choose_word(1200, ("cancel", "1h"))
    assert "cancel, 1h" in caught.value.hint


def test_towel_rails_count_tenths_of_an_hour() -> None:
    assert parse_tenths(15) == 5400
    assert [build_tenths(each) for each in (0, 1800, 3600, 5400)] == [0, 5, 10, 15]


@pytest.mark.parametrize("raw", [-1, 1001])
def test_tenths_have_bounds(raw: int) -> None:
    with pytest.raises(BadValueError):
        parse_tenths(raw)


@pytest.mark.parametrize("seconds", [100, 360, 1080, -1800, 1800 * 201])
def test_towel_rails_take_half_hours_only(seconds: int) -> None:
    with pytest.raises(BadValueError):
        build_tenths(seconds)
