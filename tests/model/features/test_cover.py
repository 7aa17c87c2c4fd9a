"""Covers."""

from __future__ import annotations

import msgspec
import pytest

from tests.model.features.building import device, feature, features, write
from tuyalan.errors import BadValueError
from tuyalan.model.device import DeviceModel
from tuyalan.model.features.cover import Cover, CoverState, Motion
from tuyalan.model.sources import Known, Source

CURTAIN = """
1 control c open,stop,close,continue
2 percent_control n 0..100 %
3 percent_state n 0..100 % ro
5 control_back c forward,back
7 work_state c opening,closing ro
"""


def curtain(**invert: bool) -> tuple[DeviceModel, Cover]:
    """Make a curtain, some of its properties inverted."""
    points = device(CURTAIN).by_dp.values()
    layer = {
        each.dp: Known(
            point=msgspec.structs.replace(each.point, is_inverted=invert.get(each.code, False)), source=Source.OVERRIDE
        )
        for each in points
    }
    model = DeviceModel("bf01", [layer])
    return model, feature(Cover, model, category="cl")


def test_a_curtain_takes_commands_and_positions() -> None:
    model, cover = curtain()
    assert (cover.name, cover.device_class, cover.has_position, cover.can_stop) == ("", "curtain", True, True)
    assert write(model, cover.plan_open()) == {1: "open"}
    assert write(model, cover.plan_close()) == {1: "close"}
    assert write(model, cover.plan_stop()) == {1: "stop"}
    assert write(model, cover.plan_position(40)) == {2: 40}


def test_position_target_and_motion_are_three_things() -> None:
    model, cover = curtain()
    model.apply({2: 100, 3: 40, 7: "opening"})
    assert cover.read(model.values) == CoverState(position=40, target=100, motion=Motion.OPENING, is_closed=False)


@pytest.mark.parametrize(
    ("dps", "motion"),
    [
        ({2: 100, 3: 100, 7: "opening"}, Motion.STOPPED),
        ({2: 40, 3: 40, 7: "opening"}, Motion.STOPPED),
        ({3: 0, 7: "closing"}, Motion.STOPPED),
        ({3: 10, 7: "closing"}, Motion.CLOSING),
        ({2: 40, 3: 40}, Motion.STOPPED),
        ({2: 40, 3: 30}, None),
        ({1: "open"}, None),
        ({7: "opening"}, Motion.OPENING),
    ],
)
def test_motion_is_believed_on_the_way_only(dps: dict[int, int | str], motion: Motion | None) -> None:
    model, cover = curtain()
    model.apply(dict(dps))
    assert cover.read(model.values).motion is motion


def test_reports_are_inverted_alone() -> None:
    model, cover = curtain(percent_state=True)
    model.apply({3: 100})
    assert cover.read(model.values).is_closed is True
    assert write(model, cover.plan_position(40)) == {2: 40}
    assert write(model, cover.plan_open()) == {1: "open"}


def test_positions_to_go_to_are_inverted_alone() -> None:
    model, cover = curtain(percent_control=True)
    model.apply({3: 100})
    assert cover.read(model.values).position == 100
    assert write(model, cover.plan_position(40)) == {2: 60}


def test_commands_are_inverted_alone() -> None:
    model, cover = curtain(control=True)
    assert write(model, cover.plan_open()) == {1: "close"}
    assert write(model, cover.plan_close()) == {1: "open"}
    assert write(model, cover.plan_stop()) == {1: "stop"}
    assert write(model, cover.plan_position(40)) == {2: 40}


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ("open,stop,close", ("open", "close", "stop")),
        ("ON,OFF,STOP", ("ON", "OFF", "STOP")),
        ("up,down,stop", ("up", "down", "stop")),
        ("ZZ,FZ,STOP", ("ZZ", "FZ", "STOP")),
        ("fopen,fclose", ("fopen", "fclose", "")),
        ("00,01,02,03", ("01", "02", "00")),
        ("01,02,03", ("02", "03", "01")),
        ("0,1,2", ("0", "1", "2")),
        ("1,2,3", ("1", "2", "3")),
        ("open,continue,close", ("open", "close", "continue")),
        ("open,close", ("open", "close", "")),
        ("up,down", ("up", "down", "")),
    ],
)
def test_every_vocabulary_is_understood(choices: str, told: tuple[str, str, str]) -> None:
    cover = feature(Cover, device(f"1 control c {choices}"), category="cl")
    commands = cover.commands
    assert commands is not None
    assert (commands.open, commands.close, commands.stop) == told


def test_words_that_mean_opposite_ways_make_a_cover_less_certain() -> None:
    assert feature(Cover, device("1 control c open,stop,close")).confidence == 1.0
    assert feature(Cover, device("1 control c ZZ,FZ,STOP")).confidence == 0.6
    assert feature(Cover, device("1 control c 1,2,3", confidence=0.5), category="cl").confidence == 0.3


def test_words_of_no_vocabulary_are_no_commands() -> None:
    cover = feature(Cover, device("1 control c 0x03,0x04\n2 percent_control n 0..100"), category="cl")
    assert cover.commands is None
    assert cover.plan_open() == {"percent_control": 100}
    assert cover.plan_close() == {"percent_control": 0}
    silent = feature(Cover, device("2 percent_control n 0..100\n3 percent_state n 0..100 ro"))
    assert (silent.commands, silent.can_stop) == (None, False)


def test_a_cover_without_stop_says_so() -> None:
    cover = feature(Cover, device("1 control c open,close\n5 control_back c forward,back"))
    with pytest.raises(BadValueError, match="cannot be stopped"):
        cover.plan_stop()


def test_a_cover_without_positions_knows_the_two_ends() -> None:
    cover = feature(Cover, device("1 control c up,down,stop"))
    assert cover.plan_position(100) == {"control": "up"}
    assert cover.plan_position(0) == {"control": "down"}
    with pytest.raises(BadValueError, match="no position that can be set"):
        cover.plan_position(50)
    with pytest.raises(BadValueError, match="0 to 100"):
        cover.plan_position(101)


def test_where_only_the_target_is_told_it_is_the_position() -> None:
    model = device("1 control c open,stop,close\n2 percent_control n 0..100")
    model.apply({2: 0})
    assert feature(Cover, model).read(model.values) == CoverState(position=0, target=0, is_closed=True)


def test_several_covers_in_a_device_are_told_apart() -> None:
    rows = """
    1 control c open,stop,close
    2 percent_control n 0..100
    4 control_2 c open,stop,close
    5 percent_control_2 n 0..100
    """
    first, second = features(Cover, device(rows))
    assert (first.name, second.name, second.codes) == ("Cover", "Cover 2", ("control_2", "percent_control_2"))


def test_a_garage_door_is_a_bool_with_a_contact_and_hazardous() -> None:
    model = device("1 switch_1 b\n3 doorcontact_state b ro")
    door = feature(Cover, model, category="ckmkzq")
    assert (door.device_class, door.is_hazardous, door.can_stop) == ("garage", True, False)
    model.apply({3: True})
    assert door.read(model.values).is_closed is False
    assert write(model, door.plan_open()) == {1: True}
    assert write(model, door.plan_close()) == {1: False}


def test_a_door_with_words_needs_no_category() -> None:
    model = device("101 door_control_1 c open,close\n102 door_state_1 c unclosed_time,close_time_alarm,none ro")
    door = feature(Cover, model)
    assert door.is_hazardous
    model.apply({102: "unclosed_time"})
    assert door.read(model.values).is_closed is False
    model.apply({102: "none"})
    assert door.read(model.values).is_closed is None


def test_slats_are_tilted() -> None:
    cover = feature(Cover, device("1 control c open,stop,close\n2 percent_control n\n9 angle_horizontal n 0..180"))
    assert cover.plan_tilt(50) == {"angle_horizontal": 90}
    assert cover.read({"angle_horizontal": 45}).tilt == 25
    assert cover.read({}).tilt is None
    with pytest.raises(BadValueError, match="0 to 100 per cent"):
        cover.plan_tilt(101)


def test_slats_that_tilt_both_ways_are_closed_at_the_least_angle() -> None:
    cover = feature(Cover, device("1 control c open,stop,close\n2 percent_control n\n9 angle_horizontal n -90..90"))
    assert [cover.plan_tilt(percent)["angle_horizontal"] for percent in (0, 50, 100)] == [-90, 0, 90]
    assert cover.read({"angle_horizontal": 0}).tilt == 50


def test_blasters_and_vacuums_have_other_words() -> None:
    assert features(Cover, device("1 control c send_ir,study,study_exit,study_key")) == []
    assert features(Cover, device("1 control c off,max\n2 percent_control n")) == []
