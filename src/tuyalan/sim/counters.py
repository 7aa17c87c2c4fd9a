"""What a virtual device has seen and done: numbers and records for assertions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import Cid, DpId, Json


@dataclass(slots=True)
class Counters:
    """Totals since the device was made; a reboot does not clear them."""

    accepted: int = 0
    """TCP connections that the device saw, those it turned away included."""
    turned_away: int = 0
    """Connections for which there was no slot."""
    sessions: int = 0
    """Connections that came as far as requests: with the session key agreed on where there is one."""
    requests: int = 0
    """Frames of clients, negotiation apart."""
    queries: int = 0
    writes: int = 0
    heartbeats: int = 0
    bad_frames: int = 0
    """Frames that could not be read."""
    pushes: int = 0
    """Reports, each counted once however many clients heard it."""
    frames_out: int = 0
    announcements: int = 0
    asks: int = 0
    """Questions on the announcement port that were answered."""


@dataclass(frozen=True, slots=True)
class Write:
    """One write that a client asked for."""

    at: float
    """Monotonic time, seconds."""
    cid: Cid | None
    asked: Mapping[DpId, Json] = field(default_factory=dict[int, object])
    """What the client sent."""
    taken: Mapping[DpId, Json] = field(default_factory=dict[int, object])
    """What the device took of it; the rest was ignored in silence."""
