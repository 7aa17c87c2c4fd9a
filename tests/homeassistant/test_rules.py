"""Every product of the catalogue against the rules of Home Assistant 2026.11, in both forms."""

from __future__ import annotations

from typing import Final

import pytest

from tests.homeassistant.products import iter_announcements, iter_groups
from tests.homeassistant.rules import check_message
from tuyalan.bridge.homeassistant.envelope import CHILDREN, COMMON, Style
from tuyalan.bridge.homeassistant.scenes import SceneFacts, build_scenes
from tuyalan.bridge.topics import Topics

pytestmark = pytest.mark.homeassistant
BREAKS: Final[list[dict[str, object]]] = [
    {"extra": 1},
    {"device": {}},
    {"device": {"identifiers": ["one"], "colour": "red"}},
    {"origin": {}},
    {"components": None, "child_devices": [{"identifiers": ["one"], "components": {}}]},
    {"child_devices": [{"components": {}}]},
    {"child_devices": [{"identifiers": ["two"], "components": {}, "colour": "red"}]},
    {"child_devices": [{"identifiers": ["two"], "components": {}}, {"identifiers": ["two"], "components": {}}]},
]
"""Changes of a message that is right."""


@pytest.mark.parametrize("release", [COMMON, CHILDREN])
def test_every_product_keeps_the_rules(release: tuple[int, int]) -> None:
    count = 0
    for key, announcement in iter_announcements(Style(release=release)):
        assert check_message(announcement.topic, announcement.payload) == [], key
        count += 1
    assert count > 9_900


@pytest.mark.parametrize("release", [COMMON, CHILDREN])
def test_groups_and_scenes_keep_the_rules(release: tuple[int, int]) -> None:
    style = Style(release=release)
    scenes = build_scenes([SceneFacts("01", "Evening"), SceneFacts("02", "夕方")], topics=Topics("a/b"), style=style)
    assert scenes is not None
    assert check_message(scenes.topic, scenes.payload) == []
    count = 0
    for key, announcement in iter_groups(style, step=5):
        assert check_message(announcement.topic, announcement.payload) == [], key
        count += 1
    assert count > 1_000


@pytest.mark.parametrize(
    "component",
    [
        {"platform": "toaster"},
        {"unique_id": ""},
        {"default_entity_id": "switch.Lamp"},
        {"object_id": "lamp"},
        {"entity_category": "config"},
        {"name": ""},
        {"device_class": "temperature", "unit_of_measurement": "km"},
        {"device_class": "energy", "unit_of_measurement": "kWh", "state_class": "measurement"},
        {"options": ["a"]},
        {"platform": "number", "default_entity_id": "number.a", "min": 3, "max": 1, "step": 1},
    ],
)
def test_what_breaks_a_rule_is_told(component: dict[str, object]) -> None:
    whole = {"platform": "sensor", "unique_id": "a", "default_entity_id": "sensor.a", "name": None} | component
    message = {"device": {"identifiers": ["one"]}, "origin": {"name": "a"}, "components": {"a": whole}}
    assert check_message("homeassistant/device/one/config", message) != []


@pytest.mark.parametrize("change", BREAKS)
def test_messages_that_break_a_rule_are_told(change: dict[str, object]) -> None:
    message: dict[str, object] = {"device": {"identifiers": ["one"]}, "origin": {"name": "a"}, "components": {}}
    assert check_message("homeassistant/device/one/config", message) == []
    assert check_message("homeassistant/device/one/config", message | change) != []
    assert check_message("homeassistant/switch/one/config", message) != []
