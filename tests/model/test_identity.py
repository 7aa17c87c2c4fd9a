"""Ids that never change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.model.making import known, point
from tuyalan.model.identity import Ids
from tuyalan.model.schema import Kind
from tuyalan.model.sources import Source

SWITCH = known(point(Kind.BOOL, "switch"), Source.CATALOGUE)


def test_an_id_is_the_makers_code() -> None:
    assert Ids().give(1, (SWITCH,)) == "switch"


@pytest.mark.parametrize("source", [Source.OVERRIDE, Source.TUYA_LOCAL, Source.INFERENCE, Source.OBSERVED])
def test_what_may_change_is_in_no_id(source: Source) -> None:
    assert Ids().give(1, (known(point(Kind.BOOL, "guess"), source),)) == "dp1"


def test_an_id_stays_when_more_becomes_known() -> None:
    ids = Ids()
    assert ids.give(1) == "dp1"
    assert ids.give(1, (SWITCH,)) == "dp1"


def test_an_id_stays_over_a_restart() -> None:
    first = Ids()
    first.give(1)
    assert Ids(first.given).give(1, (SWITCH,)) == "dp1"


def test_two_data_points_of_one_code_have_two_ids() -> None:
    ids = Ids()
    assert [ids.give(dp, (SWITCH,)) for dp in (1, 2, 1)] == ["switch", "switch_2", "switch"]


def test_an_id_taken_by_another_data_point_is_not_given_again() -> None:
    assert Ids({5: "switch", 6: "switch_1"}).give(1, (SWITCH,)) == "dp1"


def test_an_empty_code_makes_no_id() -> None:
    assert Ids().give(1, (known(point(Kind.BOOL, ""), Source.CATALOGUE),)) == "dp1"


def test_a_code_that_looks_like_a_number_takes_the_id_of_no_other() -> None:
    ids = Ids()
    assert ids.give(1, (known(point(Kind.BOOL, "dp2"), Source.CATALOGUE),)) == "dp1"
    assert ids.give(2) == "dp2"


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["", "a", "a_2", "dp1", "dp3", "dp3_4"]))))
def test_ids_are_unique_and_lasting(asked: list[tuple[int, str]]) -> None:
    ids = Ids()
    first: dict[int, str] = {}
    for dp, code in asked:
        given_id = ids.give(dp, (known(point(Kind.BOOL, code)),))
        assert first.setdefault(dp, given_id) == given_id
    assert len(set(ids.given.values())) == len(ids.given)
