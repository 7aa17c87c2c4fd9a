"""Ids that never change: once a data point has one, better knowledge does not give it another."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.model.sources import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tuyalan.model.sources import Known
    from tuyalan.vocabulary import DpId

LASTING: Final = frozenset({Source.IMPORT, Source.CATALOGUE})
"""Sources whose codes may be in an id: they state what the maker says, which neither guesses nor editing change."""

_NUMBERED: Final = re.compile(r"dp\d")


class Ids:
    """The ids given to the data points of one device, first come first served."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[DpId, str] | None = None) -> None:
        """Go on with ids given earlier."""
        self._given: dict[DpId, str] = dict(given or {})

    @property
    def given(self) -> Mapping[DpId, str]:
        """All ids by data point."""
        return MappingProxyType(self._given)

    def give(self, dp: DpId, candidates: Iterable[Known] = ()) -> str:
        """Return the id of a data point: the maker's code if somebody knows it at the first time, else `dp105`."""
        if (known := self._given.get(dp)) is not None:
            return known
        code = next((known.point.code for known in candidates if known.source in LASTING), "")
        # A code that looks like `dp2` would take the id of another data point.
        names = (code, f"{code}_{dp}") if code and not _NUMBERED.match(code) else ()
        taken = set(self._given.values())
        new = next((name for name in names if name not in taken), f"dp{dp}")
        self._given[dp] = new
        return new
