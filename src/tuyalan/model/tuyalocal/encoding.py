"""From what is wanted to the raw values to write: the rules of a profile, executed backwards.

A value may be reached in several ways: as the meaning of a raw value, by also setting the role that a condition looks
at, on another role, or as a plain number or text. The first way in the order of the file wins; what cannot be reached
is refused with what can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from tuyalan.errors import BadValueError, ReadOnlyError
from tuyalan.model.tuyalocal.decoding import Scene, Terms, constraint_of, from_units, plain_terms, to_units
from tuyalan.model.tuyalocal.packing import pack, pack_named
from tuyalan.model.tuyalocal.profile import PointType
from tuyalan.model.tuyalocal.roles import is_writable
from tuyalan.model.tuyalocal.ways import Way, is_number, list_ways

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Entity, Point
    from tuyalan.vocabulary import DpId, Dps, Json

MAX_ALLOWED_SHOWN: Final = 12
"""How many allowed values a refusal names."""

SLACK: Final = 1e-6
"""How far a number may leave its range before it is refused, as divisions leave dust; in raw units."""


def encode(entity: Entity, point: Point, value: Json, *, dps: Dps) -> dict[DpId, Json]:
    """Return the raw values that make a data point of the entity mean `value`, by data point.

    Args:
        entity: Where the point has its role.
        point: What to set.
        value: As `decode` returns it.
        dps: The current raw values; conditions, masks and fields depend on them.

    Raises:
        ReadOnlyError: the role cannot be written.
        BadValueError: the value cannot be reached now; the message names what can.
    """
    if not is_writable(entity, point):
        raise ReadOnlyError(f"{point.role} of {entity.platform} can only be read")
    return write(Scene(entity, dps), point, value)


def write(scene: Scene, point: Point, value: Json) -> dict[DpId, Json]:
    """Return the raw values that make a point mean `value` in a scene.

    Raises:
        ReadOnlyError: the point, or the one it leads to, cannot be written.
        BadValueError: the value cannot be reached.
    """
    if scene.is_lost:
        raise BadValueError(f"the rules of {point.role} lead in a circle")
    if point.readonly:
        raise ReadOnlyError(f"{point.role} can only be read")
    if not point.rules:
        return {point.id: _pack_plain(scene, point, value)}
    way = _find_way(scene, point, value)
    if way is None:
        raise BadValueError(f"{point.role} cannot be {value!r}{_name_allowed(scene, point)}")
    if way.terms.invalid:
        raise BadValueError(f"{point.role} cannot be set in the current state of the device")
    return _follow(scene, point, way, value=value)


def _find_way(scene: Scene, point: Point, value: Json) -> Way | None:
    """Return the way to `value`: an exact one, else a nearby number, else one that takes any value."""
    everything = list(list_ways(scene, point))
    ways = [way for way in everything if not way.terms.invalid] or everything
    for way in ways:
        if way.value is not UNSET and _is_meant(way.value, value):
            return way
    if nearest := _find_nearest(ways, value):
        return nearest
    for way in ways:
        if way.value is UNSET:
            return way
    return None


def _find_nearest(ways: list[Way], value: Json) -> Way | None:
    """Return the way to the number nearest to `value`, if that lies between two of them."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    numbers = {way.value: way for way in reversed(ways) if is_number(way.value)}
    if not numbers or any(way.value is UNSET for way in ways):
        return None
    known = [number for number in numbers if isinstance(number, (int, float))]
    if not min(known) <= value <= max(known):
        return None
    return numbers[min(known, key=lambda number: abs(number - value))]


def _is_meant(value: Json, wanted: Json) -> bool:
    """Tell whether two values are the same, truth values and numbers kept apart."""
    return value == wanted and isinstance(value, bool) is isinstance(wanted, bool)


def _follow(scene: Scene, point: Point, way: Way, *, value: Json) -> dict[DpId, Json]:
    """Return what a way writes."""
    writes: dict[DpId, Json] = {}
    condition = way.condition
    constraint = constraint_of(scene, point, way.rule)
    if condition and constraint.id != point.id and _sets_constraint(way, constraint):
        writes[constraint.id] = pack_named(constraint, condition.raws[0], scene.dps.get(constraint.id))
    other = scene.entity.point(way.terms.redirect)
    if other is not None:
        scene = scene._replace(dps={**scene.dps, **writes})
        return writes | write(scene.follow(), other, value)
    current = scene.dps.get(point.id)
    if way.value is UNSET:
        writes[point.id] = _pack_open(scene, point, way.terms, value=value)
    elif way.raw is not UNSET:
        writes[point.id] = pack_named(point, way.raw, current)
    return writes


def _sets_constraint(way: Way, constraint: Point) -> bool:
    """Tell whether the role of the condition is written along: where the condition alone gives the value."""
    condition = way.condition
    if way.needs_constraint or condition is None or condition.value is UNSET:
        return way.needs_constraint
    return not constraint.readonly and len(condition.raws) == 1 and condition.raws[0] is not None


def _pack_plain(scene: Scene, point: Point, value: Json) -> Json:
    """Return the raw value of a point without rules."""
    return _pack_open(scene, point, plain_terms(point), value=value)


def _pack_open(scene: Scene, point: Point, terms: Terms, *, value: Json) -> Json:
    """Return the raw value for a value that no rule names."""
    current = scene.dps.get(point.id)
    if point.is_numeric and is_number(value):
        return pack(point, _check_number(point, terms, value), current)
    if isinstance(value, str) and terms.limits and not terms.limits.minimum <= len(value) <= terms.limits.maximum:
        raise BadValueError(
            f"{point.role} has {len(value)} characters, but takes {terms.limits.minimum} to {terms.limits.maximum}"
        )
    return pack(point, value, current)


def _check_number(point: Point, terms: Terms, value: Json) -> int | float:
    """Return the raw number on the grid of the point.

    Raises:
        BadValueError: the value is out of range.
    """
    number = from_units(terms, value) if isinstance(value, (int, float)) else 0
    if number != number or abs(number) == float("inf"):  # noqa: PLR0124 - not a number.
        raise BadValueError(f"{point.role} takes a number")
    limits = terms.limits
    if limits and not limits.minimum - SLACK <= number <= limits.maximum + SLACK:
        ends = [to_units(point, terms, end) for end in (limits.minimum, limits.maximum)]
        low, high = ends if terms.scale > 0 and not terms.invert else reversed(ends)
        raise BadValueError(f"{point.role} cannot be {value}; it takes {low} to {high}")
    if terms.step:
        number = terms.step * round(number / terms.step)
        if limits:
            number = min(max(number, limits.minimum), limits.maximum)
    return number if point.type is PointType.FLOAT else round(number)


def _name_allowed(scene: Scene, point: Point) -> str:
    """Return the values that could be written, as the end of a sentence."""
    values = list(dict.fromkeys(repr(way.value) for way in list_ways(scene, point) if way.value is not UNSET))
    if not values:
        return ""
    more = ", ..." if len(values) > MAX_ALLOWED_SHOWN else ""
    return f"; it takes {', '.join(values[:MAX_ALLOWED_SHOWN])}{more}"
