"""The settings of the bridge."""

from __future__ import annotations

from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.settings import BridgeSettings


def test_states_are_stored_at_the_broker_and_cheap_by_default() -> None:
    settings = BridgeSettings(broker=parse_address("broker"))
    assert (settings.base, settings.manner.retain, settings.manner.qos, settings.manner.raw) == (
        "tuyalan",
        True,
        0,
        False,
    )
