"""Sirens as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.siren import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.siren import Siren

HORN = """
1 alarm_state c alarm_sound,normal
5 alarm_volume c low,middle,high
7 alarm_time n 0..60 s
21 alarm_ringtone c 1,2,3
"""


def test_whether_it_sounds_is_told() -> None:
    model = device(HORN)
    model.apply({1: "alarm_sound", 5: "high", 7: 10, 21: "2"})
    assert build(feature(Siren, model, category="sgbj"), model.values) == {
        "state": "ON", "tone": "2", "duration": 10, "volume_level": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "OFF"}, {1: "normal"}),
        ({"": "ON"}, {1: "alarm_sound"}),
        ({"state": "ON", "tone": "3", "duration": 5, "volume_level": 1}, {1: "alarm_sound", 5: "high", 7: 5, 21: "3"}),
        ({"tone": "1"}, {1: "alarm_sound", 21: "1"}),
        ({"tone": 2}, {1: "alarm_sound", 21: "2"}),
    ],
)
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(HORN)
    assert model.plan(plan(feature(Siren, model, category="sgbj"), wanted, model.values)) == written


def test_a_number_that_is_no_tone_is_refused_as_the_word_it_is() -> None:
    model = device(HORN)
    with pytest.raises(BadValueError, match="9"):
        model.plan(plan(feature(Siren, model, category="sgbj"), {"tone": 9}, model.values))
    with pytest.raises(BadValueError, match="word"):
        plan(feature(Siren, model, category="sgbj"), {"tone": True}, model.values)
