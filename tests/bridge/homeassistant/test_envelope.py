"""What all announcements have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from tests.model.features.building import device
from tuyalan.bridge.homeassistant.envelope import (
    EXPIRING,
    Style,
    enclose,
    list_components,
    make_object_id,
    make_slug,
    mark,
    show_name,
)
from tuyalan.model.features import compose

if TYPE_CHECKING:
    from tuyalan.bridge.homeassistant.place import Component


def test_entities_get_ids_and_commands_a_time_where_it_is_understood() -> None:
    def build() -> dict[str, Component]:
        return {
            "a": {"platform": "scene", "command_topic": "x"},
            "B b": {"platform": "sensor"},
            "c": {"platform": "climate", "mode_command_topic": "x"},
        }

    components = build()
    mark(components, owner="one", slug="desk", style=Style())
    assert components == {
        "a": {"platform": "scene", "command_topic": "x", "unique_id": "one-a", "default_entity_id": "scene.desk_a"},
        "B b": {"platform": "sensor", "unique_id": "one-B b", "default_entity_id": "sensor.desk_b_b"},
        "c": {
            "platform": "climate",
            "mode_command_topic": "x",
            "unique_id": "one-c",
            "default_entity_id": "climate.desk_c",
        },
    }
    components = build()
    mark(components, owner="one", slug="desk", style=Style(release=EXPIRING))
    assert [each.get("message_expiry_interval") for each in components.values()] == [60, None, 60]


def test_ids_for_people_are_made_of_names_where_those_tell_entities_apart() -> None:
    components: dict[str, Component] = {
        "switch_led": {"platform": "light", "name": None},
        "cur_power": {"platform": "sensor", "name": "Power"},
        "countdown_1": {"platform": "number", "name": "Countdown"},
        "countdown_2": {"platform": "number", "name": "Countdown"},
        "dp101": {"platform": "sensor", "name": "電力"},
        "power_limit": {"platform": "number", "name": "Power"},
    }
    mark(components, owner="one", slug="desk", style=Style())
    assert [each["default_entity_id"] for each in components.values()] == [
        "light.desk", "sensor.desk_power", "number.desk_countdown_1", "number.desk_countdown_2", "sensor.desk_dp101",
        "number.desk_power",
    ]  # fmt: skip
    assert components["switch_led"]["unique_id"] == "one-switch_led"


def test_a_message_says_who_sends_it_and_when_everything_is_there() -> None:
    found = enclose(
        {"name": "x"}, {"components": {"a": {"platform": "scene"}}}, object_id="a b", available=["t"], style=Style()
    )
    assert found.topic == "homeassistant/device/a_b/config"
    assert found.payload == {
        "device": {"name": "x"},
        "origin": {"name": "Tuyalan"},
        "availability": [{"topic": "t", "value_template": "{{ value_json.state }}"}],
        "availability_mode": "all",
        "components": {"a": {"platform": "scene"}},
    }
    assert found.components == {"a": {"platform": "scene"}}
    told = enclose({}, {}, object_id="a", available=[], style=Style(version="1.0"))
    assert told.payload["origin"] == {"name": "Tuyalan", "sw_version": "1.0"}


def test_what_may_do_harm_is_written_only_if_its_owner_has_allowed_it() -> None:
    (plain,) = compose(device("1 switch_1 b"))
    harmful = msgspec.structs.replace(plain, is_hazardous=True)
    style = Style(allowed={"all": frozenset({"*"}), "one": frozenset({"switch_1"}), "other": frozenset({"x"})})
    assert style.allows("nobody", plain)
    assert [style.allows(key, harmful) for key in ("all", "one", "other", "nobody")] == [True, True, False, False]


def test_names_become_ids_and_lose_what_disturbs() -> None:
    assert make_slug("Küche & Bad! ") == "kuche_bad"
    assert (make_object_id("a/b#c"), make_object_id("")) == ("a_b_c", "_")
    assert show_name("a\x00b\x1b[31m\u202e" + "x" * 500) == "ab[31m" + "x" * 114


def test_any_json_is_searched_for_entities() -> None:
    assert list_components({"components": 3, "child_devices": [1, {"components": {"a": {"platform": "b"}}}]}) == {
        "a": {"platform": "b"}
    }
