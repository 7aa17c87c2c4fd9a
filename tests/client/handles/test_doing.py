"""Vacuums, feeders, sirens, alarms, buttons."""

from __future__ import annotations

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.model.features.alarm import AlarmMode
from tuyalan.model.features.vacuum import VacuumActivity


def test_a_vacuum_does_what_it_is_told() -> None:
    async def body() -> None:
        device = Bench(
            "1 switch_go b\n2 pause b\n3 switch_charge b\n4 mode c smart,chargego,zone,pose\n"
            "5 status c standby,smart,cleaning,paused,goto_charge,charging,charge_done,fault ro\n"
            "9 suction c gentle,normal,strong\n11 seek b"
        )
        vacuum = device.vacuum()
        await vacuum.start()
        await vacuum.pause()
        await vacuum.stop()
        await vacuum.return_home()
        await vacuum.clean_spot()
        await vacuum.locate()
        await vacuum.set_suction("strong")
        await vacuum.set_mode("zone")
        assert device.written == [
            {1: True, 2: False},
            {2: True},
            {1: False},
            {3: True},
            {4: "pose"},
            {11: True},
            {9: "strong"},
            {4: "zone"},
        ]
        device.hear({5: "cleaning"})
        assert vacuum.state.activity is VacuumActivity.CLEANING

    run(body())


def test_a_meal_is_never_given_twice() -> None:
    async def body() -> None:
        device = Bench("2 quick_feed b\n3 manual_feed n 1..12\n4 feed_state c standby,feeding ro")
        await device.feeder().feed(2)
        await device.feeder().feed()
        assert device.written == [{3: 2}, {2: True}]
        assert device.repeats == [False, False]

    run(body())


def test_a_siren_sounds_and_is_silenced() -> None:
    async def body() -> None:
        device = Bench("120 siren_switch b\n121 ipc_siren_volume n 0..100")
        await device.siren().turn_on(volume=0.3)
        await device.siren().turn_off()
        assert device.written == [{121: 30, 120: True}, {120: False}]

    run(body())


def test_an_alarm_is_armed_by_the_word_or_the_mode() -> None:
    async def body() -> None:
        device = Bench("1 master_mode c disarmed,arm,home,sos\n2 master_state c normal,alarm ro")
        alarm = device.alarm()
        await alarm.set_mode("armed_away")
        await alarm.set_mode(AlarmMode.DISARMED)
        assert device.written == [{1: "arm"}, {1: "disarmed"}]

    run(body())


def test_a_button_is_never_pressed_twice() -> None:
    async def body() -> None:
        device = Bench("1 filter_reset b")
        await device.button().press()
        assert device.written == [{1: True}]
        assert device.repeats == [False]

    run(body())
