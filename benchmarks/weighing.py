"""What it is worth that a value fits a description: counted on one half of the catalogue, written into the module.

Each value of a product is held against the descriptions that similar products have at its id. How often a pair of sort
and match is met among those that are right, over how often among those that are wrong, is what it is worth.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from benchmarks.accuracy import Held
from tuyalan.model.fitting import Match, Sort, match_of, sort_of
from tuyalan.model.similarity import type_of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from benchmarks.accuracy import Trial
    from benchmarks.seeing import View
    from tuyalan.model.schema import DpSchema

MODULE: Final = Path(__file__).parent.parent / "src" / "tuyalan" / "model" / "fitting.py"
BEGIN: Final = "# Begin of the measured numbers.\n"
END: Final = "# End of the measured numbers.\n"
PART: Final = 7
"""One schema of so many is counted: more of them change the third digit."""
PRIOR: Final = 1.0
"""Cases that every pair is taken to have been met among the right and the wrong, so that a few do not decide."""
LEAST: Final = 0.01
"""Nothing speaks more against a description: devices do not keep to what is said of them."""
LEAST_OF_TEXT: Final = 0.1
"""The same for free texts: what they hold is invented here and always the same, but a device may put anything there."""

Factors: TypeAlias = "Mapping[Sort, Mapping[Match, float]]"
_Count: TypeAlias = "defaultdict[Sort, defaultdict[Match, float]]"


def measure(trial: Trial, schemas: Sequence[int], views: Sequence[View]) -> Factors:
    """Count what is met, and return what it is worth: 1 for the best match of each sort of value."""
    right: _Count = defaultdict(lambda: defaultdict(float))
    wrong: _Count = defaultdict(lambda: defaultdict(float))
    for view in views:
        for sort, match, is_right, weight in _iter_cases(trial, list(schemas[::PART]), view):
            (right if is_right else wrong)[sort][match] += weight
    return {sort: _compare(right[sort], wrong[sort]) for sort in Sort if right[sort] or wrong[sort]}


def write(factors: Factors, module: Path = MODULE) -> None:
    """Put the numbers into the module."""
    lines = ["FACTORS: Final[Mapping[Sort, Mapping[Match, float]]] = MappingProxyType(", "    {"]
    for sort, row in factors.items():
        lines.append(f"        Sort.{sort.name}: {{")
        lines += [f"            Match.{match.name}: {factor}," for match, factor in row.items()]
        lines.append("        },")
    lines += ["    }", ")", '"""By what a value looks like: how much less than the best each match is worth."""', ""]
    pattern = re.compile(re.escape(BEGIN) + ".*" + re.escape(END), re.DOTALL)
    text = module.read_text(encoding="utf-8")
    module.write_text(pattern.sub(lambda _: BEGIN + "\n".join(lines) + END, text), encoding="utf-8")


def _iter_cases(trial: Trial, schemas: list[int], view: View) -> Iterator[tuple[Sort, Match, bool, float]]:
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


def _compare(right: defaultdict[Match, float], wrong: defaultdict[Match, float]) -> dict[Match, float]:
    matches = [match for match in Match if right[match] or wrong[match]]
    all_right, all_wrong = sum(right.values()) + PRIOR, sum(wrong.values()) + PRIOR
    ratios = {match: (right[match] + PRIOR) / all_right / ((wrong[match] + PRIOR) / all_wrong) for match in matches}
    best = max(ratios.values())
    return {match: max(_least(match), round(ratio / best, 3)) for match, ratio in ratios.items()}


def _least(match: Match) -> float:
    return LEAST_OF_TEXT if match in {Match.TEXT, Match.LONG} else LEAST
