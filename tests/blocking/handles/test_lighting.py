"""Lights and switches."""

from __future__ import annotations

import pytest

from tests.blocking.handles.bench import Bench


def test_a_light_shows_what_it_is_told() -> None:
    device = Bench("20 switch_led b\n21 work_mode c white,colour\n22 bright_value_v2 n 10..1000", category="dj")
    device.desk.hear({20: False, 21: "white", 22: 500})
    device.light().turn_on(brightness=1.0)
    device.light().turn_off()
    assert device.desk.written == [{20: True, 22: 1000}, {20: False}]


@pytest.mark.parametrize(
    ("kind", "row"), [("light", "1 switch_led b\n2 bright_value n 25..255"), ("switch", "1 switch b")]
)
def test_toggling_goes_by_what_was_heard_last(kind: str, row: str) -> None:
    device = Bench(row, category="dj" if kind == "light" else "cz")
    handle = device.light() if kind == "light" else device.switch()
    handle.toggle()
    device.desk.hear({1: True})
    handle.toggle()
    assert device.desk.written == [{1: True}, {1: False}]
