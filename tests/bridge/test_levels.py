"""Whatever a device is called, its topics are safe and its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.bridge.levels import MAX_LEVEL, Levels, make_level

HOSTILE = [
    "",
    "   ",
    "+",
    "#",
    "a/b",
    "a+b#c",
    "nul\0nul",
    "tab\tnewline\n",
    "\u202eevil",
    "\ud800",
    "$SYS",
    "x" * 65_536,
    "é" * 64,
]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("Desk lamp", "Desk lamp"),
        ("  Desk   lamp ", "Desk lamp"),
        ("Küche/Licht", "Küche_Licht"),
        ("a+b#c", "a_b_c"),
        ("nul\0nul", "nul_nul"),
        ("line\nbreak", "line_break"),
        ("$SYS", "_SYS"),
        ("Ku\u0308che", "Küche"),
        ("x" * 65_536, "x" * MAX_LEVEL),
        ("é" * 64, "é" * 32),
    ],
)
def test_what_topics_cannot_hold_is_replaced(name: str, level: str) -> None:
    assert make_level(name) == level


@pytest.mark.parametrize("name", ["", "  ", "###", "\0", "///"])
def test_a_name_of_nothing_becomes_the_id_and_without_id_a_word(name: str) -> None:
    assert make_level(name, fallback="bf01") == "bf01"
    assert make_level(name, fallback="+") == "device"


@given(st.text())
def test_a_level_is_safe_short_and_gives_itself(name: str) -> None:
    level = make_level(name)
    assert level
    assert not set(level) & set("/+#\0")
    assert len(level.encode()) <= MAX_LEVEL
    assert make_level(level) == level


def test_the_second_of_the_same_name_gets_the_end_of_its_id() -> None:
    levels = Levels()
    assert levels.give("bf0001", "Lamp") == "Lamp"
    assert levels.give("bf0002", "Lamp") == "Lamp_0002"
    assert levels.give("xx0002", "Lamp") == "Lamp_0002_2"
    assert levels.give("bf0001", "Lamp") == "Lamp"


def test_names_that_only_differ_in_what_is_replaced_stay_apart() -> None:
    levels = Levels()
    given = {levels.give(f"device{number}", name) for number, name in enumerate(HOSTILE)}
    assert len(given) == len(HOSTILE)


def test_a_long_name_makes_room_for_what_tells_it_apart() -> None:
    levels = Levels()
    levels.give("bf0001", "y" * 500)
    assert levels.give("bf0002", "y" * 500) == "y" * (MAX_LEVEL - 5) + "_0002"


def test_no_device_gets_the_level_of_the_bridge() -> None:
    assert Levels().give("bf0001", "bridge") == "bridge_0001"


def test_a_renamed_device_leaves_its_level_to_others() -> None:
    levels = Levels()
    levels.give("bf0001", "Lamp")
    assert levels.give("bf0001", "Desk") == "Desk"
    assert levels.give("bf0002", "Lamp") == "Lamp"


def test_a_level_is_found_by_itself_and_by_the_id_of_its_device() -> None:
    levels = Levels()
    levels.give("bf0001", "Lamp")
    assert levels.find("Lamp") == "bf0001"
    assert levels.find("bf0001") == "bf0001"
    assert levels.find("lamp") is None


def test_a_level_that_is_taken_back_is_nobodys() -> None:
    levels = Levels()
    levels.give("bf0001", "Lamp")
    assert levels.take("bf0001") == "Lamp"
    assert levels.take("bf0001") is None
    assert levels.find("Lamp") is None


def test_names_can_be_spelt_in_another_way() -> None:
    def spell(name: str, *, fallback: str = "") -> str:
        return (name or fallback).lower().replace(" ", "_")

    levels = Levels(spell=spell)
    assert levels.give("bf0001", "Desk Lamp") == "desk_lamp"
