"""What devices of a kind have though they tell nothing of themselves: presumed while nobody knows better. Pure."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.model.device import Layer
    from tuyalan.vocabulary import DpId

BLASTERS: Final = frozenset({"wnykq", "ykq"})
"""Categories of infrared blasters."""
CONFIDENCE: Final = 0.5
"""How likely it is so: older blasters are spoken to in another way."""

_BLASTER: Final = MappingProxyType(
    {
        point.id: Known(point=point, source=Source.INFERENCE, confidence=CONFIDENCE, evidence="blasters have it")
        for point in (
            DpSchema(id=201, code="ir_send", kind=Kind.TEXT, access=Access.WRITE),
            DpSchema(id=202, code="ir_study_code", kind=Kind.TEXT, access=Access.READ),
        )
    }
)


def presume(category: str, heard: Iterable[DpId]) -> list[Layer]:
    """Return what a device may have by its kind alone, unless it has reported something that does not fit.

    A blaster has nothing to report until it learnt a key, and is told to learn by a data point that it never reports.
    Facts: D22-6.

    Args:
        category: The maker's code for the kind of device.
        heard: The data points that it reported.
    """
    return [_BLASTER] if category in BLASTERS and all(dp in _BLASTER for dp in heard) else []
