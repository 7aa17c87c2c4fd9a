"""From a profile to descriptions of data points, in the vocabulary that all sources share.

The files name roles, not the maker's codes. Where the two are the same thing under two names, the maker's is used, so
that properties are called alike whoever described them.
"""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from tuyalan.model.schema import MAX_SCALE, Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.model.tuyalocal.composing import list_parts
from tuyalan.model.tuyalocal.naming import code_of, name_of, slug, words_of
from tuyalan.model.tuyalocal.packing import fits
from tuyalan.model.tuyalocal.profile import Entity, Point, PointType, Rule, Span
from tuyalan.model.tuyalocal.roles import WRITE_ONLY, is_main, is_writable
from tuyalan.model.units import normalise_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tuyalan.model.tuyalocal.profile import Number, Profile
    from tuyalan.vocabulary import DpId, Dps

Use = tuple[Entity, Point]
"""A data point in one of the entities that use it."""

NO_CODES: Final[Mapping[DpId, str]] = MappingProxyType({})
"""Nobody knows the maker's codes."""

COLOUR_TEMPERATURES: Final = frozenset({"color_temp", "std_color_temp"})
"""Roles whose values are stretched to kelvin."""

MAX_LABELS: Final = 64
"""Most bits of a bitmap that get a label."""

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


def known(
    profile: Profile, dps: Dps, *, confidence: float = 1.0, evidence: str = "", codes: Mapping[DpId, str] = NO_CODES
) -> dict[DpId, Known]:
    """Return what a profile says of the data points of a device.

    Left out is what the profile only takes apart by masks, what contradicts the value that the device reports, and what
    is optional and has never been reported, unless it is of the sort that never is.

    Args:
        profile: The matched profile.
        dps: Raw values of the device; empty if none are known yet.
        confidence: How sure it is that the profile is the device's own.
        evidence: Why it is believed; the name of the file if nothing is said.
        codes: The maker's own codes, where they are known; a file never says them.
    """
    found: dict[DpId, Known] = {}
    taken = set(codes.values())
    parts = list_parts(entities_of(profile, dps))
    for number, uses in sorted(_uses(profile).items()):
        if not _is_told(uses, dps, number=number):
            continue
        entity, point = max(uses, key=_rank)
        code = codes.get(number, "")
        if not code:
            code = code_of(profile, entity, point)
            code = f"{code}_{number}" if code in taken else code
            taken.add(code)
        found[number] = Known(
            point=_describe(uses, (entity, point), code=code),
            source=Source.TUYA_LOCAL,
            confidence=confidence,
            evidence=evidence or f"device file {profile.file}",
            part=parts.get(number),
        )
    return found


def _uses(profile: Profile) -> dict[DpId, list[Use]]:
    """Return the uses of every data point that stand for the whole of its value."""
    uses: dict[DpId, list[Use]] = {}
    for entity in profile.entities:
        for point in entity.points:
            if not point.mask:
                uses.setdefault(point.id, []).append((entity, point))
    return uses


def _is_told(uses: Sequence[Use], dps: Dps, *, number: DpId) -> bool:
    """Tell whether the profile's word on a data point holds for this device."""
    raw = dps.get(number)
    if raw is not None:
        return any(fits(point, raw) for _, point in uses)
    is_silent = any(entity.platform in WRITE_ONLY for entity, _ in uses)
    return not dps or is_silent or number in dps or not all(point.optional for _, point in uses)


def _rank(use: Use) -> tuple[bool, bool, bool]:
    """Order the uses of a data point: the one that says most about it is the largest; of equals, the first."""
    entity, point = use
    return is_main(entity, point), not point.hidden, is_writable(entity, point)


def _describe(uses: Sequence[Use], use: Use, *, code: str) -> DpSchema:
    """Return the description of one data point."""
    entity, point = use
    rule = _open_rule(point)
    scale, factor = _to_places((rule.scale if rule else None) or 1)
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
        kelvin=_kelvin(point, rule, limits) if is_number else None,
    )


def _open_rule(point: Point) -> Rule | None:
    """Return the rule for all values that no other names."""
    return next((rule for rule in reversed(point.rules) if rule.raw is UNSET), None)


def _to_places(scale: Number) -> tuple[int, int]:
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


def _kelvin(point: Point, rule: Rule | None, limits: Span | None) -> tuple[int, int] | None:
    """Return what the limits of a colour temperature are stretched to; its value itself stays as the lamp counts."""
    if rule is None or rule.target is None or limits is None or point.role not in COLOUR_TEMPERATURES:
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
    highest = max((bit for bit in labels if 0 <= bit < MAX_LABELS), default=-1)
    return tuple(labels.get(bit, f"bit_{bit}") for bit in range(highest + 1))


def _is_inverted(point: Point, rule: Rule | None) -> bool:
    """Tell whether the device means the opposite of what it reports."""
    if point.type is PointType.BOOLEAN:
        values = {rule.raw: rule.value for rule in point.rules if isinstance(rule.raw, bool)}
        return values.get(True) is False and values.get(False) is True
    return bool(rule and rule.invert and (rule.limits or point.limits))


def entities_of(profile: Profile, dps: Dps) -> tuple[Entity, ...]:
    """Return the entities of a profile that the device has: of each, at least one data point, and all that it requires."""
    if not dps:
        return profile.entities
    return tuple(entity for entity in profile.entities if _is_present(entity, dps))


def _is_present(entity: Entity, dps: Mapping[DpId, object]) -> bool:
    """Tell whether the device has the data points of an entity."""
    if entity.platform in WRITE_ONLY:
        return True
    present = [point for point in entity.points if point.id in dps and is_main(entity, point)]
    return bool(present) or not any(is_main(entity, point) for point in entity.points)
