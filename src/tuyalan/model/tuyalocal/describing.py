"""From the uses of a data point in a profile to its description, in the vocabulary that all sources share.

A description holds for the state that the device is in: scale and limits may depend on another data point, such as the
unit, and are described anew when that changes. What else a file makes depend on others is no part of it; `unsaid` names
that.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import UNSET

from tuyalan.model.schema import MAX_SCALE, Access, DpSchema, Kind
from tuyalan.model.tuyalocal.composing import SWITCHES
from tuyalan.model.tuyalocal.decoding import Scene, Terms, combine, decode, find_condition, plain_terms
from tuyalan.model.tuyalocal.naming import name_of, raw_words_of, slug, words_of
from tuyalan.model.tuyalocal.profile import Condition, Entity, Point, PointType, Rule, Span
from tuyalan.model.tuyalocal.roles import WRITE_ONLY, is_main, is_writable
from tuyalan.model.units import normalise_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.model.tuyalocal.pieces import Piece
    from tuyalan.model.tuyalocal.profile import Number
    from tuyalan.vocabulary import Dps

Use: TypeAlias = tuple[Entity, Point]
"""A data point in one of the entities that use it."""

COLOUR_TEMPERATURES: Final = frozenset({"color_temp", "std_color_temp"})
"""Roles whose values are stretched to kelvin."""

MAX_LABELS: Final = 64
"""Most bits of a bitmap that get a label."""

_UNIT_ROLES: Final = {
    **dict.fromkeys(
        (
            "temperature",
            "current_temperature",
            "target_temp_high",
            "target_temp_low",
            "min_temperature",
            "max_temperature",
        ),
        "temperature_unit",
    ),
    "value": "unit",
    "sensor": "unit",
}
"""Which role tells the unit of another."""
_NAMED: Final = 3
"""How many pieces are named in the name of all."""

_KINDS: Final = {
    PointType.BOOLEAN: Kind.BOOL,
    PointType.INTEGER: Kind.NUMBER,
    PointType.UNIXTIME: Kind.NUMBER,
    PointType.FLOAT: Kind.NUMBER,
    PointType.BITFIELD: Kind.BITMAP,
    PointType.STRING: Kind.TEXT,
    PointType.HEX: Kind.TEXT,
    PointType.JSON: Kind.TEXT,
    PointType.BASE64: Kind.RAW,
    PointType.UTF16B64: Kind.RAW,
}


def describe(uses: Sequence[Use], use: Use, *, code: str, dps: Dps) -> DpSchema:
    """Return the description of a data point by the use that says most about it, and what the others add.

    Args:
        uses: All uses of it.
        use: The one that says most.
        code: What to call it.
        dps: Raw values of the device, which decide between conditions.
    """
    entity, point = use
    if point.mask:
        return _describe_bits(uses, point, code=code)
    terms = settle_terms(entity, point, dps)
    scale, factor = to_places(terms.scale)
    called = () if (entity.platform, point.role) in SWITCHES else raw_words_of(point)
    words = tuple(raw for raw, _ in called)
    if point.type is PointType.STRING and not point.fields:
        words = _words(uses)
    kind = Kind.CHOICE if words else _KINDS[point.type]
    limits = terms.limits
    is_number = kind is Kind.NUMBER
    # A stretched or oddly scaled number has a unit only after that, which a description cannot say.
    is_plain = is_number and factor > 0 and not terms.target
    step = terms.step
    return DpSchema(
        id=point.id,
        code=code,
        kind=kind,
        access=_access(uses),
        unit=normalise_unit(_settle_unit(entity, point, dps), code=code) if is_plain else "",
        scale=scale if is_plain else 0,
        factor=factor if is_plain else 1,
        minimum=_whole(limits, "minimum") if is_number else None,
        maximum=_whole(limits, "maximum") if is_number else None,
        step=int(step) if is_number and step and float(step).is_integer() else None,
        choices=words,
        words=called or (words_of([point, *(other for _, other in uses)]) if words else ()),
        wire=_KINDS[point.type] if called else None,
        labels=_labels(uses) if kind is Kind.BITMAP else (),
        max_length=_whole(limits, "maximum") if kind is Kind.TEXT and not point.rules else None,
        name=name_of(entity, point),
        device_class=entity.device_class if is_main(entity, point) else "",
        is_inverted=_is_inverted(entity, point, terms),
        kelvin=kelvin_of(point, terms) if is_number else None,
    )


def describe_pieces(pieces: Sequence[Piece], *, code: str) -> DpSchema:
    """Return the description of a data point of text that is taken apart."""
    first = pieces[0].point
    can_write = any(is_writable(piece.entity, piece.point) for piece in pieces)
    names = [
        (is_main(piece.entity, piece.point) and name_of(piece.entity, piece.point)) or piece.name.replace("_", " ")
        for piece in pieces
    ]
    more = len(names) - _NAMED
    return DpSchema(
        id=first.id,
        code=code,
        kind=_KINDS[first.type],
        access=Access.BOTH if can_write else Access.READ,
        name=", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else ""),
    )


def _describe_bits(uses: Sequence[Use], point: Point, *, code: str) -> DpSchema:
    """Return the description of a data point of which a file only looks at some bits: a bitmap, if they are switches."""
    labels = {each.bits.bit_length() - 1: slug(name_of(entity, each)) for entity, each in uses if each.is_flag}
    is_number = point.type.is_numeric
    is_bitmap = is_number and all(each.is_flag for _, each in uses) and max(labels) < MAX_LABELS
    kind = Kind.BITMAP if is_bitmap else Kind.NUMBER if is_number else _KINDS[point.type]
    return DpSchema(
        id=point.id,
        code=code,
        kind=kind,
        access=_access(uses),
        labels=_list_labels(labels) if is_bitmap else (),
    )


def open_rule(point: Point) -> Rule | None:
    """Return the rule for all values that no other names."""
    return next((rule for rule in reversed(point.rules) if rule.raw is UNSET), None)


def settle_terms(entity: Entity, point: Point, dps: Dps) -> Terms:
    """Return what is done with the numbers of a point in the state of the device."""
    rule = open_rule(point)
    if rule is None:
        return plain_terms(point)
    condition = find_condition(Scene(entity, dps), point, rule) if find_constraint(entity, point, rule) else None
    terms = combine(point, rule, None)
    # Where another role takes its place, its own numbers stay what they are.
    if condition is None or condition.redirect or condition.mirror:
        return terms
    now = combine(point, rule, condition)
    return now if can_say(point, now) else terms


def can_say(point: Point, terms: Terms) -> bool:
    """Tell whether a description has words for what is done with numbers."""
    return bool(to_places(terms.scale)[1]) and (terms.target is None or kelvin_of(point, terms) is not None)


def _settle_unit(entity: Entity, point: Point, dps: Dps) -> str:
    """Return the unit, which another data point may tell; what stands for a twin in the other unit keeps its own."""
    other = find_unit(entity, point)
    if other is None or not dps:
        return point.unit
    rule = open_rule(point)
    condition = None if rule is None else find_condition(Scene(entity, dps), point, rule)
    told = None if condition is not None and (condition.redirect or condition.mirror) else decode(entity, other, dps)
    return told if isinstance(told, str) else point.unit


def find_unit(entity: Entity, point: Point) -> Point | None:
    """Return the data point that tells the unit of this one, `None` if there is none."""
    other = entity.point(_UNIT_ROLES.get(point.role, ""))
    return other if other is not None and point.type.is_numeric and other.id != point.id else None


def find_constraint(entity: Entity, point: Point, rule: Rule) -> Point | None:
    """Return the other data point on which it depends how the numbers of this one are read, `None` if there is none."""
    constraint = entity.point(rule.constraint) if rule.constraint else None
    if constraint is None or constraint.id == point.id or not point.type.is_numeric:
        return None
    return constraint if any(changes_numbers(condition) for condition in rule.conditions) else None


def changes_numbers(condition: Condition) -> bool:
    """Tell whether numbers are read in another way as long as a condition holds."""
    said = (condition.scale, condition.step, condition.invert, condition.limits, condition.target)
    return any(each is not None for each in said)


def to_places(scale: Number) -> tuple[int, int]:
    """Return decimal places and factor of a divisor; a factor of 0 if it cannot be said so."""
    worth = 1 / Fraction(str(scale))
    for places in range(MAX_SCALE + 1):
        factor = worth * 10**places
        if factor.denominator == 1 and factor > 0:
            return places, int(factor)
    return 0, 0


def _whole(limits: Span | None, end: str) -> int | None:
    """Return an end of the limits as a whole number."""
    if limits is None:
        return None
    value = limits.minimum if end == "minimum" else limits.maximum
    return int(value) if float(value).is_integer() else None


def kelvin_of(point: Point, terms: Terms) -> tuple[int, int] | None:
    """Return what the limits of a colour temperature are stretched to; its value itself stays as the lamp counts."""
    if terms.target is None or terms.limits is None or point.role not in COLOUR_TEMPERATURES:
        return None
    low, high = _whole(terms.target, "minimum"), _whole(terms.target, "maximum")
    return (low, high) if low and high and low != high else None


def _access(uses: Sequence[Use]) -> Access:
    """Return what can be done with a data point, going by the entities that use it."""
    if any(entity.platform in WRITE_ONLY and is_writable(entity, point) for entity, point in uses):
        return Access.WRITE if all(entity.platform in WRITE_ONLY for entity, _ in uses) else Access.BOTH
    if any(is_writable(entity, point) for entity, point in uses):
        return Access.BOTH
    # An attribute may be writable for all that the file says.
    is_read = any(point.readonly or is_main(entity, point) for entity, point in uses)
    return Access.READ if is_read else Access.BOTH


def _words(uses: Sequence[Use]) -> tuple[str, ...]:
    """Return the words of a choice in the order of the files; none if any text will do."""
    words: list[str] = []
    for _, point in uses:
        for rule in point.rules:
            words += [rule.raw] if isinstance(rule.raw, str) else []
            for condition in rule.conditions:
                words += [choice.raw for choice in condition.choices if isinstance(choice.raw, str)]
    return tuple(dict.fromkeys(words))


def _labels(uses: Sequence[Use]) -> tuple[str, ...]:
    """Return the labels of a bitmap: what rules call single bits, or the entities that watch them."""
    labels: dict[int, str] = {}
    for entity, point in uses:
        for rule in point.rules:
            if not isinstance(rule.raw, int) or isinstance(rule.raw, bool) or rule.raw.bit_count() != 1:
                continue
            bit = rule.raw.bit_length() - 1
            if isinstance(rule.value, str):
                labels.setdefault(bit, rule.value)
            elif rule.value is True and (label := slug(name_of(entity, point))):
                labels.setdefault(bit, label)
    return _list_labels(labels)


def _list_labels(labels: Mapping[int, str]) -> tuple[str, ...]:
    highest = max((bit for bit in labels if 0 <= bit < MAX_LABELS), default=-1)
    return tuple(labels.get(bit) or f"bit_{bit}" for bit in range(highest + 1))


def _is_inverted(entity: Entity, point: Point, terms: Terms) -> bool:
    """Tell whether the device means the opposite of what it reports."""
    if point.type is not PointType.BOOLEAN:
        return terms.invert and terms.limits is not None
    plain = [rule for rule in point.rules if not rule.conditions and not rule.redirect and not rule.mirror]
    others = next((rule.value for rule in reversed(plain) if rule.raw is UNSET), UNSET)
    meanings = {raw: next((rule.value for rule in plain if rule.raw is raw), others) for raw in (True, False)}
    # A button that is pressed by false has no other.
    is_pressed = entity.platform in WRITE_ONLY and meanings[True] is UNSET
    return meanings[False] is True and (meanings[True] is False or is_pressed)
