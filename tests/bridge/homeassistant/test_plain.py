"""Single properties as entities."""

from __future__ import annotations

import msgspec
import pytest

from tests.model.features.building import device
from tuyalan.bridge.homeassistant import place
from tuyalan.bridge.homeassistant.place import Component, Place
from tuyalan.bridge.homeassistant.plain import PHASE_PARTS, build_single
from tuyalan.bridge.topics import Topics
from tuyalan.model.features import compose
from tuyalan.model.features.choosing import make_single

HERE = Place(Topics(), "one")


def build(row: str, *, is_allowed: bool = True) -> dict[str, Component]:
    """Return the entities of a device with one data point."""
    (subject,) = device(row).properties.values()
    return build_single(make_single(subject, key=subject.code), HERE, is_allowed=is_allowed)


def build_one(row: str, *, is_allowed: bool = True) -> Component:
    """Return its only entity."""
    return build(row, is_allowed=is_allowed)[""]


def test_a_measured_number_is_a_sensor_with_its_unit() -> None:
    assert build_one("19 cur_power n .1 W ro") == {
        "platform": "sensor",
        "state_topic": "tuyalan/one",
        "value_template": place.show_number("cur_power"),
        "suggested_display_precision": 1,
        "unit_of_measurement": "W",
        "device_class": "power",
        "state_class": "measurement",
    }


def test_a_number_of_a_unit_that_fits_no_class_has_none() -> None:
    found = build_one("101 abc n xyz ro")
    assert ("device_class" in found, found["unit_of_measurement"]) == (False, "xyz")
    assert "unit_of_measurement" not in build_one("101 abc n ro")


def test_words_that_are_measured_are_an_enumeration() -> None:
    found = build_one("5 state c low,high,off ro")
    assert (found["device_class"], found["options"]) == ("enum", ["low", "high", "off"])


def test_texts_are_shortened_to_what_a_state_holds() -> None:
    assert "[:255]" in str(build_one("5 words t ro")["value_template"])
    assert "device_class" not in build_one("5 words c ro")


def test_a_phase_is_a_sensor_a_part() -> None:
    model = device("6 phase_a r ro")
    model.apply({6: "CQQAAKMAABA="})
    (single,) = [each for each in compose(model) if each.main.code == "phase_a"][-1:]
    found = build_single(make_single(single.main, key="phase_a"), HERE, is_allowed=True)
    assert set(found) == {f"-{part}" for part in PHASE_PARTS}
    assert found["-voltage_v"]["unit_of_measurement"] == "V"
    assert "unit_of_measurement" not in found["-power_factor"]


def test_faults_are_a_problem_or_none() -> None:
    found = build_one("26 fault m a,b ro")
    assert (found["platform"], found["device_class"]) == ("binary_sensor", "problem")
    assert "found else 'OFF'" in str(found["value_template"])


def test_two_words_of_what_is_sensed_are_on_or_off() -> None:
    assert "'pir'" in str(build_one("1 pir c pir,none ro")["value_template"])
    assert "device_class" not in build_one("101 abc b ro")


def test_a_switch_is_written_by_its_property() -> None:
    found = build_one("1 switch_1 b")
    assert (found["platform"], found["command_topic"]) == ("switch", "tuyalan/one/set/switch_1")


def test_a_socket_is_an_outlet() -> None:
    (subject,) = device("1 switch_1 b").properties.values()
    socket = msgspec.structs.replace(subject, device_class="outlet")
    single = make_single(socket, key="a")
    assert build_single(single, HERE, is_allowed=True)[""].get("device_class") == "outlet"


def test_a_number_has_limits_and_a_step() -> None:
    found = build_one("2 temp_set n 50..350/5 .1 °C")
    assert (found["min"], found["max"], found["step"], found["device_class"]) == (5.0, 35.0, 0.5, "temperature")
    assert "unit_of_measurement" not in build_one("101 abc n 0..5")


def test_limits_are_wide_enough_for_the_value_that_is_there() -> None:
    (subject,) = device("2 temp_set n 5..35 °C").properties.values()
    single = make_single(subject, key="temp_set")
    for value, limits in ((2, (2, 35)), (20, (5, 35)), (40.5, (5, 40.5)), ("high", (5, 35))):
        found = build_single(single, HERE, is_allowed=True, values={"temp_set": value})[""]
        assert (found["min"], found["max"]) == limits


def test_a_number_without_limits_can_only_be_read() -> None:
    assert build_one("2 abc n")["platform"] == "sensor"
    assert build_one("2 abc n 5..5")["platform"] == "sensor"


def test_a_choice_is_a_select_unless_nobody_knows_the_words() -> None:
    assert build_one("2 mode c a,b")["options"] == ["a", "b"]
    assert build_one("2 mode c")["platform"] == "sensor"


def test_a_text_is_one_unless_it_is_too_long_or_packed() -> None:
    text = build_one("2 words t")
    assert (text["platform"], text["max"]) == ("text", 255)
    # So that `[a]` and `{b}` are no lists and objects on their way.
    assert text["command_template"] == "{{ value | to_json }}"
    assert build_one("24 colour_data t")["platform"] == "sensor"
    assert build_one("2 words r")["platform"] == "sensor"


def test_what_is_pressed_is_a_button() -> None:
    found = build_one("2 factory_reset b wo")
    assert (found["platform"], found["payload_press"]) == ("button", "true")
    (subject,) = device("2 restart b wo").properties.values()
    single = make_single(msgspec.structs.replace(subject, device_class="restart"), key="restart")
    assert build_single(single, HERE, is_allowed=True)[""]["device_class"] == "restart"


def test_events_are_told_by_their_words_or_by_their_property() -> None:
    assert build_one("1 switch_mode1 c click,double_click")["event_types"] == ["click", "double_click"]
    found = build_one("185 alarm_message t ro")
    assert found["event_types"] == ["alarm_message"]
    assert "'alarm_message'" in str(found["value_template"])


@pytest.mark.parametrize(
    ("row", "platform"),
    [("1 switch_1 b", "binary_sensor"), ("2 abc n 0..9", "sensor"), ("2 mode c a,b", "sensor"), ("3 words t", "sensor"),
     ("4 factory_reset b wo", "sensor"), ("5 smoke b ro", "binary_sensor")],
)  # fmt: skip
def test_what_may_not_be_written_is_only_shown(row: str, platform: str) -> None:
    found = build_one(row, is_allowed=False)
    assert (found["platform"], "command_topic" in found) == (platform, False)


def test_what_is_sensed_is_on_or_off_by_words_that_are_known_only() -> None:
    template = str(build_one("3 watersensor_state c alarm,normal ro")["value_template"])
    assert template.endswith("'ON' if found in ['alarm'] else 'OFF' if found in ['normal'] else None }}")


def test_words_that_were_not_told_are_not_shown() -> None:
    for row in ("5 state c low,high,off ro", "5 fan_speed_enum c low,high,off"):
        assert "found in ['low', 'high', 'off'] else None" in str(build_one(row)["value_template"])
    assert "in ['single_click', 'x']" in str(build_one("1 switch_mode1 c single_click,x ro")["value_template"])


def test_a_number_has_room_for_the_value_that_it_has() -> None:
    model = device("14 alarm_time n 0..60 s")
    (subject,) = model.properties.values()
    for value, least, most in ((70, 0, 70), (-1.5, -1.5, 60), ("x", 0, 60), (10, 0, 60)):
        single = make_single(subject, key=subject.code)
        found = build_single(single, HERE, is_allowed=True, values={"alarm_time": value})[""]
        assert (found["min"], found["max"]) == (least, most)
        assert f"{least} <= found <= {most}" in str(found["value_template"])


def test_who_rings_is_told_in_the_word_that_home_assistant_has_for_it() -> None:
    found = build_one("136 doorbell_active t ro")
    assert (found["device_class"], found["event_types"]) == ("doorbell", ["ring"])
    assert "'event_type': 'ring'" in str(found["value_template"])
    other = build_one("185 alarm_message t ro")
    assert ("device_class" in other, other["event_types"]) == (False, ["alarm_message"])
