"""Between the numbers of a property and shares of what it spans: brightness, percentages, kelvin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.model.grid import make_grid

if TYPE_CHECKING:
    from tuyalan.model.grid import Number
    from tuyalan.model.property import Property

LEAST: Final = 0.01
"""What the least number of a span means where that is not 0: one per cent, as the maker's app shows it."""


def limits(subject: Property, default: tuple[Number, Number]) -> tuple[Number, Number]:
    """Return the least and the greatest number of a property; `default` where nobody said."""
    low, high = subject.minimum, subject.maximum
    return (default[0] if low is None else low), (default[1] if high is None else high)


def snap(subject: Property, value: Number) -> Number:
    """Return the number nearest to `value` that a property takes."""
    return min(make_grid(subject.point).nearest(value), key=lambda near: abs(near - value))


def share(value: Number, low: Number, high: Number) -> float:
    """Return which part of its span a number is, 0 to 1; the least is 0 or, if the span does not begin there, 1 %."""
    floor = LEAST if low > 0 else 0.0
    part = floor + (1 - floor) * (value - low) / (high - low)
    return min(1.0, max(0.0, part))


def unshare(part: float, low: Number, high: Number) -> float:
    """Return the number that is a part of a span; the opposite of `share`."""
    floor = LEAST if low > 0 else 0.0
    return low + (max(part, floor) - floor) / (1 - floor) * (high - low)
