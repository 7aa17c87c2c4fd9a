"""How likely an answer of inference is right: signs of agreement, weighed, then read off a table of what came true.

The numbers between the markers are measured: `python -m benchmarks.inference --fit` writes them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Final

import msgspec

# Begin of the measured numbers.
BIAS: Final = -4.073
WEIGHTS: Final = (0.299, 1.479, 6.095, 1.739, 0.345, 0.834, -0.885)
SURE: Final = 0.972
"""From this confidence on, an answer is called sure: 99 of 100 such answers are right."""
STEPS: Final = (
    -2.948,
    -2.481,
    -1.993,
    -1.517,
    -1.014,
    -0.492,
    -0.038,
    0.333,
    0.752,
    1.171,
    1.506,
    2.127,
    2.389,
    2.861,
    3.098,
    3.314,
    3.51,
    4.252,
    4.638,
    5.038,
    5.396,
    6.085,
)
"""Scores from which on the next of `CONFIDENCES` holds."""
CONFIDENCES: Final = (
    0.024,
    0.068,
    0.092,
    0.143,
    0.255,
    0.357,
    0.426,
    0.528,
    0.631,
    0.728,
    0.767,
    0.866,
    0.896,
    0.897,
    0.935,
    0.963,
    0.964,
    0.972,
    0.989,
    0.992,
    0.995,
    0.997,
    0.999,
)
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
