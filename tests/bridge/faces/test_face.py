"""Words and fields of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.features.building import device, feature
from tests.model.making import prop
from tuyalan.bridge.faces.face import (
    build_fields,
    build_switch,
    choose,
    plan_fields,
    plan_switch,
    read_number,
    read_switch,
    read_word,
    settle,
)
from tuyalan.errors import BadValueError
from tuyalan.model.features.climate import Climate
from tuyalan.model.features.switch import Switch
from tuyalan.model.schema import Kind

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize(("value", "wanted"), [("on", True), ("ON ", True), (True, True), (1, True), ("off", False)])
def test_words_of_a_switch_are_read_in_any_case(value: object, wanted: bool) -> None:  # noqa: FBT001 - what is expected
    assert read_switch(value, is_on=None) is wanted


def test_toggling_needs_to_know_what_is() -> None:
    assert read_switch("TOGGLE", is_on=False) is True
    assert read_switch("toggle", is_on=True) is False
    with pytest.raises(BadValueError, match="not known whether"):
        read_switch("TOGGLE", is_on=None)


@pytest.mark.parametrize("value", ["maybe", 2, None, 1.5, {"a": "x" * 99}])
def test_what_is_no_state_is_refused(value: object) -> None:
    with pytest.raises(BadValueError, match="the state cannot be"):
        read_switch(value, is_on=True)


def test_states_are_told_as_words() -> None:
    assert (build_switch(True), build_switch(False), build_switch(None)) == ("ON", "OFF", None)


def test_a_switch_is_planned_by_what_it_is_told_and_what_it_is() -> None:
    plug = Switch(key="power", name="", roles={"switch": prop(Kind.BOOL, "power")})
    assert plan_switch(plug, "ON", is_on=None) == {"power": True}
    assert plan_switch(plug, "TOGGLE", is_on=True) == {"power": False}


def test_only_fields_that_a_feature_has_are_built() -> None:
    assert build_fields(("state", True, "ON"), ("mode", False, "eco"), ("target", True, None)) == {
        "state": "ON",
        "target": None,
    }


def test_numbers_come_as_numbers_or_text() -> None:
    assert (read_number("x", 3), read_number("x", "4.5"), read_number("x", 5.0)) == (3, 4.5, 5)
    for value in (True, "many", None, "nan", "1e999", [1]):
        with pytest.raises(BadValueError, match="x is a number"):
            read_number("x", value)


def test_words_are_texts() -> None:
    assert read_word("x", " low ") == "low"
    with pytest.raises(BadValueError, match="x is a word"):
        read_word("x", 3)


def test_a_word_does_what_it_says() -> None:
    assert choose("state", "open", {"OPEN": lambda: {"a": 1}}) == {"a": 1}
    for value in ("stop", 1):
        with pytest.raises(BadValueError) as caught:
            choose("state", value, {"OPEN": dict})
        assert caught.value.hint == "Send one of OPEN."


def test_fields_are_planned_in_order_and_unknown_ones_refused() -> None:
    ways: dict[str, Callable[[object], dict[str, object]]] = {
        "state": lambda value: {"a": value},
        "speed": lambda value: {"b": value},
    }
    assert list(plan_fields({"speed": 1, "": 2}, ways).items()) == [("a", 2), ("b", 1)]
    assert plan_fields({"speed": 1}, ways) == {"b": 1}
    with pytest.raises(BadValueError, match="no field 'tone'") as caught:
        plan_fields({"tone": 1}, ways)
    assert caught.value.hint == "There are: state, speed."


def test_numbers_settle_on_the_steps_of_their_property() -> None:
    model = device("1 switch b\n2 temp_set n 50..300/5 .1 °C\n3 mode c heat,cool\n4 temp_current n °C ro")
    climate = feature(Climate, model, category="wk")
    assert settle({"temp_set": 21.3, "mode": "heat", "switch": True}, climate) == {
        "temp_set": 21.5, "mode": "heat", "switch": True,
    }  # fmt: skip
    assert settle({"temp_set": 4.9}, climate) == {"temp_set": 4.9}
    assert settle({"temp_set": 30.1}, climate) == {"temp_set": 30.1}
