"""What a device file says of a data point and its property does not do: named, so that nobody takes it for done.

A property is one data point by itself. What a file makes of two of them together (a word that means something else in another mode,
another role read in its place) is done where the file itself is executed, and by features where they know the pattern.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from tuyalan.model.tuyalocal.decoding import combine, plain_terms
from tuyalan.model.tuyalocal.describing import can_say, changes_numbers, kelvin_of, open_rule, to_places
from tuyalan.model.tuyalocal.profile import PointType
from tuyalan.model.tuyalocal.roles import is_main

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tuyalan.model.tuyalocal.describing import Use
    from tuyalan.model.tuyalocal.pieces import Piece
    from tuyalan.model.tuyalocal.profile import Entity, Point, Rule
    from tuyalan.vocabulary import Json

MAX_NAMED: Final = 4
"""Most things named of one data point."""

_SWITCHES: Final = frozenset({"hvac_mode", "operation_mode"})
"""Roles that are off, or else what the mode says: features do so too."""


def list_unsaid(uses: Sequence[Use], pieces: Sequence[Piece]) -> str:
    """Return what is left out as one phrase for people; empty if nothing is.

    Args:
        uses: All uses of the data point.
        pieces: Those of them that are pieces of its value.
    """
    done = [(piece.point.mask, piece.point.rules) for piece in pieces]
    is_bitmap = all(point.is_flag and point.type.is_numeric for _, point in uses)
    found: list[str] = []
    for entity, point in uses:
        if point.mask:
            found += [] if is_bitmap or (point.mask, point.rules) in done else ["parts under masks"]
        elif is_main(entity, point):
            found += _list_rules(entity, point)
    if len({_scale_of(point) for entity, point in uses if point.type.is_numeric and is_main(entity, point)}) > 1:
        found.append("another entity reads it in another way")
    named = list(dict.fromkeys(found))
    more = [f"{len(named) - MAX_NAMED} more"] if len(named) > MAX_NAMED else []
    return "of the file not done here: " + ", ".join([*named[:MAX_NAMED], *more]) if named else ""


def _list_rules(entity: Entity, point: Point) -> Iterator[str]:
    """Yield what the rules of a point do besides naming and scaling its own values."""
    rule = open_rule(point)
    terms = plain_terms(point) if rule is None else combine(point, rule, None)
    if point.type.is_numeric and terms.target and not kelvin_of(point, terms):
        yield "its numbers are stretched"
    if not to_places(terms.scale)[1]:
        yield f"its numbers are divided by {terms.scale}"
    if any(_is_number(each.raw) and _is_number(each.value) and each.raw != each.value for each in point.rules):
        yield "its numbers stand for others"
    for each in point.rules:
        if each.raw is None:
            # What takes the place of a data point that reports nothing is a property of its own.
            continue
        if other := _find_other(entity, point, each.redirect or each.mirror):
            yield f"{other} in its place"
        yield from _list_conditions(entity, point, each, is_open=each is rule and point.type.is_numeric)


def _list_conditions(entity: Entity, point: Point, rule: Rule, *, is_open: bool) -> Iterator[str]:
    """Yield what the conditions of a rule change; how numbers are read is done if it is the rule of all numbers."""
    constraint = _find_other(entity, point, rule.constraint)
    if not constraint or (point.type is PointType.BOOLEAN and point.role in _SWITCHES):
        return
    for condition in rule.conditions:
        if other := _find_other(entity, point, condition.redirect or condition.mirror):
            yield f"{other} in its place by {constraint}"
        elif changes_numbers(condition) and not (is_open and can_say(point, combine(point, rule, condition))):
            yield f"numbers by {constraint}"
        if condition.choices or condition.value is not UNSET:
            yield f"meaning by {constraint}"


def _scale_of(point: Point) -> tuple[float, bool]:
    """Return what one of its numbers is worth, and whether they are mirrored."""
    rule = open_rule(point)
    terms = plain_terms(point) if rule is None else combine(point, rule, None)
    return terms.scale, terms.invert and terms.limits is not None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _find_other(entity: Entity, point: Point, role: str) -> str:
    """Return the role if it is that of another data point, in words."""
    other = entity.point(role) if role else None
    return "" if other is None or other.id == point.id else role.replace("_", " ")
