"""What is switched on and off, whatever else it does."""

from __future__ import annotations

import pytest

from tests.blocking.handles.bench import Bench
from tuyalan.blocking.handles.registry import HANDLES
from tuyalan.blocking.handles.switched import SwitchedHandle
from tuyalan.client.handles import switched


@pytest.mark.parametrize(
    ("kind", "rows", "category"),
    [
        ("switch", "1 switch b", "cz"),
        ("water_heater", "1 switch b\n9 temp_set n 30..90 °C\n10 temp_current n °C", "rs"),
    ],
)
def test_all_kinds_are_switched_in_the_same_way(kind: str, rows: str, category: str) -> None:
    device = Bench(rows, category=category)
    handle = getattr(device, kind)()
    handle.turn_on()
    handle.turn_off()
    assert device.desk.written == [{1: True}, {1: False}]


def test_what_is_switched_there_is_switched_here() -> None:
    for theirs, ours in HANDLES.items():
        assert issubclass(ours, SwitchedHandle) is issubclass(theirs, switched.SwitchedHandle), theirs
