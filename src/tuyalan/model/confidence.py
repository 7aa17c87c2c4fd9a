"""How likely an answer of inference is right: signs of agreement, weighed, then read off a table of what came true.

The numbers between the markers are measured: `python -m benchmarks.inference --fit` prints them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Final

import msgspec

SURE: Final = 0.97
"""From this confidence on, an answer is called sure: 99 of 100 such answers are right."""

# Begin of the measured numbers.
BIAS: Final = -4.282
WEIGHTS: Final = (0.279, 0.072, 5.849, 3.125, 0.341, 0.655, -1.488)
STEPS: Final = (-3.54, -2.98, -2.37, -1.76, -0.98, 0.43, 1.0, 1.88, 2.22, 2.53, 3.92, 4.52, 4.83, 5.67)
CONFIDENCES: Final = (
    0.025, 0.041, 0.088, 0.162, 0.228, 0.352, 0.694, 0.716, 0.827, 0.95, 0.967, 0.99, 0.993, 0.999, 0.999,
)  # fmt: skip
# End of the measured numbers.

_EDGE: Final = 0.001
"""Shares nearer than this to 0 or 1 are taken for this near."""


class Signs(msgspec.Struct, frozen=True, kw_only=True):
    """What speaks for an answer."""

    share: float
    """Its part of the weighted votes: 0 to 1."""
    likeness: float
    """Of the likest schema that says so: 0 to 1."""
    rival: float
    """Of the likest schema that says otherwise; 0 if there is none."""
    vicinity: float
    """The greatest agreement around the id among schemas that say so: 0 to 1."""
    voters: int
    """Schemas that say so among those asked."""
    nearest: float
    """The part of the very nearest schemas that say so: 0 to 1."""
    is_vendors: bool
    """Whether the id is one of those that makers give out freely: above 100."""

    def numbers(self) -> tuple[float, ...]:
        """Return the signs in the order of `WEIGHTS`."""
        share = min(max(self.share, _EDGE), 1 - _EDGE)
        return (
            math.log(share / (1 - share)),
            self.likeness,
            self.likeness - self.rival,
            self.vicinity,
            math.log1p(self.voters),
            self.nearest,
            float(self.is_vendors),
        )


def weigh(signs: Signs) -> float:
    """Return the score: greater where more speaks for the answer."""
    return BIAS + sum(weight * number for weight, number in zip(WEIGHTS, signs.numbers(), strict=True))


def calibrate(score: float) -> float:
    """Return the part of answers with such a score that were right: 0 to 1, never less for a greater score."""
    return CONFIDENCES[bisect_right(STEPS, score)]
