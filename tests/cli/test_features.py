"""Which feature is meant, may it be operated, what came of it."""

from __future__ import annotations

import pytest

from tests.model.features.building import device
from tuyalan.cli.features import check_allowed, choose, tell_state
from tuyalan.errors import NotAllowedError, UseError
from tuyalan.model.features import (
    Climate,
    Cover,
    CoverState,
    InfraredState,
    Light,
    LightState,
    LockState,
    MeterState,
    Motion,
    Switch,
    compose,
)
from tuyalan.model.forms.colour import Colour
from tuyalan.model.forms.pulses import Signal
from tuyalan.storage import DeviceRecord

LAMP = compose(device("20 switch_led b\n22 bright_value n\n34 do_not_disturb b"))
GANGS = compose(device("1 switch_1 b\n2 switch_2 b"))
GARAGE = compose(device("1 switch_1 b\n3 doorcontact_state b ro"), category="ckmkzq")


def test_the_only_feature_of_a_kind_is_meant() -> None:
    assert choose(LAMP, Light, which=None, name="lamp").key == "switch_led"


def test_a_device_without_such_a_feature_says_what_it_has() -> None:
    with pytest.raises(UseError, match="lamp has no cover") as caught:
        choose(LAMP, Cover, which=None, name="lamp")
    assert caught.value.hint.startswith("It has: light, switch.")
    with pytest.raises(UseError) as caught:
        choose((), Cover, which=None, name="lamp")
    assert "tuyalan status" in caught.value.hint


def test_of_several_features_one_is_named_by_key_or_name() -> None:
    assert choose(GANGS, Switch, which="switch_2", name="strip").name == "Switch 2"
    assert choose(GANGS, Switch, which="switch 2", name="strip").key == "switch_2"
    with pytest.raises(UseError, match="several") as caught:
        choose(GANGS, Switch, which=None, name="strip")
    assert "switch_1 (Switch 1), switch_2 (Switch 2)" in caught.value.hint
    with pytest.raises(UseError, match="no switch 'left'"):
        choose(GANGS, Switch, which="left", name="strip")


def test_what_the_device_is_there_for_is_meant_if_nothing_is_named() -> None:
    heater = compose(device("1 temp_set n\n2 temp_current n ro\n3 switch b"))
    assert choose(heater, Climate, which=None, name="room").name == ""


def test_what_may_do_harm_is_refused_until_it_is_allowed() -> None:
    door = choose(GARAGE, Cover, which=None, name="garage")
    with pytest.raises(NotAllowedError, match="may do harm") as caught:
        check_allowed(door, DeviceRecord(id="bf01", name="garage"))
    assert "tuyalan allow garage switch_1" in caught.value.hint
    check_allowed(door, DeviceRecord(id="bf01", allowed=("switch_1",)))
    check_allowed(door, DeviceRecord(id="bf01", allowed=("*",)))
    check_allowed(LAMP[0], DeviceRecord(id="bf01"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LightState(is_on=True, brightness=0.4, colour=Colour(32)), "on, brightness 40 %, colour ff8800"),
        (LightState(is_on=False, kelvin=3000), "off, kelvin 3000 K"),
        (CoverState(position=40, motion=Motion.OPENING, is_closed=False), "position 40 %, motion opening, open"),
        (LockState(is_locked=False, is_requested=False), "unlocked, not requested"),
        (MeterState(power_w=98.512), "power w 98.51 W"),
        (InfraredState(learnt=Signal(pulses=(1, 2))), "learnt 2 pulses"),
        (InfraredState(), ""),
    ],
)
def test_states_are_told_in_words(state: LightState, words: str) -> None:
    assert tell_state(state) == words
