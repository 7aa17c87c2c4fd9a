"""What raw values mean."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import dp, entity
from tuyalan.model.tuyalocal.decoding import Scene, combine, decode, from_units, plain_terms, to_units

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

POWER: Final = dp("power", "boolean", 2)


def mean(first: dict[str, Json], *others: dict[str, Json], dps: Dps) -> Json:
    found = entity("select", first, *others)
    return decode(found, found.points[0], dps)


@pytest.mark.parametrize(
    ("point", "raw", "value"),
    [
        (dp("option"), "a", "a"),
        (dp("option"), None, None),
        (dp("option", "unixtime"), 60, dt.datetime(1970, 1, 1, 0, 1, tzinfo=dt.UTC)),
        (dp("option", mapping=[{"dps_val": "a", "value": "Auto"}]), "a", "Auto"),
        (dp("option", mapping=[{"dps_val": "a", "value": "Auto"}]), "b", "b"),
        (dp("option", mapping=[{"dps_val": None, "value": "off"}]), None, "off"),
        (dp("option", mapping=[{"value": "x"}, {"value": "y"}, {"dps_val": "a", "value": "z"}]), "b", "y"),
        (dp("option", "boolean", mapping=[{"dps_val": True, "value": 1}]), True, 1),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": "one"}]), True, "one"),
        (dp("option", "integer", mapping=[{"scale": 10}]), 215, 21.5),
        (dp("option", "integer", mapping=[{"scale": 10}]), "word", "word"),
        (dp("option", "integer", range={"min": 0, "max": 100}, mapping=[{"invert": True}]), 30, 70),
        (dp("option", "integer", mapping=[{"invert": True}]), 30, 30),
        (
            dp(
                "option",
                "integer",
                range={"min": 0, "max": 1000},
                mapping=[{"target_range": {"min": 2700, "max": 6500}}],
            ),
            500,
            4600,
        ),
        (
            dp(
                "option",
                "integer",
                range={"min": 5, "max": 5},
                mapping=[{"target_range": {"min": 0, "max": 10}}],
            ),
            5,
            5,
        ),
        (dp("option", "bitfield", mapping=[{"dps_val": 4, "value": "hot"}]), 6, "hot"),
        (dp("option", "bitfield", mapping=[{"dps_val": 0, "value": "ok"}]), 0, "ok"),
        (dp("option", "bitfield", mapping=[{"dps_val": 4, "value": "hot"}]), 3, 3),
        (dp("option", "hex", mask="80", mapping=[{"dps_val": 1, "value": "yes"}]), "80", "yes"),
        (dp("option", "integer", mapping=[{"invalid": True}]), 3, None),
        (dp("option", "boolean", mapping=[{"dps_val": True, "value": None}]), True, None),
    ],
)
def test_rules_give_raw_values_their_meaning(point: dict[str, Json], raw: Json, value: Json) -> None:
    found = mean(point, dps={} if raw is None else {1: raw})
    assert found == value
    assert isinstance(found, bool) is isinstance(value, bool)


@pytest.mark.parametrize(
    ("dps", "value"),
    [({1: "a", 2: True}, "On"), ({1: "b", 2: True}, "Best"), ({1: "a", 2: False}, "Off"), ({1: "a"}, "a")],
)
def test_conditions_look_at_another_role(dps: Dps, value: Json) -> None:
    rule: Json = {
        "constraint": "power",
        "conditions": [
            {"dps_val": True, "value": "On", "mapping": [{"dps_val": "b", "value": "Best"}]},
            {"dps_val": False, "value": "Off"},
        ],
    }
    assert mean(dp("option", mapping=[rule]), POWER, dps=dps) == value


def test_a_substitution_without_a_word_is_the_raw_value() -> None:
    rule: Json = {"conditions": [{"dps_val": "a", "value": "x", "mapping": [{"dps_val": "a"}]}]}
    assert mean(dp("option", mapping=[rule]), dps={1: "a"}) == "a"


@pytest.mark.parametrize("key", ["value_redirect", "value_mirror"])
def test_another_role_is_read_instead(key: str) -> None:
    assert mean(dp("option", mapping=[{"dps_val": "a", key: "other"}]), dp("other", id=2), dps={1: "a", 2: "z"}) == "z"


def test_roles_that_lead_in_a_circle_mean_nothing() -> None:
    first = dp("option", mapping=[{"value_redirect": "other"}])
    assert mean(first, dp("other", id=2, mapping=[{"value_redirect": "option"}]), dps={1: "a", 2: "b"}) is None
    # A rule that holds while it holds: either answer will do, but there is one.
    assert mean(dp("option", mapping=[{"available": "option", "value": 1}]), dps={1: "a"}) in {1, "a"}


@pytest.mark.parametrize(("power", "value"), [(True, "yes"), (False, "a")])
def test_rules_may_depend_on_a_role_that_is_true(power: bool, value: str) -> None:  # noqa: FBT001 - a case
    dps = {1: "a", 2: power}
    assert mean(dp("option", mapping=[{"dps_val": "a", "value": "yes", "available": "power"}]), POWER, dps=dps) == value
    assert mean(dp("option", mapping=[{"value": "yes", "available": "power"}]), POWER, dps=dps) == value
    condition: Json = {"dps_val": "a", "value": "yes", "available": "power"}
    assert mean(dp("option", mapping=[{"conditions": [condition]}]), POWER, dps=dps) == value
    choice: Json = {"dps_val": "a", "mapping": [{"dps_val": "a", "value": "yes", "available": "power"}]}
    assert mean(dp("option", mapping=[{"conditions": [choice]}]), POWER, dps=dps) == value


@pytest.mark.parametrize(
    "rule",
    [
        {"scale": 10},
        {"scale": -1},
        {"invert": True},
        {"target_range": {"min": 153, "max": 500}},
        {"target_range": {"min": 500, "max": 153}, "scale": 2, "invert": True},
    ],
)
def test_numbers_go_back_to_what_they_were(rule: dict[str, Json]) -> None:
    found = entity("number", dp("value", "integer", range={"min": 0, "max": 255}, mapping=[rule]))
    point = found.points[0]
    terms = combine(point, point.rules[0], None)
    for raw in (0, 1, 100, 255):
        value = to_units(point, terms, raw)
        assert isinstance(value, (int, float))
        assert from_units(terms, value) == pytest.approx(raw)


def test_a_stretch_to_a_single_number_is_no_stretch() -> None:
    rule: Json = {"target_range": {"min": 5, "max": 5}}
    found = entity("number", dp("value", "integer", range={"min": 0, "max": 255}, mapping=[rule]))
    assert from_units(combine(found.points[0], found.points[0].rules[0], None), 7) == 7


def test_truth_values_are_no_numbers() -> None:
    found = entity("number", dp("value", "integer"))
    assert to_units(found.points[0], plain_terms(found.points[0]), raw=True) is True
    assert not Scene(found, {}).is_lost
