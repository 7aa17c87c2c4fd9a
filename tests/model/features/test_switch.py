"""Switches and their gangs."""

from __future__ import annotations

from tests.model.features.building import device, feature, features, write
from tuyalan.model.features.switch import Switch, SwitchState

PLUG = """
1 switch_1 b
9 countdown_1 n 0..86400 s
40 child_lock b
"""
STRIP = """
1 switch_1 b
2 switch_2 b
7 switch_usb1 b
9 countdown_1 n 0..86400 s
10 countdown_2 n 0..86400 s
15 countdown_usb1 n 0..86400 s
"""


def test_a_plug_is_one_switch_with_the_name_of_the_device_and_settings() -> None:
    model = device(PLUG)
    main, lock = features(Switch, model)
    assert (main.key, main.name, main.category) == ("switch_1", "", None)
    assert (lock.key, lock.name, lock.category) == ("child_lock", "Child lock", "config")
    model.apply({1: True, 9: 60})
    assert main.read(model.values) == SwitchState(is_on=True, countdown=60)
    assert write(model, main.plan_off()) == {1: False}
    assert write(model, main.plan_on()) == {1: True}


def test_every_gang_is_a_switch_with_its_countdown() -> None:
    gangs = features(Switch, device(STRIP))
    assert [(each.name, each.roles["countdown"].code) for each in gangs] == [
        ("Switch 1", "countdown_1"),
        ("Switch 2", "countdown_2"),
        ("USB 1", "countdown_usb1"),
    ]


def test_a_socket_is_an_outlet() -> None:
    assert not feature(Switch, device("1 switch b")).is_outlet
    assert feature(Switch, device("1 switch b"), category="cz").is_outlet
    assert not feature(Switch, device("1 switch b"), category="kg").is_outlet


def test_a_switch_that_was_never_reported_is_unknown() -> None:
    assert feature(Switch, device("1 switch b")).read({}) == SwitchState()
