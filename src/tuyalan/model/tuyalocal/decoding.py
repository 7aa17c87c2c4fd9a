"""From raw values to what they mean: the rules of a profile, executed.

Which rule holds depends on the raw value; which of its conditions, on the raw value of another role; a rule may send
the reader on to another role. Platforms with a range of their own (brightness, speed in per cent) stretch nothing here:
a value without a rule is the raw value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec import UNSET

from tuyalan.model.tuyalocal.packing import to_time, unpack
from tuyalan.model.tuyalocal.profile import PointType, Span
from tuyalan.vocabulary import Json

if TYPE_CHECKING:
    from tuyalan.model.tuyalocal.profile import Condition, Entity, Point, Rule
    from tuyalan.vocabulary import Dps

MAX_HOPS: Final = 8
"""Roles followed from one to the next; a file may send the reader in a circle."""

_DUST: Final = 9
"""Decimal places kept after a division."""


class Scene(NamedTuple):
    """An entity, the raw values of its device, and how often one role has led to another."""

    entity: Entity
    dps: Dps
    hops: int = 0

    def follow(self) -> Scene:
        """Return the scene one hop further."""
        return self._replace(hops=self.hops + 1)

    @property
    def is_lost(self) -> bool:
        """Whether the roles lead in a circle."""
        return self.hops > MAX_HOPS


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a rule and the condition that holds do together; the condition goes first."""

    value: Json
    redirect: str
    mirror: str
    scale: int | float
    step: int | float | None
    invert: bool
    limits: Span | None
    target: Span | None
    invalid: bool


def decode(entity: Entity, point: Point, dps: Dps) -> Json:
    """Return what a data point of the entity means; `None` if nothing is known.

    Returns:
        A truth value, number, text or moment; for packed fields, a mapping of their names to raw numbers.
    """
    return read(Scene(entity, dps), point)


def read(scene: Scene, point: Point) -> Json:
    """Return what a data point means in a scene."""
    if scene.is_lost:
        return None
    raw = unpack(point, scene.dps.get(point.id))
    rule = find_rule(scene, point, raw)
    if rule is None:
        return to_units(point, plain_terms(point), raw)
    condition = find_condition(scene, point, rule)
    terms = combine(point, rule, condition)
    if terms.invalid:
        return None
    other = scene.entity.point(terms.redirect or terms.mirror)
    if other is not None:
        return read(scene.follow(), other)
    for choice in condition.choices if condition else ():
        if choice.raw == raw and is_available(scene, choice.available):
            return raw if choice.value is UNSET else choice.value
    return to_units(point, terms, raw) if terms.value is UNSET else terms.value


def find_rule(scene: Scene, point: Point, raw: Json) -> Rule | None:
    """Return the rule for a raw value: the first that names it, else the last that names none."""
    fallback: Rule | None = None
    for rule in point.rules:
        if rule.raw is UNSET:
            fallback = rule if is_available(scene, rule.available) else fallback
        elif is_same(point, rule.raw, raw) and is_available(scene, rule.available):
            return rule
    return fallback


def find_condition(scene: Scene, point: Point, rule: Rule) -> Condition | None:
    """Return the first condition of the rule that holds."""
    if not rule.conditions:
        return None
    constraint = constraint_of(scene, point, rule)
    raw = unpack(constraint, scene.dps.get(constraint.id))
    for condition in rule.conditions:
        if any(is_same(constraint, wanted, raw) for wanted in condition.raws) and is_available(
            scene, condition.available
        ):
            return condition
    return None


def constraint_of(scene: Scene, point: Point, rule: Rule) -> Point:
    """Return the point that the conditions of a rule look at."""
    return scene.entity.point(rule.constraint) or point


def is_available(scene: Scene, role: str) -> bool:
    """Tell whether the role that switches something on is true; without a role, it is always on."""
    if not role:
        return True
    switch = scene.entity.point(role)
    return switch is None or (not scene.is_lost and bool(read(scene.follow(), switch)))


def is_same(point: Point, wanted: Json, raw: Json) -> bool:
    """Tell whether a raw value is the one a rule names; of a bitfield, any of its bits will do."""
    if isinstance(wanted, bool) is not isinstance(raw, bool) and not point.is_flag:
        return False
    if wanted == raw:
        return True
    if point.type is PointType.BITFIELD and not point.mask and isinstance(wanted, int) and isinstance(raw, int):
        return bool(wanted & raw)
    return False


def plain_terms(point: Point) -> Terms:
    """Return the terms of a point without rules."""
    return Terms(
        value=UNSET,
        redirect="",
        mirror="",
        scale=1,
        step=None,
        invert=False,
        limits=point.limits,
        target=None,
        invalid=False,
    )


def combine(point: Point, rule: Rule, condition: Condition | None) -> Terms:
    """Return what a rule and one of its conditions do together."""
    first = condition or rule
    return Terms(
        value=rule.value if first.value is UNSET else first.value,
        redirect=first.redirect or rule.redirect,
        mirror=first.mirror or rule.mirror,
        scale=first.scale or rule.scale or 1,
        step=first.step or rule.step,
        invert=bool(rule.invert if first.invert is None else first.invert),
        limits=first.limits or rule.limits or point.limits,
        target=first.target or rule.target,
        invalid=first.invalid or rule.invalid,
    )


def to_units(point: Point, terms: Terms, raw: Json) -> Json:
    """Return a raw value that no rule replaces, in the unit of the point."""
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        return raw
    number: int | float = raw
    limits, target = terms.limits, terms.target
    if terms.invert and limits:
        number = limits.minimum + limits.maximum - number
    if limits and target and limits.maximum > limits.minimum:
        stretch = (target.maximum - target.minimum) / (limits.maximum - limits.minimum)
        number = round(target.minimum + (number - limits.minimum) * stretch, _DUST)
    if terms.scale != 1:
        number = round(number / terms.scale, _DUST)
    return to_time(number) if point.type is PointType.UNIXTIME else number


def from_units(terms: Terms, value: float) -> float:
    """Return the raw number of a value; the way back of `to_units`."""
    number = value * terms.scale
    limits, target = terms.limits, terms.target
    if limits and target and target.maximum != target.minimum:
        stretch = (limits.maximum - limits.minimum) / (target.maximum - target.minimum)
        number = limits.minimum + (number - target.minimum) * stretch
    if terms.invert and limits:
        number = limits.minimum + limits.maximum - number
    return number
