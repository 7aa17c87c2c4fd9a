"""What can be written to a role right now: the words or the range of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import UNSET

from tuyalan.model.tuyalocal.decoding import Scene, Terms, plain_terms, to_units
from tuyalan.model.tuyalocal.roles import is_writable
from tuyalan.model.tuyalocal.ways import list_ways

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.model.tuyalocal.profile import Entity, Point
    from tuyalan.vocabulary import Dps, Json


class NumberRange(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers that can be written, in the unit of the point."""

    minimum: float
    maximum: float
    step: float


def choices(entity: Entity, point: Point, dps: Dps) -> tuple[Json, ...]:
    """Return the values that the rules of a point name and that can be written now, in the order of the file."""
    if not is_writable(entity, point):
        return ()
    found: list[Json] = []
    for value in _choices_of(Scene(entity, dps), point):
        if value is not None and value not in found:
            found.append(value)
    return tuple(found)


def number_range(entity: Entity, point: Point, dps: Dps) -> NumberRange | None:
    """Return the numbers that can be written now; `None` if the file names no range or the point holds no number."""
    return _range_of(Scene(entity, dps), point) if is_writable(entity, point) else None


def is_settable(entity: Entity, point: Point, dps: Dps) -> bool:
    """Tell whether anything can be written to a point now."""
    return is_writable(entity, point) and _is_reachable(Scene(entity, dps), point)


def _is_reachable(scene: Scene, point: Point) -> bool:
    """Tell whether there is a way to write a point, or the one it leads to."""
    if point.readonly or scene.is_lost:
        return False
    if not point.rules:
        return True
    for way in list_ways(scene, point):
        other = scene.entity.point(way.terms.redirect)
        if not way.terms.invalid and (other is None or _is_reachable(scene.follow(), other)):
            return True
    return False


def _choices_of(scene: Scene, point: Point) -> Iterator[Json]:
    """Yield the values that rules name, of the point or of the one it leads to."""
    if scene.is_lost:
        return
    for way in list_ways(scene, point):
        other = scene.entity.point(way.terms.redirect)
        if way.terms.invalid:
            continue
        if way.value is not UNSET:
            yield way.value
        elif other is not None:
            yield from _choices_of(scene.follow(), other)
            return


def _range_of(scene: Scene, point: Point) -> NumberRange | None:
    """Return the range of a point, or of the one it leads to."""
    terms = plain_terms(point)
    if point.rules:
        way = next((way for way in list_ways(scene, point) if way.value is UNSET), None)
        if way is None or way.terms.invalid or scene.is_lost:
            return None
        terms = way.terms
        other = scene.entity.point(terms.redirect)
        if other is not None:
            return None if other.readonly else _range_of(scene.follow(), other)
    return _to_range(point, terms) if point.is_numeric else None


def _to_range(point: Point, terms: Terms) -> NumberRange | None:
    """Return the limits of a point in its unit."""
    limits = terms.limits
    if limits is None:
        return None
    plain = msgspec.structs.replace(terms, invert=False)
    low, high = to_units(point, plain, limits.minimum), to_units(point, plain, limits.maximum)
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)):
        return None
    steps = (limits.maximum - limits.minimum) / (terms.step or 1)
    low, high = min(low, high), max(low, high)
    return NumberRange(minimum=low, maximum=high, step=(high - low) / steps if steps else 1)
