"""What the signs of an answer are worth: fitted on one half of the catalogue, written into the module that uses it.

A logistic regression weighs the signs; a monotone step function (pool adjacent violators) turns scores into the parts
of answers that were right.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.measured import put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tuyalan.model.confidence import Signs

MODULE: Final = Path(__file__).parent.parent / "src" / "tuyalan" / "model" / "confidence.py"
NUMBERS: Final = "measured numbers"
"""The marks around what is written."""

ROUNDS: Final = 12
"""Rounds of Newton's method; it stands still after eight."""
RIDGE: Final = 0.001
"""Keeps the equations solvable where a sign says nothing."""
PIECES: Final = 60
"""Equal parts of the answers that the step function is made from."""
PROMISED: Final = 0.99
"""Part of the sure answers that must be right."""
DEVIATIONS: Final = 2.5
"""How far above that, in standard deviations: other families keep the promise in all of eight groups with 95 % certainty."""


class Sample(NamedTuple):
    """An answer, and how it came out."""

    signs: Signs
    is_right: bool
    products: int
    """How many products it stands for."""
    family: int
    """Whose answers are right or wrong together, mostly."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The measured numbers."""

    bias: float
    weights: tuple[float, ...]
    steps: tuple[float, ...]
    confidences: tuple[float, ...]
    sure: float


@dataclass(slots=True)
class _Piece:
    """Answers with scores near to each other."""

    least: float
    weight: float
    right: float

    @property
    def part(self) -> float:
        return self.right / self.weight


def fit(groups: Sequence[Sequence[Sample]]) -> Fit:
    """Fit weights and steps to all answers, and the threshold of sure ones so that it holds in each of the groups."""
    samples = [sample for group in groups for sample in group]
    # Large families count more, but not so much that three of them decide.
    rows = [((1.0, *signs.numbers()), is_right, math.log1p(products)) for signs, is_right, products, _ in samples]
    bias, *weights = (round(value, 3) for value in _regress(rows))

    def score(signs: Signs) -> float:
        return bias + sum(weight * number for weight, number in zip(weights, signs.numbers(), strict=True))

    pieces = _pool(_cut(samples, score))
    return Fit(
        bias=bias,
        weights=tuple(weights),
        steps=tuple(round(piece.least, 3) for piece in pieces[1:]),
        confidences=tuple(_confidence(piece.part) for piece in pieces),
        sure=_confidence(max(_find_sure(pieces, group, score) for group in groups)),
    )


def write(found: Fit, module: Path = MODULE) -> None:
    """Put the numbers into the module."""
    lines = [
        f"BIAS: Final = {found.bias}",
        f"WEIGHTS: Final = {found.weights}",
        f"SURE: Final = {found.sure}",
        '"""From this confidence on, an answer is called sure: 99 of 100 such answers are right."""',
        f"STEPS: Final = {_lay_out(found.steps)}",
        '"""Scores from which on the next of `CONFIDENCES` holds."""',
        f"CONFIDENCES: Final = {_lay_out(found.confidences)}",
    ]
    put(module, NUMBERS, lines)


def _confidence(part: float) -> float:
    """Round; nothing is ever quite certain."""
    return min(round(part, 3), 0.999)


def _lay_out(numbers: Iterable[float]) -> str:
    """Lay out a tuple as the formatter does, one number a line."""
    return "(\n" + "".join(f"    {number},\n" for number in numbers) + ")"


def _regress(rows: Sequence[tuple[tuple[float, ...], bool, float]]) -> list[float]:
    """Return the weights that make the answers likeliest."""
    size = len(rows[0][0])
    found = [0.0] * size
    for _ in range(ROUNDS):
        slope = [0.0] * size
        bend = [[RIDGE * (row == column) for column in range(size)] for row in range(size)]
        for numbers, is_right, weight in rows:
            chance = _logistic(sum(a * b for a, b in zip(found, numbers, strict=True)))
            pull, stiffness = weight * (is_right - chance), weight * chance * (1 - chance)
            for row, number in enumerate(numbers):
                slope[row] += pull * number
                stiff = stiffness * number
                line = bend[row]
                for column in range(row, size):
                    line[column] += stiff * numbers[column]
        for row in range(size):
            for column in range(row):
                bend[row][column] = bend[column][row]
        found = [old + step for old, step in zip(found, _solve(bend, slope), strict=True)]
    return found


def _logistic(score: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def _solve(matrix: list[list[float]], vector: list[float]) -> list[float]:
    """Solve symmetric equations by elimination."""
    rows = [[*line, value] for line, value in zip(matrix, vector, strict=True)]
    for pivot, line in enumerate(rows):
        for other in rows[pivot + 1 :]:
            factor = other[pivot] / line[pivot]
            for column in range(pivot, len(line)):
                other[column] -= factor * line[column]
    found = [0.0] * len(rows)
    for row in reversed(range(len(rows))):
        rest = sum(rows[row][column] * found[column] for column in range(row + 1, len(rows)))
        found[row] = (rows[row][-1] - rest) / rows[row][row]
    return found


def _cut(samples: Sequence[Sample], score: Callable[[Signs], float]) -> list[_Piece]:
    """Cut the answers by score into pieces of the same weight."""
    ordered = sorted((score(signs), is_right, products) for signs, is_right, products, _ in samples)
    size = sum(products for *_, products in ordered) / PIECES
    pieces: list[_Piece] = []
    for value, is_right, products in ordered:
        if not pieces or (pieces[-1].weight >= size and value > pieces[-1].least):
            pieces.append(_Piece(value, 0, 0))
        pieces[-1].weight += products
        pieces[-1].right += is_right * products
    return pieces


def _pool(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Join neighbours until the parts rise, by a hundredth of what is wrong at least."""
    pooled: list[_Piece] = []
    for piece in pieces:
        pooled.append(piece)
        while len(pooled) > 1 and _confidence(pooled[-2].part) >= _confidence(pooled[-1].part):
            last = pooled.pop()
            pooled[-1].weight += last.weight
            pooled[-1].right += last.right
    return pooled


def _find_sure(pieces: Sequence[_Piece], group: Sequence[Sample], score: Callable[[Signs], float]) -> float:
    """Return the least part from which on enough answers of a group are right."""
    least = [piece.least for piece in pieces]
    places: list[list[Sample]] = [[] for _ in pieces]
    for sample in group:
        places[max(0, bisect_right(least, score(sample.signs)) - 1)].append(sample)
    families: dict[int, _Piece] = {}
    sure = pieces[-1].part
    for piece, samples in zip(reversed(pieces), reversed(places), strict=True):
        for sample in samples:
            family = families.setdefault(sample.family, _Piece(0, 0, 0))
            family.weight += sample.products
            family.right += sample.is_right * sample.products
        if families and _bound(list(families.values())) < PROMISED:
            break
        sure = piece.part
    return sure


def _bound(families: Sequence[_Piece]) -> float:
    """Return what part of the answers is right at least, if other families are as different as these.

    A few families have most of the products, and one of these may be wrong in all its products: the mean alone says little.
    """
    weight = sum(family.weight for family in families)
    part = sum(family.right for family in families) / weight
    return part - DEVIATIONS * math.hypot(*(family.right - part * family.weight for family in families)) / weight
