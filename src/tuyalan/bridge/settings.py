"""The settings of the MQTT bridge, frozen; where they come from is the business of the configuration."""

from __future__ import annotations

from typing import Final

import msgspec

from tuyalan.bridge.broker import Broker
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.topics import DEFAULT_BASE

MIN_HEALTH_INTERVAL: Final = 1.0


class BridgeSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How the bridge behaves."""

    broker: Broker
    base: str = DEFAULT_BASE
    """The base topic."""
    manner: Manner = Manner()
    """How states are published."""
    max_waiting: int = 1000
    """Events and answers kept while the broker is away."""
    max_age: float = 300.0
    """How old they may become there, seconds."""
    reconnect_cap: float = 30.0
    """The longest pause between two attempts to reach the broker, seconds; the first comes within one."""
    health_interval: float = 60.0
    """How often `bridge/health` is published, seconds."""
    command_timeout: float | None = None
    """How long a device may take to confirm a command, seconds; the hub's own time if `None`."""
