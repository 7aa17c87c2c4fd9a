"""Vacuums as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.vacuum import build, plan
from tuyalan.model.features.vacuum import Vacuum

ROBOT = """
1 switch_go b
2 pause b
3 switch_charge b
4 mode c smart,chargego,zone,pose,spiral
5 status c standby,smart,cleaning,paused,goto_charge,charging ro
8 battery_percentage n 0..100 ro
9 suction c gentle,normal,strong
11 seek b
"""


def test_what_it_is_doing_is_told() -> None:
    model = device(ROBOT)
    model.apply({5: "cleaning", 8: 80, 9: "normal", 4: "smart"})
    assert build(feature(Vacuum, model), model.values) == {
        "state": "cleaning", "fan_speed": "normal", "mode": "smart", "battery": 80,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "start"}, {1: True, 2: False}),
        ({"": "pause"}, {2: True}),
        ({"": "stop"}, {1: False}),
        ({"": "return_to_base"}, {3: True}),
        ({"": "locate"}, {11: True}),
        ({"fan_speed": "strong"}, {9: "strong"}),
        ({"mode": "zone"}, {4: "zone"}),
    ],
)
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(ROBOT)
    assert model.plan(plan(feature(Vacuum, model), wanted, model.values)) == written
