"""The queue of writes by itself: what goes out when, and what becomes of it. The session is played by the test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.client.writes import MAX_WRITES, Outcome, Wait, Write, WriteQueue
from tuyalan.errors import ConnectionLostError, DeviceRefusedError, IntegrityError, ResponseTimeoutError, TuyalanError
from tuyalan.session.events import Acknowledged, Answered, Confirmed, Failed
from tuyalan.vocabulary import Cid

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json

LOST = ConnectionLostError("gone")
CHILD = Cid("0011")


class Stage:
    """A queue, what it sent, what it assumed and learnt, and the ends that callers were told."""

    def __init__(self, *, interval: float = 0.0, is_open: bool = True) -> None:
        self.sent: list[tuple[dict[DpId, Json], Cid | None, bool]] = []
        self.assumed: list[dict[DpId, Json]] = []
        self.learnt = 0
        self.values: dict[DpId, Json] = {1: False, 2: 0}
        self.queue = WriteQueue(
            interval=interval,
            send=self._send,
            known=lambda cid: self.values if cid is None else {},
            assume=lambda dps, _: self.assumed.append(dps),
            learn=self._learn,
        )
        self.ends: list[tuple[str, Outcome | TuyalanError]] = []
        if is_open:
            self.queue.open(now=0.0)
            self.queue.ready(now=0.0)

    def _send(self, dps: dict[DpId, Json], cid: Cid | None, confirms: bool) -> int:  # noqa: FBT001 - as the queue calls
        self.sent.append((dict(dps), cid, confirms))
        return len(self.sent)

    def _learn(self) -> None:
        self.learnt += 1

    def add(
        self,
        name: str,
        dps: dict[DpId, Json],
        *,
        wait: Wait = Wait.CONFIRMED,
        now: float = 0.0,
        cid: Cid | None = None,
        may_repeat: bool | None = None,
    ) -> Write:
        write = Write(
            dps, cid, wait, may_repeat=may_repeat, started=now, on_end=lambda outcome: self.ends.append((name, outcome))
        )
        self.queue.add(write, now=now)
        return write

    def lose(self, number: int, error: TuyalanError = LOST) -> None:
        """End the connection as the session does: first what failed, then the end."""
        self.queue.pause()
        self.queue.take(Failed(number, error, sent=True), now=0.0)
        self.queue.lost(error)

    def frames(self) -> list[dict[DpId, Json]]:
        return [dps for dps, _, _ in self.sent]


def test_a_write_goes_out_at_once_and_ends_with_its_confirmation() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    assert stage.sent == [({1: True}, None, True)]
    assert stage.queue.is_under_way
    stage.queue.take(Acknowledged(1), now=0.1)
    assert stage.ends == []
    stage.queue.take(Confirmed(1), now=0.2)
    assert stage.ends == [("a", Outcome.CONFIRMED)]
    assert not stage.queue.is_under_way
    assert stage.queue.count == 0


def test_nothing_goes_out_before_the_connection_is_open() -> None:
    stage = Stage(is_open=False)
    stage.add("a", {1: True})
    assert stage.sent == []
    assert stage.queue.deadline() == float("inf")
    assert stage.queue.is_waiting
    stage.queue.open(now=0.0)
    assert stage.frames() == [{1: True}]


def test_each_way_of_waiting_ends_at_its_moment_and_assumes_what_nobody_will_say() -> None:
    stage = Stage()
    stage.add("sent", {1: True}, wait=Wait.SENT)
    assert stage.ends == [("sent", Outcome.SENT)]
    stage.queue.take(Acknowledged(1), now=0.0)
    stage.add("acknowledged", {2: 5}, wait=Wait.ACKNOWLEDGED)
    stage.queue.take(Acknowledged(2), now=0.0)
    assert stage.ends[1:] == [("acknowledged", Outcome.ACKNOWLEDGED)]
    stage.add("unsaid", {9: 5})
    stage.queue.take(Answered(3), now=0.0)
    assert stage.ends[2:] == [("unsaid", Outcome.ACKNOWLEDGED)]
    assert stage.assumed == [{1: True}, {2: 5}, {9: 5}]


def test_writes_behind_one_under_way_become_one_and_the_last_value_wins() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.add("b", {2: 1})
    stage.add("c", {2: 2, 3: 3})
    stage.add("d", {3: 4})
    assert stage.ends == [("b", Outcome.SUPERSEDED)]
    stage.queue.take(Confirmed(1), now=0.0)
    assert stage.frames() == [{1: True}, {2: 2, 3: 4}]
    stage.queue.take(Confirmed(2), now=0.0)
    assert stage.ends[1:] == [("a", Outcome.CONFIRMED), ("c", Outcome.CONFIRMED), ("d", Outcome.CONFIRMED)]


def test_writes_are_paced_also_between_children() -> None:
    stage = Stage(interval=1.0)
    stage.add("a", {1: True})
    stage.add("b", {1: True}, cid=CHILD)
    assert len(stage.sent) == 1
    assert stage.queue.deadline() == 1.0
    stage.queue.flush(now=0.9)
    assert len(stage.sent) == 1
    stage.queue.flush(now=1.0)
    assert stage.sent[1] == ({1: True}, CHILD, True)


def test_another_pace_holds_from_the_latest_write_on() -> None:
    stage = Stage(interval=60.0)
    stage.add("a", {1: True}, now=100.0)
    stage.add("b", {1: True}, cid=CHILD, now=100.0)
    stage.queue.pace(2.0)
    assert stage.queue.deadline() == 102.0
    stage.queue.flush(now=101.9)
    assert len(stage.sent) == 1
    stage.queue.flush(now=102.0)
    assert len(stage.sent) == 2
    stage.queue.pace(5.0)
    stage.add("c", {1: True}, cid=Cid("0012"), now=103.0)
    assert stage.queue.deadline() == 107.0


def test_a_withdrawn_write_never_leaves_and_leaves_the_others() -> None:
    stage = Stage(is_open=False)
    first = stage.add("a", {1: True, 2: 1})
    second = stage.add("b", {3: 3})
    assert stage.queue.withdraw(first)
    stage.queue.open(now=0.0)
    assert stage.frames() == [{3: 3}]
    assert not stage.queue.withdraw(second)
    stage.queue.take(Confirmed(1), now=0.0)
    assert stage.ends == []


def test_the_last_withdrawn_write_leaves_nothing() -> None:
    stage = Stage(is_open=False)
    assert stage.queue.withdraw(stage.add("a", {1: True}))
    assert not stage.queue.is_waiting
    stage.queue.open(now=0.0)
    assert stage.sent == []


@pytest.mark.parametrize("error", [LOST, IntegrityError("damaged")])
def test_state_is_written_once_more_after_the_state_was_read(error: TuyalanError) -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.lose(1, error)
    stage.queue.open(now=1.0)
    assert len(stage.sent) == 1
    stage.queue.ready(now=2.0)
    assert stage.frames() == [{1: True}, {1: True}]
    stage.lose(2, error)
    assert stage.ends == [("a", error)]
    stage.queue.open(now=3.0)
    stage.queue.ready(now=3.0)
    assert len(stage.sent) == 2


def test_what_had_arrived_is_not_written_again() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.lose(1)
    stage.values[1] = True
    stage.queue.open(now=1.0)
    stage.queue.ready(now=1.0)
    assert len(stage.sent) == 1
    assert stage.ends == [("a", Outcome.CONFIRMED)]


def test_a_pulse_is_not_repeated_unless_its_caller_says_so() -> None:
    stage = Stage()
    stage.add("a", {77: "pulse"})
    stage.lose(1)
    assert stage.ends == [("a", LOST)]
    other = Stage()
    write = other.add("b", {77: "pulse"}, may_repeat=True)
    other.lose(1)
    assert write.was_repeated
    other.queue.open(now=0.0)
    other.queue.ready(now=0.0)
    assert len(other.sent) == 2
    third = Stage()
    third.add("c", {1: True}, may_repeat=False)
    third.lose(1)
    assert third.ends == [("c", LOST)]


def test_what_never_left_is_sent_on_the_next_connection_whatever_it_is() -> None:
    stage = Stage()
    write = stage.add("a", {77: "pulse"})
    stage.queue.pause()
    stage.queue.take(Failed(1, LOST, sent=False), now=0.0)
    stage.queue.lost(LOST)
    assert not write.was_repeated
    assert stage.ends == []
    stage.queue.open(now=1.0)
    assert stage.frames() == [{77: "pulse"}, {77: "pulse"}]


def test_a_newer_write_takes_the_place_of_one_that_is_to_be_repeated() -> None:
    stage = Stage()
    stage.add("old", {1: True, 2: 1})
    stage.add("new", {1: False})
    stage.lose(1)
    stage.add("newest", {2: 3})
    assert stage.ends == [("old", Outcome.SUPERSEDED)]
    stage.queue.open(now=1.0)
    stage.queue.ready(now=1.0)
    assert stage.frames()[1:] == [{1: False, 2: 3}]
    stage.queue.take(Confirmed(2), now=1.0)
    assert {name for name, outcome in stage.ends if outcome is Outcome.CONFIRMED} == {"new", "newest"}


def test_a_lost_connection_with_nobody_waiting_repeats_nothing() -> None:
    stage = Stage()
    stage.add("a", {1: True}, wait=Wait.SENT)
    stage.lose(1)
    stage.queue.open(now=1.0)
    stage.queue.ready(now=1.0)
    assert len(stage.sent) == 1


def test_what_the_session_never_spoke_of_ends_with_the_connection() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.queue.lost(LOST)
    assert stage.ends == [("a", LOST)]


def test_closing_ends_all_that_waits() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.add("b", {2: 1})
    stage.queue.fail_all(LOST)
    assert stage.ends == [("a", LOST), ("b", LOST)]
    assert stage.queue.count == 0


def test_several_points_that_do_nothing_at_all_are_tried_one_by_one_and_that_is_learnt() -> None:
    stage = Stage()
    stage.add("a", {1: True, 2: 5})
    stage.queue.take(Failed(1, DeviceRefusedError("kept", dps={1, 2})), now=0.0)
    assert stage.frames() == [{1: True, 2: 5}, {1: True}]
    stage.queue.take(Confirmed(2), now=0.0)
    stage.queue.take(Confirmed(3), now=0.0)
    assert stage.frames()[2:] == [{2: 5}]
    assert stage.ends == [("a", Outcome.CONFIRMED)]
    assert (stage.learnt, stage.queue.one_at_a_time) == (1, True)
    stage.add("b", {1: False, 2: 6}, wait=Wait.ACKNOWLEDGED)
    stage.queue.take(Acknowledged(4), now=0.0)
    assert stage.ends[1:] == []
    stage.queue.take(Acknowledged(5), now=0.0)
    assert stage.ends[1:] == [("b", Outcome.ACKNOWLEDGED)]


@pytest.mark.parametrize(("dps", "refused"), [({1: True, 2: 5}, {2}), ({2: 5}, {2})])
def test_a_single_value_out_of_range_is_refused_and_the_others_are_not_repeated(
    dps: dict[int, object], refused: set[int]
) -> None:
    stage = Stage()
    stage.add("a", dps)
    error = DeviceRefusedError("kept", dps=refused)
    stage.queue.take(Failed(1, error), now=0.0)
    assert len(stage.sent) == 1
    assert stage.ends == [("a", error)]


def test_a_write_without_an_answer_ends_and_the_next_one_goes() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.add("b", {1: False})
    error = ResponseTimeoutError("nothing came")
    stage.queue.take(Failed(1, error), now=0.0)
    assert stage.ends == [("a", error)]
    assert stage.frames() == [{1: True}, {1: False}]


def test_what_is_said_of_other_requests_changes_nothing() -> None:
    stage = Stage()
    stage.add("a", {1: True})
    stage.queue.take(Confirmed(99), now=0.0)
    assert stage.ends == []


def test_more_callers_than_may_wait_are_turned_away() -> None:
    stage = Stage(is_open=False)
    for dp in range(1, MAX_WRITES + 1):
        stage.add(str(dp), {dp: 1})
    with pytest.raises(OverflowError):
        stage.add("more", {1: 1})
    assert stage.queue.count == MAX_WRITES
