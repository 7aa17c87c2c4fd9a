"""Fans as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.fan import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.fan import Fan

CEILING = """
60 fan_switch b
61 fan_mode c fresh,nature
62 fan_speed n 1..4
63 fan_direction c forward,reverse
64 fan_horizontal b
"""


def test_how_it_turns_is_told() -> None:
    model = device(CEILING)
    model.apply({60: True, 61: "nature", 62: 2, 63: "reverse", 64: True})
    assert build(feature(Fan, model), model.values) == {
        "state": "ON", "percentage": 50, "preset_mode": "nature", "oscillation": "oscillate_on", "direction": "reverse",
    }  # fmt: skip


def test_what_is_not_known_yet_is_nothing() -> None:
    model = device("60 fan_switch b\n62 fan_speed n 1..4")
    assert build(feature(Fan, model), model.values) == {"state": None, "percentage": None}


@pytest.mark.parametrize(
    ("wanted", "written"),
    [
        ({"": "ON"}, {60: True}),
        ({"state": "off"}, {60: False}),
        ({"percentage": 100}, {60: True, 62: 4}),
        ({"preset_mode": "fresh"}, {60: True, 61: "fresh"}),
        ({"oscillation": "oscillate_on"}, {64: True}),
        ({"oscillation": "oscillate_off"}, {64: False}),
        ({"direction": "forward"}, {63: "forward"}),
        ({"direction": "reverse"}, {63: "reverse"}),
    ],
)
def test_fields_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(CEILING)
    assert model.plan(plan(feature(Fan, model), wanted, model.values)) == written


def test_a_field_that_says_nothing_is_refused() -> None:
    model = device(CEILING)
    with pytest.raises(BadValueError, match="direction cannot be 'up'"):
        plan(feature(Fan, model), {"direction": "up"}, model.values)
