"""Pauses between attempts grow, are jittered and capped."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tuyalan.client.backoff import Backoff


def test_pauses_double_from_one_second_to_the_cap() -> None:
    backoff = Backoff(60.0, draw=lambda: 1.0)
    assert [backoff.next_delay() for _ in range(8)] == [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0]


def test_jitter_takes_up_to_half_of_a_pause_away() -> None:
    backoff = Backoff(60.0, draw=lambda: 0.0)
    assert [backoff.next_delay() for _ in range(3)] == [0.5, 1.0, 2.0]


def test_a_device_that_was_reached_starts_over() -> None:
    backoff = Backoff(60.0, draw=lambda: 1.0)
    for _ in range(5):
        backoff.next_delay()
    backoff.reset()
    assert backoff.next_delay() == 1.0


def test_a_cap_that_changes_holds_for_the_next_pause() -> None:
    backoff = Backoff(60.0, draw=lambda: 1.0)
    assert [backoff.next_delay() for _ in range(5)] == [1.0, 2.0, 4.0, 8.0, 16.0]
    backoff.limit(20.0)
    assert [backoff.next_delay() for _ in range(2)] == [20.0, 20.0]
    backoff.limit(50.0)
    assert [backoff.next_delay() for _ in range(3)] == [20.0, 40.0, 50.0]


def test_a_hopeless_device_is_left_alone_for_half_a_minute_at_once() -> None:
    backoff = Backoff(60.0, draw=lambda: 1.0)
    assert [backoff.next_delay(is_hopeless=True) for _ in range(3)] == [30.0, 60.0, 60.0]


@given(st.floats(0.01, 1000), st.lists(st.booleans(), max_size=30))
def test_no_pause_is_longer_than_the_cap_nor_shorter_than_half_a_second_allows(
    cap: float, hopeless: list[bool]
) -> None:
    backoff = Backoff(cap, draw=random.Random(1).random)
    for is_hopeless in hopeless:
        assert min(0.5, cap / 2) <= backoff.next_delay(is_hopeless=is_hopeless) <= cap
