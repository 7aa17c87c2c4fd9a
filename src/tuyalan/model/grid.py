"""Numbers between the wire and their unit: factor, scale, limits, step, mirror. Exact in both directions."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from tuyalan.model.schema import MAX_SCALE

if TYPE_CHECKING:
    from tuyalan.model.schema import DpSchema
    from tuyalan.vocabulary import Json

MAX_RAW: Final = 2**48
"""Largest magnitude on the wire that is believed; devices count in 32 bits, and floats hold this one exactly."""
DUST: Final = 1e-6
"""How far from a whole step a number may be, in raw units: what binary fractions leave behind, no more."""

Number: TypeAlias = int | float


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers that a data point takes: raw from `low` to `high` in steps, each worth factor / divisor."""

    factor: int
    divisor: int
    low: int
    high: int
    base: int
    """Steps are counted from here."""
    step: int
    """1 where every whole raw number is taken."""
    mirror: int | None
    """The raw value is this minus the one that counts, where the device means the opposite."""

    def value(self, raw: int) -> Number:
        """Return what a raw number means: a float if there are decimal places, else an int."""
        if self.mirror is not None:
            raw = self.mirror - raw
        return raw * self.factor if self.divisor == 1 else raw * self.factor / self.divisor

    def snap(self, value: Number) -> int | None:
        """Return the raw number that means `value`, `None` if there is none; limits and steps are not looked at."""
        exact = self._exact(value)
        raw = round(exact)
        return raw if abs(exact - raw) <= max(DUST, abs(raw) / 2**51) else None

    def holds(self, raw: int) -> bool:
        """Tell whether a raw number is within the limits and on a step."""
        return self.low <= raw <= self.high and (raw - self.base) % self.step == 0

    def nearest(self, value: Number) -> tuple[Number, ...]:
        """Return the allowed values on both sides of one that is not allowed; a single one beyond a limit."""
        below = self.base + math.floor((self._exact(value) - self.base) / self.step) * self.step
        top = self.base + (self.high - self.base) // self.step * self.step
        around = {min(max(raw, self.low), top) for raw in (below, below + self.step)}
        return tuple(sorted(self.value(raw) for raw in around))

    @property
    def minimum(self) -> Number | None:
        """The least value, `None` if nobody said."""
        return self._limit(self.low if self.mirror is None else self.high)

    @property
    def maximum(self) -> Number | None:
        """The greatest value, `None` if nobody said."""
        return self._limit(self.high if self.mirror is None else self.low)

    @property
    def width(self) -> Number:
        """How far two allowed values are apart."""
        width = self.step * self.factor
        return width if self.divisor == 1 else width / self.divisor

    def _limit(self, raw: int) -> Number | None:
        return None if abs(raw) == MAX_RAW else self.value(raw)

    def _exact(self, value: Number) -> Fraction:
        """Return the raw number that means `value`, with what is left of a step."""
        exact = Fraction(value) * self.divisor / self.factor
        return exact if self.mirror is None else self.mirror - exact


def make_grid(point: DpSchema) -> Grid:
    """Make sense of what a description says of a number; what contradicts itself is left out."""
    low = -MAX_RAW if point.minimum is None else point.minimum
    high = MAX_RAW if point.maximum is None else point.maximum
    if not -MAX_RAW <= low < high <= MAX_RAW:
        low, high = -MAX_RAW, MAX_RAW
    scale = point.scale if 0 <= point.scale <= MAX_SCALE else 0
    return Grid(
        factor=point.factor if 0 < point.factor <= MAX_RAW else 1,
        divisor=10**scale,
        low=low,
        high=high,
        base=0 if low == -MAX_RAW else low,
        step=point.step if point.step is not None and 0 < point.step <= high - low else 1,
        mirror=low + high if point.is_inverted and MAX_RAW not in {-low, high} else None,
    )


def whole(raw: Json) -> int | None:
    """Read a whole number, also where firmware sends it as text or as a float; `None` if it is none."""
    match raw:
        case bool():
            return None
        case int():
            return raw
        case float() if raw.is_integer() and abs(raw) <= MAX_RAW:
            return int(raw)
        case str() if len(raw) <= len(str(MAX_RAW)) + 1 and raw.lstrip("-").isdecimal() and str(_int(raw)) == raw:
            return int(raw)
        case _:
            return None


def imitate(raw: int, like: Json) -> Json:
    """Return a whole number in the form that the device used last."""
    match like:
        case float():
            return float(raw)
        case str():
            return str(raw)
        case _:
            return raw


def _int(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None
