"""One thing asked: what it is, how it was sent, what it still waits for. The desk moves it along."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.wire.commands import CONTROLS, QUERIES, Command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.session.reading import NullRead
    from tuyalan.vocabulary import Cid, DpId, Json
    from tuyalan.wire.messages import ChildrenReport

_LANES: Final[Mapping[int, int]] = MappingProxyType(
    {
        **dict.fromkeys(QUERIES, int(Command.QUERY)),
        **dict.fromkeys(CONTROLS, int(Command.CONTROL)),
    }
)


class Kind(enum.Enum):
    """What was asked."""

    READ = "read"
    WRITE = "write"
    REFRESH = "refresh"
    CHILDREN = "children"
    RAW = "raw"


class Request:
    """One thing asked, until it is answered, confirmed or failed."""

    # Defaults stand in the class: a request uses few of them, and making one is part of every round trip.
    sent = False
    acknowledged = False
    is_done = False
    """Confirmed before it was acknowledged: kept for a while, so that its reply is not taken for the next one's."""
    is_plain = False
    """A read with one question and one answer, asked by the caller."""
    sequences: tuple[int, ...] = ()
    """The numbers under which it was sent."""
    deadline: float = 0.0
    turn_ends: float = 0.0
    """When the next request of the lane may go although this one got no reply; 0 when it has its reply."""
    sibling_at: float = 0.0
    """When the other query command is tried; 0: never."""
    plan: NullRead | None = None
    payload = b""
    confirms = False
    for_write: Request | None = None
    """The write that this read is to confirm."""
    children: ChildrenReport | None = None

    def __init__(self, number: int, kind: Kind, *, command: int, cid: Cid | None = None) -> None:
        """Take the number the caller knows it by, and the command that will be sent."""
        self.id = number
        self.kind = kind
        self.command = command
        self.cid = cid
        self.lane: int = lane_of(command)
        self.wanted: dict[DpId, Json] = {}
        """What a write still waits to see reported."""


def lane_of(command: int) -> int:
    """Return the group of commands that answer each other; one request of a group is under way for each child."""
    return _LANES.get(command, command)
