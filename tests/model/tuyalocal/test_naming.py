"""Codes and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import dp, part, point, profile
from tuyalan.model.tuyalocal.naming import MAX_CODE, code_of, name_of, slug, words_of

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


@pytest.mark.parametrize(
    ("entity", "code", "name"),
    [
        (part("light", dp("brightness", "integer")), "bright_value", ""),
        (part("light", dp("effect"), name="Strip"), "effect", "Strip"),
        (part("light", dp("some_thing")), "some_thing", "some thing"),
        (part("light", dp("$$")), "dp_1", "$$"),
        (part("sensor", dp("sensor"), name="Outdoor temperature"), "outdoor_temperature", "Outdoor temperature"),
        (part("sensor", dp("sensor"), **{"class": "volatile_organic"}), "volatile_organic", "volatile organic"),
        (part("sensor", dp("sensor")), "sensor", ""),
        (part("switch", dp("switch", "boolean"), translation_key="child_lock"), "child_lock", "child lock"),
        (part("switch", dp("switch", "boolean"), translation_only_key="sleep"), "sleep", "sleep"),
        (
            part("switch", dp("switch", "boolean"), translation_key="outlet_x", translation_placeholders={"x": "2"}),
            "outlet_2",
            "outlet 2",
        ),
        (
            part("time", dp("hour", "integer"), translation_key="timer", translation_placeholders={"x": "2"}),
            "timer_2",
            "timer 2",
        ),
        (part("light", dp("rgbhsv", "hex", format=[{"name": n, "bytes": 2} for n in "hsv"])), "colour_data_v2", ""),
    ],
)
def test_data_points_get_the_makers_code_or_one_of_the_files_words(
    entity: dict[str, Json], code: str, name: str
) -> None:
    found = profile(entity)
    first = found.entities[0]
    assert (code_of(found, first, first.points[0]), name_of(first, first.points[0])) == (code, name)


def test_the_second_of_a_sort_is_told_by_its_name() -> None:
    found = profile(
        part("light", dp("switch", "boolean")),
        part("light", dp("switch", "boolean", 2), name="Night light"),
        part("light", dp("switch", "boolean", 3)),
    )
    assert [code_of(found, entity, entity.points[0]) for entity in found.entities] == [
        "switch_led",
        "night_light_switch_led",
        "switch_led",
    ]


def test_codes_are_short_and_plain() -> None:
    assert slug(" Größe (cm) ") == "gr_e_cm"
    assert len(slug("x" * 100)) == MAX_CODE
    assert slug("a" * (MAX_CODE - 1) + " b") == "a" * (MAX_CODE - 1)


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ([{"dps_val": "0", "value": "low"}, {"dps_val": "1", "value": "high"}], (("0", "low"), ("1", "high"))),
        ([{"dps_val": "a", "value": "low"}, {"dps_val": "1", "value": "high"}, {"value": "x"}], (("1", "high"),)),
        ([{"dps_val": "0", "value": "low"}, {"dps_val": "1", "value": "low"}], ()),
        ([{"dps_val": "0", "value": "1"}, {"dps_val": "1", "value": "0"}], ()),
        ([{"dps_val": "0", "value": 5}, {"dps_val": "1"}], ()),
        ([{"dps_val": "0", "value": "low", "value_mirror": "option"}], ()),
    ],
)
def test_words_that_say_nothing_are_called_as_the_file_calls_them(rules: Json, wanted: object) -> None:
    assert words_of([point(mapping=rules)]) == wanted
