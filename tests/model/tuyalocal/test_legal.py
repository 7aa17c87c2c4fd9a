"""What can be written now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import dp, entity
from tuyalan.model.tuyalocal.legal import NumberRange, choices, is_settable, number_range

if TYPE_CHECKING:
    from tuyalan.vocabulary import Dps, Json

LIMITS: Final = {"min": 0, "max": 100}
OTHER: Final = dp("other", "integer", 2, range={"min": 1, "max": 3})
LEAD: Final = {"value_redirect": "other"}


def words(first: dict[str, Json], *others: dict[str, Json], dps: Dps | None = None) -> tuple[Json, ...]:
    found = entity("select", first, *others)
    return choices(found, found.points[0], dps or {})


def numbers(first: dict[str, Json], *others: dict[str, Json]) -> NumberRange | None:
    found = entity("select", first, *others)
    return number_range(found, found.points[0], {})


@pytest.mark.parametrize(
    ("point", "wanted"),
    [
        (dp("option"), ()),
        (dp("option", readonly=True, mapping=[{"dps_val": "a"}]), ()),
        (
            dp("option", mapping=[{"dps_val": "a"}, {"dps_val": "b", "value": "B"}, {"dps_val": "c", "value": "B"}]),
            ("a", "B"),
        ),
        (dp("option", mapping=[{"dps_val": "a", "value_mirror": "other"}]), ()),
        (dp("option", mapping=[{"dps_val": "a", "invalid": True}]), ()),
        (dp("option", "integer", mapping=[{"dps_val": 0, "value": "off"}, {"scale": 2}]), ("off",)),
    ],
)
def test_choices_are_those_that_rules_name(point: dict[str, Json], wanted: tuple[Json, ...]) -> None:
    assert words(point, OTHER) == wanted


def test_choices_may_be_those_of_another_role() -> None:
    other = dp("other", id=2, mapping=[{"dps_val": "x"}])
    assert words(dp("option", mapping=[LEAD]), other) == ("x",)
    assert words(dp("option", mapping=[LEAD]), dp("other", id=2, mapping=[{"value_redirect": "option"}])) == ()


@pytest.mark.parametrize(
    ("point", "wanted"),
    [
        (dp("option", "integer"), None),
        (dp("option", "integer", range=LIMITS), NumberRange(minimum=0, maximum=100, step=1)),
        (dp("option", "integer", range=LIMITS, readonly=True), None),
        (
            dp("option", "integer", range=LIMITS, mapping=[{"scale": 10, "step": 5}]),
            NumberRange(minimum=0, maximum=10, step=0.5),
        ),
        (dp("option", "integer", range=LIMITS, mapping=[{"scale": -1}]), NumberRange(minimum=-100, maximum=0, step=1)),
        (
            dp("option", "integer", range=LIMITS, mapping=[{"invert": True}]),
            NumberRange(minimum=0, maximum=100, step=1),
        ),
        (dp("option", "integer", range={"min": 7, "max": 7}), NumberRange(minimum=7, maximum=7, step=1)),
        (dp("option", "integer", range=LIMITS, mapping=[{"invalid": True}]), None),
        (dp("option", "integer", mapping=[{"dps_val": 1, "value": 5}]), None),
        (dp("option", "integer", mapping=[LEAD]), NumberRange(minimum=1, maximum=3, step=1)),
        (dp("option", range=LIMITS), None),
        (dp("option", "unixtime", range=LIMITS), None),
    ],
)
def test_numbers_have_a_range_where_the_file_says_one(point: dict[str, Json], wanted: NumberRange | None) -> None:
    assert numbers(point, OTHER) == wanted


def test_a_range_that_cannot_be_written_is_none() -> None:
    lead = dp("option", "integer", mapping=[LEAD])
    assert numbers(lead, OTHER | {"readonly": True}) is None
    assert numbers(lead, dp("other", "integer", 2, mapping=[{"value_redirect": "option"}])) is None


@pytest.mark.parametrize(
    ("point", "is_so"),
    [
        (dp("option"), True),
        (dp("option", readonly=True), False),
        (dp("option", mapping=[{"dps_val": "a"}]), True),
        (dp("option", mapping=[{"dps_val": "a", "invalid": True}]), False),
        (dp("option", mapping=[LEAD]), True),
    ],
)
def test_a_role_can_be_set_if_there_is_a_way(point: dict[str, Json], is_so: bool) -> None:  # noqa: FBT001 - a case
    found = entity("select", point, OTHER)
    assert is_settable(found, found.points[0], {}) is is_so


def test_a_role_that_leads_to_a_locked_one_cannot_be_set() -> None:
    for other in (OTHER | {"readonly": True}, dp("other", id=2, mapping=[{"value_redirect": "option"}])):
        found = entity("select", dp("option", mapping=[LEAD]), other)
        assert not is_settable(found, found.points[0], {})
