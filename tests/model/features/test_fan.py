"""Fans and air purifiers."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.composing import compose
from tuyalan.model.features.fan import Fan, FanState, Purifier
from tuyalan.model.features.feature import FeatureKind

CEILING = """
20 switch_led b
22 bright_value n 10..1000
60 fan_switch b
61 fan_mode c fresh,nature
62 fan_speed n 1..6
63 fan_direction c forward,reverse
"""
TOWER = """
1 switch b
2 fan_speed_enum c low,middle,high,auto
5 fan_horizontal c off,30,60,90
22 countdown_set c cancel,1h,2h
"""


def test_a_ceiling_fan_is_a_fan_with_a_light() -> None:
    fan, light = compose(device(CEILING))
    assert (fan.kind, fan.name, light.kind, light.name) == (FeatureKind.FAN, "", FeatureKind.LIGHT, "Light")


def test_a_fan_is_read() -> None:
    model = device(CEILING)
    fan = feature(Fan, model)
    model.apply({60: True, 61: "nature", 62: 3, 63: "reverse"})
    assert fan.read(model.values) == FanState(is_on=True, percent=50, preset="nature", is_reversed=True)
    assert fan.read({}) == FanState()


def test_a_fan_is_told_what_to_do() -> None:
    model = device(CEILING)
    fan = feature(Fan, model)
    assert write(model, fan.plan_on()) == {60: True}
    assert write(model, fan.plan_on(percent=100, preset="fresh")) == {60: True, 62: 6, 61: "fresh"}
    assert write(model, fan.plan_on(percent=0)) == {60: False}
    assert write(model, fan.plan_forward()) == {63: "forward"}
    assert write(model, fan.plan_reverse()) == {63: "reverse"}


def test_words_of_the_speed_that_are_none_are_presets() -> None:
    model = device(TOWER)
    fan = feature(Fan, model)
    assert fan.presets == ("auto",)
    assert write(model, fan.plan_on(preset="auto")) == {1: True, 2: "auto"}
    model.apply({2: "auto", 5: "60"})
    assert fan.read(model.values) == FanState(preset="auto", is_oscillating=True)
    with pytest.raises(BadValueError, match="no preset 'party'") as caught:
        fan.plan_on(preset="party")
    assert caught.value.hint == "It has: auto."


def test_a_fan_swings_by_angle_or_by_bool() -> None:
    model = device(TOWER)
    fan = feature(Fan, model)
    assert write(model, fan.plan_oscillate()) == {5: "90"}
    assert write(model, fan.plan_still()) == {5: "off"}
    plain = feature(Fan, device("1 switch b\n2 fan_speed n 1..3\n3 shake b"))
    assert plain.plan_oscillate() == {"shake": True}
    assert plain.read({"shake": False}).is_oscillating is False
    angles = feature(Fan, device("1 switch b\n2 fan_speed n 1..3\n3 fan_horizontal c 30,60"))
    with pytest.raises(BadValueError, match="no word for swing off"):
        angles.plan_still()


def test_a_fan_without_switch_is_on_while_it_turns() -> None:
    fan = feature(Fan, device("62 fan_speed n 1..3\n63 fan_direction c forward,reverse"))
    assert fan.read({"fan_speed": 2}).is_on is True
    assert fan.read({}).is_on is None
    assert fan.plan_on() == {"fan_speed": 3}
    with pytest.raises(BadValueError, match="no switch"):
        fan.plan_off()


def test_a_fan_without_speeds_says_so() -> None:
    fan = feature(Fan, device("1 switch b\n2 fan_speed_enum c nature,sleep"))
    assert fan.speeds is None
    with pytest.raises(BadValueError, match="no speeds"):
        fan.plan_on(percent=50)
    bare = feature(Fan, device("1 switch b"), category="fs")
    assert (bare.speeds, bare.presets) == (None, ())
    with pytest.raises(BadValueError) as caught:
        bare.plan_on(preset="auto")
    assert caught.value.hint == "This fan has no presets."


def test_a_fan_with_a_filter_is_a_purifier() -> None:
    rows = "1 switch b\n2 pm25 n ro\n3 mode c auto,sleep\n4 fan_speed_enum c low,high\n5 filter n ro"
    purifier = feature(Purifier, device(rows))
    assert purifier.kind is FeatureKind.PURIFIER
    assert purifier.presets == ("auto", "sleep")
    assert [each.kind for each in features(Fan, device(rows))] == [FeatureKind.PURIFIER]


def test_a_fan_takes_nothing_of_its_light() -> None:
    rows = "20 switch_led b\n21 work_mode c white,colour,scene\n22 bright_value n 10..1000\n60 fan_switch b\n62 fan_speed n 1..6"
    fan, light = compose(device(rows), category="fsd")
    assert fan.presets == () if isinstance(fan, Fan) else False
    assert light.has("mode")


def test_a_fan_without_a_switch_is_told_to_stand_still() -> None:
    worded = feature(Fan, device("3 fan_speed_enum c off,low,high"), category="fs")
    assert worded.plan_off() == {"fan_speed_enum": "off"}
    counted = feature(Fan, device("3 fan_speed n 0..3"), category="fs")
    assert counted.plan_off() == {"fan_speed": 0}
    restless = feature(Fan, device("3 fan_speed n 1..3"), category="fs")
    with pytest.raises(BadValueError, match="no switch"):
        restless.plan_off()
