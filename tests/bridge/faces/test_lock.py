"""Locks as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.lock import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.lock import Lock

DOOR = "47 lock_motor_state b ro\n46 manual_lock b\n9 unlock_request n 0..90 s ro\n40 closed_opened b ro"


def test_whether_it_is_locked_is_told() -> None:
    model = device(DOOR)
    model.apply({47: True, 9: 0, 40: True})
    assert build(feature(Lock, model, category="ms"), model.values) == {
        "state": "UNLOCKED", "is_open": True, "is_requested": False,
    }  # fmt: skip
    model.apply({47: False})
    assert build(feature(Lock, model, category="ms"), model.values)["state"] == "LOCKED"


def test_a_lock_that_has_told_nothing_is_unknown() -> None:
    model = device("46 manual_lock b")
    assert build(feature(Lock, model, category="ms"), model.values) == {"state": None}


def test_commands_are_written_and_others_refused() -> None:
    model = device(DOOR)
    lock = feature(Lock, model, category="ms")
    assert model.plan(plan(lock, {"": "LOCK"}, model.values)) == {46: True}
    assert model.plan(plan(lock, {"state": "unlock"}, model.values)) == {46: False}
    with pytest.raises(BadValueError, match="state cannot be 'OPEN'"):
        plan(lock, {"": "OPEN"}, model.values)
