"""Covers, valves, locks."""

from __future__ import annotations

from tests.blocking.handles.bench import Bench


def test_a_cover_is_moved_and_stopped() -> None:
    device = Bench(
        "1 control c open,stop,close\n2 percent_control n 0..100 %\n3 percent_state n 0..100 % ro", category="cl"
    )
    cover = device.cover()
    cover.open()
    cover.close()
    cover.stop()
    cover.move_to(40)
    assert device.desk.written == [{1: "open"}, {1: "close"}, {1: "stop"}, {2: 40}]


def test_a_valve_is_opened_and_closed() -> None:
    device = Bench("1 percent_control n 0..100\n2 water_month n ro")
    valve = device.valve()
    valve.open()
    valve.close()
    valve.move_to(30)
    assert device.desk.written == [{1: 100}, {1: 0}, {1: 30}]


def test_a_lock_is_locked_and_unlocked() -> None:
    device = Bench("47 lock_motor_state b ro\n48 manual_lock b\n49 closed_opened b ro")
    device.lock().lock()
    device.lock().unlock()
    assert device.desk.written == [{48: True}, {48: False}]
