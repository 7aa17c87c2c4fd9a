"""The settings of the bridge, of what the owner configured."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.bridge.broker import Login, parse_address
from tuyalan.bridge.mirror import LAYOUTS
from tuyalan.bridge.settings import BridgeSettings, make_settings
from tuyalan.config.mqtt import MqttSettings
from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


def test_states_are_stored_at_the_broker_and_cheap_by_default() -> None:
    settings = make_settings(MqttSettings(broker="mqtts://home"))
    assert settings == BridgeSettings(broker=parse_address("mqtts://home"))
    assert (settings.base, settings.manner.retain, settings.manner.qos) == ("tuyalan", True, 0)


def test_a_login_is_made_of_name_and_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("hunter2\n", encoding="utf-8")
    file = str(tmp_path / "password")
    for mqtt in (
        MqttSettings(broker="home", username="me", password="hunter2"),
        MqttSettings(broker="home", username="me", password_file=file),
        MqttSettings(broker="mqtt://me@home", password="hunter2"),
    ):
        assert make_settings(mqtt).broker.login == Login("me", "hunter2")


def test_a_password_without_a_name_is_refused() -> None:
    with pytest.raises(ConfigError, match="no user name"):
        make_settings(MqttSettings(broker="home", password="hunter2"))


def test_a_base_topic_with_wildcards_is_refused() -> None:
    with pytest.raises(ConfigError, match="base topic"):
        make_settings(MqttSettings(broker="home", base_topic="home/#"))


def test_another_bridges_topics_are_spoken_where_the_owner_says_so() -> None:
    assert make_settings(MqttSettings(broker="home")).layout is None
    assert make_settings(MqttSettings(broker="home", layout="tuya-mqtt")).layout == LAYOUTS["tuya-mqtt"]
    custom = make_settings(MqttSettings(broker="home", layout="custom", layout_root="raw", layout_command="")).layout
    assert custom is not None
    assert (custom.root, custom.commands) == ("raw", ())
    with pytest.raises(ConfigError, match="template"):
        make_settings(MqttSettings(broker="home", layout="custom", layout_topic="{colour}"))
