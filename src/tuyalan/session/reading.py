"""Reading a device22 by writing nulls: which data points to ask for next. Facts: D22-2, D22-3, D22-4.

Why a write may serve as a question: it goes only to devices that have refused the plain query, twice, with the text of
this dialect, or that speak 3.2; their firmware takes a null for a question, and null is a value of no type, so there is
nothing to be done about it. What is only ever written, a trigger for example, is not among the ids that are suggested.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from collections.abc import Sequence

Suggest: TypeAlias = Callable[[Mapping[DpId, Json]], Iterable[DpId]]
"""Names the data points worth asking for, by the values found so far: none yet where nothing was asked."""

_RANGES: Final = ((2, 10), (11, 20), (21, 30), (50, 60), (61, 70), (100, 110), (111, 120), (121, 130), (131, 140))
"""Where data points are found in practice; each range and id 1 fit a request of 255 bytes."""
_CHUNK: Final = 11
STEP_TIMEOUT: Final = 1.0
"""A range in which the device has nothing may stay unanswered, seconds."""
KNOWN_TIMEOUT: Final = 5.0
"""Known data points are answered, seconds."""


class NullRead:
    """One read of the whole state in steps; ids that answered are collected in `found`."""

    __slots__ = (
        "_answers_many", "_asked", "_has_followed", "_has_searched", "_is_known", "_steps", "_suggest", "_test",
        "_untested", "found", "ids", "one_at_a_time",
    )  # fmt: skip

    def __init__(self, known: Iterable[DpId], *, one_at_a_time: bool, suggest: Suggest | None = None) -> None:
        """Take the ids known to exist (none: look for them) and whether only one is answered a request.

        Args:
            known: the ids that were found earlier.
            one_at_a_time: whether the device answers only the first of several.
            suggest: names ids worth asking for where none are known: they are asked for first, and the search is left
                out if the device has any of them; what it has beside them is suggested by what was found.
        """
        ids = list(known)
        self._is_known = bool(ids)
        self._suggest = None if ids else suggest
        likely = [] if self._suggest is None else list(dict.fromkeys(self._suggest({})))
        self._has_searched = not likely
        self._has_followed = False
        self._answers_many = False
        steps = _follow(likely, one_at_a_time=one_at_a_time) if likely else _steps(ids, one_at_a_time=one_at_a_time)
        self._steps: deque[tuple[DpId, ...]] = deque(steps)
        self._asked: set[DpId] = {dp for step in steps for dp in step}
        self._test: tuple[DpId, ...] = ()
        self._untested: tuple[DpId, ...] = ()
        self.one_at_a_time: bool = one_at_a_time
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
        if not self._steps and not self._is_known:
            self._plan_more()
        if not self._steps:
            return False
        self.ids = self._steps.popleft()
        return True

    def _plan_more(self) -> None:
        """Search if what was suggested is not there; else ask once for what devices with these data points have besides."""
        more: Sequence[tuple[DpId, ...]] = ()
        if not self.found and not self._has_searched:
            self._has_searched = True
            more = _steps([], one_at_a_time=self.one_at_a_time)
        elif self.found and self._suggest is not None and not self._has_followed:
            self._has_followed = True
            others = [dp for dp in dict.fromkeys(self._suggest(self.found)) if dp not in self._asked]
            more = _follow(others, one_at_a_time=self.one_at_a_time)
        self._asked.update(dp for step in more for dp in step)
        self._steps.extend(more)


def _steps(known: list[DpId], *, one_at_a_time: bool) -> list[tuple[DpId, ...]]:
    ids = known or [1, *(dp for first, last in _RANGES for dp in range(first, last + 1))]
    if one_at_a_time:
        return [(dp,) for dp in ids]
    if known:
        return [tuple(known[at : at + _CHUNK]) for at in range(0, len(known), _CHUNK)]
    # Some firmware answers only requests that name id 1.
    return [(1, *range(first, last + 1)) for first, last in _RANGES]


def _follow(ids: list[DpId], *, one_at_a_time: bool) -> list[tuple[DpId, ...]]:
    """Return the steps for ids of which nobody knows yet whether they exist; each names id 1, as in a search."""
    if one_at_a_time:
        return [(dp,) for dp in ids]
    others = [dp for dp in ids if dp != 1]
    steps = [(1, *others[at : at + _CHUNK - 1]) for at in range(0, len(others), _CHUNK - 1)]
    return steps or [(dp,) for dp in ids]
