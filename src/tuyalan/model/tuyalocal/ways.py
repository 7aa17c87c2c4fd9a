"""The ways to write a data point: what its rules say, turned round.

A value may be reached in several ways: as the meaning of a raw value, by also setting the role that a condition looks
at, on another role, or as a plain number or text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import UNSET

from tuyalan.model.tuyalocal.decoding import (
    Scene,
    Terms,
    combine,
    constraint_of,
    find_condition,
    find_rule,
    is_available,
    plain_terms,
    read,
    to_units,
)
from tuyalan.model.tuyalocal.packing import unpack
from tuyalan.model.tuyalocal.profile import PointType, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuyalan.model.tuyalocal.profile import Choice, Condition, Point
    from tuyalan.vocabulary import Json


class Way(NamedTuple):
    """One way to reach values: a rule, the condition of it that will hold, and the raw value that has to be written."""

    rule: Rule
    condition: Condition | None
    terms: Terms
    value: Json
    """What will be read then; `UNSET` for a way that takes any value."""
    raw: Json
    """What is written to the point; `UNSET`: nothing, or the value itself."""
    needs_constraint: bool
    """Whether the role that the condition looks at has to be set too."""


def list_ways(scene: Scene, point: Point) -> Iterator[Way]:
    """Yield the ways to write a point: first those to a fixed value, in the order of the file, then those to any."""
    fixed: list[Way] = []
    open_ways: list[Way] = []
    for rule in point.rules:
        if rule.hidden or rule.raw is None or not is_available(scene, rule.available):
            continue
        for way in _list_rule_ways(scene, point, rule):
            (open_ways if way.value is UNSET else fixed).append(way)
    yield from fixed
    if fixed and not point.is_numeric:
        # Where words are named, no other text is meant.
        open_ways = [way for way in open_ways if way.terms.redirect]
    # Of several rules for all other values, the last one counts, as in reading.
    yield from reversed(open_ways)
    if not open_ways and _is_plain_besides(point, fixed):
        yield Way(_NO_RULE, None, plain_terms(point), UNSET, UNSET, needs_constraint=False)


_NO_RULE: Final = Rule()
"""Stands for what no rule of the file says."""


def _is_plain_besides(point: Point, fixed: list[Way]) -> bool:
    """Tell whether the rules only name special values, so that all others are what they are."""
    if all(rule.raw is None or (rule.hidden and rule.raw is not UNSET) for rule in point.rules):
        return True
    if any(rule.raw is UNSET for rule in point.rules) or not point.is_numeric or point.is_flag:
        return False
    if point.limits and point.limits.maximum - point.limits.minimum < len({way.raw for way in fixed}):
        return False
    return not any(is_number(way.value) or isinstance(way.value, bool) for way in fixed)


def _list_rule_ways(scene: Scene, point: Point, rule: Rule) -> Iterator[Way]:
    """Yield the ways of one rule: as things are, then with another condition."""
    active = find_condition(scene, point, rule)
    if active is None or not active.hidden:
        yield from _list_condition_ways(scene, point, rule, condition=active, needs_constraint=False)
    constraint = constraint_of(scene, point, rule)
    if constraint.id == point.id and constraint.role == point.role:
        # What is written makes its own condition hold; of two variants of a device, the one that shows itself counts.
        for condition in rule.conditions if active is None else ():
            yield from _list_condition_ways(scene, point, rule, condition=condition, needs_constraint=False)
        return
    if constraint.readonly:
        return
    for condition in rule.conditions:
        if condition is active or condition.hidden or len(condition.raws) != 1 or condition.raws[0] is None:
            continue
        if is_available(scene, condition.available):
            yield from _list_condition_ways(scene, point, rule, condition=condition, needs_constraint=True)


def _list_condition_ways(
    scene: Scene, point: Point, rule: Rule, *, condition: Condition | None, needs_constraint: bool
) -> Iterator[Way]:
    """Yield the ways of a rule under one of its conditions, or under none."""
    terms = combine(point, rule, condition)

    def way(value: Json, raw: Json) -> Way:
        return Way(rule, condition, terms, value, raw, needs_constraint)

    for choice in _list_offered(scene, rule, condition):
        yield way(choice.raw if choice.value is UNSET else choice.value, choice.raw)
    raw = _stands_for(scene, point, rule, condition=condition)
    if terms.value is not UNSET:
        # A rule for all other values tells what they mean, but not which of them to write.
        if terms.value is not None and (raw is not UNSET or terms.redirect or needs_constraint):
            yield way(terms.value, raw)
    elif terms.redirect:
        if _is_in_force(scene, point, rule) and not needs_constraint:
            yield way(UNSET, UNSET)
    elif terms.mirror or rule.raw is not UNSET:
        if raw is not UNSET:
            yield way(_read_as(scene, point, terms, raw=raw), raw)
    elif not needs_constraint and not (condition and condition.choices and _covers(condition)):
        yield way(UNSET, UNSET)


def _is_in_force(scene: Scene, point: Point, rule: Rule) -> bool:
    """Tell whether a rule is about all values, or about the one that the point has now."""
    return rule.raw is UNSET or find_rule(scene, point, unpack(point, scene.dps.get(point.id))) is rule


def _read_as(scene: Scene, point: Point, terms: Terms, *, raw: Json) -> Json:
    """Return what a raw value would mean that has no word of its own."""
    other = scene.entity.point(terms.mirror)
    return read(scene.follow(), other) if other else to_units(point, terms, raw)


def _list_offered(scene: Scene, rule: Rule, condition: Condition | None) -> Iterator[Choice]:
    """Yield the substitutions inside a condition that can be written."""
    for choice in condition.choices if condition else ():
        is_reachable = rule.raw is UNSET or rule.raw == choice.raw
        if is_reachable and choice.raw is not None and not choice.hidden and is_available(scene, choice.available):
            yield choice


def _stands_for(scene: Scene, point: Point, rule: Rule, *, condition: Condition | None) -> Json:
    """Return the one raw value that a rule is about under a condition; `UNSET` if there may be several."""
    if rule.raw is not UNSET:
        return rule.raw
    if condition and len(condition.raws) == 1 and constraint_of(scene, point, rule).id == point.id:
        # The condition looks at the point itself.
        return condition.raws[0]
    if point.type is PointType.BOOLEAN:
        named = {other.raw for other in point.rules if isinstance(other.raw, bool)}
        if len(named) == 1:
            return not named.pop()
    return UNSET


def _covers(condition: Condition) -> bool:
    """Tell whether the substitutions of a condition are all there is: every one of them has a word for its raw value."""
    return all(choice.value is not UNSET for choice in condition.choices)


def is_number(value: Json) -> bool:
    """Tell whether a value is a number, and no truth value."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)
