"""The switches as values."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tuyalan.sim.faults import HEALTHY, NO_CONTROLS, NO_HEARTBEATS, NO_QUERIES, Faults, Reset


@pytest.mark.parametrize(
    "faults",
    [
        Faults(delay=0.1),
        Faults(jitter=0.1),
        Faults(drop=0.5),
        Faults(drop_next=1),
        Faults(corrupt=0.5),
        Faults(corrupt_next=1),
        Faults(bad_check=0.5),
        Faults(bad_check_next=1),
        Faults(split_at=(4,)),
        Faults(split_randomly=2),
        Faults(trickle_delay=0.1),
        Faults(merge=0.1),
        Faults(garbage=3),
    ],
)
def test_whatever_changes_frames_takes_the_slow_way_out(faults: Faults) -> None:
    assert faults.shapes_frames


def test_a_healthy_device_and_faults_that_leave_frames_alone_take_the_fast_way() -> None:
    assert not HEALTHY.shapes_frames
    assert not replace(HEALTHY, half_open=True, refuses=True, reset=Reset.ON_ACCEPT, mute=NO_QUERIES).shapes_frames


def test_the_ready_made_sets_of_muted_commands_name_what_they_say() -> None:
    assert set(NO_QUERIES) == {0x0A, 0x10}
    assert set(NO_CONTROLS) == {0x07, 0x0D}
    assert set(NO_HEARTBEATS) == {0x09}
