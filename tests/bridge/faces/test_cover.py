"""Covers as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.cover import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.cover import Cover

CURTAIN = """
1 control c open,stop,close
2 percent_control n 0..100 %
3 percent_state n 0..100 % ro
7 work_state c opening,closing ro
8 tilt_position n 0..100 %
"""


@pytest.mark.parametrize(
    ("dps", "state"),
    [
        ({3: 50, 2: 100, 7: "opening"}, "opening"),
        ({3: 50, 2: 0, 7: "closing"}, "closing"),
        ({3: 0}, "closed"),
        ({3: 50}, "open"),
        ({}, None),
    ],
)
def test_where_it_is_and_how_it_moves_is_one_word(dps: dict[int, object], state: str | None) -> None:
    model = device(CURTAIN)
    model.apply(dps)
    assert build(feature(Cover, model), model.values)["state"] == state


def test_positions_are_told() -> None:
    model = device(CURTAIN)
    model.apply({3: 50, 8: 30})
    told = build(feature(Cover, model), model.values)
    assert (told["position"], told["tilt"]) == (50, 30)


def test_one_without_positions_tells_none() -> None:
    model = device("1 control c open,stop,close")
    assert build(feature(Cover, model), model.values) == {"state": None}


@pytest.mark.parametrize(
    ("wanted", "written"),
    [({"": "open"}, {1: "open"}), ({"state": "CLOSE"}, {1: "close"}), ({"": "STOP"}, {1: "stop"}),
     ({"position": "40"}, {2: 40}), ({"tilt": 20}, {8: 20})],
)  # fmt: skip
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(CURTAIN)
    assert model.plan(plan(feature(Cover, model), wanted, model.values)) == written


def test_what_it_cannot_do_is_refused() -> None:
    model = device(CURTAIN)
    for wanted in ({"": "up"}, {"position": 101}, {"speed": 3}):
        with pytest.raises(BadValueError):
            plan(feature(Cover, model), wanted, model.values)
