"""The settings of MQTT."""

from __future__ import annotations

from tuyalan.config.mqtt import MqttSettings
from tuyalan.config.reading import build_values, is_secret, load_settings


def test_without_a_broker_there_is_no_mqtt() -> None:
    assert MqttSettings().broker == ""


def test_the_password_is_never_shown_and_comes_from_the_environment() -> None:
    loaded = load_settings(environ={"TUYALAN_MQTT_PASSWORD": "hunter2"})
    assert loaded.settings.mqtt.password == "hunter2"
    assert is_secret("mqtt.password")
    assert "hunter2" not in str(build_values(loaded))
