"""How lamps count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.features.building import device
from tuyalan.model.features.light_scales import (
    KELVINS,
    build_colour,
    count_brightness,
    count_kelvin,
    find_kelvins,
    is_old,
    read_brightness,
    read_colour,
    read_kelvin,
)
from tuyalan.model.forms.colour import Colour

if TYPE_CHECKING:
    from tuyalan.model.property import Property


def prop(row: str) -> Property:
    """Return the only property of a device."""
    (subject,) = device(row).properties.values()
    return subject


@pytest.mark.parametrize(
    ("row", "value", "brightness"),
    [
        ("22 bright_value_v2 n 10..1000", 1000, 1.0),
        ("22 bright_value_v2 n 10..1000", 500, 0.5),
        ("22 bright_value_v2 n 10..1000", 10, 0.01),
        ("22 bright_value_v2 n", 1000, 1.0),
        ("3 bright_value n 0..255", 0, 0.0),
    ],
)
def test_a_brightness_is_read_and_counted(row: str, value: int, brightness: float) -> None:
    assert read_brightness(prop(row), value) == brightness
    assert count_brightness(prop(row), brightness) == value


@pytest.mark.parametrize(
    ("row", "value", "kelvin"),
    [
        ("23 temp_value_v2 n 0..1000", 0, 2700),
        ("23 temp_value_v2 n 0..1000", 500, 4600),
        ("23 temp_value_v2 n 0..1000 K6000..3000", 1000, 3000),
    ],
)
def test_kelvin_are_read_and_counted(row: str, value: int, kelvin: int) -> None:
    assert read_kelvin(prop(row), value) == kelvin
    assert count_kelvin(prop(row), kelvin) == value


def test_kelvin_that_a_lamp_cannot_do_are_the_nearest_that_it_can() -> None:
    subject = prop("23 temp_value_v2 n 0..1000")
    assert (count_kelvin(subject, 1000), count_kelvin(subject, 9000)) == (0, 1000)


def test_the_usual_kelvin_are_taken_where_nobody_says_them() -> None:
    assert find_kelvins(None) == find_kelvins(prop("23 temp_value_v2 n")) == KELVINS
    assert find_kelvins(prop("23 temp_value_v2 n K2200..6500")) == (2200, 6500)


def test_lamps_that_count_to_255_are_old() -> None:
    assert is_old(prop("3 bright_value n 25..255"))
    assert not is_old(prop("22 bright_value_v2 n 10..1000"))


def test_a_colour_is_read_whether_it_was_described_or_not() -> None:
    assert read_colour(Colour(240)) == Colour(240)
    assert read_colour("00f003e803e8") == Colour(240)
    assert read_colour("nonsense") is None
    assert read_colour(None) is None


def test_a_colour_is_built_as_its_data_point_takes_it() -> None:
    assert build_colour(prop("24 colour_data_v2 t"), Colour(240)) == Colour(240)
    plain = next(iter(device("24 colour_data_v2 t", find_form=None).properties.values()))
    assert build_colour(plain, Colour(240)) == "00f003e803e8"


def test_no_colour_is_so_dark_that_the_lamp_seems_off() -> None:
    assert build_colour(prop("24 colour_data_v2 t"), Colour(240, 100.0, 0.0)) == Colour(240, 100.0, 1.0)
