"""Locks: `state` LOCKED or UNLOCKED, `is_open` of the door, `is_requested`; commands LOCK and UNLOCK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.faces.face import STATE, Face, Fields, build_fields, choose, plan_fields

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.lock import Lock
    from tuyalan.vocabulary import Json

_STATES = {True: "LOCKED", False: "UNLOCKED", None: None}


def build(lock: Lock, values: Values) -> Fields:
    """Return whether a lock is locked."""
    state = lock.read(values)
    return build_fields(
        (STATE, True, _STATES[state.is_locked]),
        ("is_open", lock.has("door"), state.is_open),
        ("is_requested", lock.has("request"), state.is_requested),
    )


def plan(lock: Lock, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a lock does what the fields say.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    words = {"LOCK": lock.plan_lock, "UNLOCK": lock.plan_unlock}
    return plan_fields(wanted, {STATE: lambda value: choose(STATE, value, words)})


FACE = Face(build, plan)
