"""Alarm hosts."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.alarm import Alarm, AlarmMode, AlarmState

HOST = "1 master_mode c disarmed,arm,home,sos\n2 master_state c normal,alarm ro"


def test_an_alarm_host_is_read_and_told_how_to_watch() -> None:
    model = device(HOST)
    host = feature(Alarm, model)
    assert host.is_hazardous
    assert [str(mode) for mode in host.modes] == ["disarmed", "armed_away", "armed_home", "triggered"]
    model.apply({1: "home", 2: "normal"})
    assert host.read(model.values) == AlarmState(mode=AlarmMode.ARMED_HOME)
    model.apply({2: "alarm"})
    assert host.read(model.values) == AlarmState(mode=AlarmMode.TRIGGERED)
    assert host.read({}) == AlarmState()
    assert write(model, host.plan_mode(AlarmMode.ARMED_AWAY)) == {1: "arm"}


def test_a_mode_that_it_does_not_have_is_refused() -> None:
    host = feature(Alarm, device("1 master_mode c disarmed,arm"))
    with pytest.raises(BadValueError, match="no mode armed_home") as caught:
        host.plan_mode(AlarmMode.ARMED_HOME)
    assert caught.value.hint == "It has: disarmed, armed_away."
