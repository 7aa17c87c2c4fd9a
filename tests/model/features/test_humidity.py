"""Humidifiers and dehumidifiers."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import FeatureKind
from tuyalan.model.features.humidity import Dehumidifier, Humidifier, HumidifierState

DRY = """
1 switch b
2 dehumidify_set_value n 35..80/5 %
3 humidity_indoor n 0..100 % ro
4 mode c auto,laundry
5 fan_speed_enum c low,high
"""


def test_a_dehumidifier_is_known_by_its_target() -> None:
    model = device(DRY)
    dry = feature(Dehumidifier, model)
    model.apply({1: True, 2: 50, 3: 61, 4: "auto", 5: "low"})
    assert (dry.kind, dry.span, dry.targets) == (FeatureKind.DEHUMIDIFIER, (35, 80), ())
    assert (dry.modes, dry.fans) == (("auto", "laundry"), ("low", "high"))
    assert dry.read(model.values) == HumidifierState(is_on=True, target=50, current=61, mode="auto", fan="low")
    assert write(model, dry.plan_target(55)) == {2: 55}
    assert write(model, dry.plan_mode("laundry")) == {4: "laundry"}
    assert write(model, dry.plan_fan("high")) == {5: "high"}
    assert write(model, dry.plan_on()) == {1: True}
    assert write(model, dry.plan_off()) == {1: False}


def test_a_target_may_be_a_word() -> None:
    model = device("1 switch b\n2 dehumidify_set_enum c CO,40RH,50RH,60RH")
    dry = feature(Dehumidifier, model)
    model.apply({2: "50RH"})
    assert (dry.targets, dry.span) == ((40, 50, 60), (40, 60))
    assert dry.read(model.values).target == 50
    assert write(model, dry.plan_target(57)) == {2: "60RH"}
    model.apply({2: "CO"})
    assert dry.read(model.values).target is None


def test_words_without_numbers_are_no_targets() -> None:
    dry = feature(Dehumidifier, device("1 switch b\n2 dehumidify_set_enum c low,high"))
    assert dry.targets == ()
    with pytest.raises(BadValueError, match="is a number"):
        dry.plan_target(50)


def test_a_diffuser_is_known_by_its_spray() -> None:
    mist = feature(Humidifier, device("1 switch_spray b\n2 mode c small,large"))
    assert (mist.kind, mist.span, mist.targets, mist.fans) == (FeatureKind.HUMIDIFIER, (30, 80), (), ())
    assert feature(Humidifier, device("1 switch b"), category="jsq").modes == ()
    assert mist.read({}) == HumidifierState()
