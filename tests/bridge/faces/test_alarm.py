"""Alarm hosts as JSON."""

from __future__ import annotations

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.alarm import build, plan
from tuyalan.model.features.alarm import Alarm

HOST = "1 master_mode c disarmed,arm,home,sos\n32 master_state c normal,alarm ro"


def test_how_it_watches_is_told() -> None:
    model = device(HOST)
    alarm = feature(Alarm, model)
    assert build(alarm, model.values) == {"state": None}
    model.apply({1: "home", 32: "normal"})
    assert build(alarm, model.values) == {"state": "armed_home"}
    model.apply({32: "alarm"})
    assert build(alarm, model.values) == {"state": "triggered"}


def test_commands_are_written() -> None:
    model = device(HOST)
    alarm = feature(Alarm, model)
    words = {"DISARM": "disarmed", "ARM_AWAY": "arm", "ARM_HOME": "home", "TRIGGER": "sos"}
    for word, written in words.items():
        assert model.plan(plan(alarm, {"": word}, model.values)) == {1: written}
