"""Colours of lamps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.forms.laws import HUES, JUNK, PERCENTS, check_text, check_value, check_vectors
from tuyalan.errors import BadValueError
from tuyalan.model.forms.colour import (
    COLOUR_HSV,
    COLOUR_JSON,
    COLOUR_JSON_OLD,
    COLOUR_RGB,
    COLOUR_RGB_HSV,
    NAMES,
    Colour,
)

if TYPE_CHECKING:
    from tuyalan.model.form import Form

FORMS = (COLOUR_HSV, COLOUR_RGB_HSV, COLOUR_RGB, COLOUR_JSON, COLOUR_JSON_OLD)
BYTES = st.integers(0, 255)
CHANNELS = st.one_of(st.tuples(BYTES, BYTES, BYTES), st.tuples(*[st.integers(0, 9)] * 3))


@pytest.mark.fact("FORM-1")
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_vectors_are_read_and_built(form: Form[Colour]) -> None:
    check_vectors(form)


@pytest.mark.parametrize("form", [COLOUR_HSV, COLOUR_JSON], ids=lambda form: form.name)
@given(st.builds(Colour, HUES, PERCENTS, PERCENTS))
def test_every_colour_survives_in_the_exact_layouts(form: Form[Colour], colour: Colour) -> None:
    check_value(form, colour)


@given(HUES, BYTES, BYTES)
def test_every_colour_of_old_lamps_survives(hue: int, saturation: int, value: int) -> None:
    colour = COLOUR_JSON_OLD.parse(f'{{"h":{hue},"s":{saturation},"v":{value}}}')
    check_value(COLOUR_JSON_OLD, colour)
    check_value(COLOUR_RGB_HSV, colour, like="FF00000000FFFF")


@given(CHANNELS)
def test_every_colour_of_red_green_blue_survives(channels: tuple[int, int, int]) -> None:
    check_value(COLOUR_RGB, Colour.rgb(*channels), like="ABCDEF")


def test_a_colour_too_dark_for_red_green_blue_becomes_the_nearest() -> None:
    assert COLOUR_RGB.build(Colour(120, 10.0, 0.5), "") == "010101"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@given(JUNK)
def test_junk_is_refused_or_comes_back(form: Form[Colour], text: str) -> None:
    check_text(form, text)


@given(st.binary(min_size=7, max_size=7))
def test_old_colours_come_back(data: bytes) -> None:
    check_text(COLOUR_RGB_HSV, data[:3].hex() + "00" + data[4:].hex())


@pytest.mark.parametrize(
    ("form", "text"),
    [
        (COLOUR_HSV, "016903e803e8"),
        (COLOUR_HSV, "000003e903e8"),
        (COLOUR_HSV, "000003e803e"),
        (COLOUR_HSV, "000003e803e800"),
        (COLOUR_RGB_HSV, "ff00000169ffff"),
        (COLOUR_RGB, "ff880"),
        (COLOUR_JSON, '{"h":1,"s":1}'),
        (COLOUR_JSON, '{"h":1,"s":1,"v":1001}'),
        (COLOUR_JSON, '{"h":1,"s":1,"v":1,"a":1}'),
        (COLOUR_JSON, '{"h":1.5,"s":1,"v":1}'),
        (COLOUR_JSON, "[1,2,3]"),
        (COLOUR_JSON, '{"h":"\udc00'),
        (COLOUR_JSON_OLD, '{"h":1,"s":1,"v":256}'),
    ],
)
def test_other_layouts_and_numbers_out_of_range_are_refused(form: Form[Colour], text: str) -> None:
    with pytest.raises(BadValueError):
        form.parse(text)


def test_the_case_of_the_device_is_imitated() -> None:
    assert COLOUR_HSV.build(Colour(240), "000003E803E8") == "00F003E803E8"
    assert COLOUR_HSV.build(Colour(240), "000003e803e8") == "00f003e803e8"


def test_red_at_360_degrees_stays_there_in_the_old_layout() -> None:
    assert COLOUR_RGB_HSV.parse("ff00000168ffff") == Colour(360)
    assert COLOUR_RGB_HSV.build(Colour(360), "") == "ff00000168ffff"


def test_colours_can_be_made_of_angles_and_percentages() -> None:
    assert Colour.hsv(239.6, 99.96, 50) == Colour(240, 100.0, 50.0)
    assert Colour.hsv(12) == Colour(12, 100.0, 100.0)


@pytest.mark.parametrize("numbers", [(-1, 0, 0), (361, 0, 0), (float("nan"), 0, 0), (0, 101, 0), (0, 0, -1)])
def test_what_is_no_colour_is_not_made(numbers: tuple[float, float, float]) -> None:
    with pytest.raises(BadValueError):
        Colour.hsv(*numbers)


def test_channels_out_of_range_are_refused() -> None:
    with pytest.raises(BadValueError, match="the green is 0 to 255"):
        Colour.rgb(0, 256, 0)


@pytest.mark.parametrize("text", ["ff8800", "#ff8800", "#F80", " FF8800 "])
def test_colours_can_be_written_in_hex(text: str) -> None:
    assert Colour.parse(text).channels == (255, 136, 0)


def test_colours_can_be_written_as_words() -> None:
    assert Colour.parse("Red") == Colour(0)
    assert Colour.parse("navy").hex == "000080"
    for name, digits in NAMES.items():
        channels = zip(Colour.parse(name).channels, bytes.fromhex(digits), strict=True)
        assert all(abs(got - wanted) <= 2 for got, wanted in channels), name


@pytest.mark.parametrize("text", ["", "#", "reddish", "ff880", "ff88001", "12", "ff88zz", "x" * 100])
def test_what_is_no_colour_is_refused_with_advice(text: str) -> None:
    with pytest.raises(BadValueError, match="is no colour") as caught:
        Colour.parse(text)
    assert "ff8800" in caught.value.hint


def test_the_json_of_a_colour_reads_well() -> None:
    assert msgspec.json.encode(COLOUR_HSV.parse("00f003e803e8")) == b'{"hue":240,"saturation":100.0,"value":100.0}'


def test_json_of_an_impossible_colour_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"hue": 361}, Colour)
