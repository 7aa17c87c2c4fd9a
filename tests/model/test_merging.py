"""Which description counts."""

from __future__ import annotations

import pytest

from tests.model.making import known, point
from tuyalan.model.merging import choose, collect, describe_type, fits, observe
from tuyalan.model.schema import Kind
from tuyalan.model.sources import Source

GUESS = known(point(Kind.NUMBER, "guess"), Source.INFERENCE)
CATALOGUE = known(point(Kind.BOOL, "switch"), Source.CATALOGUE, "product key")
OWN = known(point(Kind.CHOICE, "mode", choices=("a",)), Source.IMPORT)


def test_the_most_trusted_comes_first_whatever_the_order() -> None:
    assert collect([{1: GUESS}, {1: CATALOGUE}, {1: OWN}]) == {1: (OWN, CATALOGUE, GUESS)}


def test_of_equals_the_earlier_comes_first() -> None:
    other = known(point(Kind.NUMBER, "other"), Source.CATALOGUE)
    assert collect([{1: CATALOGUE}, {1: other}])[1] == (CATALOGUE, other)


def test_each_data_point_has_its_own_best_source() -> None:
    assert collect([{2: OWN}, {1: GUESS}]) == {1: (GUESS,), 2: (OWN,)}


def test_the_first_wins_until_a_value_contradicts_it() -> None:
    assert choose(1, (OWN, CATALOGUE), None) is OWN
    assert choose(1, (CATALOGUE, GUESS), True) is CATALOGUE


def test_what_a_value_contradicts_loses_with_a_note() -> None:
    chosen = choose(1, (CATALOGUE, GUESS), 7)
    assert chosen.point is GUESS.point
    assert chosen.evidence == "catalogue says switch, a bool, but a number was seen"


def test_where_nothing_is_left_the_value_tells_the_type() -> None:
    chosen = choose(1, (CATALOGUE,), "hello")
    assert (chosen.source, chosen.point.code, chosen.point.kind) == (Source.OBSERVED, "dp_1", Kind.TEXT)
    assert chosen.evidence == "a text was seen; catalogue says switch, a bool, but a text was seen"


@pytest.mark.parametrize(
    ("kind", "raw", "is_so"),
    [
        (Kind.BOOL, True, True),
        (Kind.BOOL, "false", True),
        (Kind.BOOL, 1, True),
        (Kind.BOOL, 2, False),
        (Kind.BOOL, "maybe", False),
        (Kind.NUMBER, 5, True),
        (Kind.NUMBER, 5.5, True),
        (Kind.NUMBER, "5", True),
        (Kind.NUMBER, True, False),
        (Kind.BITMAP, 5, True),
        (Kind.BITMAP, 5.5, False),
        (Kind.CHOICE, "any", True),
        (Kind.CHOICE, 1, True),
        (Kind.CHOICE, 2, False),
        (Kind.TEXT, "x", True),
        (Kind.RAW, 5, False),
        (Kind.COMPOSITE, [], False),
    ],
)
def test_odd_firmware_contradicts_nothing(kind: Kind, raw: object, is_so: bool) -> None:  # noqa: FBT001
    assert fits(point(kind, choices=("1",)), raw) is is_so


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([True], Kind.BOOL),
        ([7], Kind.NUMBER),
        ([7.5], Kind.NUMBER),
        (["x"], Kind.TEXT),
        ([None], Kind.TEXT),
        ([{"a": 1}], Kind.TEXT),
        ([True, 7], Kind.NUMBER),
        ([7, True], Kind.NUMBER),
        ([7, 8], Kind.NUMBER),
        ([7, "x"], Kind.TEXT),
        (["x", 7], Kind.TEXT),
    ],
)
def test_a_type_grows_with_what_is_seen(values: list[object], kind: Kind) -> None:
    seen = None
    for value in values:
        seen = observe(5, value, seen)
    assert seen is not None
    assert (seen.point.kind, seen.point.code, seen.confidence) == (kind, "dp_5", 0.0)


def test_types_have_names() -> None:
    names = [describe_type(raw) for raw in (True, 1, 1.5, "x", None, ["a"])]
    assert names == ["a bool", "a number", "a number", "a text", "nothing", "a structure"]


@pytest.mark.parametrize(
    ("raw", "is_so"), [(1, True), (7, True), ("7", True), ("word", False), (True, False), (None, False)]
)
def test_a_choice_of_numbers_has_any_number(raw: object, is_so: bool) -> None:  # noqa: FBT001 - a case
    assert fits(point(Kind.CHOICE, choices=("1",), wire=Kind.NUMBER), raw) is is_so


@pytest.mark.parametrize(("raw", "is_so"), [(True, True), (False, True), (1, False), ("true", False)])
def test_a_choice_of_truth_values_has_these_alone(raw: object, is_so: bool) -> None:  # noqa: FBT001 - a case
    assert fits(point(Kind.CHOICE, choices=("true", "false"), wire=Kind.BOOL), raw) is is_so
