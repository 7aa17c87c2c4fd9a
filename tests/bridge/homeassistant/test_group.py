"""Groups as devices of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.features.building import device
from tuyalan.bridge.homeassistant.envelope import Style
from tuyalan.bridge.homeassistant.group import GroupFacts, build_group, make_group_topic
from tuyalan.bridge.topics import Topics
from tuyalan.model.features import compose
from tuyalan.vocabulary import as_list, as_object

if TYPE_CHECKING:
    from tuyalan.bridge.homeassistant.envelope import Announcement

LAMP = "20 switch_led b\n22 bright_value_v2 n 10..1000\n26 countdown n 0..86400 s"
PLUG = "1 switch_1 b\n9 countdown_1 n 0..86400 s\n19 cur_power n .1 W ro\n38 relay_status c off,on,memory"
DOOR = "1 switch_1 b\n3 doorcontact_state b ro\n12 door_state_1 c unclosed_time,none ro"


def announce(
    *rows: str, name: str = "Upstairs", room: str = "", category: str = "", style: Style | None = None
) -> Announcement | None:
    """Announce a group of devices, which are called `bf0`, `bf1` and so on."""
    models = [device(each) for each in rows]
    for number, model in enumerate(models):
        model.device_id = f"bf{number}"
    return build_group(
        GroupFacts(id="0123abcd", name=name, room=room),
        [(model, compose(model, category=category)) for model in models],
        topics=Topics(),
        level="Upstairs",
        style=style or Style(),
    )


def the(announcement: Announcement | None) -> Announcement:
    """Return what was announced."""
    assert announcement is not None
    return announcement


def test_a_group_is_a_device_of_its_own_on_topics_of_its_own() -> None:
    found = the(announce(LAMP, LAMP, room="Study", style=Style(version="1.0")))
    assert found.topic == "homeassistant/device/tuyalan-group-0123abcd/config"
    assert found.payload["device"] == {
        "identifiers": ["tuyalan_tuyalan-group-0123abcd"], "name": "Upstairs", "manufacturer": "Tuyalan",
        "model": "Group", "suggested_area": "Study",
    }  # fmt: skip
    assert found.payload["origin"] == {"name": "Tuyalan", "sw_version": "1.0"}
    assert found.payload["availability_mode"] == "all"
    assert [as_object(each)["topic"] for each in as_list(found.payload["availability"])] == [
        "tuyalan/bridge/state", "tuyalan/Upstairs/availability",
    ]  # fmt: skip
    assert found.components.keys() == {"switch_led"}
    light = found.components["switch_led"]
    assert (light["platform"], light["name"]) == ("light", None)
    assert light["unique_id"] == "tuyalan-group-0123abcd-switch_led"
    assert light["default_entity_id"] == "light.upstairs"
    assert light["state_topic"] == "tuyalan/Upstairs/feature/switch_led"
    assert light["command_topic"] == "tuyalan/Upstairs/feature/switch_led/set"


def test_where_a_group_is_told_of_is_known_without_its_devices() -> None:
    assert make_group_topic("0123abcd", topics=Topics(), style=Style()) == the(announce(LAMP, LAMP)).topic


def test_what_is_switched_is_on_the_state_of_the_group() -> None:
    found = the(announce(PLUG, PLUG))
    assert found.components.keys() == {"switch_1"}
    switch = found.components["switch_1"]
    assert (switch["name"], switch["state_topic"]) == (None, "tuyalan/Upstairs")
    assert switch["command_topic"] == "tuyalan/Upstairs/set/switch_1"
    strip = "1 switch_1 b\n2 switch_2 b"
    two = the(announce(strip, strip))
    assert [each["name"] for each in two.components.values()] == ["Switch 1", "Switch 2"]


def test_devices_that_have_nothing_alike_are_no_group() -> None:
    assert announce(LAMP, PLUG) is None
    assert announce() is None


def test_what_may_do_harm_is_shown_until_every_owner_has_allowed_more() -> None:
    def find(*allowed: str) -> list[str]:
        style = Style(allowed={key: frozenset({"*"}) for key in allowed})
        return [
            key
            for key, each in the(announce(DOOR, DOOR, category="ckmkzq", style=style)).components.items()
            if "command_topic" in each
        ]

    assert find() == find("bf0") == find("bf1") == []
    assert find("bf0", "bf1") != []


def test_devices_that_nothing_is_known_of_yet_do_not_count() -> None:
    assert the(announce("", LAMP)).components.keys() == {"switch_led"}


def test_a_nameless_group_is_called_by_its_id() -> None:
    found = the(announce(LAMP, name="\x00"))
    assert as_object(found.payload["device"])["name"] == "0123abcd"
    assert found.components["switch_led"]["default_entity_id"] == "light.group_0123abcd"


def test_limits_and_units_are_those_that_the_devices_have() -> None:
    room = "1 switch b\n2 temp_set n 50..350/5 .1 °C\n3 temp_current n 0..500 .1 °C ro"
    climate = the(announce(room, room, category="wk")).components["temp_set"]
    assert (climate["platform"], climate["min_temp"], climate["max_temp"]) == ("climate", 5, 35)
    assert climate["temperature_unit"] == "C"
