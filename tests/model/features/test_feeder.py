"""Feeders."""

from __future__ import annotations

from tests.model.features.building import device, feature, write
from tuyalan.model.features.feeder import Feeder, FeederState


def test_a_feeder_gives_portions_or_a_meal() -> None:
    model = device(
        "1 meal_plan r\n2 quick_feed b\n3 manual_feed n 1..12\n4 feed_state c standby,feeding ro\n15 feed_report n ro"
    )
    feeder = feature(Feeder, model)
    model.apply({4: "standby", 15: 3})
    assert feeder.read(model.values) == FeederState(status="standby", portions=3)
    assert write(model, feeder.plan_feed(2)) == {3: 2}
    assert write(model, feeder.plan_feed()) == {2: True}


def test_without_a_quick_meal_it_is_one_portion() -> None:
    model = device("3 manual_feed n 1..12")
    assert write(model, feature(Feeder, model).plan_feed()) == {3: 1}
