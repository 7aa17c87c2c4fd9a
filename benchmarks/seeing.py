"""What is seen of a device that is measured with: which data points it reports, and values that it may have."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from tuyalan.model.schema import Access, DpSchema, Kind

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping

    from tuyalan.vocabulary import DpId, Json

HIDDEN: Final = 0.2
MISSING: Final = 0.4
IDLE: Final = 0.7
"""Part of the data points of a device at rest that are off, zero, empty or at their first word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is seen of a device."""

    name: str
    missing: float = 0.0
    """Part of the data points that are not reported."""
    hides_write_only: bool = False
    has_values: bool = False
    is_at_rest: bool = False
    """Whether the values are those of a device that does nothing: much is off, zero, or the first of its words."""


PLAIN: Final = View(name="ids and types")
READABLE: Final = View(name="all that is reported, with values", hides_write_only=True, has_values=True)
VIEWS: Final = (
    PLAIN,
    View(name="ids and types, write-only hidden, 20 % missing", missing=HIDDEN, hides_write_only=True),
    View(name="ids and types, 40 % missing", missing=MISSING),
    View(name="with values", has_values=True),
    View(name="with values, write-only hidden, 20 % missing", missing=HIDDEN, hides_write_only=True, has_values=True),
    View(name="with values at rest, write-only hidden", hides_write_only=True, has_values=True, is_at_rest=True),
)


def see(points: Mapping[DpId, DpSchema], view: View, chance: random.Random) -> dict[DpId, DpSchema]:
    """Return what a device reports."""
    return {
        dp: point
        for dp, point in points.items()
        if chance.random() >= view.missing and not (view.hides_write_only and point.access is Access.WRITE)
    }


def invent(point: DpSchema, chance: random.Random) -> Json:
    """Make a legal value, in the frequencies that seem usual: devices at rest report many zeros and empty texts."""
    return _MAKERS[point.kind](point, chance)


def invent_at_rest(point: DpSchema, chance: random.Random) -> Json:
    """Make a legal value as a device has it that nobody uses just now."""
    is_idle = chance.random() < IDLE
    if point.kind in {Kind.BOOL, Kind.BITMAP}:
        return not is_idle if point.kind is Kind.BOOL else 0
    if point.kind is Kind.NUMBER:
        return _number_at_rest(point, chance, is_idle=is_idle)
    if is_idle and point.choices:
        return point.choices[0]
    return "" if is_idle and not point.code.startswith("colour_data") else invent(point, chance)


def _number_at_rest(point: DpSchema, chance: random.Random, *, is_idle: bool) -> Json:
    if is_idle and (point.minimum or 0) <= 0 <= (point.maximum or 0):
        return 0
    if point.minimum is None or point.maximum is None:
        return invent(point, chance)
    step = max(1, point.step or 1)
    return point.minimum + int((point.maximum - point.minimum) // step * chance.random() ** 4) * step


def _bool(_: DpSchema, chance: random.Random) -> Json:
    return chance.random() < 0.5


def _number(point: DpSchema, chance: random.Random) -> Json:
    low, high = point.minimum or 0, point.maximum if point.maximum is not None else 100
    if chance.random() < 0.3 or high < low:
        return max(0, low)
    return low + int((high - low) * chance.random() ** 2)


def _choice(point: DpSchema, chance: random.Random) -> Json:
    return chance.choice(point.choices) if point.choices else ""


def _bitmap(point: DpSchema, chance: random.Random) -> Json:
    return 0 if chance.random() < 0.8 else 1 << chance.randrange(max(1, min(len(point.labels), 30)))


def _text(point: DpSchema, chance: random.Random) -> Json:
    if point.code.startswith("colour_data"):
        return f"{chance.randrange(361):04x}{chance.randrange(1001):04x}{chance.randrange(1001):04x}"
    return chance.choice(("", "00", "{}", "V1.0.0"))[: point.max_length]


def _raw(_: DpSchema, chance: random.Random) -> Json:
    return base64.b64encode(chance.randbytes(chance.choice((0, 1, 8, 20)))).decode()


_MAKERS: Final[Mapping[Kind, Callable[[DpSchema, random.Random], Json]]] = {
    Kind.BOOL: _bool,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.BITMAP: _bitmap,
    Kind.TEXT: _text,
    Kind.RAW: _raw,
    Kind.COMPOSITE: _raw,
}
