"""Feeders: `status` in the maker's words, `portions` of the last meal; the command `{"feed": 2}`, or FEED."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tuyalan.bridge.faces.face import STATE, Face, Fields, build_fields, choose, plan_fields, read_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.model.features.feature import Plan, Values
    from tuyalan.model.features.feeder import Feeder
    from tuyalan.vocabulary import Json


def build(feeder: Feeder, values: Values) -> Fields:
    """Return what a feeder is doing."""
    state = feeder.read(values)
    return build_fields(
        ("status", feeder.has("status"), state.status),
        ("portions", feeder.has("report"), state.portions),
    )


def plan(feeder: Feeder, wanted: Mapping[str, Json], values: Values) -> Plan:
    """Return what to write so that a feeder feeds.

    Raises:
        BadValueError: It cannot do that.
    """
    del values
    return plan_fields(
        wanted,
        {
            STATE: lambda value: choose(STATE, value, {"FEED": feeder.plan_feed}),
            "feed": lambda value: feeder.plan_feed(int(read_number("feed", value))),
        },
    )


FACE: Final = Face(build, plan)
