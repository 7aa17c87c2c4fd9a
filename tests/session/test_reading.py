"""Null reads ask for everything that may exist, and notice devices that answer one point at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.session.reading import KNOWN_TIMEOUT, STEP_TIMEOUT, NullRead, Suggest
from tuyalan.vocabulary import DeviceId, Version
from tuyalan.wire.messages import Bodies
from tuyalan.wire.versions import VERSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping


def read(plan: NullRead, has: dict[int, Any], *, first_only: bool = False) -> list[tuple[int, ...]]:
    """Let a device with these points answer; returns what it was asked."""
    asked: list[tuple[int, ...]] = []
    while True:
        asked.append(plan.ids)
        assert len(asked) < 200
        there = [dp for dp in plan.ids if dp in has]
        if first_only:
            there = [dp for dp in plan.ids[:1] if dp in has]
        plan.take({dp: has[dp] for dp in there})
        if not plan.advance():
            return asked


@pytest.mark.fact("D22-2", "D22-3")
def test_an_unknown_device_is_asked_in_ranges_that_always_name_1() -> None:
    asked = read(NullRead((), one_at_a_time=False), {})
    assert all(step[0] == 1 for step in asked)
    assert {dp for step in asked for dp in step} >= {*range(1, 31), *range(50, 71), *range(100, 141)}
    bodies = Bodies(VERSIONS[Version.V33], DeviceId("b" * 22))
    assert all(len(bodies.null_query(step, wall=1_700_000_000)) <= 255 for step in asked)


@pytest.mark.fact("D22-2")
@given(has=st.dictionaries(st.sampled_from([*range(1, 31), *range(50, 71), *range(100, 141)]), st.integers()))
def test_everything_in_the_ranges_is_found(has: dict[int, Any]) -> None:
    plan = NullRead((), one_at_a_time=False)
    read(plan, has)
    assert plan.found == has
    assert not plan.one_at_a_time


@pytest.mark.fact("D22-4")
@given(has=st.dictionaries(st.sampled_from([2, 3, 15, 101, 140]), st.integers(), min_size=1).map(lambda d: {1: 0} | d))
def test_a_device_that_answers_only_the_first_is_asked_one_by_one(has: dict[int, Any]) -> None:
    plan = NullRead((), one_at_a_time=False)
    asked = read(plan, has, first_only=True)
    if 2 in has:
        assert plan.one_at_a_time
        assert plan.found == has
        assert all(len(step) == 1 for step in asked[2:])
    else:
        # Nothing tells such a device from one that has only the first.
        assert plan.found == {1: 0}


@pytest.mark.fact("D22-4")
@given(known=st.lists(st.integers(1, 255), min_size=2, max_size=40, unique=True))
def test_known_points_are_all_found_even_one_by_one(known: list[int]) -> None:
    has = {dp: str(dp) for dp in known}
    plan = NullRead(known, one_at_a_time=False)
    read(plan, has, first_only=True)
    assert plan.one_at_a_time
    assert plan.found == has
    again = NullRead(known, one_at_a_time=True)
    assert read(again, has, first_only=True) == [(dp,) for dp in known]
    assert again.found == has


def test_known_points_are_asked_for_in_small_groups() -> None:
    asked = read(NullRead(range(1, 31), one_at_a_time=False), {dp: dp for dp in range(1, 31)})
    assert [len(step) for step in asked] == [11, 11, 8]


def test_a_device_that_answered_many_once_is_not_tested_again() -> None:
    asked = read(NullRead((), one_at_a_time=False), {1: True, 2: 5})
    assert len(asked) == 9


def test_a_device_with_only_the_first_point_is_asked_once_more() -> None:
    plan = NullRead((1, 2, 3), one_at_a_time=False)
    assert read(plan, {1: True}) == [(1, 2, 3), (2,)]
    assert plan.found == {1: True}
    assert not plan.one_at_a_time


def test_unknown_devices_are_asked_one_by_one_where_that_is_known() -> None:
    asked = read(NullRead((), one_at_a_time=True), {1: True, 101: 5}, first_only=True)
    assert len(asked) > 80
    assert all(len(step) == 1 for step in asked)


@pytest.mark.parametrize(
    ("known", "one_at_a_time", "patience"),
    [((), False, STEP_TIMEOUT), ((1, 2), False, KNOWN_TIMEOUT), ((1, 2), True, STEP_TIMEOUT)],
)
def test_only_known_points_are_waited_for(known: tuple[int, ...], one_at_a_time: bool, patience: float) -> None:  # noqa: FBT001
    assert NullRead(known, one_at_a_time=one_at_a_time).patience == patience


def suggesting(first: tuple[int, ...], then: tuple[int, ...] = ()) -> tuple[list[dict[int, Any]], Suggest]:
    """Suggest some points before anything is found, and others after."""
    seen: list[dict[int, Any]] = []

    def suggest(found: Mapping[int, Any]) -> tuple[int, ...]:
        seen.append(dict(found))
        return then if found else first

    return seen, suggest


def test_what_is_suggested_is_asked_for_in_place_of_a_search() -> None:
    seen, suggest = suggesting((20, 22, 24))
    plan = NullRead((), one_at_a_time=False, suggest=suggest)
    asked = read(plan, {20: True, 22: 5, 38: "on"})
    assert asked == [(1, 20, 22, 24)]
    assert plan.found == {20: True, 22: 5}
    assert seen == [{}, {20: True, 22: 5}]


def test_what_devices_with_these_points_have_besides_is_asked_for_once() -> None:
    _, suggest = suggesting((1, 9), (9, 38, 200))
    plan = NullRead((), one_at_a_time=False, suggest=suggest)
    assert read(plan, {1: True, 9: 0, 38: "on"}) == [(1, 9), (1, 38, 200)]
    assert plan.found == {1: True, 9: 0, 38: "on"}


def test_after_a_search_similar_products_are_asked_too() -> None:
    _, suggest = suggesting((), (45,))
    plan = NullRead((), one_at_a_time=False, suggest=suggest)
    asked = read(plan, {1: True, 2: 5, 45: "x"})
    assert asked[-1] == (1, 45)
    assert len(asked) == 10
    assert plan.found == {1: True, 2: 5, 45: "x"}


def test_suggestions_that_are_wrong_lead_to_a_search() -> None:
    _, suggest = suggesting((200, 201))
    plan = NullRead((), one_at_a_time=False, suggest=suggest)
    asked = read(plan, {2: 5, 3: 6})
    assert asked[0] == (1, 200, 201)
    assert plan.found == {2: 5, 3: 6}


def test_suggestions_are_asked_for_one_by_one_where_that_is_known() -> None:
    _, suggest = suggesting((20, 22), (38,))
    plan = NullRead((), one_at_a_time=True, suggest=suggest)
    assert read(plan, {20: True, 22: 5, 38: 1}, first_only=True) == [(20,), (22,), (38,)]


def test_many_suggestions_are_asked_for_in_small_groups_that_name_1() -> None:
    _, suggest = suggesting(tuple(range(2, 30)))
    asked = read(NullRead((), one_at_a_time=False, suggest=suggest), {})
    suggested = asked[:3]
    assert [len(step) for step in suggested] == [11, 11, 9]
    assert all(step[0] == 1 for step in suggested)


def test_a_suggestion_of_the_first_point_alone_is_asked_for() -> None:
    _, suggest = suggesting((1,))
    assert read(NullRead((), one_at_a_time=False, suggest=suggest), {1: True}) == [(1,)]


def test_nothing_is_suggested_where_points_are_known() -> None:
    seen, suggest = suggesting((20,), (21,))
    assert read(NullRead((1, 2), one_at_a_time=False, suggest=suggest), {1: 1, 2: 2}) == [(1, 2)]
    assert seen == []
