"""State and behaviour together."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from tuyalan.errors import UnknownDpError
from tuyalan.sim.behaviours import Behaviour
from tuyalan.sim.part import Part
from tuyalan.sim.points import Access, Kind, Point
from tuyalan.vocabulary import Cid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.vocabulary import DpId, Dps, Json

POINTS = (
    Point(1, Kind.BOOL, initial=False),
    Point(2, Kind.VALUE, initial=0, access=Access.READ_ONLY),
    Point(3, Kind.STRING, access=Access.WRITE_ONLY),
)


class Doubler(Behaviour):
    interval = 1.0

    def follow(self, values: Mapping[DpId, Json], written: Dps) -> dict[DpId, Json]:
        del values
        return {2: 100} if written.get(1) else {}

    def step(self, values: Mapping[DpId, Json], elapsed: float, random: Random) -> dict[DpId, Json]:
        del elapsed, random
        return {2: 5} if values[2] != 5 else {}

    def measure(self, values: Mapping[DpId, Json], random: Random) -> dict[DpId, Json]:
        del random
        return {1: values[1], 2: 42}


def make_part(behaviour: Behaviour | None = None) -> tuple[Part, list[tuple[Part, Dps]]]:
    told: list[tuple[Part, Dps]] = []
    part = Part(POINTS, behaviour or Doubler(), tell=lambda p, dps: told.append((p, dps)), cid=Cid("c"), name="n")
    return part, told


def test_a_change_from_inside_is_told() -> None:
    part, told = make_part()
    part.set(1, True)
    part.update({1: False, 2: 3})
    assert told == [(part, {1: True}), (part, {1: False, 2: 3})]
    assert part.state == {1: False, 2: 3}


def test_an_unknown_point_changes_and_tells_nothing() -> None:
    part, told = make_part()
    with pytest.raises(UnknownDpError):
        part.update({1: True, 9: 1})
    assert (part.state, told) == ({1: False, 2: 0}, [])


def test_the_state_is_a_copy() -> None:
    part, _ = make_part()
    part.state[1] = "mine"
    assert part.state == {1: False, 2: 0}


def test_a_write_returns_what_was_taken_and_what_follows() -> None:
    part, told = make_part()
    assert part.write({1: True, 2: 9}) == ({1: True}, {2: 100})
    assert part.state == {1: True, 2: 100}
    assert told == [], "who was written to tells, as acknowledgements come in between"


def test_a_write_of_which_nothing_is_taken_has_no_consequences() -> None:
    part, _ = make_part()
    assert part.write({1: "?"}) == ({}, {})


def test_a_step_tells_only_changes() -> None:
    part, told = make_part()
    part.step(1.0, Random(1))
    part.step(1.0, Random(1))
    assert told == [(part, {2: 5})]


def test_measuring_returns_what_changed_and_tells_nothing() -> None:
    part, told = make_part()
    assert part.measure(Random(1)) == {2: 42}
    assert part.measure(Random(1)) == {}
    assert part.state[2] == 42
    assert told == []
