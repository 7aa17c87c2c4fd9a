"""Energy counters."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuyalan.errors import BadValueError
from tuyalan.model.energy import MAX_RAW, REMEMBERED, EnergyCounter, Meaning, expect, from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tuyalan.vocabulary import Json

NOW = 1_790_000_000.0

REPORTS = st.tuples(
    st.integers(0, 1000), st.none() | st.integers(0, 50).map(float) | st.integers(0, 99).map(lambda t: NOW + t), st.booleans()
)  # fmt: skip


def feed(counter: EnergyCounter, values: Iterable[int], *, start: float = NOW) -> EnergyCounter:
    """Feed pushes, one a minute."""
    for number, value in enumerate(values):
        at = start + 60 * number
        counter = counter.feed(value, device_time=at, at=at, is_push=True)
    return counter


def test_a_schema_that_says_increments_is_believed_at_once() -> None:
    counter = feed(expect(is_increment=True), [5, 5, 7])
    assert (counter.meaning, counter.total) == (Meaning.INCREMENT, 17)


def test_a_schema_that_says_totals_is_believed_at_once() -> None:
    counter = feed(expect(is_increment=False), [500, 505, 512])
    assert (counter.meaning, counter.total) == (Meaning.TOTAL, 512)


def test_without_a_schema_nothing_is_claimed_until_the_device_shows_it() -> None:
    counter = feed(expect(is_increment=None), [5, 5, 7])
    assert (counter.meaning, counter.total) == (Meaning.UNKNOWN, None)
    assert EnergyCounter(stated=Meaning.INCREMENT).total is None


@pytest.mark.fact("FORM-20")
def test_values_that_fall_are_increments_and_none_of_them_is_lost() -> None:
    counter = feed(expect(is_increment=None), [5, 3, 7, 2])
    assert (counter.meaning, counter.total) == (Meaning.INCREMENT, 17)


def test_values_that_only_rise_are_totals() -> None:
    counter = feed(expect(is_increment=None), [100 + 3 * step for step in range(9)])
    assert (counter.meaning, counter.total) == (Meaning.TOTAL, 124)


def test_a_load_that_is_always_the_same_says_nothing() -> None:
    assert feed(expect(is_increment=None), [5] * 50).meaning is Meaning.UNKNOWN


@given(st.integers(0, 999))
def test_increments_of_a_changing_load_are_soon_told(seed: int) -> None:
    source = random.Random(seed)
    values = [source.randrange(1, 100) for _ in range(40)]
    counter = feed(expect(is_increment=None), values)
    assert (counter.meaning, counter.total) == (Meaning.INCREMENT, sum(values))


@given(st.lists(st.integers(0, 50), min_size=40, max_size=80).filter(lambda steps: sum(map(bool, steps)) > 10))
def test_totals_are_soon_told_and_stay_totals_over_a_reset(steps: list[int]) -> None:
    counter = feed(expect(is_increment=None), [1000 + sum(steps[: end + 1]) for end in range(len(steps))])
    assert (counter.meaning, counter.total) == (Meaning.TOTAL, 1000 + sum(steps))
    again = feed(counter, [0, 4], start=NOW + 1e6)
    assert (again.meaning, again.total) == (Meaning.TOTAL, 1000 + sum(steps) + 4)


def test_a_small_fall_of_a_total_is_a_slip_and_the_total_waits() -> None:
    counter = feed(expect(is_increment=False), [500, 499])
    assert counter.total == 500
    assert feed(counter, [501], start=NOW + 1000).total == 501


def test_a_schema_gives_way_only_to_clear_behaviour() -> None:
    wrong = feed(expect(is_increment=False), [5, 3, 7, 2])
    assert wrong.meaning is Meaning.TOTAL
    wrong = feed(wrong, [9, 1, 8, 2, 6], start=NOW + 1000)
    assert (wrong.meaning, wrong.total) == (Meaning.INCREMENT, 43)
    other = feed(expect(is_increment=True), range(10))
    assert other.meaning is Meaning.INCREMENT
    assert feed(other, range(10, 20), start=NOW + 1000).meaning is Meaning.TOTAL


def test_new_firmware_with_another_meaning_is_noticed() -> None:
    counter = feed(expect(is_increment=None), range(1000))
    assert counter.meaning is Meaning.TOTAL
    assert counter.rises + counter.falls <= 65
    assert feed(counter, [3, 5] * 60, start=NOW + 1e6).meaning is Meaning.INCREMENT


def test_the_same_device_time_counts_once() -> None:
    counter = feed(expect(is_increment=True), [5, 7])
    again = counter.feed(7, device_time=NOW + 60, at=NOW + 90, is_push=True)
    assert (again.total, again.last_at) == (12, NOW + 90)
    # The first one too, after a lost connection.
    assert again.feed(5, device_time=NOW, at=NOW + 91, is_push=True).total == 12


def test_another_value_of_the_same_device_time_is_another_report() -> None:
    counter = feed(expect(is_increment=True), [5])
    for value, total in ((3, 8), (3, 8), (5, 8), (4, 12)):
        counter = counter.feed(value, device_time=NOW, at=NOW + 1, is_push=True)
        assert counter.total == total
    started = expect(is_increment=True)
    for value, device_time, total in ((5, 7.0, 5), (3, 7.0, 8), (3, 7.0, 8), (5, 7.0, 13)):
        # Without a clock, only the last report can be recognised.
        started = started.feed(value, device_time=device_time, at=NOW, is_push=True)
        assert started.total == total


def test_of_times_kept_without_values_every_value_is_a_repetition() -> None:
    counter = from_json({"stated": "increment", "added": 5, "highest": 5, "times": [NOW]})
    assert counter.feed(3, device_time=NOW, at=NOW, is_push=True).total == 5
    later = counter.feed(3, device_time=NOW + 1, at=NOW, is_push=True)
    assert (later.total, later.times, later.raws) == (8, (NOW, NOW + 1), (3,))
    assert later.feed(9, device_time=NOW, at=NOW, is_push=True).total == 8
    assert later.feed(9, device_time=NOW + 1, at=NOW, is_push=True).total == 17


def test_without_a_device_time_every_push_counts() -> None:
    counter = expect(is_increment=True)
    for second in range(3):
        counter = counter.feed(5, device_time=None, at=NOW + second, is_push=True)
    assert counter.total == 15


def test_a_device_without_a_clock_may_start_anew() -> None:
    counter = expect(is_increment=True)
    for device_time in (5.0, 65.0, 125.0, 5.0, 65.0):
        counter = counter.feed(1, device_time=device_time, at=NOW, is_push=True)
    assert counter.total == 5


def test_a_device_time_that_is_no_number_is_none() -> None:
    counter = expect(is_increment=True)
    for device_time in (float("nan"), float("inf")):
        counter = counter.feed(1, device_time=device_time, at=NOW, is_push=True)
    assert (counter.total, counter.times) == (2, ())


def test_what_comes_late_counts_but_is_no_fall() -> None:
    counter = feed(expect(is_increment=True), [5, 9])
    late = counter.feed(2, device_time=NOW + 30, at=NOW + 100, is_push=True)
    assert (late.total, late.falls, late.highest) == (16, 0, 9)
    assert counter.feed(2, device_time=7.0, at=NOW + 100, is_push=True).falls == 1


def test_an_answer_to_a_query_is_no_increment_but_shows_a_total() -> None:
    counter = feed(expect(is_increment=True), [5]).feed(5, device_time=None, at=NOW + 1, is_push=False)
    assert counter.total == 5
    total = expect(is_increment=False).feed(500, device_time=None, at=NOW, is_push=False)
    assert total.total == 500


def test_answers_count_for_devices_that_never_send_by_themselves() -> None:
    counter = EnergyCounter(stated=Meaning.INCREMENT, counts_answers=True)
    for value, device_time in ((5, None), (5, None), (7, None), (7, NOW), (7, NOW), (7, NOW + 1)):
        counter = counter.feed(value, device_time=device_time, at=NOW, is_push=False)
    assert counter.total == 5 + 7 + 7 + 7


@pytest.mark.parametrize("raw", [True, 1.0, "1", None, -1, MAX_RAW + 1, [1]])
def test_what_is_no_count_is_refused(raw: Json) -> None:
    with pytest.raises(BadValueError):
        EnergyCounter().feed(raw, device_time=None, at=NOW, is_push=True)


@given(st.lists(REPORTS, max_size=60), st.sampled_from([None, True, False]), st.integers(0, 60))
def test_a_restart_changes_nothing_and_a_settled_total_never_falls(
    reports: list[tuple[int, float | None, bool]],
    stated: bool | None,  # noqa: FBT001 - drawn
    stop: int,
) -> None:
    counter = kept = expect(is_increment=stated)
    for number, (raw, device_time, is_push) in enumerate(reports):
        before = counter
        counter = counter.feed(raw, device_time=device_time, at=NOW + number, is_push=is_push)
        if number == stop:
            kept = from_json(json.loads(json.dumps(to_json(kept))))
        kept = kept.feed(raw, device_time=device_time, at=NOW + number, is_push=is_push)
        if before.meaning is counter.meaning and before.total is not None:
            assert (counter.total or 0) >= before.total
        assert len(counter.times) <= REMEMBERED
    assert kept == counter
    assert from_json(json.loads(json.dumps(to_json(counter)))) == counter


def test_a_total_has_a_bound() -> None:
    counter = feed(expect(is_increment=True), [MAX_RAW, MAX_RAW])
    assert counter.total == MAX_RAW
    assert feed(expect(is_increment=False), [MAX_RAW, 0, MAX_RAW, 0]).base == MAX_RAW


@pytest.mark.parametrize(
    "value",
    [None, 1, [], {"added": -1}, {"added": 1.5}, {"added": True}, {"base": MAX_RAW + 1}, {"stated": "x"}, {"x": 1},
     {"times": [float(second) for second in range(REMEMBERED + 1)]}, {"times": ["1"]}, {"last": "5"}, {1: 2},
     {"times": [1.0], "raws": [1, 2]}, {"times": [1.0], "raws": [-1]}],
)  # fmt: skip
def test_what_is_no_counter_is_refused(value: Json) -> None:
    with pytest.raises(BadValueError):
        from_json(value)
