"""One MQTT message, outgoing or incoming, as plain values; knows no client library."""

from __future__ import annotations

from typing import Final

import msgspec

MAX_PAYLOAD: Final = 64 * 1024
"""Largest payload that is looked into, in bytes; commands and requests have a few hundred."""
MAX_TOPIC: Final = 65_535
"""Longest topic of the protocol, in bytes."""


class Message(msgspec.Struct, frozen=True, gc=False):
    """What is to be published."""

    topic: str
    payload: bytes
    retain: bool = False
    qos: int = 0
    expiry: int | None = None
    """Seconds after which the broker may forget it; brokers that only speak 3.1.1 are not told."""


class Incoming(msgspec.Struct, frozen=True, gc=False):
    """What the broker delivered."""

    topic: str
    payload: bytes
    is_retained: bool = False
    """It was stored at the broker, so it may be from long ago."""
