"""Locks: whether they are locked, and locking and unlocking from afar where a device allows that on the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.errors import BadValueError
from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

LOCKS: Final = frozenset({"ms", "jtmspro", "jtmsbh", "videolock", "photolock", "gyms", "hotelms", "mk"})
"""Categories of door locks and access control."""


class LockState(State, frozen=True, kw_only=True):
    """Whether a lock is locked."""

    is_locked: bool | None = None
    is_open: bool | None = None
    """Whether the door stands open."""
    is_requested: bool | None = None
    """Whether somebody at the door asks to be let in."""


class Lock(Feature, frozen=True, kw_only=True):
    """Something that bars a door.

    Roles: `motor` (reports: true is unlocked), `lock` (written: true locks), `unlock` (written: true unlocks), `request`
    and `reply` (somebody asks; true lets in), `door`.
    """

    kind: ClassVar[FeatureKind] = FeatureKind.LOCK

    def read(self, values: Values) -> LockState:
        """Return whether it is locked."""
        motor = self.get_flag("motor", values)
        request = self.get_number("request", values)
        return LockState(
            is_locked=self.get_flag("lock", values) if motor is None else not motor,
            is_open=self.get_flag("door", values),
            is_requested=None if request is None else request > 0,
        )

    def plan_lock(self) -> Plan:
        """Plan to lock it.

        Raises:
            BadValueError: It cannot be locked from afar.
        """
        if self.can_write("lock"):
            return {self.roles["lock"].code: True}
        if self.can_write("unlock"):
            return {self.roles["unlock"].code: False}
        raise _refuse("locked")

    def plan_unlock(self) -> Plan:
        """Plan to unlock it; of locks that only let in whom somebody has asked for: to let in.

        Raises:
            BadValueError: It cannot be unlocked from afar.
        """
        for word, value in (("unlock", True), ("lock", False), ("reply", True)):
            if self.can_write(word):
                return {self.roles[word].code: value}
        raise _refuse("unlocked")


def _refuse(what: str) -> BadValueError:
    return BadValueError(
        f"the lock cannot be {what} over the network",
        hint="Many locks take that by Bluetooth or from the maker's cloud only.",
    )


_ROLES: Final = (
    role("motor", "b", "lock_motor_state"),
    role("lock", "b", "manual_lock lock_switch blelock_switch", written=True),
    role("unlock", "b", "remote_unlock_switch unlock_switch unlock_remote open_closedoor", written=True),
    role("request", "n", "unlock_request"),
    role("reply", "b", "reply_unlock_request", written=True),
    role("door", "b", "closed_opened doorcontact_state open_close_state", shared=True),
)

RECIPES: Final = (
    Recipe(
        make=Lock,
        roles=(
            *_ROLES[:1],
            role("lock", "b", "manual_lock lock_switch blelock_switch lock", written=True),
            *_ROLES[2:],
        ),
        needs=(),
        suffices=("motor", "lock", "unlock", "request"),
        anchors=("motor", "lock", "unlock", "request"),
        categories=LOCKS,
        label="Lock",
        is_hazardous=True,
    ),
    Recipe(
        make=Lock,
        roles=_ROLES,
        needs=("motor", "request reply", "request unlock"),
        anchors=("motor", "request"),
        label="Lock",
        is_hazardous=True,
    ),
)
"""A bool `lock` is a child lock in most devices, so it counts in locks alone."""
