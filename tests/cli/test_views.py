"""Shapes and colours."""

from __future__ import annotations

import pytest

from tuyalan.cli.views import MAX_VALUE, list_points, show_age, show_dps, show_time, show_value


def test_values_are_spelt_as_json_and_long_ones_cut() -> None:
    assert [show_value(value).plain for value in (True, 5, 1.5, "a", None)] == ["true", "5", "1.5", '"a"', "null"]
    assert len(show_value("x" * 999).plain) == MAX_VALUE


def test_several_values_stand_in_order() -> None:
    assert show_dps({20: False, 3: "x"}).plain == '3="x" 20=false'


@pytest.mark.parametrize(
    ("seconds", "text"), [(None, ""), (0.2, "now"), (5, "5 s"), (125, "2 min"), (7300, "2 h"), (200000, "2 d")]
)
def test_ages_are_one_word(seconds: float | None, text: str) -> None:
    assert show_age(seconds) == text


def test_times_have_milliseconds() -> None:
    assert show_time(1700000000.25).plain.endswith(":20.250")


def test_points_are_a_list() -> None:
    assert list_points(["a", "b"]).plain == "• a\n• b"
