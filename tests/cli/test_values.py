"""What people type to values."""

from __future__ import annotations

import pytest

from tuyalan.cli.values import parse_assignments, parse_dp, parse_target, parse_value, read_named
from tuyalan.errors import BadValueError, UnknownDpError, UseError
from tuyalan.model.device import DeviceModel
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source


def test_values_are_json_where_they_are_json_else_text() -> None:
    words = ["1=true", "2=50", "3=1.5", '4="12"', "5=white", "6=", "7=a=b", "8=00f003e8"]
    expected = {1: True, 2: 50, 3: 1.5, 4: "12", 5: "white", 6: "", 7: "a=b", 8: "00f003e8"}
    assert parse_assignments(words) == expected


def test_text_can_be_forced() -> None:
    assert parse_assignments(["1=true", "2=50"], is_text=True) == {1: "true", 2: "50"}


@pytest.mark.parametrize(
    "words", [[], ["1"], ["=1"], ["1=1", "1=2"], ["-1=1"], ["123456=1"], ["²=1"], ["a b=1"], ["a=1", "a=2"]]
)
def test_what_is_no_assignment_is_refused(words: list[str]) -> None:
    with pytest.raises(UseError):
        parse_assignments(words)


@pytest.mark.parametrize("text", ["null", "[1]", '{"a":1}'])
def test_values_that_no_device_takes_are_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="cannot be written"):
        parse_value(text)


def test_properties_are_named_and_what_their_text_means_is_told_by_them() -> None:
    typed = parse_assignments(["switch=on", "level=50%", "temp=21.5", "3=true"])
    assert typed == {"switch": "on", "level": "50%", "temp": "21.5", 3: True}
    points = {
        1: DpSchema(id=1, code="switch", kind=Kind.BOOL),
        2: DpSchema(id=2, code="level", kind=Kind.NUMBER, minimum=0, maximum=200),
        4: DpSchema(id=4, code="temp", kind=Kind.NUMBER, scale=1, unit="°C"),
    }
    layer = {dp: Known(point=point, source=Source.IMPORT) for dp, point in points.items()}
    model = DeviceModel("d", [layer])
    assert read_named(typed, model) == {"switch": True, "level": 100, "temp": 21.5, 3: True}
    with pytest.raises(UnknownDpError):
        read_named({"swich": "on"}, model)
    with pytest.raises(BadValueError):
        read_named({"switch": "perhaps"}, model)


@pytest.mark.parametrize(
    ("text", "target"), [("20", 20), ("switch_1", "switch_1"), ("dp_105", "dp_105"), ("", None), ("-1", None)]
)
def test_what_is_asked_for_is_a_number_or_a_code(text: str, target: int | str | None) -> None:
    assert parse_target(text) == target


def test_numbers_of_data_points_are_digits_alone() -> None:
    assert parse_dp("20") == 20
    assert parse_dp("0x14") is None
