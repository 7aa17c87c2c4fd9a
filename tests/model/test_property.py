"""Properties."""

from __future__ import annotations

import pytest

from tests.model.making import PAIR, known, point, prop
from tuyalan.errors import BadValueError
from tuyalan.model.property import make_property
from tuyalan.model.schema import Access, Kind
from tuyalan.model.sources import Source


def test_a_property_says_in_units_what_its_description_says_raw() -> None:
    subject = prop(Kind.NUMBER, "temp_set", scale=1, step=5, minimum=50, maximum=350)
    assert (subject.minimum, subject.maximum, subject.step, subject.scale) == (5.0, 35.0, 0.5, 1)
    assert (subject.unit, subject.device_class, subject.name) == ("°C", "temperature", "Target temperature")


def test_what_is_no_number_has_no_limits() -> None:
    subject = prop(Kind.TEXT, minimum=1, maximum=2, step=1)
    assert (subject.minimum, subject.maximum, subject.step, subject.unit) == (None, None, None, "")


def test_the_description_has_the_first_word() -> None:
    subject = prop(Kind.NUMBER, "cur_power", unit="kW", name="Load", device_class="energy")
    assert (subject.unit, subject.name, subject.device_class) == ("kW", "Load", "energy")


def test_a_unit_that_does_not_go_with_the_code_changes_the_device_class() -> None:
    assert prop(Kind.NUMBER, "battery_percentage", unit="V").device_class == "voltage"
    assert prop(Kind.NUMBER, "something", unit="kWh").device_class == "energy"


def test_a_code_that_nobody_knows_becomes_a_name() -> None:
    assert prop(Kind.BOOL, "xyz_mode_3").name == "Xyz mode 3"


def test_a_description_without_a_code_is_named_by_its_number() -> None:
    subject = prop(Kind.BOOL, "", id=105)
    assert (subject.code, subject.name, subject.dp) == ("dp_105", "Data point 105", 105)


def test_a_property_keeps_where_it_comes_from() -> None:
    subject = make_property(known(point(Kind.BOOL), Source.IMPORT, "your own"), code="thing_1")
    assert (subject.code, subject.source, subject.evidence, subject.confidence) == (
        "thing_1",
        Source.IMPORT,
        "your own",
        1.0,
    )


def test_a_form_makes_a_text_composite() -> None:
    assert prop(Kind.RAW, form=PAIR).kind is Kind.COMPOSITE
    assert prop(Kind.RAW).kind is Kind.RAW


def test_a_property_decodes_encodes_and_reads_what_people_type() -> None:
    subject = prop(Kind.NUMBER, scale=1)
    assert subject.decode(225).value == 22.5
    assert subject.encode(22.5) == 225
    assert subject.parse_text("22,5") == 22.5


def test_a_property_shows_words_labels_and_access() -> None:
    subject = prop(Kind.CHOICE, choices=("a",), labels=("b",), access=Access.READ)
    assert (subject.choices, subject.labels, subject.access) == (("a",), ("b",), Access.READ)
    assert subject.describe() == "a"


def test_a_property_is_frozen() -> None:
    with pytest.raises(AttributeError):
        prop(Kind.BOOL).code = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_totals_and_settings_are_told_apart() -> None:
    assert prop(Kind.NUMBER, "add_ele").state_class == "total"
    assert prop(Kind.NUMBER, "upper_temp").category == "config"
    assert prop(Kind.BOOL, "cur_power").state_class is None


def test_words_that_say_nothing_are_called_as_the_source_calls_them() -> None:
    subject = prop(Kind.CHOICE, choices=("0", "1", "x"), words=(("0", "low"), ("1", "high")))
    assert subject.choices == ("low", "high", "x")
    assert (subject.decode("1").value, subject.decode(0).value, subject.decode("x").value) == ("high", "low", "x")
    assert (subject.encode("high"), subject.encode("1"), subject.encode("low", like=1)) == ("1", "1", 0)
    assert (subject.parse_text("HIGH"), subject.parse_text("1")) == ("high", "1")
    with pytest.raises(BadValueError, match="is not one of"):
        subject.encode("2")
