"""How one virtual device behaves when all is well: its dialect, its order of answers, its limits.

The defaults are those of its version's firmware. What goes wrong is in `tuyalan.sim.faults`.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass

from tuyalan.session.device import IDLE_TIMEOUT
from tuyalan.wire.commands import CONTROLS, QUERIES
from tuyalan.wire.versions import Sealing, VersionSpec


class PushOrder(enum.Enum):
    """When a device reports what was written, seen from its acknowledgement. Facts: WRITE-3."""

    AFTER = "after"
    BEFORE = "before"
    ALTERNATE = "alternate"
    """Now after, now before, as the maker's firmware does."""
    ONLY = "only"
    """The report is all that comes; nothing is acknowledged."""
    NEVER = "never"
    """Acknowledged, never reported."""
    IN_REPLY = "in-reply"
    """The acknowledgement holds the points; nothing is pushed."""


class ChildrenAnswer(enum.Enum):
    """What a gateway says when asked which children are online. Facts: GW-5."""

    WHOLE = "whole"
    IN_PARTS = "in-parts"
    """One frame for each child."""
    AFTER_EMPTY = "after-empty"
    """An empty acknowledgement first."""
    NOTHING = "nothing"


class WhenFull(enum.Enum):
    """What becomes of a client for whom there is no slot. Facts: CONN-1."""

    CLOSE = "close"
    """Accepted, then closed at once."""
    REPLACE = "replace"
    """It takes the slot of the oldest."""


@dataclass(frozen=True, slots=True)
class Habits:
    """One device's behaviour; `None` means as the firmware of its version."""

    # Reading
    null_query: bool | None = None
    """The plain query is refused, a write of nulls is the way to read (device22); 3.2 always. Facts: D22-1, D22-2."""
    one_null_per_query: bool = False
    """Of several nulls only the first is answered. Facts: D22-4."""
    query_commands: frozenset[int] = QUERIES
    """The query commands that are answered. Facts: QUERY-4."""
    is_unvalid_until_set: bool = False
    """The query is refused until something was written since the start."""
    state_parts: int = 1
    """Over how many frames the state is spread. Facts: QUERY-3."""
    empty_before_state: bool = False
    """An empty acknowledgement comes before the state. Facts: QUERY-6."""
    state_in_envelope: bool = False
    """The state comes as pushes do, under `data`. Facts: QUERY-5."""
    raw_as_false: bool = False
    """Raw points are `false` in the state, right in pushes."""

    # Writing
    control_commands: frozenset[int] = CONTROLS
    """The control commands that are obeyed."""
    control_code: int | None = None
    """The return code of an acknowledgement; 3.5 firmware says 1, also when all went well. Facts: RET-2."""
    push_order: PushOrder = PushOrder.AFTER
    pushes_unchanged: bool = True
    """A written value that changes nothing is reported too. Facts: WRITE-6."""
    one_dp_per_write: bool = False
    """A write of several points is ignored without a word. Facts: WRITE-5."""

    # Other requests
    answers_refresh: bool | None = None
    """Whether 0x12 does anything; by default in 3.2 to 3.4. Facts: REFRESH-2."""
    children_answer: ChildrenAnswer | None = None
    """By default `WHOLE` from 3.4 on."""
    child_in_data: bool = False
    """`cid` stands under `data` in the state of a child, not at the top level. Facts: GW-3."""

    # Frames and connections
    sends_codes: bool = True
    """Whether frames carry return codes. Facts: RET-1."""
    header_on_answers: bool = False
    """Answers with a body carry the source header too, not only pushes. Facts: HDR-5."""
    little_endian_codes: bool | None = None
    """Return codes are little-endian, as the maker's 3.5 firmware writes them. Facts: RET-3."""
    avoids_weak_keys: bool = False
    """No session key begins with zero, one in 256 of which locks out clients that do not look. Facts: NEG-5."""
    is_strict: bool | None = None
    """A sequence number that does not increase ends the connection; by default in 3.5. Facts: SEQ-2."""
    idle_timeout: float = IDLE_TIMEOUT
    forgets_pieces: bool = False
    """The first piece of a frame that comes in two is thrown away if it is short, as firmware does. Facts: STREAM-4."""
    max_clients: int = 3
    when_full: WhenFull = WhenFull.CLOSE
    closes_after_reply: bool = False
    rejection_delay: float = 0.6
    """From a bad key to the end of the connection, seconds. Facts: ERR-4."""
    has_clock: bool = True
    """Without one, `t` in pushes counts seconds since the start. Facts: TIME-1."""
    nagle: bool = True
    """Small segments wait for the client's acknowledgement, as on real devices."""


@dataclass(frozen=True, slots=True)
class Conduct:
    """Habits with every default settled for one version."""

    null_query: bool
    control_code: int
    answers_refresh: bool
    children_answer: ChildrenAnswer
    little_endian_codes: bool
    is_strict: bool


def settle(habits: Habits, spec: VersionSpec) -> Conduct:
    """Fill in what the habits leave to the version."""
    is_newest = spec.sealing is Sealing.GCM
    is_old = not spec.negotiates
    refreshes = spec.sealing in (Sealing.ECB_CLEAR_HEADER, Sealing.ECB_INNER_HEADER)
    return Conduct(
        null_query=_either(habits.null_query, default=spec.null_query),
        control_code=int(is_newest) if habits.control_code is None else habits.control_code,
        answers_refresh=_either(habits.answers_refresh, default=refreshes),
        children_answer=habits.children_answer or (ChildrenAnswer.NOTHING if is_old else ChildrenAnswer.WHOLE),
        little_endian_codes=_either(habits.little_endian_codes, default=is_newest),
        is_strict=_either(habits.is_strict, default=is_newest),
    )


def _either(value: bool | None, *, default: bool) -> bool:  # noqa: FBT001 - it is the value that this is about
    return default if value is None else value
