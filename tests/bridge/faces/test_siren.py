"""Sirens as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.siren import build, plan
from tuyalan.model.features.siren import Siren

HORN = """
1 alarm_state c alarm_sound,normal
5 alarm_volume c low,middle,high
7 alarm_time n 0..60 s
21 alarm_ringtone c 1,2,3
"""


def test_whether_it_sounds_is_told() -> None:
    model = device(HORN)
    model.apply({1: "alarm_sound", 7: 10, 21: "2"})
    assert build(feature(Siren, model, category="sgbj"), model.values) == {"state": "ON", "tone": "2", "duration": 10}


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "OFF"}, {1: "normal"}),
        ({"": "ON"}, {1: "alarm_sound"}),
        ({"state": "ON", "tone": "3", "duration": 5, "volume_level": 1}, {1: "alarm_sound", 5: "high", 7: 5, 21: "3"}),
        ({"tone": "1"}, {1: "alarm_sound", 21: "1"}),
    ],
)
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(HORN)
    assert model.plan(plan(feature(Siren, model, category="sgbj"), wanted, model.values)) == written
