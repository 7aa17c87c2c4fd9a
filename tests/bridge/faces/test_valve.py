"""Valves as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.valve import build, plan
from tuyalan.model.features.valve import Valve


def test_a_valve_that_is_open_or_closed_tells_that() -> None:
    model = device("1 switch b\n2 use_time n 0..86400 s ro")
    valve = feature(Valve, model, category="sfkzq")
    assert build(valve, model.values) == {"state": None}
    model.apply({1: True})
    assert build(valve, model.values) == {"state": "open"}


def test_one_that_can_be_half_open_tells_how_far() -> None:
    model = device("1 switch b\n3 valve_open_degree n 0..100 %")
    model.apply({1: False, 3: 0})
    assert build(feature(Valve, model, category="sfkzq"), model.values) == {"state": "closed", "position": 0}


@pytest.mark.parametrize(
    ("wanted", "written"),
    [({"": "OPEN"}, {1: True}), ({"": "OFF"}, {1: False}), ({"position": 30}, {1: True, 3: 30})],
)
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device("1 switch b\n3 valve_open_degree n 0..100 %")
    assert model.plan(plan(feature(Valve, model, category="sfkzq"), wanted, model.values)) == written
