"""The judge itself: what Home Assistant refuses is told, what it takes is not."""

from __future__ import annotations

import json

import pytest

from tests.homeassistant.home import open_home

pytestmark = pytest.mark.homeassistant


def announce(**components: dict[str, object]) -> str:
    """Return a discovery message."""
    return json.dumps(
        {
            "device": {"identifiers": ["one"], "name": "One"},
            "origin": {"name": "tuyalan"},
            "components": {key: {"unique_id": key, **component} for key, component in components.items()},
        }
    )


def test_what_home_assistant_refuses_or_warns_of_is_told() -> None:
    topic = "homeassistant/device/one/config"
    switch: dict[str, object] = {"platform": "switch", "command_topic": "one/set", "state_topic": "one"}
    sensor: dict[str, object] = {"platform": "sensor", "state_topic": "one", "device_class": "temperature"}
    light: dict[str, object] = {"platform": "light", "schema": "json", "command_topic": "one/set"}
    with open_home() as home:
        assert home.check(topic, announce(a=switch, b=sensor | {"unit_of_measurement": "°C"})) == []
        assert "not valid" in home.check(topic, announce(b=sensor | {"unit_of_measurement": "km"}))[0]
        assert "supported_color_modes" in home.check(topic, announce(c=light | {"supported_color_modes": ["no"]}))[0]
        assert "command_topic" in home.check(topic, announce(d={"platform": "switch", "state_topic": "one"}))[0]
        assert "Invalid" in home.check(topic, announce(e={"platform": "toaster"}))[-1]
        assert home.check(topic, "{") != []
        assert home.check("homeassistant/device/a b/config", "{}") != []
