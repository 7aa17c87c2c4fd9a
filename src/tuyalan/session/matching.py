"""Which of the requests under way a message answers. Pure; knows nothing of what the answer then means.

Rules (SEQ-4): by command group and child, in the order of asking, and by sequence number where the version echoes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.session.request import lane_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.session.request import Request
    from tuyalan.wire.codec import Message
    from tuyalan.wire.messages import Report


def find_asked(
    under_way: Sequence[Request], message: Message, report: Report | None, *, echoes: bool
) -> Request | None:
    """Return the request that a message, neither push nor heartbeat, answers.

    Args:
        under_way: what was sent and is not done with, in the order of asking.
        message: what came.
        report: what its body says, if that is an object.
        echoes: the version answers with the sequence number of the question; 0 says nothing even there.
    """
    lane = lane_of(message.command)
    number = message.sequence if echoes else 0
    # Writes are acknowledged without values, or are not done yet; only then may one answer belong to two lanes.
    skips_done = report is not None and report.points is not None and not echoes
    candidates = [
        r
        for r in under_way
        if r.lane == lane
        and not r.acknowledged
        and not (skips_done and r.is_done)
        and (not number or number in r.sequences)
    ]
    cid = report.child if report is not None else None
    if cid is not None:
        return next((r for r in candidates if r.cid == cid), None)
    own = next((r for r in candidates if r.cid is None), None)
    # Without a cid a reply belongs to a child only if nobody else is waiting (GW-3).
    return own or (candidates[0] if len(candidates) == 1 else None)
