"""How likely an answer of inference is right: signs of agreement, weighed, then read off a table of what came true.

The numbers between the markers are measured: `python -m benchmarks.inference --fit` writes them.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import Final

import msgspec

# Begin of the measured numbers.
BIAS: Final = -6.761
WEIGHTS: Final = (0.252, -0.756, 4.465, 3.664, 2.259, 2.172, 0.159, 1.0, -1.334, 0.536)
SURE: Final = 0.958
"""From this confidence on, an answer is called sure: 99 of 100 such answers are right."""
STEPS: Final = (
    -3.508,
    -2.873,
    -2.297,
    -1.725,
    -1.124,
    -0.505,
    0.037,
    0.588,
    1.055,
    1.488,
    1.859,
    2.245,
    2.574,
    2.853,
    3.096,
    3.535,
    3.986,
    4.184,
    4.387,
    4.754,
    4.962,
    5.183,
    5.664,
)
"""Scores from which on the next of `CONFIDENCES` holds."""
CONFIDENCES: Final = (
    0.03,
    0.034,
    0.062,
    0.132,
    0.182,
    0.296,
    0.479,
    0.585,
    0.671,
    0.784,
    0.795,
    0.866,
    0.91,
    0.919,
    0.958,
    0.967,
    0.976,
    0.982,
    0.988,
    0.994,
    0.995,
    0.997,
    0.998,
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
    cover: float
    """The greatest part of the device's data points that a schema has which says so: 0 to 1.

    Where data points are missing no schema is very like the device, but the right ones still have all that was seen.
    """
    rival_cover: float
    """The same of those that say otherwise; 0 if there is none."""
    vicinity: float
    """The greatest agreement around the id among schemas that say so: 0 to 1."""
    voters: int
    """Schemas that say so among those asked."""
    nearest: float
    """The part of the very nearest schemas that say so: 0 to 1."""
    is_vendors: bool
    """Whether the id is one of those that makers give out freely: above 100."""
    seen: int
    """How many data points the device reports: the more, the more all of the above says."""

    def numbers(self) -> tuple[float, ...]:
        """Return the signs in the order of `WEIGHTS`."""
        share = min(max(self.share, _EDGE), 1 - _EDGE)
        return (
            math.log(share / (1 - share)),
            self.likeness,
            self.likeness - self.rival,
            self.cover,
            self.cover - self.rival_cover,
            self.vicinity,
            math.log1p(self.voters),
            self.nearest,
            float(self.is_vendors),
            math.log1p(self.seen),
        )


def weigh(signs: Signs) -> float:
    """Return the score: greater where more speaks for the answer."""
    return BIAS + sum(weight * number for weight, number in zip(WEIGHTS, signs.numbers(), strict=True))


def calibrate(score: float) -> float:
    """Return the part of answers with such a score that were right: 0 to 1, never less for a greater score."""
    return CONFIDENCES[bisect_right(STEPS, score)]
