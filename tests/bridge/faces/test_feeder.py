"""Feeders as JSON."""

from __future__ import annotations

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.feeder import build, plan
from tuyalan.model.features.feeder import Feeder

BOWL = "3 manual_feed n 1..12\n4 feed_state c standby,feeding ro\n15 feed_report n 0..20 ro"


def test_the_last_meal_is_told() -> None:
    model = device(BOWL)
    model.apply({4: "standby", 15: 2})
    assert build(feature(Feeder, model), model.values) == {"status": "standby", "portions": 2}


def test_it_feeds_when_told_so() -> None:
    model = device(BOWL)
    feeder = feature(Feeder, model)
    assert model.plan(plan(feeder, {"": "FEED"}, model.values)) == {3: 1}
    assert model.plan(plan(feeder, {"feed": 3}, model.values)) == {3: 3}
