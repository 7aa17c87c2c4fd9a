"""Figures from repeated measurements, on machines that others use too."""

from __future__ import annotations

import statistics
import sys
import timeit
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

median = statistics.median


def note(text: str) -> None:
    """Say what is being measured."""
    print(text, file=sys.stderr, flush=True)


def swing(values: Sequence[float]) -> tuple[float, float]:
    """Return the least and the greatest."""
    return min(values), max(values)


def paired(ours: Callable[[], object], peer: Callable[[], object], *, number: int, rounds: int) -> tuple[float, float]:
    """Time two actions in turn, so that a drifting machine hits both; return the middle pair, microseconds a call."""
    pairs = [
        (timeit.timeit(ours, number=number) / number * 1e6, timeit.timeit(peer, number=number) / number * 1e6)
        for _ in range(rounds)
    ]
    return middle(pairs)


def middle(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return the pair whose ratio is the median."""
    return sorted(pairs, key=lambda pair: pair[0] / pair[1])[len(pairs) // 2]
