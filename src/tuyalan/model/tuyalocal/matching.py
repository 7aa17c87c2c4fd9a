"""From what a device reports to the profiles that may be its own: by product id, else by the shape of its data points.

Confidence is the product of three things: how well the shape fits, how much there was to compare, and the share of this
profile among all that fit. So a full match of many data points that no other profile has comes near 1, and one of
twenty equal candidates stays below 0.05.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import UNSET

from tuyalan.model.tuyalocal.packing import read_number
from tuyalan.model.tuyalocal.profile import PointType
from tuyalan.vocabulary import DpId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from tuyalan.model.tuyalocal.profile import Point, Profile
    from tuyalan.vocabulary import Dps, Json

LISTED_CONFIDENCE: Final = 0.99
"""Of the only file that lists the product; firmware of one product id may still differ."""

SHAPE_CONFIDENCE: Final = 0.97
"""Of a perfect match by shape alone: of 822 products in the catalogue whose file is known, so many of those near it."""

OPTIONAL_WEIGHT: Final = 0.25
"""What an optional data point that the device lacks counts, against one that the file lacks."""

SURPRISE: Final = 0.6
"""Factor for each word that the file does not know."""

SHARPNESS: Final = 8
"""Power to which fits are raised before they share the confidence: a clearly better fit takes nearly all."""

MIN_CONFIDENCE: Final = 0.001
"""Matches below this are left out."""


class PointShape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is compared of one data point."""

    id: DpId
    forms: str
    """Types that the wire may carry: `b` truth values, `n` numbers, `s` texts."""
    is_required: bool
    words: frozenset[str] = frozenset()
    """All words that a text can be; empty if any text will do."""


class Shape(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What is compared of one profile."""

    file: str
    products: tuple[str, ...]
    points: tuple[PointShape, ...]


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A profile that may be the device's own."""

    file: str
    confidence: float
    """From 0 to 1; of all matches together, at most 1."""
    is_listed: bool
    """Whether the file names the product."""
    coverage: float
    """Share of the device's data points that the file describes."""
    evidence: str
    """Why, one phrase for people."""


def shape_of(profile: Profile) -> Shape:
    """Return what is compared of a profile."""
    by_id: dict[DpId, list[Point]] = {}
    for entity in profile.entities:
        for point in entity.points:
            by_id.setdefault(point.id, []).append(point)
    return Shape(
        file=profile.file,
        products=tuple(product.id for product in profile.products),
        points=tuple(_shape_point(number, points) for number, points in sorted(by_id.items())),
    )


def match(shapes: Iterable[Shape], dps: Dps, product_ids: Collection[str] = ()) -> list[Match]:
    """Return the profiles that fit a device, best first.

    Args:
        shapes: Those of all profiles.
        dps: Raw values of the device; a value of `None` says that the data point exists.
        product_ids: What the device or the cloud calls the product, any number of ids.
    """
    kinds = {number: _form_of(value) for number, value in dps.items()}
    listed: list[_Fit] = []
    others: list[_Fit] = []
    for shape in shapes:
        if any(product in product_ids for product in shape.products):
            fit = _compare(shape, dps, kinds=kinds, is_listed=True)
            listed += [fit] if fit else []
        elif not listed and (fit := _compare(shape, dps, kinds=kinds, is_listed=False)):
            others.append(fit)
    # A file that names the product settles it: others are not even told.
    fits = listed or others
    matches = _judge(fits, is_listed=bool(listed), size=len(dps))
    return sorted(matches, key=lambda match: (-match.confidence, -match.coverage, match.file))


class _Fit(msgspec.Struct, frozen=True):
    """How one shape fits."""

    file: str
    fit: float
    common: int
    coverage: float


def _compare(shape: Shape, dps: Dps, *, kinds: dict[DpId, str], is_listed: bool) -> _Fit | None:
    """Return how a shape fits; `None` if a type is wrong, or a data point that it requires is missing."""
    common, missing, surprises = 0, 0.0, 0
    for point in shape.points:
        form = kinds.get(point.id)
        if form is None:
            if point.is_required and not is_listed:
                return None
            missing += 1 if point.is_required else OPTIONAL_WEIGHT
            continue
        if form and not any(letter in point.forms for letter in form):
            return None
        common += 1
        surprises += bool(point.words) and "s" in form and dps[point.id] not in point.words
    extra = len(dps) - common
    if not common and not is_listed:
        return None
    fit = common / (common + extra + missing) if common else 0.0
    return _Fit(shape.file, fit * SURPRISE**surprises, common, common / len(dps) if dps else 0.0)


def _judge(fits: Sequence[_Fit], *, is_listed: bool, size: int) -> list[Match]:
    """Return the matches with their confidence."""
    total = sum(fit.fit**SHARPNESS for fit in fits)
    matches: list[Match] = []
    for fit in fits:
        share = fit.fit**SHARPNESS / total if total else 1 / len(fits)
        if is_listed:
            confidence, reason = LISTED_CONFIDENCE * share, "names the product"
        else:
            confidence = SHAPE_CONFIDENCE * fit.fit * (1 - 0.5**fit.common) * share
            reason = f"describes {fit.common} of {size} data points"
        if confidence >= MIN_CONFIDENCE:
            evidence = f"device file {fit.file} {reason}{_tell_others(len(fits) - 1)}"
            matches.append(
                Match(
                    file=fit.file,
                    confidence=round(confidence, 4),
                    is_listed=is_listed,
                    coverage=fit.coverage,
                    evidence=evidence,
                )
            )
    return matches


def _tell_others(count: int) -> str:
    """Return how many files fit besides, as the end of a phrase."""
    match count:
        case 0:
            return ""
        case 1:
            return "; another file fits too"
        case _:
            return f"; {count} other files fit too"


_NUMBER: Final = "n"
_FLAG: Final = "b"
_TEXT: Final = "s"


def _form_of(raw: Json) -> str:
    """Return the types that a raw value may stand for; empty if nothing is known, `x` for what no file describes."""
    match raw:
        case None:
            return ""
        case bool():
            return _FLAG
        case int() | float():
            return _NUMBER
        case str():
            return _TEXT if read_number(raw) is None else _TEXT + _NUMBER
        case _:
            return "x"


def _shape_point(number: DpId, points: Sequence[Point]) -> PointShape:
    """Return what is compared of one data point, whose roles may differ in type."""
    forms = {
        _FLAG if point.type is PointType.BOOLEAN else _NUMBER if point.type.is_numeric else _TEXT for point in points
    }
    known = [_words_of(point) for point in points]
    words = frozenset[str]().union(*known) if all(known) else frozenset[str]()
    return PointShape(number, "".join(sorted(forms)), not all(point.optional for point in points), words)


def _words_of(point: Point) -> frozenset[str]:
    """Return the words that a text can be, none if it can be anything."""
    if point.type is not PointType.STRING or point.is_numeric or point.fields:
        return frozenset()
    raws = [rule.raw for rule in point.rules]
    if UNSET in raws or any(rule.conditions for rule in point.rules):
        return frozenset()
    return frozenset(raw for raw in raws if isinstance(raw, str))
