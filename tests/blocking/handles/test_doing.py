"""Vacuums, feeders, sirens, alarms, buttons."""

from __future__ import annotations

from tests.blocking.handles.bench import Bench


def test_a_meal_is_never_given_twice() -> None:
    device = Bench("2 quick_feed b\n3 manual_feed n 1..12\n4 feed_state c standby,feeding ro")
    device.feeder().feed(2)
    assert device.desk.written == [{3: 2}]
    assert device.desk.repeats == [False]


def test_a_siren_sounds_and_is_silenced() -> None:
    device = Bench("120 siren_switch b\n121 ipc_siren_volume n 0..100")
    device.siren().turn_on(volume=0.3)
    device.siren().turn_off()
    assert device.desk.written == [{121: 30, 120: True}, {120: False}]


def test_an_alarm_is_armed_and_a_button_is_pressed() -> None:
    device = Bench("1 master_mode c disarmed,arm,home,sos\n2 master_state c normal,alarm ro\n3 filter_reset b")
    device.alarm().set_mode("armed_away")
    device.button().press()
    assert device.desk.written == [{1: "arm"}, {3: True}]
