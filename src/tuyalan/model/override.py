"""The owner's own word on data points, and descriptions corrected by it."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import DpId


class Override(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the owner says of one data point; `None` leaves it as it is."""

    code: str | None = None
    name: str | None = None
    kind: Kind | None = None
    access: Access | None = None
    unit: str | None = None
    scale: int | None = None
    factor: int | None = None
    minimum: float | None = None
    """In the unit that the corrected data point has; so are `maximum` and `step`."""
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    device_class: str | None = None
    is_inverted: bool | None = None
    is_increment: bool | None = None
    kelvin: tuple[int, int] | None = None
    """At the least and at the greatest value of a colour temperature."""


FIELDS: Final = Override.__struct_fields__
"""What can be corrected."""

_LIMITS: Final = ("minimum", "maximum", "step")
_CERTAIN: Final = frozenset({"code", "kind", "access"})
"""Who sets one of these knows what the data point is, not only how it should look."""
_NATURE: Final = frozenset({"code", "kind"})


def apply(known: Mapping[DpId, Known], overrides: Mapping[DpId, Override]) -> dict[DpId, Known]:
    """Return the descriptions with the owner's corrections.

    A data point that nobody has described so far is added if the correction tells its kind.
    """
    applied = dict(known)
    for dp, override in overrides.items():
        changed = _correct(known[dp], override) if dp in known else _describe(dp, override)
        if changed is not None:
            applied[dp] = changed
    return dict(sorted(applied.items()))


def combine(first: Override, second: Override) -> Override:
    """Return both corrections as one; where both speak, `first` counts."""
    return msgspec.structs.replace(second, **_said(first))


def _said(override: Override) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(override, name) for name in FIELDS}
    return {name: value for name, value in values.items() if value is not None}


def _correct(known: Known, override: Override) -> Known:
    said = _said(override)
    if not said:
        return known
    changes = {name: value for name, value in said.items() if name not in _LIMITS}
    point = msgspec.structs.replace(known.point, **changes)
    point = msgspec.structs.replace(point, **_limits(override, point))
    words = ", ".join(name.removeprefix("is_") for name in said)
    before = known.evidence or f"from {known.source}"
    corrected = msgspec.structs.replace(
        known, point=point, source=Source.OVERRIDE, evidence=f"{words} set by the owner; the rest: {before}"
    )
    if _CERTAIN & said.keys():
        corrected = msgspec.structs.replace(corrected, confidence=1.0)
    # Who says what it is says also what it is not.
    return msgspec.structs.replace(corrected, form=None, part=None) if _NATURE & said.keys() else corrected


def _describe(dp: DpId, override: Override) -> Known | None:
    kind = override.kind or _infer_kind(override)
    if kind is None:
        return None
    known = Known(point=DpSchema(id=dp, code=f"dp_{dp}", kind=kind), source=Source.OVERRIDE, evidence="not described")
    return msgspec.structs.replace(_correct(known, override), confidence=1.0)


def _infer_kind(override: Override) -> Kind | None:
    if override.choices:
        return Kind.CHOICE
    if override.labels:
        return Kind.BITMAP
    numeric = (override.scale, override.factor, override.minimum, override.maximum, override.step, override.kelvin)
    return None if all(value is None for value in numeric) else Kind.NUMBER


def _limits(override: Override, point: DpSchema) -> dict[str, int]:
    """Return the limits as on the wire, moved inwards where they lie between two numbers of the device."""
    worth = Fraction(max(point.factor, 1), 10 ** max(point.scale, 0))
    limits: dict[str, int] = {}
    if override.minimum is not None:
        limits["minimum"] = math.ceil(_exact(override.minimum) / worth)
    if override.maximum is not None:
        limits["maximum"] = math.floor(_exact(override.maximum) / worth)
    if override.step is not None:
        limits["step"] = max(1, round(_exact(override.step) / worth))
    return limits


def _exact(value: float) -> Fraction:
    # As written: 0.1 is a tenth, not the binary fraction next to it.
    return Fraction(str(value))
