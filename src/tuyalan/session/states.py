"""The life of a connection as a table; a pair that is missing cannot happen."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(enum.Enum):
    """Where a conversation stands, from either side."""

    NEW = "new"
    NEGOTIATING = "negotiating"
    """Nonces are being exchanged; 3.4 and 3.5 only."""
    OPEN = "open"
    CLOSED = "closed"


class Cue(enum.Enum):
    """What moves a conversation on."""

    START_PLAIN = "start plain"
    START_SECURE = "start secure"
    RESTART = "restart"
    """Another START before FINISH, because the key would have been weak. Facts: NEG-5."""
    AGREED = "agreed"
    END = "end"


TRANSITIONS: Final[Mapping[tuple[State, Cue], State]] = MappingProxyType(
    {
        (State.NEW, Cue.START_PLAIN): State.OPEN,
        (State.NEW, Cue.START_SECURE): State.NEGOTIATING,
        (State.NEW, Cue.END): State.CLOSED,
        (State.NEGOTIATING, Cue.RESTART): State.NEGOTIATING,
        (State.NEGOTIATING, Cue.AGREED): State.OPEN,
        (State.NEGOTIATING, Cue.END): State.CLOSED,
        (State.OPEN, Cue.END): State.CLOSED,
        (State.CLOSED, Cue.END): State.CLOSED,
    }
)
"""The whole life; the diagram in the docs is drawn from it."""


def advance(state: State, cue: Cue) -> State:
    """Return the next state.

    Raises:
        AssertionError: the cue makes no sense in this state; a fault of ours.
    """
    following = TRANSITIONS.get((state, cue))
    if following is None:
        raise AssertionError(f"{cue.value} while {state.value}")
    return following
