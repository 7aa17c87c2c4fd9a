"""What it is worth that a value fits a description: counted on one half of the catalogue, written into the module.

Each value of a product is held against the descriptions that similar products have at its id. How often a pair of sort
and match is met among those that are right, over how often among those that are wrong, is what it is worth; where both
are as frequent, the pair is worth as much as silence. How much all values of a device count together is then tried out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from benchmarks.accuracy import Held
from benchmarks.measured import put
from benchmarks.timing import note
from tuyalan.model.fitting import Match, Sort, match_of, sort_of
from tuyalan.model.inference import Inference
from tuyalan.model.similarity import type_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.accuracy import Trial
    from benchmarks.seeing import View
    from tuyalan.model.schema import DpSchema

MODULE: Final = Path(__file__).parent.parent / "src" / "tuyalan" / "model" / "fitting.py"
WORTH: Final = "measured numbers"
"""The marks around what single values are worth."""
POWER: Final = "measured power"
"""The marks around how much they count together."""
POWERS: Final = (0.25, 0.5, 0.75, 1.0)
"""What is tried out. Not more than 1: the values here are invented and always legal, those of devices are not."""
PART: Final = 7
"""One schema of so many is counted: more of them change the third digit."""
POWER_PART: Final = 3
"""The same for how much they count together, since what is tried out differs by tenths of a per cent."""
PRIOR: Final = 1.0
"""Cases that every pair is taken to have been met among the right and the wrong, so that a few do not decide."""
LEAST: Final = 0.01
"""Nothing speaks more against a description: devices do not keep to what is said of them."""
LEAST_OF_TEXT: Final = 0.1
"""The same for free texts: what they hold is invented here and always the same, but a device may put anything there."""

Row: TypeAlias = "Mapping[Match, float]"
_Count: TypeAlias = "defaultdict[Sort, defaultdict[Match, float]]"


@dataclass(frozen=True, slots=True)
class Worth:
    """What matches are worth for one sort of value."""

    factors: Row
    """1 for the best match."""
    silence: float
    """For a description that says nothing of the value."""


def measure(trial: Trial, schemas: Sequence[int], views: Sequence[View]) -> dict[Sort, Worth]:
    """Count what is met, and return what it is worth."""
    right: _Count = defaultdict(lambda: defaultdict(float))
    wrong: _Count = defaultdict(lambda: defaultdict(float))
    for view in views:
        for sort, match, is_right, weight in _iter_cases(trial, schemas[::PART], view):
            (right if is_right else wrong)[sort][match] += weight
    return {sort: _compare(right[sort], wrong[sort]) for sort in Sort if right[sort] or wrong[sort]}


def choose_power(trial: Trial, schemas: Sequence[int], views: Sequence[View]) -> float:
    """Return how much the fits of all values must count together for the most answers to be right.

    Large families count more here, but not so much that three of them decide.
    """
    found = {power: _count_right(trial, schemas[::POWER_PART], views=views, power=power) for power in POWERS}
    return max(POWERS, key=found.__getitem__)


def write(worths: Mapping[Sort, Worth], module: Path = MODULE) -> None:
    """Put what single values are worth into the module."""
    lines = ["FACTORS: Final[Mapping[Sort, Mapping[Match, float]]] = MappingProxyType(", "    {"]
    for sort, worth in worths.items():
        lines.append(f"        Sort.{sort.name}: {{")
        lines += [f"            Match.{match.name}: {factor}," for match, factor in worth.factors.items()]
        lines.append("        },")
    lines += ["    }", ")", '"""By what a value looks like: how much less than the best each match is worth."""']
    lines += ["SILENCE: Final[Mapping[Sort, float]] = MappingProxyType(", "    {"]
    lines += [f"        Sort.{sort.name}: {worth.silence}," for sort, worth in worths.items()]
    lines += ["    }", ")", '"""By what a value looks like: the same where nothing is said of it."""']
    put(module, WORTH, lines)


def write_power(power: float, module: Path = MODULE) -> None:
    """Put how much all values count together into the module."""
    lines = [
        f"FIT_POWER: Final = {power}",
        '"""How much the fits of all values count together: 1 if each of them says something of its own, less if not."""',
    ]
    put(module, POWER, lines)


def _count_right(trial: Trial, schemas: Sequence[int], *, views: Sequence[View], power: float) -> float:
    """Return how many answers are right, in families of one product."""
    inference = Inference(trial.catalogue, fit_power=power)
    samples = [
        sample
        for view in views
        for held in (Held.SCHEMA, Held.FAMILY)
        for sample in trial.run(schemas, view, held, inference=inference).samples
    ]
    count = sum(math.log1p(sample.products) for sample in samples if sample.is_right)
    note(f"fits to the power of {power}: {count / sum(math.log1p(sample.products) for sample in samples):.2%} right")
    return count


def _iter_cases(trial: Trial, schemas: Sequence[int], view: View) -> Iterator[tuple[Sort, Match, bool, float]]:
    """Yield what values and descriptions make of each other, whether the description is right, and its weight."""
    points: dict[int, DpSchema] = {}
    for question in trial.questions(schemas, view):
        shape = {dp: type_of_kind(point.kind) for dp, point in question.points.items()}
        weight = math.log1p(question.products)
        neighbours = trial.inference.neighbours(shape, without=trial.without(question.schema, Held.SCHEMA))
        for dp, found in neighbours.items():
            value = (question.values or {})[dp]
            sort = sort_of(value)
            if sort is None or sort is Sort.BOOL:
                continue
            for neighbour in found:
                point = points.setdefault(neighbour.point, trial.catalogue.point(neighbour.point))
                yield sort, match_of(point, value), point.code == question.points[dp].code, weight / len(found)


def _compare(right: defaultdict[Match, float], wrong: defaultdict[Match, float]) -> Worth:
    matches = [match for match in Match if right[match] or wrong[match]]
    all_right, all_wrong = sum(right.values()) + PRIOR, sum(wrong.values()) + PRIOR
    ratios = {match: (right[match] + PRIOR) / all_right / ((wrong[match] + PRIOR) / all_wrong) for match in matches}
    # Silence is met as often whether the description is right or wrong, so its ratio is 1.
    best = max(1.0, *ratios.values())
    factors = {match: max(_least(match), round(ratio / best, 3)) for match, ratio in ratios.items()}
    return Worth(factors, max(LEAST, round(1 / best, 3)))


def _least(match: Match) -> float:
    return LEAST_OF_TEXT if match in {Match.TEXT, Match.LONG} else LEAST
