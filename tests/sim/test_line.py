"""What happens to frames on their way out, with time turned by hand."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, cast

from tests.sim.support import HandLoop
from tuyalan.sim.faults import HEALTHY, Faults
from tuyalan.sim.line import Chances, Line
from tuyalan.wire.codec import frame_55aa
from tuyalan.wire.frame import BadFrame, Fault, FrameBuffer

if TYPE_CHECKING:
    import asyncio

FRAME = frame_55aa(8, 0, b"0123456789")
OTHER = frame_55aa(8, 0, b"abcdefghij")


def make_chances(faults: Faults, seed: int = 1) -> Chances:
    return Chances(faults, Random(seed))


class Bench:
    """A line whose writes are kept with their time."""

    def __init__(self, faults: Faults) -> None:
        self.loop = HandLoop()
        self.written: list[tuple[float, bytes]] = []
        self.faults = faults
        self.chances = make_chances(faults)
        self.line = Line(
            cast("asyncio.AbstractEventLoop", self.loop), lambda data: self.written.append((self.loop.now, data))
        )

    def send(self, *frames: bytes) -> None:
        self.line.send(frames, self.faults, self.chances)


def test_a_healthy_device_changes_nothing() -> None:
    chances = make_chances(HEALTHY)
    assert chances.mangle(FRAME) == FRAME
    assert chances.cut(FRAME) == [FRAME]
    assert chances.wait() == 0.0


def test_the_next_frames_are_lost_as_often_as_said() -> None:
    chances = make_chances(Faults(drop_next=2))
    assert [chances.mangle(FRAME) for _ in range(4)] == [b"", b"", FRAME, FRAME]


def test_frames_are_lost_by_chance_and_the_same_with_the_same_seed() -> None:
    lost = [not make_chances(Faults(drop=0.5), seed).mangle(FRAME) for seed in range(50)]
    assert 10 < sum(lost) < 40
    assert lost == [not make_chances(Faults(drop=0.5), seed).mangle(FRAME) for seed in range(50)]
    assert make_chances(Faults(drop=1.0)).mangle(FRAME) == b""


def test_a_corrupted_frame_differs_in_one_byte() -> None:
    for chances in (make_chances(Faults(corrupt_next=1)), make_chances(Faults(corrupt=1.0))):
        damaged = chances.mangle(FRAME)
        assert sum(a != b for a, b in zip(FRAME, damaged, strict=True)) == 1
    chances = make_chances(Faults(corrupt_next=1))
    chances.mangle(FRAME)
    assert chances.mangle(FRAME) == FRAME


def test_a_bad_check_value_is_all_that_is_wrong() -> None:
    for chances in (make_chances(Faults(bad_check_next=1)), make_chances(Faults(bad_check=1.0))):
        damaged = chances.mangle(FRAME)
        assert damaged[:-8] == FRAME[:-8]
        assert damaged[-7:] == FRAME[-7:]
        assert damaged[-8] != FRAME[-8]


def test_garbage_before_a_frame_never_hides_it() -> None:
    found = FrameBuffer().feed(make_chances(Faults(garbage=40)).mangle(FRAME))
    assert isinstance(found[0], BadFrame)
    assert (found[0].fault, found[0].size) == (Fault.GARBAGE, 40)
    assert len(found) == 2


def test_a_frame_is_cut_at_the_places_given() -> None:
    pieces = make_chances(Faults(split_at=(4, -1, 0, 999))).cut(FRAME)
    assert pieces == [FRAME[:4], FRAME[4:-1], FRAME[-1:]]


def test_a_frame_is_cut_at_random_places() -> None:
    pieces = make_chances(Faults(split_randomly=3)).cut(FRAME)
    assert b"".join(pieces) == FRAME
    assert 2 <= len(pieces) <= 4
    assert all(pieces)


def test_delay_and_jitter_hold_frames_back_in_order() -> None:
    bench = Bench(Faults(delay=1.0, jitter=0.5))
    bench.send(FRAME)
    bench.send(OTHER)
    assert bench.written == []
    bench.loop.pass_to(3.0)
    assert [data for _, data in bench.written] == [FRAME, OTHER]
    assert 1.0 <= bench.written[0][0] <= bench.written[1][0] <= 1.5
    assert bench.line.is_empty


def test_pieces_leave_with_pauses_between() -> None:
    bench = Bench(Faults(split_at=(4, 8), split_delay=0.1))
    bench.send(FRAME)
    assert bench.written == [(0.0, FRAME[:4])]
    bench.loop.pass_to(0.1)
    assert bench.written[1:] == [(0.1, FRAME[4:8])]
    bench.loop.pass_to(1.0)
    assert b"".join(data for _, data in bench.written) == FRAME


def test_a_trickle_is_one_byte_at_a_time() -> None:
    bench = Bench(Faults(trickle_delay=0.5))
    bench.send(FRAME[:4])
    bench.loop.pass_to(10.0)
    assert bench.written == [(0.5 * i, FRAME[i : i + 1]) for i in range(4)]


def test_merged_frames_leave_together() -> None:
    bench = Bench(Faults(merge=0.2))
    bench.send(FRAME)
    bench.loop.pass_to(0.1)
    bench.send(OTHER)
    bench.loop.pass_to(1.0)
    assert bench.written == [(0.2, FRAME + OTHER)]


def test_frames_that_are_not_merged_leave_one_by_one() -> None:
    bench = Bench(Faults(drop=0.0, delay=0.1))
    bench.send(FRAME, OTHER)
    bench.loop.pass_to(1.0)
    assert [data for _, data in bench.written] == [FRAME, OTHER]


def test_a_lost_frame_takes_no_time() -> None:
    bench = Bench(Faults(drop_next=1))
    bench.send(FRAME)
    assert bench.line.is_empty
    assert bench.loop.timers == []


def test_closing_forgets_what_waits() -> None:
    bench = Bench(Faults(delay=1.0))
    bench.send(FRAME)
    bench.line.close()
    bench.line.close()
    bench.loop.pass_to(2.0)
    assert bench.written == []
