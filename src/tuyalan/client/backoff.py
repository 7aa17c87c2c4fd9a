"""How long to wait before the next attempt: growing, jittered, capped. Pure but for the randomness handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_FIRST: Final = 1.0
_GROWTH: Final = 2.0
_PATIENT: Final = 30.0


class Backoff:
    """Delays of one device: within 1 s, then doubling to the cap, each between half of it and all of it."""

    __slots__ = ("_cap", "_draw", "_next")

    def __init__(self, cap: float, *, draw: Callable[[], float]) -> None:
        """Take the longest delay in seconds, and what draws a number from 0 to 1."""
        self._cap = cap
        self._draw = draw
        self._next = min(_FIRST, cap)

    def reset(self) -> None:
        """Start over: the device was reached."""
        self._next = min(_FIRST, self._cap)

    def limit(self, cap: float) -> None:
        """Take another longest delay in seconds; delays grow on from where they are."""
        self._cap = cap
        self._next = min(self._next, cap)

    def next_delay(self, *, is_hopeless: bool = False) -> float:
        """Return the next delay in seconds.

        Args:
            is_hopeless: trying again soon will not help (wrong key) and may lock the device up.
        """
        ceiling = min(max(self._next, _PATIENT), self._cap) if is_hopeless else self._next
        self._next = min(ceiling * _GROWTH, self._cap)
        return ceiling * (0.5 + 0.5 * self._draw())
