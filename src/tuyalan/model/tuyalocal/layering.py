"""What a device file that was found for a device adds to what other sources say.

A file that names the product is believed before all others. One that merely fits fills gaps, where it is surer than
what similar products tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.model.tuyalocal.knowing import known
from tuyalan.model.tuyalocal.matching import Match
from tuyalan.model.tuyalocal.profile import Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.sources import Known
    from tuyalan.vocabulary import DpId, Dps

MIN_TRUSTED: Final = 0.5
"""A listed file at or below this is one of several that name the product and fit as well."""


class FoundFile(msgspec.Struct, frozen=True):
    """The device file that may be a device's own."""

    match: Match
    profile: Profile

    @property
    def is_trusted(self) -> bool:
        """Whether it names the product, and no other file does so that fits as well."""
        return self.match.is_listed and self.match.confidence > MIN_TRUSTED


def describe(found: FoundFile, dps: Dps, layers: Iterable[Mapping[DpId, Known]]) -> dict[DpId, Known]:
    """Return what the file says of a device's data points.

    Args:
        found: The file.
        dps: Raw values of the device, as far as they are known.
        layers: What those sources say that have the maker's codes, the most trusted first.
    """
    codes: dict[DpId, str] = {}
    for layer in layers:
        for dp, row in layer.items():
            codes.setdefault(dp, row.point.code)
    match = found.match
    return known(found.profile, dps, confidence=match.confidence, evidence=match.evidence, codes=codes)


def fill_gaps(
    rows: Mapping[DpId, Known], layers: Iterable[Mapping[DpId, Known]], guesses: Mapping[DpId, Known]
) -> dict[DpId, Known]:
    """Return of what a file says only what no layer says, and no guess is as sure of."""
    told = {dp for layer in layers for dp in layer}
    return {
        dp: row
        for dp, row in rows.items()
        if dp not in told and (dp not in guesses or row.confidence > guesses[dp].confidence)
    }
