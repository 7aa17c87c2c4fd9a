"""Ways to write, listed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from msgspec import UNSET

from tests.model.tuyalocal.making import dp, entity
from tuyalan.model.tuyalocal.decoding import Scene
from tuyalan.model.tuyalocal.ways import is_number, list_ways

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

ANY: Final = (UNSET, UNSET)
POWER: Final = dp("power", "boolean", 2)


def ways(first: dict[str, Json], *others: dict[str, Json], dps: Dps | None = None) -> list[tuple[Json, Json]]:
    """Return what could be meant, and what would be written."""
    found = entity("select", first, *others)
    return [(way.value, way.raw) for way in list_ways(Scene(found, dps or {}), found.points[0])]


@pytest.mark.parametrize(
    ("point", "wanted"),
    [
        # Words, and nothing but these words.
        (dp("option", mapping=[{"dps_val": "a", "value": "A"}, {"dps_val": "b"}]), [("A", "a"), ("b", "b")]),
        (dp("option", mapping=[{"dps_val": "a", "value": "A"}, {"scale": 1}]), [("A", "a")]),
        (dp("option", mapping=[{"dps_val": "a", "hidden": True}]), [ANY]),
        (dp("option", mapping=[{"dps_val": None, "value": "off"}]), [ANY]),
        (dp("option", mapping=[{"dps_val": "a", "value": None}]), []),
        # A rule for all others tells what they mean, not which of them to write.
        (dp("option", mapping=[{"dps_val": "a", "value": "A"}, {"value": "other"}]), [("A", "a")]),
        # Numbers: special ones with words beside all others.
        (dp("option", "integer", mapping=[{"dps_val": 0, "value": "off"}]), [("off", 0), ANY]),
        (dp("option", "integer", mapping=[{"dps_val": 0, "value": "off"}, {"scale": 2}]), [("off", 0), ANY]),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": 20}]), [(20, 1)]),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": True}]), [(True, 1)]),
        (
            dp(
                "option",
                "integer",
                range={"min": 0, "max": 1},
                mapping=[{"dps_val": i, "value": str(i)} for i in (0, 1)],
            ),
            [("0", 0), ("1", 1)],
        ),
        (dp("option", "integer", mapping=[{"scale": 1}, {"step": 5}]), [ANY, ANY]),
        (dp("option", "hex", mask="80", mapping=[{"dps_val": 1, "value": "on"}]), [("on", 1)]),
        # The other of two truth values has only one raw value.
        (
            dp("option", "boolean", mapping=[{"dps_val": True, "value": "on"}, {"value": "off"}]),
            [("on", True), ("off", False)],
        ),
        (dp("option", "boolean", mapping=[{"value": "off"}]), []),
    ],
)
def test_rules_are_turned_round(point: dict[str, Json], wanted: list[tuple[Json, Json]]) -> None:
    assert ways(point) == wanted


@pytest.mark.parametrize(("power", "wanted"), [(True, [("A", "a")]), (False, [])])
def test_what_is_not_available_is_no_way(power: bool, wanted: list[tuple[Json, Json]]) -> None:  # noqa: FBT001 - a case
    rules: Json = [{"dps_val": "a", "value": "A", "available": "power"}, {"dps_val": "b", "value": None}]
    assert ways(dp("option", mapping=rules), POWER, dps={2: power}) == wanted


def test_the_condition_that_holds_comes_before_the_others() -> None:
    rule: Json = {
        "dps_val": "a",
        "constraint": "power",
        "conditions": [
            {"dps_val": True, "value": "on"},
            {"dps_val": False, "value": "off"},
            {"dps_val": False, "hidden": True, "value": "never"},
            {"dps_val": [True, False], "value": "both"},
            {"dps_val": None, "value": "nothing"},
            {"dps_val": False, "value": "unavailable", "available": "no"},
        ],
    }
    no = dp("no", "boolean", 3)
    assert ways(dp("option", mapping=[rule]), POWER, no, dps={2: False, 3: False}) == [("off", "a"), ("on", "a")]
    read_only = POWER | {"readonly": True}
    assert ways(dp("option", mapping=[rule]), read_only, no, dps={2: False, 3: False}) == [("off", "a")]


def test_a_hidden_condition_that_holds_is_no_way() -> None:
    rule: Json = {"dps_val": "a", "constraint": "power", "conditions": [{"dps_val": True, "hidden": True, "value": 1}]}
    assert ways(dp("option", mapping=[rule]), POWER, dps={2: True}) == []


def test_a_condition_on_the_point_itself_holds_by_being_written() -> None:
    rule: Json = {"conditions": [{"dps_val": "a", "value": "A"}, {"dps_val": "b", "value": "B"}]}
    assert ways(dp("option", mapping=[rule])) == [("A", "a"), ("B", "b")]
    assert ways(dp("option", mapping=[rule]), dps={1: "b"}) == [("B", "b")]


def test_substitutions_inside_a_condition_are_ways() -> None:
    rule: Json = {
        "constraint": "power",
        "conditions": [
            {
                "dps_val": True,
                "mapping": [
                    {"dps_val": "a", "value": "A"},
                    {"dps_val": "b", "value": "B", "hidden": True},
                    {"dps_val": None, "value": "C"},
                    {"dps_val": "d", "value": "D", "available": "power"},
                ],
            }
        ],
    }
    assert ways(dp("option", mapping=[rule]), POWER, dps={2: True}) == [("A", "a"), ("D", "d")]
    named = {**rule, "dps_val": "d"}
    assert ways(dp("option", mapping=[named]), POWER, dps={2: True}) == [("D", "d"), ("d", "d")]
    bare: Json = {"constraint": "power", "conditions": [{"dps_val": True, "mapping": [{"dps_val": 3}]}]}
    assert ways(dp("option", "integer", mapping=[bare]), POWER, dps={2: True}) == [(3, 3), ANY]


def test_another_role_takes_the_value() -> None:
    other = dp("other", id=2)
    assert ways(dp("option", mapping=[{"value_redirect": "other"}]), other) == [ANY]
    rules: Json = [{"dps_val": "a", "value_redirect": "other"}, {"dps_val": "b", "value": "B"}]
    assert ways(dp("option", mapping=rules), other, dps={1: "b"}) == [("B", "b")]
    assert ways(dp("option", mapping=rules), other, dps={1: "a"}) == [("B", "b"), ANY]
    rules = [{"value": "x", "value_redirect": "other"}]
    assert ways(dp("option", mapping=rules), other) == [("x", UNSET)]
    rules = [{"constraint": "other", "conditions": [{"dps_val": "z", "value_redirect": "other"}]}]
    assert ways(dp("option", mapping=rules), other) == [ANY]


def test_a_mirrored_role_tells_what_will_be_read() -> None:
    rules: Json = [{"dps_val": "a", "value_mirror": "other"}, {"value_mirror": "other"}]
    assert ways(dp("option", mapping=rules), dp("other", id=2), dps={2: "seen"}) == [("seen", "a")]


def test_truth_values_are_no_numbers() -> None:
    assert [is_number(value) for value in (1, 1.5, True, "1")] == [True, True, False, False]
