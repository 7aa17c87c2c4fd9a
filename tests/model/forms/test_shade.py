"""What lamps show in one moment."""

from __future__ import annotations

import pytest
from hypothesis import given

from tests.model.forms.laws import SHADES, WHOLE_SHADES
from tuyalan.errors import BadValueError
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.shade import Shade, build_narrow, build_wide, parse_narrow, parse_wide


@given(SHADES)
def test_shades_survive_the_wide_layout(shade: Shade) -> None:
    assert parse_wide(build_wide(shade)) == shade


@given(WHOLE_SHADES)
def test_shades_in_whole_percent_survive_the_narrow_layout(shade: Shade) -> None:
    assert parse_narrow(build_narrow(shade)) == shade


def test_the_narrow_layout_rounds_to_whole_percent() -> None:
    assert build_narrow(Shade(hue=316, saturation=33.4, brightness=99.6)) == (3, 16, 33, 0, 100, 0)


def test_a_hue_of_more_than_a_circle_is_refused() -> None:
    with pytest.raises(BadValueError, match="hue"):
        parse_narrow((3, 61, 0, 0, 0, 0))
    with pytest.raises(BadValueError, match="hue"):
        build_narrow(Shade(hue=400))


def test_what_is_no_percentage_is_refused() -> None:
    with pytest.raises(BadValueError, match="percentage"):
        build_wide(Shade(brightness=101.0))


def test_the_colour_of_a_shade_is_a_colour() -> None:
    assert Shade(hue=240, saturation=10.0, value=20.0).colour == Colour(240, 10.0, 20.0)
