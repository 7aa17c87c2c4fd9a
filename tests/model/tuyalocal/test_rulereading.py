"""Mapping rules, from trees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from msgspec import UNSET

from tuyalan.model.tuyalocal.profile import Choice, Condition, PointType, Rule, Span
from tuyalan.model.tuyalocal.rulereading import Neighbour, read_rules, read_span
from tuyalan.model.tuyalocal.tree import Loss, Node

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

TEXT: Final = Neighbour(PointType.STRING, is_masked=False)
NUMBER: Final = Neighbour(PointType.INTEGER, is_masked=False)
FLAG: Final = Neighbour(PointType.BOOLEAN, is_masked=False)
ROLES: Final = {"option": TEXT, "power": FLAG, "level": NUMBER}


def read(*rules: Json, own: Neighbour = TEXT) -> tuple[list[Rule], list[Loss]]:
    losses: list[Loss] = []
    return list(read_rules(Node({"mapping": list(rules)}, "", losses), own, ROLES)), losses


def test_a_rule_keeps_everything() -> None:
    rules, losses = read(
        {
            "dps_val": "a",
            "value": "Word",
            "hidden": True,
            "available": "power",
            "scale": 10,
            "invert": True,
            "step": 5,
            "range": {"min": 0, "max": 10},
            "target_range": {"min": 100, "max": 0},
            "value_redirect": "level",
            "value_mirror": "option",
            "invalid": True,
            "default": True,
            "icon": "mdi:fan",
            "icon_priority": 2,
            "constraint": "power",
            "conditions": [
                {"dps_val": True, "value": "On", "mapping": [{"dps_val": "b", "value": "c", "available": "power"}]},
                {"dps_val": [False, None], "mapping": [{"dps_val": 1, "hidden": True}]},
            ],
        }
    )
    assert losses == []
    assert rules == [
        Rule(
            raw="a",
            value="Word",
            hidden=True,
            available="power",
            scale=10,
            invert=True,
            step=5,
            limits=Span(0, 10),
            target=Span(100, 0),
            redirect="level",
            mirror="option",
            invalid=True,
            default=True,
            icon="mdi:fan",
            icon_priority=2,
            constraint="power",
            conditions=(
                Condition(raws=(True,), value="On", choices=(Choice(raw="b", value="c", available="power"),)),
                Condition(raws=(False, None), choices=(Choice(raw="1", hidden=True),)),
            ),
        )
    ]


def test_no_value_and_the_value_none_are_told_apart() -> None:
    rules, losses = read({"dps_val": "a"}, {"dps_val": "b", "value": None}, {"dps_val": None}, {"scale": 2})
    assert losses == []
    assert [(rule.raw, rule.value) for rule in rules] == [("a", UNSET), ("b", None), (None, UNSET), (UNSET, UNSET)]


@pytest.mark.parametrize(
    ("own", "value", "raw"),
    [
        (TEXT, 5, "5"),
        (TEXT, 80 * 10**30, "8" + "0" * 31),
        (NUMBER, 5, 5),
        (NUMBER, "-5", -5),
        (FLAG, True, True),
        (Neighbour(PointType.FLOAT, is_masked=False), 1.5, 1.5),
        (Neighbour(PointType.HEX, is_masked=True), "7", 7),
    ],
)
def test_raw_values_are_brought_to_the_type_of_the_point(own: Neighbour, value: Json, raw: Json) -> None:
    rules, losses = read({"dps_val": value}, own=own)
    assert ([rule.raw for rule in rules], losses) == ([raw], [])


@pytest.mark.parametrize(
    ("own", "value", "reason"),
    [
        (TEXT, True, "a string is never True"),
        (TEXT, 1.5, "a string is never 1.5"),
        (TEXT, "\udfff", "a string is never '\\udfff'"),
        (TEXT, 1 << 2000, "a string is never 0x1" + "0" * 37 + "..."),
        (NUMBER, "word", "a integer is never word"),
        (NUMBER, 1.5, "a integer is never 1.5"),
        (NUMBER, 2**63, "a integer is never 9223372036854775808"),
        (NUMBER, "9" * 19, "a integer is never 9999999999999999999"),
        (FLAG, 1, "a boolean is never 1"),
    ],
)
def test_a_raw_value_that_never_comes_is_a_loss(own: Neighbour, value: Json, reason: str) -> None:
    rules, losses = read({"dps_val": value}, own=own)
    assert (rules, losses) == ([], [Loss("mapping[0].dps_val", reason)])


@pytest.mark.parametrize(
    ("rule", "place", "reason"),
    [
        ({"scale": 0}, "scale", "0 is not a scale"),
        ({"step": -1}, "step", "-1 is not a step"),
        ({"value": []}, "value", "a list is not a plain value"),
        ({"value": float("nan")}, "value", "nan is not a plain value"),
        ({"value_redirect": "nobody"}, "value_redirect", "the entity has no nobody"),
        ({"odd": 1}, "odd", "unknown key"),
        ({"conditions": [{"value": 1}]}, "conditions[0].dps_val", "a condition needs one"),
        ({"conditions": [{"dps_val": True}]}, "conditions[0].dps_val", "a string is never True"),
        (
            {"conditions": [{"dps_val": "a", "mapping": [{"value": 1}]}]},
            "conditions[0].mapping[0].dps_val",
            "a mapping inside a condition needs one",
        ),
        (
            {"conditions": [{"dps_val": "a", "mapping": [{"dps_val": True}]}]},
            "conditions[0].mapping[0].dps_val",
            "a string is never True",
        ),
    ],
)
def test_what_makes_no_sense_is_a_loss_and_the_rest_stays(rule: Json, place: str, reason: str) -> None:
    rules, losses = read(rule)
    assert losses == [Loss(f"mapping[0].{place}", reason)]
    assert len(rules) == 1
    assert rules[0].raw is UNSET


@pytest.mark.parametrize(
    ("span", "may_turn", "wanted", "reasons"),
    [
        (None, False, None, []),
        ({"min": 1, "max": 2.5}, False, Span(1, 2.5), []),
        ({"min": 2, "max": 1}, True, Span(2, 1), []),
        ({"min": 2, "max": 1}, False, None, [Loss("range", "min 2 is more than max 1")]),
        ({"min": 2}, False, None, [Loss("range", "a range needs min and max")]),
    ],
)
def test_ranges_have_two_ends(span: Json, may_turn: bool, wanted: Span | None, reasons: list[Loss]) -> None:  # noqa: FBT001 - a case
    losses: list[Loss] = []
    node = Node({} if span is None else {"range": span}, "", losses)
    assert read_span(node, "range", may_turn=may_turn) == wanted
    assert losses == reasons
