"""All that inference has measured numbers for, fitted stage by stage on the half of the catalogue that is not tested with.

A stage judges with what the one before it wrote, so each runs in a process of its own, which reads the modules anew.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

from benchmarks import calibrating, weighing
from benchmarks.accuracy import Held
from benchmarks.seeing import VIEWS
from benchmarks.timing import note

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.accuracy import Trial

ALL: Final = "all"
"""All stages, one after the other."""
WEIGHED: Final = tuple(view for view in VIEWS if view.has_values)
"""The views that tell what it is worth that a value fits."""
JUDGED: Final = (VIEWS[0], VIEWS[2], VIEWS[4], VIEWS[5])
"""The views that confidence is fitted on, each with schemas and with families held back."""


def fit_values(trial: Trial, schemas: Sequence[int]) -> None:
    """Fit what it is worth that one value fits."""
    weighing.write(weighing.measure(trial, schemas, WEIGHED))


def fit_power(trial: Trial, schemas: Sequence[int]) -> None:
    """Fit how much the values of a device count together."""
    weighing.write_power(weighing.choose_power(trial, schemas, WEIGHED))


def fit_confidence(trial: Trial, schemas: Sequence[int]) -> None:
    """Fit what confidence is worth."""
    groups = [trial.run(schemas, view, held).samples for view in JUDGED for held in (Held.SCHEMA, Held.FAMILY)]
    calibrating.write(calibrating.fit(groups))


STAGES: Final[Mapping[str, Callable[[Trial, Sequence[int]], None]]] = {
    "values": fit_values,
    "power": fit_power,
    "confidence": fit_confidence,
}
"""In the order in which they build on each other."""


def run_all(part: int) -> None:
    """Run all stages with one schema of `part`.

    Raises:
        CalledProcessError: a stage failed.
    """
    for stage in STAGES:
        note(f"fitting {stage}")
        command = [sys.executable, "-m", "benchmarks.inference", "--fit", stage, "--part", str(part)]
        subprocess.run(command, check=True)  # noqa: S603 - ourselves
