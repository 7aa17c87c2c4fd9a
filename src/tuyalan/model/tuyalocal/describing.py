"""From the uses of a data point in a profile to its description, in the vocabulary that all sources share.

A description says what can be said of any device at any time. What a file makes depend on other data points is no part
of it; `unsaid` names that.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import UNSET

from tuyalan.model.schema import MAX_SCALE, Access, DpSchema, Kind
from tuyalan.model.tuyalocal.naming import name_of, slug, words_of
from tuyalan.model.tuyalocal.profile import Entity, Point, PointType, Rule, Span
from tuyalan.model.tuyalocal.roles import WRITE_ONLY, is_main, is_writable
from tuyalan.model.units import normalise_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.model.tuyalocal.pieces import Piece
    from tuyalan.model.tuyalocal.profile import Number

Use: TypeAlias = tuple[Entity, Point]
"""A data point in one of the entities that use it."""

COLOUR_TEMPERATURES: Final = frozenset({"color_temp", "std_color_temp"})
"""Roles whose values are stretched to kelvin."""

MAX_LABELS: Final = 64
"""Most bits of a bitmap that get a label."""

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


def describe(uses: Sequence[Use], use: Use, *, code: str) -> DpSchema:
    """Return the description of a data point by the use that says most about it, and what the others add."""
    entity, point = use
    if point.mask:
        return _describe_bits(uses, point, code=code)
    rule = open_rule(point)
    scale, factor = to_places((rule.scale if rule else None) or 1)
    words = _words(uses) if point.type is PointType.STRING and not point.fields else ()
    kind = Kind.CHOICE if words else _KINDS[point.type]
    limits = (rule.limits if rule else None) or point.limits
    is_number = kind is Kind.NUMBER
    # A stretched or oddly scaled number has a unit only after that, which a description cannot say.
    is_plain = is_number and factor > 0 and not (rule and rule.target)
    step = rule.step if rule else None
    return DpSchema(
        id=point.id,
        code=code,
        kind=kind,
        access=_access(uses),
        unit=normalise_unit(point.unit, code=code) if is_plain else "",
        scale=scale if is_plain else 0,
        factor=factor if is_plain else 1,
        minimum=_whole(limits, "minimum") if is_number else None,
        maximum=_whole(limits, "maximum") if is_number else None,
        step=int(step) if is_number and step and float(step).is_integer() else None,
        choices=words,
        words=words_of([point, *(other for _, other in uses)]) if words else (),
        labels=_labels(uses) if kind is Kind.BITMAP else (),
        max_length=_whole(limits, "maximum") if kind is Kind.TEXT and not point.rules else None,
        name=name_of(entity, point),
        device_class=entity.device_class if is_main(entity, point) else "",
        is_inverted=_is_inverted(point, rule),
        kelvin=kelvin_of(point, rule) if is_number else None,
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


def kelvin_of(point: Point, rule: Rule | None) -> tuple[int, int] | None:
    """Return what the limits of a colour temperature are stretched to; its value itself stays as the lamp counts."""
    if (
        rule is None
        or rule.target is None
        or point.role not in COLOUR_TEMPERATURES
        or not (rule.limits or point.limits)
    ):
        return None
    low, high = _whole(rule.target, "minimum"), _whole(rule.target, "maximum")
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


def _is_inverted(point: Point, rule: Rule | None) -> bool:
    """Tell whether the device means the opposite of what it reports."""
    if point.type is PointType.BOOLEAN:
        values = {rule.raw: rule.value for rule in point.rules if isinstance(rule.raw, bool)}
        return values.get(True) is False and values.get(False) is True
    return bool(rule and rule.invert and (rule.limits or point.limits))
