"""What people type to values."""

from __future__ import annotations

import pytest

from tuyalan.cli.values import parse_assignments, parse_dp, parse_value
from tuyalan.errors import BadValueError, UseError


def test_values_are_json_where_they_are_json_else_text() -> None:
    words = ["1=true", "2=50", "3=1.5", '4="12"', "5=white", "6=", "7=a=b", "8=00f003e8"]
    expected = {1: True, 2: 50, 3: 1.5, 4: "12", 5: "white", 6: "", 7: "a=b", 8: "00f003e8"}
    assert parse_assignments(words) == expected


def test_text_can_be_forced() -> None:
    assert parse_assignments(["1=true", "2=50"], is_text=True) == {1: "true", 2: "50"}


@pytest.mark.parametrize("words", [[], ["1"], ["a=1"], ["=1"], ["1=1", "1=2"], ["-1=1"], ["123456=1"], ["²=1"]])
def test_what_is_no_assignment_is_refused(words: list[str]) -> None:
    with pytest.raises(UseError):
        parse_assignments(words)


@pytest.mark.parametrize("text", ["null", "[1]", '{"a":1}'])
def test_values_that_no_device_takes_are_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="cannot be written"):
        parse_value(text)


def test_numbers_of_data_points_are_digits_alone() -> None:
    assert parse_dp("20") == 20
    assert parse_dp("0x14") is None
