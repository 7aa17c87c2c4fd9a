"""What people send, as values to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.features.building import device
from tests.model.making import known, point
from tuyalan.bridge.commands import MAX_LISTED, find_main_switch, resolve, resolve_feature, resolve_shared
from tuyalan.errors import BadValueError, UnknownDpError, UnknownFeatureError
from tuyalan.model.device import DeviceModel
from tuyalan.model.features.composing import compose
from tuyalan.model.schema import Access, Kind

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Feature

PLUG = {
    1: known(point(Kind.BOOL, "switch_1")),
    2: known(point(Kind.BOOL, "child_lock", id=2)),
    9: known(point(Kind.NUMBER, "countdown_1", id=9, unit="s", minimum=0, maximum=86400)),
    19: known(point(Kind.NUMBER, "cur_power", id=19, unit="W", scale=1, access=Access.READ)),
    38: known(point(Kind.CHOICE, "relay_status", id=38, choices=("off", "on", "memory"))),
    40: known(point(Kind.TEXT, "odd/code", id=40)),
}


def plug(**reported: bool) -> DeviceModel:
    model = DeviceModel("bf01", [PLUG])
    if reported:
        model.apply({1: reported["on"]})
    return model


@pytest.mark.parametrize("word", ["ON", "on", "true", "1", True])
def test_a_bare_word_switches_the_device(word: object) -> None:
    assert resolve({"": word}, plug()) == {"switch_1": True}


def test_state_is_the_main_switch_too() -> None:
    assert resolve({"state": "OFF"}, plug()) == {"switch_1": False}


@pytest.mark.parametrize("is_on", [True, False])
def test_toggle_turns_round_what_the_device_said_last(is_on: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    assert resolve({"": "TOGGLE"}, plug(on=is_on)) == {"switch_1": not is_on}


def test_what_was_never_reported_cannot_be_toggled() -> None:
    with pytest.raises(BadValueError, match="not known whether it is on"):
        resolve({"": "TOGGLE"}, plug())


def test_values_are_meant_as_people_write_them() -> None:
    wanted = {"countdown_1": "20m", "relay_status": "Memory", "dp_2": "off", "1": True}
    assert resolve(wanted, plug()) == {
        "countdown_1": 1200,
        "relay_status": "memory",
        "child_lock": False,
        "switch_1": True,
    }


def test_numbers_and_flags_of_json_are_taken_as_they_are() -> None:
    assert resolve({"countdown_1": 7, "switch_1": False}, plug()) == {"countdown_1": 7, "switch_1": False}


def test_a_text_stays_a_text() -> None:
    assert resolve({"odd/code": "toggle"}, plug()) == {"odd/code": "toggle"}


def test_a_code_that_topics_cannot_hold_is_found_by_its_level() -> None:
    assert resolve({"odd_code": "x"}, plug()) == {"odd/code": "x"}


@pytest.mark.parametrize("wanted", [{"switch_1": None}, {"switch_1": "maybe"}, {"1": True, "switch_1": True}])
def test_what_means_nothing_is_refused(wanted: dict[str, object]) -> None:
    with pytest.raises(BadValueError):
        resolve(wanted, plug())


def test_an_unknown_property_is_refused_with_the_one_that_may_be_meant() -> None:
    with pytest.raises(UnknownDpError, match="switch_1"):
        resolve({"swich_1": True}, plug())


def test_a_device_without_a_switch_has_no_state() -> None:
    sensor = DeviceModel("bf02", [{19: PLUG[19]}])
    assert find_main_switch(sensor) is None
    with pytest.raises(UnknownDpError):
        resolve({"": "ON"}, sensor)


def test_a_switch_of_an_unusual_name_is_found_by_its_number() -> None:
    model = DeviceModel("bf03", [{7: known(point(Kind.BOOL, "b", id=7)), 5: known(point(Kind.BOOL, "a", id=5))}])
    assert resolve({"": "ON"}, model) == {"a": True}


LAMP = {
    20: known(point(Kind.BOOL, "switch_led", id=20)),
    21: known(point(Kind.CHOICE, "work_mode", id=21, choices=("white", "colour"))),
    22: known(point(Kind.NUMBER, "bright_value_v2", id=22, minimum=0, maximum=1000)),
    101: known(point(Kind.BOOL, "child_lock", id=101)),
}


def lamp() -> tuple[DeviceModel, tuple[Feature, ...]]:
    model = DeviceModel("bf04", [LAMP])
    model.apply({20: False, 21: "white", 22: 500, 101: False})
    return model, compose(model)


def test_words_go_to_what_the_device_is_there_for() -> None:
    model, features = lamp()
    assert resolve({"": "ON"}, model, features) == {"switch_led": True}
    wanted = {"state": "ON", "brightness": 254, "child_lock": "on"}
    assert resolve(wanted, model, features) == {"switch_led": True, "bright_value_v2": 1000, "child_lock": True}


def test_the_word_of_a_property_counts_more_than_that_of_a_feature() -> None:
    model, features = lamp()
    planned = resolve({"state": "ON", "switch_led": False}, model, features)
    assert planned == {"switch_led": False}


def test_a_word_that_nobody_knows_is_refused() -> None:
    model, features = lamp()
    with pytest.raises(BadValueError, match="position"):
        resolve({"position": 5}, model, features)


def test_a_feature_is_commanded_by_its_key() -> None:
    model, features = lamp()
    assert resolve_feature("switch_led", {"": "TOGGLE"}, model, features) == {"switch_led": True}
    assert resolve_feature("child_lock", {"": "ON"}, model, features) == {"child_lock": True}
    assert resolve_feature("child_lock", {"state": "ON"}, model, features) == {"child_lock": True}
    with pytest.raises(UnknownFeatureError, match="switch_led") as refused:
        resolve_feature("swich_led", {"": "ON"}, model, features)
    assert refused.value.hint == "It has switch_led, child_lock."


def test_of_many_features_the_first_are_named_and_of_none_that_there_is_none() -> None:
    many = device("\n".join(f"{dp} thing_{dp} n 0..100" for dp in range(101, 121)))
    with pytest.raises(UnknownFeatureError) as refused:
        resolve_feature("x", {"": "ON"}, many, compose(many))
    assert refused.value.hint.endswith(f"thing_112 and {20 - MAX_LISTED} more.")
    with pytest.raises(UnknownFeatureError) as refused:
        resolve_feature("x", {"": "ON"}, device(""), ())
    assert refused.value.hint == "Nothing is known of it that is more than values."


def test_a_feature_of_a_group_is_found_by_the_code_of_its_main_property() -> None:
    lamp = device("20 switch_led b\n22 bright_value_v2 n 10..1000\n9 level/x n 0..100")
    told = {"state": "ON", "brightness": 254}
    found = compose(lamp)
    assert resolve_shared("switch_led", told, lamp, found) == {"switch_led": True, "bright_value_v2": 1000}
    assert resolve_shared("level_x", {"": 5}, lamp, found) == {"level/x": 5}
    with pytest.raises(UnknownFeatureError, match="no feature of control"):
        resolve_shared("control", {"": "OPEN"}, lamp, found)
