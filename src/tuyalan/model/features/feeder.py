"""Feeders for pets: portions, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from tuyalan.model.features.feature import Feature, FeatureKind, State
from tuyalan.model.features.recipe import Recipe, role

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Plan, Values

FEEDERS: Final = frozenset({"cwwsq"})
"""Categories of feeders."""


class FeederState(State, frozen=True, kw_only=True):
    """What a feeder is doing."""

    status: str | None = None
    """In the maker's word: standby, feeding, done."""
    portions: float | None = None
    """Of the last meal."""


class Feeder(Feature, frozen=True, kw_only=True):
    """Something that gives food. Roles: `portions` (written: feeds), `quick`, `status`, `report`, `meals`."""

    kind: ClassVar[FeatureKind] = FeatureKind.FEEDER

    def read(self, values: Values) -> FeederState:
        """Return what it is doing."""
        return FeederState(status=self.get_word("status", values), portions=self.get_number("report", values))

    def plan_feed(self, portions: int | None = None) -> Plan:
        """Plan to feed at once: so many portions, or what the device thinks is one meal."""
        if portions is None and self.can_write("quick"):
            return {self.roles["quick"].code: True}
        return {self.need("portions", "number of portions").code: 1 if portions is None else portions}


RECIPES: Final = (
    Recipe(
        make=Feeder,
        roles=(
            role("portions", "n", "manual_feed feed_num", written=True),
            role("quick", "b", "quick_feed", written=True),
            role("status", "c", "feed_state"),
            role("report", "n", "feed_report manual_feed_report", shared=True),
            role("meals", "t", "meal_plan", shared=True),
        ),
        needs=("portions", "quick"),
        anchors=("portions", "quick"),
        categories=FEEDERS,
        label="Feeder",
    ),
)
