"""So many a second and no more: what floods us with wrong messages gets few answers. Knows no clock."""

from __future__ import annotations

from typing import Final

MAX_ERRORS: Final = 50
"""Wrong messages answered in a second; what floods us with more of them gets no more answers."""


class Limit:
    """Counts what is done in each second."""

    def __init__(self, count: int) -> None:
        """Take how many are allowed in one second."""
        self._count = count
        self._second = 0
        self._done = 0

    def take(self, now: float) -> bool:
        """Count one more at a time in seconds; false if it is too many."""
        if int(now) != self._second:
            self._second, self._done = int(now), 0
        self._done += 1
        return self._done <= self._count
