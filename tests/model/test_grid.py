"""Numbers between the wire and their unit."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import point
from tuyalan.model.grid import MAX_RAW, Grid, imitate, make_grid, whole
from tuyalan.model.schema import Kind

RAWS = st.integers(-MAX_RAW, MAX_RAW)


def grid(**details: int | None) -> Grid:
    return make_grid(msgspec.structs.replace(point(Kind.NUMBER), **details))


def test_a_number_without_decimal_places_is_an_int() -> None:
    assert repr(grid().value(225)) == "225"
    assert repr(grid(factor=5).value(3)) == "15"


def test_a_number_with_decimal_places_is_a_float() -> None:
    assert repr(grid(scale=1).value(220)) == "22.0"
    assert repr(grid(scale=1, factor=5).value(43)) == "21.5"


@given(RAWS, st.integers(0, 9), st.sampled_from([1, 2, 5, 10]), st.booleans())
def test_every_number_leads_back_to_its_raw_form(raw: int, scale: int, factor: int, is_inverted: bool) -> None:  # noqa: FBT001
    low, high = (-MAX_RAW + 1, MAX_RAW - 1) if is_inverted else (None, None)
    some = grid(scale=scale, factor=factor, is_inverted=is_inverted, minimum=low, maximum=high)
    assert some.snap(some.value(raw)) == raw


def test_dust_of_binary_fractions_is_swept_away() -> None:
    assert grid(scale=1).snap(0.1 + 0.2) == 3


def test_a_number_between_two_raw_ones_has_none() -> None:
    assert grid(scale=1).snap(22.25) is None


def test_steps_are_counted_from_the_minimum() -> None:
    some = grid(minimum=1, maximum=10, step=3)
    assert [raw for raw in range(12) if some.holds(raw)] == [1, 4, 7, 10]


def test_without_limits_steps_are_counted_from_nothing() -> None:
    some = grid(step=5)
    assert some.holds(-10)
    assert not some.holds(3)


@pytest.mark.parametrize(
    ("value", "near"), [(22.3, (22.0, 22.5)), (3.0, (5.0,)), (99.0, (35.0,)), (34.9, (34.5, 35.0))]
)
def test_the_nearest_allowed_values_are_named(value: float, near: tuple[float, ...]) -> None:
    assert grid(scale=1, minimum=50, maximum=350, step=5).nearest(value) == near


def test_the_nearest_value_is_on_a_step_where_the_maximum_is_not() -> None:
    assert grid(minimum=0, maximum=10, step=4).nearest(11) == (8,)


def test_limits_are_in_the_unit() -> None:
    some = grid(scale=1, minimum=50, maximum=350, step=5)
    assert (some.minimum, some.maximum, some.width) == (5.0, 35.0, 0.5)
    assert grid(step=5).width == 5


def test_limits_that_nobody_said_are_not_known() -> None:
    assert (grid().minimum, grid().maximum) == (None, None)
    assert (grid(minimum=3).minimum, grid(minimum=3).maximum) == (3, None)
    assert (grid(maximum=3).minimum, grid(maximum=3).maximum) == (None, 3)


def test_an_inverted_number_is_mirrored_within_its_limits() -> None:
    some = grid(minimum=0, maximum=100, is_inverted=True)
    assert (some.value(30), some.snap(70), some.minimum, some.maximum) == (70, 30, 0, 100)
    assert grid(minimum=10, maximum=100, step=30, is_inverted=True).nearest(55) == (40, 70)


def test_a_number_without_limits_cannot_be_mirrored() -> None:
    assert grid(maximum=100, is_inverted=True).value(30) == 30


@pytest.mark.parametrize(
    "details",
    [
        {"minimum": 5, "maximum": 5},
        {"minimum": 9, "maximum": 1},
        {"maximum": 2**60},
        {"minimum": -(2**60)},
        {"scale": -1},
        {"scale": 30},
        {"step": 0},
        {"step": -5},
        {"factor": 0},
        {"factor": -1},
    ],
)
def test_what_contradicts_itself_is_left_out(details: dict[str, int]) -> None:
    assert grid(**details) == grid()


def test_a_step_larger_than_the_range_is_left_out() -> None:
    assert grid(minimum=0, maximum=10, step=11).holds(1)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (5, 5),
        (5.0, 5),
        ("5", 5),
        ("-17", -17),
        (True, None),
        (5.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (1e300, None),
        ("05", None),
        ("5.0", None),
        ("--5", None),
        ("-0", None),
        ("٣", None),
        ("9" * 400, None),
        ("", None),
        (None, None),
        ([5], None),
    ],
)
def test_whole_numbers_are_read_in_the_forms_of_odd_firmware(raw: object, number: int | None) -> None:
    assert whole(raw) == number
    assert not isinstance(whole(raw), bool)


@given(RAWS, st.sampled_from(["int", "float", "text"]))
def test_a_whole_number_is_written_in_the_form_it_was_read(raw: int, form: str) -> None:
    sent: object = {"int": raw, "float": float(raw), "text": str(raw)}[form]
    read = whole(sent)
    assert read == raw
    back = imitate(raw, sent)
    assert back == sent
    assert type(back) is type(sent)
