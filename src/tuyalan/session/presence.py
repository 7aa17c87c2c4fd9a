"""A gateway's word on its children, which may come in parts. Facts: GW-5."""

from __future__ import annotations

from tuyalan.session.events import ChildrenSeen
from tuyalan.wire.messages import ChildrenReport


def merge_presence(known: ChildrenReport | None, seen: ChildrenReport) -> ChildrenReport:
    """Add a further part of a presence report; the later word on a child counts."""
    if known is None:
        return seen
    return ChildrenReport(
        online=tuple({*known.online, *seen.online} - set(seen.offline)),
        offline=tuple({*known.offline, *seen.offline} - set(seen.online)),
        nearby=tuple({*known.nearby, *seen.nearby}),
    )


def tell_presence(seen: ChildrenReport, request: int | None) -> ChildrenSeen:
    """Make the event of a report, and of the request that asked for it."""
    return ChildrenSeen(frozenset(seen.online), frozenset(seen.offline), frozenset(seen.nearby), request)
