"""The table of states is sound: nothing dead, nothing useless, an end for everything."""

from __future__ import annotations

import pytest

from tuyalan.session.states import TRANSITIONS, Cue, State, advance


def reach(start: State) -> set[State]:
    """Return every state that can follow, the start included."""
    seen = {start}
    while more := {after for (before, _), after in TRANSITIONS.items() if before in seen} - seen:
        seen |= more
    return seen


def test_every_state_is_reached() -> None:
    assert reach(State.NEW) == set(State)


@pytest.mark.parametrize("state", list(State))
def test_no_state_is_dead(state: State) -> None:
    assert State.CLOSED in reach(state)
    assert (state, Cue.END) in TRANSITIONS


def test_every_cue_occurs() -> None:
    assert {cue for _, cue in TRANSITIONS} == set(Cue)


def test_the_end_is_the_end() -> None:
    assert reach(State.CLOSED) == {State.CLOSED}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("cue", list(Cue))
def test_a_missing_pair_is_a_fault_of_ours(state: State, cue: Cue) -> None:
    if (state, cue) in TRANSITIONS:
        assert advance(state, cue) is TRANSITIONS[state, cue]
    else:
        with pytest.raises(AssertionError, match=f"{cue.value} while {state.value}"):
            advance(state, cue)
