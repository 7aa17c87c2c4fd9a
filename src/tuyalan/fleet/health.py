"""How a device is, in words that machines can branch on and people can act on; and what was counted of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.client.connection import Status

if TYPE_CHECKING:
    from tuyalan.errors import TuyalanError

STARTING: Final = "starting"
"""The reason of a device that was not reached yet, and has not failed yet."""
STOPPED: Final = "stopped"
"""The reason of a device that is not kept any more: the hub ends, or the device was removed."""
ABSENT: Final = "absent"
"""The reason of a child that its gateway says it cannot reach."""


class Health(msgspec.Struct, frozen=True):
    """Whether a device answers, and if not, why."""

    is_online: bool
    reason: str | None
    """`None` while it is online; else the stable code of the error that keeps it away, `starting`, `stopped` or `absent`."""
    message: str = ""
    """The fact for people; it may name addresses, never a secret."""
    hint: str = ""
    """What to do about it."""
    since: float = 0.0
    """When it became so: Unix time, seconds."""


class Counters(msgspec.Struct):
    """What was counted of one device since the hub began."""

    sessions: int = 0
    """Sessions that got as far as an answer."""
    reconnects: int = 0
    """Sessions after the first one."""
    restarts: int = 0
    """How often the task that keeps the device had to be started again because of a fault of ours."""
    updates: int = 0
    """Reports heard, answers included."""
    events: int = 0
    """Presses, rings and the like."""
    repeated_events: int = 0
    """Events that were heard before and not told again."""
    writes_confirmed: int = 0
    writes_acknowledged: int = 0
    """Received by the device, which never reports these data points."""
    writes_sent: int = 0
    """Handed to the network, where nobody wanted to wait for more."""
    writes_superseded: int = 0
    """A later write to the same data points went out in their place."""
    writes_refused: int = 0
    """By the device, or because a value does not fit."""
    writes_failed: int = 0
    """The device was away, or did not answer in time."""
    writes_repeated: int = 0
    """Sent a second time because the connection broke before the outcome was known."""


def judge(status: Status, error: TuyalanError | None, before: Health, *, now: float, is_absent: bool = False) -> Health:
    """Return the health after a change of the connection; the same object if nothing has changed.

    Args:
        status: Where the connection stands.
        error: Why the device is away, if that is known.
        before: The health until now.
        now: Unix time, seconds.
        is_absent: Its gateway says that it does not reach it.
    """
    if status is Status.OPEN and is_absent:
        health = Health(
            is_online=False,
            reason=ABSENT,
            message="its gateway does not reach it",
            hint="Check its battery, and its distance to the gateway.",
            since=now,
        )
    elif status is Status.OPEN:
        health = Health(is_online=True, reason=None, since=now)
    elif status is Status.CLOSED:
        health = Health(is_online=False, reason=STOPPED, since=now)
    elif error is not None:
        health = Health(is_online=False, reason=error.code, message=error.message, hint=error.hint, since=now)
    elif not before.is_online and before.reason != STOPPED:
        # Trying again is no news; what kept it away is still the best that is known.
        return before
    else:
        health = Health(is_online=False, reason=STARTING, since=now)
    is_same = health.is_online == before.is_online and health.reason == before.reason
    return msgspec.structs.replace(health, since=before.since) if is_same else health
