"""Text as people type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import PAIR, Pair, prop
from tuyalan.errors import BadValueError
from tuyalan.model.form import Form
from tuyalan.model.schema import Kind


@pytest.mark.parametrize(("text", "value"), [("on", True), (" OFF ", False), ("1", True), ("no", False)])
def test_a_bool_is_typed_in_words(text: str, value: bool) -> None:  # noqa: FBT001
    assert prop(Kind.BOOL).parse_text(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("22.5", 22.5),
        ("22,5", 22.5),
        (" 22 ", 22),
        ("-3", -3),
        ("22.5 °C", 22.5),
        ("22.5C", 22.5),
        ("22.5 ℃", 22.5),
        ("72 °F", 22.0),
        ("50%", 20.0),
        ("0 %", 5.0),
    ],
)
def test_a_temperature_is_typed_with_or_without_its_unit(text: str, value: float) -> None:
    subject = prop(Kind.NUMBER, scale=1, step=5, minimum=50, maximum=350, unit="°C")
    assert subject.parse_text(text) == value


def test_degrees_are_converted_both_ways() -> None:
    assert prop(Kind.NUMBER, minimum=40, maximum=95, unit="°F").parse_text("20 °C") == 68


def test_a_percentage_is_of_the_range_or_the_unit_itself() -> None:
    assert prop(Kind.NUMBER, minimum=10, maximum=1000).parse_text("50%") == 505
    assert prop(Kind.NUMBER, minimum=10, maximum=1000, unit="%").parse_text("50 %") == 50
    with pytest.raises(BadValueError, match="its limits are not known"):
        prop(Kind.NUMBER, maximum=5).parse_text("50%")


@pytest.mark.parametrize(
    ("unit", "text", "value"),
    [
        ("s", "20m", 1200),
        ("s", "1h30m", 5400),
        ("s", "90", 90),
        ("min", "1h", 60),
        ("min", "90s", 1.5),
        ("W", "1.5kW", 1500),
        ("A", "250 mA", 0.25),
        ("m", "3", 3),
    ],
)
def test_related_units_are_converted(unit: str, text: str, value: float) -> None:
    assert prop(Kind.NUMBER, unit=unit).parse_text(text) == value


@pytest.mark.parametrize(
    ("unit", "text", "reason"),
    [
        ("W", "5 V", "'V' is not its unit, which is W"),
        ("V", "5 °C", "'°C' is not its unit"),
        ("", "5 W", "it has no unit that is known"),
        ("W", "five", "'five' is not a number"),
        ("s", "", "'' is not a number"),
        ("W", "", "'' is not a number"),
        ("W", "1e5", "'e5' is not its unit"),
        ("m", "20h", "'h' is not its unit"),
    ],
)
def test_a_number_that_makes_no_sense_is_refused(unit: str, text: str, reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        prop(Kind.NUMBER, unit=unit).parse_text(text)


def test_a_choice_may_be_typed_loosely() -> None:
    subject = prop(Kind.CHOICE, choices=("power_off", "Last", "last"))
    assert subject.parse_text("Power Off") == "power_off"
    assert subject.parse_text("last ") == "last"
    assert subject.parse_text("LAST") == "Last"
    with pytest.raises(BadValueError, match="is not one of power_off, Last, last; did you mean power_off"):
        subject.parse_text("power_on")
    assert prop(Kind.CHOICE).parse_text("any") == "any"


def test_text_stays_as_typed() -> None:
    assert prop(Kind.TEXT).parse_text(" a ") == " a "
    assert prop(Kind.RAW).parse_text("AA==") == "AA=="
    assert prop(Kind.COMPOSITE).parse_text("x") == "x"


@pytest.mark.parametrize(
    ("text", "value"),
    [("a, bit 7", ("a", "bit 7")), ("", ()), ("none", ()), ("0", ()), ("3", ("a", "b")), ("b;", ("b",))],
)
def test_a_bitmap_is_typed_as_labels_or_a_number(text: str, value: object) -> None:
    assert prop(Kind.BITMAP, labels=("a", "b")).parse_text(text) == value


def test_a_bitmap_has_64_bits() -> None:
    with pytest.raises(BadValueError):
        prop(Kind.BITMAP).parse_text("9" * 30)


def test_a_packed_value_is_typed_as_json_or_in_words_of_its_own() -> None:
    subject = prop(Kind.TEXT, form=PAIR)
    assert subject.parse_text('{"left": 1, "right": 2}') == Pair(1, 2)
    assert subject.parse_text("1/2") == Pair(1, 2)


@pytest.mark.parametrize("text", ['{"left": ', '{"left": "x"}', "[1]", "[" * 100_000, "junk", ""])
def test_a_packed_value_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="thing: "):
        prop(Kind.TEXT, form=PAIR).parse_text(text)


def test_a_packed_value_without_words_is_typed_as_on_the_wire() -> None:
    plain: Form[object] = Form(name="lower", value_type=str, parse=str.lower, build=lambda value, _: str(value))
    assert prop(Kind.TEXT, form=plain).parse_text("ABC") == "abc"


@pytest.mark.parametrize("text", ["150%", "-1 %"])
def test_more_than_all_is_refused(text: str) -> None:
    with pytest.raises(BadValueError, match="outside of 0 to 100 %"):
        prop(Kind.NUMBER, minimum=10, maximum=1000).parse_text(text)


def test_degrees_of_the_other_scale_are_not_pulled_within_the_limits() -> None:
    target = prop(Kind.NUMBER, minimum=5, maximum=35, unit="°C")
    assert target.parse_text("95.5 °F") == 35
    for text in ("120 °F", "-40 °F"):
        with pytest.raises(BadValueError, match="outside of its limits"):
            target.parse_text(text)


@given(st.text(max_size=30), st.sampled_from(Kind), st.sampled_from(["", "s", "°C", "%", "kW"]))
def test_any_text_is_a_value_or_refused(text: str, kind: Kind, unit: str) -> None:
    subject = prop(kind, unit=unit, minimum=0, maximum=100, choices=("a",), labels=("x",))
    message = ""
    try:
        subject.parse_text(text)
    except BadValueError as error:
        message = error.message
    assert not message or message.startswith("thing: ")
