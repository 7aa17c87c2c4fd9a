"""Locks."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.lock import Lock, LockState


def test_a_lock_reports_its_motor() -> None:
    model = device("47 lock_motor_state b ro\n48 manual_lock b\n49 closed_opened b ro")
    lock = feature(Lock, model)
    assert lock.is_hazardous
    model.apply({47: True, 49: True})
    assert lock.read(model.values) == LockState(is_locked=False, is_open=True)
    assert write(model, lock.plan_lock()) == {48: True}
    assert write(model, lock.plan_unlock()) == {48: False}


def test_a_lock_may_be_asked_to_let_somebody_in() -> None:
    model = device("9 unlock_request n 0..90 ro\n10 reply_unlock_request b wo")
    lock = feature(Lock, model)
    model.apply({9: 30})
    assert lock.read(model.values) == LockState(is_requested=True)
    assert write(model, lock.plan_unlock()) == {10: True}
    with pytest.raises(BadValueError, match="cannot be locked"):
        lock.plan_lock()


def test_a_remote_unlocking_goes_both_ways() -> None:
    model = device("1 lock_motor_state b ro\n2 remote_unlock_switch b wo")
    lock = feature(Lock, model)
    assert write(model, lock.plan_lock()) == {2: False}
    assert write(model, lock.plan_unlock()) == {2: True}


def test_a_lock_that_only_reports_cannot_be_unlocked() -> None:
    lock = feature(Lock, device("1 lock_motor_state b ro"))
    with pytest.raises(BadValueError, match="cannot be unlocked"):
        lock.plan_unlock()
    assert lock.read({}) == LockState()


def test_a_child_lock_is_no_lock() -> None:
    assert features(Lock, device("1 switch b\n7 lock b")) == []
    assert feature(Lock, device("7 lock b"), category="ms").read({"lock": True}).is_locked is True
