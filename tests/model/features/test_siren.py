"""Sirens."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.features.siren import Siren, SirenState

SIREN = """
1 alarm_state c alarm_sound,alarm_light,alarm_sound_light,normal
5 alarm_volume c low,middle,high,mute
7 alarm_time n 0..60 s
21 alarm_ringtone c 1,2,3
"""


def test_a_siren_is_read() -> None:
    model = device(SIREN)
    siren = feature(Siren, model)
    assert (siren.tones, siren.name) == (("1", "2", "3"), "Siren")
    model.apply({1: "alarm_sound", 7: 30, 21: "2"})
    assert siren.read(model.values) == SirenState(is_on=True, tone="2", duration=30)
    model.apply({1: "normal"})
    assert siren.read(model.values).is_on is False
    assert siren.read({}) == SirenState()
    assert siren.read({"alarm_state": "odd"}).is_on is None


def test_a_siren_is_told_how_before_it_is_told_to_sound() -> None:
    model = device(SIREN)
    siren = feature(Siren, model)
    planned = write(model, siren.plan_on(tone="3", volume=0.5, duration=10))
    assert list(planned.items()) == [(21, "3"), (5, "middle"), (7, 10), (1, "alarm_sound_light")]
    assert write(model, siren.plan_off()) == {1: "normal"}


def test_a_camera_has_a_siren_aside() -> None:
    model = device("120 siren_switch b\n121 ipc_siren_volume n 0..100")
    siren = feature(Siren, model)
    assert siren.name == "Siren"
    assert siren.tones == ()
    assert siren.read({"siren_switch": True}).is_on is True
    assert write(model, siren.plan_on(volume=0.3)) == {121: 30, 120: True}
    with pytest.raises(BadValueError, match="0 to 1"):
        siren.plan_on(volume=3)


def test_a_switch_of_an_alarm_is_a_siren_if_it_has_a_sound() -> None:
    assert features(Siren, device("1 alarm_switch b")) == []
    assert feature(Siren, device("1 alarm_switch b\n2 alarm_volume c mute,\n3 alarm_time n")).plan_on(volume=1) == {
        "alarm_switch": True,
    }
    assert feature(Siren, device("1 switch b"), category="sgbj").name == ""


def test_a_siren_without_a_word_for_silence_says_so() -> None:
    siren = feature(Siren, device("1 alarm_state c sos,flash"))
    assert siren.plan_on() == {"alarm_state": "sos"}
    with pytest.raises(BadValueError, match="no word for off"):
        siren.plan_off()


def test_a_siren_that_counts_minutes_is_told_seconds() -> None:
    siren = feature(
        Siren, device("1 alarm_switch b\n7 alarm_time n 1..30 min\n21 alarm_ringtone c 1,2"), category="sgbj"
    )
    assert siren.plan_on(duration=170) == {"alarm_time": 3, "alarm_switch": True}
    assert siren.read({"alarm_time": 2}).duration == 120


@pytest.mark.parametrize(
    ("row", "value", "volume"),
    [
        ("5 alarm_volume c low,middle,high,mute", "low", 1 / 3),
        ("5 alarm_volume c low,middle,high,mute", "mute", 0),
        ("5 alarm_volume c low,middle,high,mute", "high", 1),
        ("5 alarm_volume n 0..100", 40, 0.4),
    ],
)
def test_a_volume_is_a_word_or_a_number(row: str, value: object, volume: float) -> None:
    siren = feature(Siren, device(f"1 alarm_switch b\n{row}"), category="sgbj")
    assert siren.read({"alarm_volume": value}).volume == volume
    assert siren.plan_on(volume=volume)["alarm_volume"] == value


def test_a_volume_that_nobody_knows_is_none() -> None:
    siren = feature(Siren, device("1 alarm_switch b\n5 alarm_volume c low,high"), category="sgbj")
    assert siren.read({"alarm_volume": "shrill"}).volume is None
    assert siren.read({}).volume is None
