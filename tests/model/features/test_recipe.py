"""Which codes play which part."""

from __future__ import annotations

import pytest

from tests.model.making import prop
from tuyalan.model.features.feature import Feature
from tuyalan.model.features.recipe import Pool, Recipe, role, split_code
from tuyalan.model.schema import Access, Kind

SWITCH = role("switch", "b", "switch", written=True)
MODE = role("mode", "c", "mode work_mode", choices=("heat",))
COUNTDOWN = role("countdown", "n", "countdown", shared=True)
RECIPE = Recipe(
    make=Feature,
    roles=(SWITCH, MODE, COUNTDOWN),
    needs=("switch mode", "switch countdown"),
    suffices=("switch",),
    categories=frozenset({"qn"}),
    anchors=("switch",),
)


@pytest.mark.parametrize(
    ("code", "split"),
    [
        ("switch_led", ("switch_led", "")),
        ("bright_value_v2", ("bright_value", "")),
        ("switch_2", ("switch", "2")),
        ("Switch2", ("switch", "2")),
        ("colour_data_v2_3", ("colour_data", "3")),
        ("12", ("12", "")),
        ("", ("", "")),
    ],
)
def test_a_code_is_parted_from_version_and_number(code: str, split: tuple[str, str]) -> None:
    assert split_code(code) == split


def test_a_role_takes_what_is_of_its_kind_can_be_written_and_has_one_of_its_words() -> None:
    assert SWITCH.takes(prop(Kind.BOOL, "switch"))
    assert not SWITCH.takes(prop(Kind.NUMBER, "switch"))
    assert not SWITCH.takes(prop(Kind.BOOL, "switch", access=Access.READ))
    assert MODE.takes(prop(Kind.CHOICE, "mode", choices=("Heat", "Cool")))
    assert not MODE.takes(prop(Kind.CHOICE, "mode", choices=("white", "colour")))
    assert not role("mode", "c", "mode", bars=("white",)).takes(prop(Kind.CHOICE, "mode", choices=("White", "Auto")))
    assert role("mode", "cn", "mode", choices=("heat",)).takes(prop(Kind.NUMBER, "mode"))


def test_parts_of_a_device_are_told_apart_by_their_numbers() -> None:
    pool = Pool(
        [
            prop(Kind.BOOL, "switch_2", id=2),
            prop(Kind.BOOL, "switch_1", id=1),
            prop(Kind.NUMBER, "countdown_1", id=9),
            prop(Kind.NUMBER, "countdown_2", id=10),
        ]
    )
    assert pool.list_numbers(RECIPE) == ["1", "2"]
    assert {word: each.code for word, each in pool.fill(RECIPE, "2").items()} == {
        "switch": "switch_2",
        "countdown": "countdown_2",
    }


def test_the_first_part_may_go_without_a_number() -> None:
    pool = Pool([prop(Kind.BOOL, "switch_1"), prop(Kind.NUMBER, "countdown", id=9)])
    assert set(pool.fill(RECIPE, "1")) == {"switch", "countdown"}


def test_what_is_taken_is_not_found_again_unless_it_is_shared() -> None:
    switch, countdown = prop(Kind.BOOL, "switch"), prop(Kind.NUMBER, "countdown", id=9)
    pool = Pool([switch, countdown])
    pool.take(RECIPE, pool.fill(RECIPE, ""))
    assert (pool.is_taken(switch), pool.is_taken(countdown)) == (True, False)
    assert pool.list_numbers(RECIPE) == []
    assert set(pool.fill(RECIPE, "")) == {"countdown"}


def test_a_property_plays_one_part_only() -> None:
    twice = Recipe(make=Feature, roles=(SWITCH, role("power", "b", "switch")), needs=("switch",), anchors=("switch",))
    assert set(Pool([prop(Kind.BOOL, "switch")]).fill(twice, "")) == {"switch"}


def test_less_is_enough_where_the_category_says_the_rest() -> None:
    assert RECIPE.is_met(["switch", "countdown"], category="")
    assert not RECIPE.is_met(["switch"], category="")
    assert RECIPE.is_met(["switch"], category="qn")
    assert not RECIPE.is_met(["mode"], category="qn")
