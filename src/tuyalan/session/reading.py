"""Reading a device22 by writing nulls: which data points to ask for next. Facts: D22-2, D22-3, D22-4."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import DpId, Json

_RANGES: Final = ((2, 10), (11, 20), (21, 30), (50, 60), (61, 70), (100, 110), (111, 120), (121, 130), (131, 140))
"""Where data points are found in practice; each range and id 1 fit a request of 255 bytes."""
_CHUNK: Final = 11
STEP_TIMEOUT: Final = 1.0
"""A range in which the device has nothing may stay unanswered, seconds."""
KNOWN_TIMEOUT: Final = 5.0
"""Known data points are answered, seconds."""


class NullRead:
    """One read of the whole state in steps; ids that answered are collected in `found`."""

    __slots__ = ("_answers_many", "_is_known", "_steps", "_test", "_untested", "found", "ids", "one_at_a_time")

    def __init__(self, known: Iterable[DpId], *, one_at_a_time: bool) -> None:
        """Take the ids known to exist (none: look for them) and whether only one is answered a request."""
        ids = list(known)
        self._is_known = bool(ids)
        self._answers_many = False
        self._steps: deque[tuple[DpId, ...]] = deque(_steps(ids, one_at_a_time=one_at_a_time))
        self._test: tuple[DpId, ...] = ()
        self._untested: tuple[DpId, ...] = ()
        self.one_at_a_time = one_at_a_time
        self.found: dict[DpId, Json] = {}
        self.ids: tuple[DpId, ...] = self._steps.popleft()

    @property
    def patience(self) -> float:
        """How long to wait for the answer to this step, seconds."""
        return KNOWN_TIMEOUT if self._is_known and not self.one_at_a_time else STEP_TIMEOUT

    def take(self, points: Mapping[DpId, Json]) -> None:
        """Take the answer to the current step."""
        asked = self.ids
        self.found.update(points)
        if asked == self._test:
            if points:
                self.one_at_a_time = True
                rest = [*self._untested, *(dp for step in self._steps for dp in step)]
                self._steps = deque((dp,) for dp in dict.fromkeys(rest) if dp not in self.found)
        elif len(points) > 1:
            self._answers_many = True
        elif len(asked) > 1 and not (self.one_at_a_time or self._answers_many) and set(points) == {asked[0]}:
            # Either it has no other, or it answers only the first: asking for the second alone tells.
            self._test = (asked[1],)
            self._untested = asked[2:]
            self._steps.appendleft(self._test)

    def advance(self) -> bool:
        """Go to the next step; false if there is none."""
        if not self._steps:
            return False
        self.ids = self._steps.popleft()
        return True


def _steps(known: list[DpId], *, one_at_a_time: bool) -> list[tuple[DpId, ...]]:
    ids = known or [1, *(dp for first, last in _RANGES for dp in range(first, last + 1))]
    if one_at_a_time:
        return [(dp,) for dp in ids]
    if known:
        return [tuple(known[at : at + _CHUNK]) for at in range(0, len(known), _CHUNK)]
    # Some firmware answers only requests that name id 1.
    return [(1, *range(first, last + 1)) for first, last in _RANGES]
