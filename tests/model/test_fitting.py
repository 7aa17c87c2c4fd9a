"""How well a value fits a description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.model.fitting import (
    ALIEN,
    FACTORS,
    MAX_TEXT,
    NEUTRAL,
    SILENCE,
    Match,
    Sort,
    fit,
    fit_unsaid,
    match_of,
    sort_of,
)
from tuyalan.model.schema import DpSchema, Kind

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

BOOL = DpSchema(id=1, code="switch_1", kind=Kind.BOOL)
NUMBER = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, minimum=0, maximum=100)
RING = DpSchema(id=19, code="doorbell_ring_value", kind=Kind.NUMBER, minimum=1, maximum=38)
OPEN = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER)
BITMAP = DpSchema(id=26, code="fault", kind=Kind.BITMAP, labels=("a", "b"))
BARE = DpSchema(id=26, code="fault", kind=Kind.BITMAP)
CHOICE = DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour", "0"))
CHOICE_OF_OTHERS = DpSchema(id=21, code="mode", kind=Kind.CHOICE, choices=("cold", "hot"))
ANY = DpSchema(id=21, code="work_mode", kind=Kind.CHOICE)
TEXT = DpSchema(id=25, code="note", kind=Kind.TEXT, max_length=4)
FREE = DpSchema(id=25, code="note", kind=Kind.TEXT)
COLOUR = DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT)
RAW = DpSchema(id=33, code="power_memory", kind=Kind.RAW)


@pytest.mark.parametrize(
    ("value", "sort"),
    [
        (True, Sort.BOOL),
        (0, Sort.ZERO),
        (-5, Sort.INTEGER),
        ("", Sort.EMPTY),
        ("stop", Sort.WORD),
        ("fully_open", Sort.WORD),
        ("12", Sort.DIGITS),
        ("00f003e803e8", Sort.COLOUR),
        ("ff00000000ffff", Sort.COLOUR),
        ("00f0a1", Sort.HEX),
        ("AAECAw==", Sort.BASE64),
        ("{}", Sort.OTHER),
        ("aA" * 15 + "!", Sort.OTHER),
        ("x" * (MAX_TEXT + 1), Sort.OTHER),
        (None, None),
        ([1], None),
    ],
)
def test_values_look_like_something(value: Json, sort: Sort | None) -> None:
    assert sort_of(value) is sort


@pytest.mark.parametrize(
    ("point", "value", "match"),
    [
        (BOOL, True, Match.ALIEN),
        (NUMBER, None, Match.ALIEN),
        (NUMBER, 50, Match.INSIDE),
        (NUMBER, -1, Match.OUTSIDE),
        (NUMBER, 101, Match.OUTSIDE),
        (OPEN, -(10**30), Match.UNLIMITED),
        (BITMAP, 3, Match.FLAGS),
        (BITMAP, 4, Match.BEYOND),
        (BITMAP, -1, Match.BEYOND),
        (BARE, 2**31, Match.FLAGS),
        (CHOICE, 3, Match.ALIEN),
        (CHOICE, "white", Match.LISTED),
        (CHOICE, "green", Match.UNLISTED),
        (ANY, "green", Match.OPEN),
        (BOOL, "on", Match.ALIEN),
        (TEXT, "abcd", Match.TEXT),
        (TEXT, "abcde", Match.LONG),
        (FREE, "abcde", Match.TEXT),
        (COLOUR, "00f0", Match.COLOUR),
        (RAW, "AAEC", Match.RAW),
    ],
)
def test_descriptions_have_a_value_or_do_not(point: DpSchema, value: Json, match: Match) -> None:
    assert match_of(point, value) is match


@pytest.mark.parametrize(
    ("better", "worse", "value"),
    [
        (CHOICE, FREE, "white"),
        (FREE, CHOICE, "green"),
        (CHOICE, RAW, "white"),
        (COLOUR, FREE, "00f003e803e8"),
        (FREE, COLOUR, "hello there!"),
        (RAW, CHOICE, "AAECAw=="),
        (NUMBER, RING, 0),
        (NUMBER, BITMAP, 50),
        (CHOICE, NUMBER, "white"),
    ],
)
def test_values_speak_for_one_description_and_against_another(better: DpSchema, worse: DpSchema, value: Json) -> None:
    assert fit(better, value) > fit(worse, value)


@pytest.mark.parametrize(
    ("better", "worse", "value"), [(CHOICE, CHOICE_OF_OTHERS, "white"), (NUMBER, RING, 50), (RAW, CHOICE, "AAECAw==")]
)
def test_silence_on_a_value_is_worth_less_than_a_match_and_more_than_a_contradiction(
    better: DpSchema, worse: DpSchema, value: Json
) -> None:
    assert fit(better, value) > fit_unsaid(value) > fit(worse, value)


def test_what_was_never_met_is_worth_as_much_as_silence() -> None:
    assert fit(ANY, "white") == fit_unsaid("white")


@pytest.mark.parametrize("value", [None, [1], 1.5, True])
def test_silence_on_what_says_nothing_is_no_fault(value: Json) -> None:
    assert fit_unsaid(value) == NEUTRAL


@pytest.mark.parametrize("value", [None, [1], 1.5])
def test_what_no_data_point_holds_says_nothing(value: Json) -> None:
    assert fit(FREE, value) == NEUTRAL


def test_a_bool_fits_every_bool_and_nothing_else() -> None:
    assert fit(BOOL, True) == NEUTRAL
    assert fit(NUMBER, True) == ALIEN


def test_the_best_match_of_every_sort_of_value_is_worth_1_and_none_is_impossible() -> None:
    assert all(max(row.values()) <= 1.0 and min(row.values()) >= 0.01 for row in FACTORS.values())
    assert all(max(*row.values(), SILENCE[sort]) == 1.0 for sort, row in FACTORS.items())
