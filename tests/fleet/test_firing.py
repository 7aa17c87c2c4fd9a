"""What happened is told once, whatever the device repeats."""

from __future__ import annotations

import pytest

from tests.model.features.building import device
from tuyalan.fleet.firing import REMEMBERED, Presses, list_happenings
from tuyalan.model.features import compose


@pytest.mark.parametrize(
    ("points", "codes"),
    [
        ("1 switch_mode1 c click,press", {"switch_mode1"}),
        ("201 ir_send t wo\n202 ir_study_code r ro", {"ir_study_code"}),
        ("201 ir_send t wo", set[str]()),
        ("1 switch_1 b", set[str]()),
    ],
)
def test_presses_and_what_a_blaster_hears_are_happenings(points: str, codes: set[str]) -> None:
    assert list_happenings(compose(device(points))) == codes


def test_the_same_device_time_is_the_same_happening() -> None:
    presses = Presses()
    assert [presses.is_told(1, at) for at in (5.0, 6.0, 5.0, 7.0)] == [False, False, True, False]


def test_each_data_point_has_its_own_times() -> None:
    presses = Presses()
    assert not presses.is_told(1, 5.0)
    assert not presses.is_told(2, 5.0)


def test_without_a_clock_everything_is_new() -> None:
    presses = Presses()
    assert [presses.is_told(1, None) for _ in range(3)] == [False] * 3


def test_old_times_are_forgotten() -> None:
    presses = Presses()
    for at in range(REMEMBERED + 1):
        presses.is_told(1, float(at))
    assert not presses.is_told(1, 0.0)
