"""What is counted and remembered."""

from __future__ import annotations

from dataclasses import astuple

from tuyalan.sim.counters import Counters, Write


def test_counters_begin_at_zero() -> None:
    assert set(astuple(Counters())) == {0}


def test_a_write_tells_what_was_asked_and_what_was_taken() -> None:
    write = Write(1.5, None, {1: True, 2: "?"}, {1: True})
    assert (write.at, write.cid, write.asked, write.taken) == (1.5, None, {1: True, 2: "?"}, {1: True})
