"""Humidifiers and dehumidifiers as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.humidity import build, plan
from tuyalan.model.features.humidity import Dehumidifier

DRYER = """
1 switch b
2 dehumidify_set_value n 35..80/5 %
3 humidity_indoor n 0..100 % ro
4 mode c auto,laundry
5 fan_speed_enum c low,high
"""


def test_everything_it_has_is_told() -> None:
    model = device(DRYER)
    model.apply({1: True, 2: 50, 3: 61, 4: "auto", 5: "low"})
    assert build(feature(Dehumidifier, model, category="cs"), model.values) == {
        "state": "ON", "humidity": 50, "current_humidity": 61, "mode": "auto", "fan_mode": "low",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "ON"}, {1: True}),
        ({"": "OFF"}, {1: False}),
        ({"humidity": 45}, {2: 45}),
        ({"humidity": 52}, {2: 50}),
        ({"mode": "laundry"}, {4: "laundry"}),
        ({"fan_mode": "high"}, {5: "high"}),
    ],
)
def test_fields_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(DRYER)
    assert model.plan(plan(feature(Dehumidifier, model, category="cs"), wanted, model.values)) == written
