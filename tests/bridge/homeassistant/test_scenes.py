"""Scenes as entities of the bridge."""

from __future__ import annotations

from tuyalan.bridge.homeassistant.envelope import CHILDREN, Style
from tuyalan.bridge.homeassistant.scenes import SceneFacts, build_scenes
from tuyalan.bridge.topics import Topics
from tuyalan.vocabulary import as_list, as_object

SCENES = [SceneFacts("01", 'Film & "5"'), SceneFacts("02", "夕方"), SceneFacts("03", "\x00")]


def test_each_scene_asks_the_bridge_to_recall_it() -> None:
    found = build_scenes(SCENES, topics=Topics(), style=Style(version="1.0"))
    assert found is not None
    assert found.topic == "homeassistant/device/tuyalan-bridge/config"
    assert found.components["01"] == {
        "platform": "scene",
        "name": 'Film & "5"',
        "command_topic": "tuyalan/bridge/request/scene/recall",
        "payload_on": '{"id":"Film & \\"5\\""}',
        "unique_id": "tuyalan-scene-01",
        "default_entity_id": "scene.film_5",
    }
    assert [each["default_entity_id"] for each in found.components.values()] == [
        "scene.film_5", "scene.scene_02", "scene.03",
    ]  # fmt: skip
    assert found.components["03"]["name"] == "03"


def test_they_are_there_as_long_as_the_bridge_is() -> None:
    found = build_scenes(SCENES, topics=Topics("home/tuya"), style=Style(release=CHILDREN))
    assert found is not None
    assert found.topic == "homeassistant/device/home_tuya-bridge/config"
    assert [as_object(each)["topic"] for each in as_list(found.payload["availability"])] == ["home/tuya/bridge/state"]
    assert found.payload["device"] == {
        "identifiers": ["tuyalan_home/tuya-bridge"], "name": "Tuyalan home/tuya", "manufacturer": "Tuyalan",
        "model": "Bridge",
    }  # fmt: skip
    assert found.components["01"]["message_expiry_interval"] == 60


def test_without_scenes_nothing_is_told() -> None:
    assert build_scenes([], topics=Topics(), style=Style()) is None
