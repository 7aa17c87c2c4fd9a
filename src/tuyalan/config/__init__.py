"""The settings of the hub: frozen values, read once from a file, the environment and flags, and where each comes from."""

from __future__ import annotations

from tuyalan.config.homeassistant import HomeAssistantSettings
from tuyalan.config.mqtt import MqttSettings
from tuyalan.config.reading import Loaded, Origin, Setting, build_values, load_settings
from tuyalan.config.settings import SECTIONS, HubSettings, Settings

__all__ = [
    "SECTIONS",
    "HomeAssistantSettings",
    "HubSettings",
    "Loaded",
    "MqttSettings",
    "Origin",
    "Setting",
    "Settings",
    "build_values",
    "load_settings",
]
