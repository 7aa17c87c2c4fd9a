"""All entities of a device in one message."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.model.features.building import device
from tuyalan.bridge.homeassistant.device import Facts, build_announcement
from tuyalan.bridge.homeassistant.envelope import CHILDREN, INFRARED, Announcement, Style
from tuyalan.bridge.topics import Topics
from tuyalan.model.features import compose
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from tuyalan.model.device import DeviceModel

STYLE = Style(version="1.0")
PLUG = """
1 switch_1 b
9 countdown_1 n 0..86400 s
19 cur_power n .1 W ro
20 cur_voltage n .1 V ro
26 fault m ov_cr,ov_vol ro
38 relay_status c off,on,memory
"""


def announce(
    rows: str, *, style: Style = STYLE, category: str = "", confidence: float = 1.0, **facts: str
) -> Announcement:
    """Announce a device."""
    model = device(rows, confidence=confidence)
    return announce_model(model, style=style, category=category, **facts)


def announce_model(model: DeviceModel, *, style: Style = STYLE, category: str = "", **facts: str) -> Announcement:
    """Announce a model."""
    told = Facts(**({"id": "bf01", "name": "Desk Lamp"} | facts))  # pyright: ignore[reportArgumentType] - fields by name
    features = compose(model, category=category)
    return build_announcement(told, model, features, topics=Topics(), level="desk", style=style)


def test_a_device_is_told_with_its_room_product_and_gateway() -> None:
    found = announce(PLUG, room="Study", product_name="Plug", product_key="abc", version="3.4", via="gw")
    assert found.topic == "homeassistant/device/bf01/config"
    assert found.payload["device"] == {
        "identifiers": ["tuyalan_bf01"], "name": "Desk Lamp", "manufacturer": "Tuya", "serial_number": "bf01",
        "model": "Plug", "model_id": "abc", "suggested_area": "Study", "hw_version": "protocol 3.4",
        "via_device": "tuyalan_gw",
    }  # fmt: skip
    assert found.payload["origin"] == {"name": "Tuyalan", "sw_version": "1.0"}
    assert found.payload["availability_mode"] == "all"
    assert [as_object(each)["topic"] for each in as_list(found.payload["availability"])] == [
        "tuyalan/bridge/state", "tuyalan/desk/availability",
    ]  # fmt: skip


def test_a_gateway_without_values_shows_whether_it_answers() -> None:
    def find(rows: str, *, is_gateway: bool) -> dict[str, dict[str, object]]:
        facts = Facts(id="bf01", name="Hub", is_gateway=is_gateway)
        model = device(rows)
        return build_announcement(facts, model, compose(model), topics=Topics(), level="hub", style=STYLE).components  # pyright: ignore[reportReturnType] - a value of JSON is an object

    (found,) = find("", is_gateway=True).values()
    assert (found["platform"], found["device_class"]) == ("binary_sensor", "connectivity")
    assert (found["unique_id"], found["default_entity_id"]) == ("bf01-connection", "binary_sensor.hub_connection")
    assert found["state_topic"] == "tuyalan/hub/availability"
    assert [as_object(each)["topic"] for each in as_list(found["availability"])] == ["tuyalan/bridge/state"]  # pyright: ignore[reportArgumentType] - likewise
    assert find("", is_gateway=False) == {}
    assert list(find("1 switch_1 b", is_gateway=True)) == ["switch_1"]


def test_every_property_is_an_entity_with_a_stable_id() -> None:
    components = announce(PLUG).components
    assert set(components) >= {"switch_1", "countdown_1", "cur_power", "cur_voltage", "fault", "relay_status"}
    assert components["switch_1"]["unique_id"] == "bf01-switch_1"
    assert components["cur_power"]["default_entity_id"] == "sensor.desk_lamp_power"
    assert components["fault"]["entity_category"] == "diagnostic"
    assert components["relay_status"]["entity_category"] == "config"


def test_what_a_device_is_there_for_takes_its_name() -> None:
    lamp = announce("20 switch_led b\n22 bright_value_v2 n 10..1000\n26 countdown_1 n 0..86400 s")
    assert lamp.components["switch_led"]["name"] is None
    assert lamp.components["switch_led"]["platform"] == "light"
    assert lamp.components["countdown_1"]["name"] != ""


def test_nothing_of_a_feature_is_hidden() -> None:
    heater = "1 switch b\n2 mode c eco,hot\n9 temp_set n 30..75 °C\n10 temp_current n 0..100 °C ro"
    components = announce(heater, category="rs", style=Style(allowed={"bf01": frozenset({"*"})})).components
    assert {each["platform"] for each in components.values()} == {"water_heater", "select"}
    assert components["mode"]["unique_id"] == "bf01-mode"


def test_hazardous_features_are_shown_until_the_owner_allows_more() -> None:
    door = "1 switch_1 b\n3 doorcontact_state b ro\n12 door_state_1 c unclosed_time,none ro"
    closed = announce(door, category="ckmkzq")
    assert not [key for key, each in closed.components.items() if "command_topic" in each]
    opened = announce(door, category="ckmkzq", style=Style(allowed={"bf01": frozenset({"*"})}))
    assert [key for key, each in opened.components.items() if "command_topic" in each]


def test_a_guess_that_writes_has_to_be_enabled_by_hand() -> None:
    assert announce(PLUG, confidence=0.4).components["switch_1"]["enabled_by_default"] is False
    assert "enabled_by_default" not in announce(PLUG, confidence=0.9).components["switch_1"]


def test_values_that_nobody_understands_have_to_be_enabled_by_hand() -> None:
    model = device("1 switch_1 b")
    model.apply({101: "abc", 102: 5})
    components = announce_model(model).components
    assert components["dp101"]["enabled_by_default"] is False
    assert "enabled_by_default" not in components["dp102"]


def test_a_feeder_and_a_blaster_have_buttons() -> None:
    feeder = announce("3 manual_feed n 1..12\n4 feed_state c standby,feeding ro")
    assert feeder.components["manual_feed-feed"]["payload_press"] == "FEED"
    blaster = announce("201 ir_send t wo\n202 ir_study_code r ro")
    assert [each["payload_press"] for each in blaster.components.values() if each["platform"] == "button"] == ["LEARN"]
    assert not [each for each in blaster.components.values() if each["platform"] == "infrared"]


def test_newer_releases_send_and_hear_infrared_where_a_blaster_does() -> None:
    style = Style(release=INFRARED)
    both = announce("201 ir_send t wo\n202 ir_study_code r ro", style=style).components
    schemas = {each["schema"]: each for each in both.values() if each["platform"] == "infrared"}
    assert schemas.keys() == {"emitter", "receiver"}
    # What it learnt last would be heard again with each restart.
    assert schemas["receiver"]["state_topic"] == "tuyalan/desk/event/ir_study_code"
    deaf = announce("201 ir_send t wo", style=style).components
    assert [each["schema"] for each in deaf.values() if each["platform"] == "infrared"] == ["emitter"]


def test_a_hazardous_feeder_has_no_button() -> None:
    model = device("3 manual_feed n 1..12")
    features = [msgspec.structs.replace(each, is_hazardous=True) for each in compose(model)]
    facts = Facts(id="bf01", name="a")
    found = build_announcement(facts, model, features, topics=Topics(), level="a", style=STYLE)
    assert not [each for each in found.components.values() if "command_topic" in each]


def test_newer_releases_get_channels_as_children_and_commands_that_expire() -> None:
    strip = announce("1 switch_1 b\n2 switch_2 b\n38 relay_status c off,on", style=Style(release=CHILDREN))
    children = [as_object(each) for each in as_list(strip.payload["child_devices"])]
    assert [each["identifiers"] for each in children] == [["tuyalan_bf01_switch_1"], ["tuyalan_bf01_switch_2"]]
    assert as_object(strip.payload["components"]).keys() == {"relay_status"}
    assert strip.components.keys() == {"switch_1", "switch_2", "relay_status"}
    assert strip.components["switch_1"]["message_expiry_interval"] == 60
    one = announce("1 switch_1 b", style=Style(release=CHILDREN))
    assert "child_devices" not in one.payload


def test_two_entities_of_one_property_have_keys_of_their_own() -> None:
    meter = announce("6 phase_a r ro\n1 total_forward_energy n .2 kWh ro")
    assert len(meter.components) == len({each["unique_id"] for each in meter.components.values()})


def test_entities_of_the_same_key_are_told_apart() -> None:
    model = device("1 switch_1 b")
    (single,) = compose(model)
    facts = Facts(id="bf01", name="a")
    twice = build_announcement(facts, model, (single, single), topics=Topics(), level="a", style=STYLE)
    assert set(twice.components) == {"switch_1", "switch_1-switch"}


def test_a_nameless_device_is_called_by_its_id() -> None:
    found = announce(PLUG, name="\x00")
    assert as_object(found.payload["device"])["name"] == "bf01"
    assert found.components["switch_1"]["default_entity_id"] == "switch.bf01_switch_1"
