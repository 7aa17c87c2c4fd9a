"""Which description of a data point counts: the most trusted one that agrees with what the device really sends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.decoding import SWITCH_WORDS, choice_word
from tuyalan.model.grid import whole
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.vocabulary import DpId, Json

TRUST: Final = {source: at for at, source in enumerate(Source)}
"""Sources by their place in the order of trust."""


def collect(layers: Iterable[Mapping[DpId, Known]]) -> dict[DpId, tuple[Known, ...]]:
    """Return all that is said of each data point, the most trusted first; of equals the earlier layer."""
    found: dict[DpId, list[Known]] = {}
    for layer in layers:
        for dp, known in layer.items():
            found.setdefault(dp, []).append(known)
    return {dp: tuple(sorted(rows, key=lambda known: TRUST[known.source])) for dp, rows in sorted(found.items())}


def choose(dp: DpId, candidates: Iterable[Known], raw: Json) -> Known:
    """Return the first description that a raw value does not contradict; `None` contradicts nothing.

    Those that lost are named in the evidence. Where none is left, the type is that of the value.
    """
    lost: list[str] = []
    for known in candidates:
        if raw is None or fits(known.point, raw):
            return _note(known, lost)
        lost.append(f"{known.source} says {known.point.code}, a {known.point.kind}, but {describe_type(raw)} was seen")
    return _note(observe(dp, raw), lost)


def fits(point: DpSchema, raw: Json) -> bool:
    """Tell whether a raw value is of the sort that a description says, allowing for odd firmware."""
    match point.kind:
        case Kind.BOOL:
            return isinstance(raw, bool) or whole(raw) in {0, 1} or (isinstance(raw, str) and raw in SWITCH_WORDS)
        case Kind.NUMBER:
            return whole(raw) is not None or isinstance(raw, float)
        case Kind.BITMAP:
            return whole(raw) is not None
        case Kind.CHOICE if point.wire is not None:
            return isinstance(raw, bool) if point.wire is Kind.BOOL else whole(raw) is not None
        case Kind.CHOICE:
            return isinstance(raw, str) or choice_word(raw) in point.choices
        case _:
            return isinstance(raw, str)


def observe(dp: DpId, raw: Json, before: Known | None = None) -> Known:
    """Describe a data point by a value seen, and by the kind that earlier values called for."""
    kind = _kind_of(raw)
    if before is not None and before.point.kind is not kind:
        # Text holds everything that was seen, numbers hold bools.
        kind = Kind.TEXT if Kind.TEXT in {kind, before.point.kind} else Kind.NUMBER
    point = DpSchema(id=dp, code=f"dp_{dp}", kind=kind)
    return Known(point=point, source=Source.OBSERVED, confidence=0.0, evidence=f"{describe_type(raw)} was seen")


def describe_type(raw: Json) -> str:
    """Name the sort of a raw value."""
    match raw:
        case bool():
            return "a bool"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case None:
            return "nothing"
        case _:
            return "a structure"


def _kind_of(raw: Json) -> Kind:
    match raw:
        case bool():
            return Kind.BOOL
        case int() | float():
            return Kind.NUMBER
        case _:
            return Kind.TEXT


def _note(known: Known, lost: list[str]) -> Known:
    if not lost:
        return known
    return msgspec.structs.replace(known, evidence="; ".join([known.evidence, *lost] if known.evidence else lost))
