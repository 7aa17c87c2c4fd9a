"""Features of several properties as entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.homeassistant import composite
from tuyalan.bridge.homeassistant.place import Place
from tuyalan.bridge.topics import Topics
from tuyalan.model.features.alarm import Alarm
from tuyalan.model.features.cover import Cover
from tuyalan.model.features.fan import Fan
from tuyalan.model.features.humidity import Dehumidifier, Humidifier
from tuyalan.model.features.infrared import Infrared
from tuyalan.model.features.light import Light
from tuyalan.model.features.lock import Lock
from tuyalan.model.features.siren import Siren
from tuyalan.model.features.vacuum import Vacuum
from tuyalan.model.features.valve import Valve

if TYPE_CHECKING:
    from tuyalan.model.features.feature import Feature

F = TypeVar("F", bound="Feature")
HERE = Place(Topics(), "one")
BULB = """
20 switch_led b
21 work_mode c white,colour,music
22 bright_value_v2 n 10..1000
23 temp_value_v2 n 0..1000
24 colour_data_v2 t
"""
CURTAIN = "1 control c open,stop,close\n2 percent_control n 0..100 %\n3 percent_state n 0..100 % ro"


def make(kind: type[F], rows: str, *, category: str = "") -> F:
    """Make a feature."""
    return feature(kind, device(rows), category=category)


def test_a_light_has_the_colour_modes_that_it_can_do() -> None:
    found, roles = composite.build_light(make(Light, BULB), HERE, is_allowed=True)
    assert found["supported_color_modes"] == ["color_temp", "hs"]
    assert (found["min_kelvin"], found["max_kelvin"], found["brightness_scale"]) == (2700, 6500, 254)
    assert found["effect_list"] == ["music"]
    assert roles >= {"switch", "brightness", "colour"}


def test_a_light_has_the_kelvin_that_its_owner_says() -> None:
    rows = "20 switch_led b\n23 temp_value_v2 n 0..1000 K6000..3000"
    found, _ = composite.build_light(make(Light, rows), HERE, is_allowed=True)
    assert (found["min_kelvin"], found["max_kelvin"]) == (3000, 6000)


def test_a_light_without_white_temperatures_has_white() -> None:
    rows = "20 switch_led b\n21 work_mode c white,colour\n22 bright_value_v2 n 10..1000\n24 colour_data_v2 t"
    found, _ = composite.build_light(make(Light, rows), HERE, is_allowed=True)
    assert (found["supported_color_modes"], found["white_scale"]) == (["hs", "white"], 254)
    assert "effect" not in found


def test_a_light_that_is_only_switched_says_so() -> None:
    found, roles = composite.build_light(make(Light, "20 switch_led b", category="dj"), HERE, is_allowed=True)
    assert (found["supported_color_modes"], found["brightness"]) == (["onoff"], False)
    assert "brightness_scale" not in found
    assert "brightness" not in roles


def test_a_cover_has_what_it_can_do() -> None:
    found, _ = composite.build_cover(make(Cover, CURTAIN, category="cl"), HERE, is_allowed=True)
    assert (found["set_position_topic"], found["device_class"]) == ("tuyalan/one/feature/control/set", "curtain")
    assert "payload_stop" not in found
    assert "tilt_command_topic" not in found


def test_a_cover_without_stop_or_position_has_none() -> None:
    found, _ = composite.build_cover(make(Cover, "1 control c open,close"), HERE, is_allowed=True)
    assert found["payload_stop"] is None
    assert not {"position_topic", "set_position_topic"} & found.keys()


def test_slats_can_be_tilted() -> None:
    found, _ = composite.build_cover(make(Cover, CURTAIN + "\n8 tilt_position n 0..100 %"), HERE, is_allowed=True)
    assert found["tilt_max"] == 100


def test_a_cover_that_may_not_be_moved_has_no_commands() -> None:
    found, _ = composite.build_cover(make(Cover, CURTAIN), HERE, is_allowed=False)
    assert not [key for key in found if "command" in key or key.startswith("set_")]


def test_a_fan_has_speeds_presets_swing_and_direction() -> None:
    rows = "60 fan_switch b\n61 fan_mode c fresh,nature\n62 fan_speed n 1..4\n63 fan_direction c forward,reverse\n64 fan_horizontal b"
    found, roles = composite.build_fan(make(Fan, rows), HERE, is_allowed=True)
    assert found["preset_modes"] == ["fresh", "nature"]
    # Four speeds are counted, so that one more is another speed.
    assert found["speed_range_max"] == 4
    assert found["percentage_command_template"] == '{"percentage": {{ (value * 100 / 4) | round(2) }}}'
    assert roles == {"switch", "speed", "preset", "oscillation", "direction"}


def test_a_fan_of_many_speeds_counts_per_cent() -> None:
    fan = make(Fan, "1 switch b\n3 fan_speed_percent n 1..100 %", category="fs")
    found, _ = composite.build_fan(fan, HERE, is_allowed=True)
    assert (found["speed_range_max"], found["percentage_value_template"]) == (100, "{{ value_json.get('percentage') }}")


def test_a_plain_fan_has_less() -> None:
    found, roles = composite.build_fan(
        make(Fan, "60 fan_switch b\n62 fan_speed n 1..4 ro", category="fs"), HERE, is_allowed=True
    )
    assert not [key for key in found if key.startswith(("percentage", "preset", "oscillation", "direction"))]
    assert roles == {"switch"}


def test_a_humidifier_keeps_a_humidity() -> None:
    rows = "1 switch b\n2 dehumidify_set_value n 35..80/5 %\n3 humidity_indoor n 0..100 % ro\n4 mode c auto,laundry"
    found, roles = composite.build_humidifier(
        make(Dehumidifier, rows, category="cs"), HERE, {}, is_allowed=True, device_class="dehumidifier"
    )
    assert (found["platform"], found["min_humidity"], found["max_humidity"]) == ("humidifier", 35, 80)
    assert found["modes"] == ["auto", "laundry"]
    assert roles == {"switch", "target", "current", "mode"}


def test_a_target_outside_of_its_limits_widens_them() -> None:
    dryer = make(Dehumidifier, "1 switch b\n2 dehumidify_set_value n 35..80/5 %", category="cs")
    values = {"dehumidify_set_value": 20}
    found, _ = composite.build_humidifier(dryer, HERE, values, is_allowed=True, device_class="dehumidifier")
    assert (found["min_humidity"], found["max_humidity"]) == (20, 80)


def test_a_humidifier_with_less_has_less() -> None:
    rows = "1 switch b\n2 dehumidify_set_value n 35..80/5 %"
    found, roles = composite.build_humidifier(
        make(Dehumidifier, rows, category="cs"), HERE, {}, is_allowed=True, device_class="dehumidifier"
    )
    assert not {"modes", "current_humidity_topic"} & found.keys()
    assert roles == {"switch", "target"}


def test_a_humidifier_without_a_target_is_switched() -> None:
    humid = make(Humidifier, "1 switch_spray b\n2 spray_volume c low,high", category="jsq")
    found, _ = composite.build_humidifier(humid, HERE, {}, is_allowed=True, device_class="humidifier")
    assert (found["platform"], found["command_topic"]) == ("switch", "tuyalan/one/feature/switch_spray/set")


def test_a_vacuum_has_the_features_it_has() -> None:
    rows = "1 switch_go b\n2 pause b\n4 mode c smart,chargego\n5 status c cleaning,charging ro\n9 suction c low,high\n11 seek b"
    found, _ = composite.build_vacuum(make(Vacuum, rows, category="sd"), HERE, is_allowed=True)
    assert found["supported_features"] == ["start", "stop", "pause", "return_home", "locate", "status", "fan_speed"]
    assert found["fan_speed_list"] == ["low", "high"]
    plain, _ = composite.build_vacuum(
        make(Vacuum, "1 switch_go b\n5 status c cleaning ro", category="sd"), HERE, is_allowed=True
    )
    assert plain["supported_features"] == ["start", "stop", "status"]


def test_a_lock_that_can_be_locked_is_one() -> None:
    lock = make(Lock, "47 lock_motor_state b ro\n46 manual_lock b", category="ms")
    assert composite.build_lock(lock, HERE, is_allowed=True)[0]["platform"] == "lock"
    found, _ = composite.build_lock(lock, HERE, is_allowed=False)
    assert (found["platform"], found["device_class"]) == ("binary_sensor", "lock")
    watched = make(Lock, "47 lock_motor_state b ro", category="ms")
    assert composite.build_lock(watched, HERE, is_allowed=True)[0]["platform"] == "binary_sensor"


def test_a_siren_has_its_tones() -> None:
    rows = (
        "1 alarm_state c alarm_sound,normal\n5 alarm_volume c low,high\n7 alarm_time n 0..60 s\n21 alarm_ringtone c 1,2"
    )
    found, _ = composite.build_siren(make(Siren, rows, category="sgbj"), HERE, is_allowed=True)
    assert (found["available_tones"], found["support_duration"], found["support_volume_set"]) == (
        # As numbers, which Home Assistant makes of them.
        [1, 2],
        True,
        True,
    )
    bare, _ = composite.build_siren(
        make(Siren, "1 alarm_state c alarm_sound,normal", category="sgbj"), HERE, is_allowed=True
    )
    assert "available_tones" not in bare


def test_a_valve_is_open_or_closed_or_in_between() -> None:
    valve = make(Valve, "1 switch b\n2 use_time n 0..86400 s ro", category="sfkzq")
    found, _ = composite.build_valve(valve, HERE, is_allowed=True)
    assert (found["payload_open"], found["state_open"]) == ("OPEN", "open")
    shown, _ = composite.build_valve(valve, HERE, is_allowed=False)
    assert not {"command_topic", "payload_open"} & shown.keys()
    wide = make(Valve, "1 switch b\n3 valve_open_degree n 0..100 %", category="sfkzq")
    assert composite.build_valve(wide, HERE, is_allowed=True)[0]["reports_position"] is True


def test_an_alarm_host_is_armed() -> None:
    alarm = make(Alarm, "1 master_mode c disarmed,arm,sos\n32 master_state c normal,alarm ro")
    found, _ = composite.build_alarm(alarm, HERE, is_allowed=True)
    assert found["supported_features"] == ["arm_away", "trigger"]
    shown, _ = composite.build_alarm(alarm, HERE, is_allowed=False)
    assert (shown["platform"], shown["device_class"]) == ("sensor", "enum")


def test_a_blaster_sends_and_receives() -> None:
    blaster = make(Infrared, "201 ir_send t wo\n202 ir_study_code r ro")
    found = composite.build_infrared(blaster, HERE)
    assert [each["schema"] for each in found.values()] == ["emitter", "receiver"]
    assert composite.build_learn(blaster, HERE)["payload_press"] == "LEARN"


def test_a_feeder_feeds() -> None:
    assert composite.build_feed("a/set")["payload_press"] == "FEED"


@pytest.mark.parametrize(
    ("build", "kind", "rows", "category"),
    [
        (composite.build_light, Light, BULB, ""),
        (composite.build_fan, Fan, "60 fan_switch b\n62 fan_speed n 1..4", ""),
        (composite.build_siren, Siren, "1 alarm_state c alarm_sound,normal", "sgbj"),
        (composite.build_vacuum, Vacuum, "1 switch_go b\n5 status c cleaning ro", "sd"),
    ],
)
def test_what_may_not_be_written_is_only_shown(build: object, kind: type[Feature], rows: str, category: str) -> None:
    found, _ = build(make(kind, rows, category=category), HERE, is_allowed=False)  # pyright: ignore[reportCallIssue, reportUnknownVariableType] - one of those above
    assert "command_topic" not in found


def test_a_humidifier_that_may_not_be_written_is_only_shown() -> None:
    humid = make(Dehumidifier, "1 switch b\n2 dehumidify_set_value n 35..80/5 %", category="cs")
    found, _ = composite.build_humidifier(humid, HERE, {}, is_allowed=False, device_class="dehumidifier")
    assert found["platform"] == "binary_sensor"


def test_home_assistant_has_a_meaning_of_its_own_for_none() -> None:
    assert (composite.allows(["a"]), composite.allows([]), composite.allows(["a", "None"])) == (True, False, False)
