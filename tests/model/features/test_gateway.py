"""Gateways."""

from __future__ import annotations

from tests.model.features.building import device, feature
from tuyalan.model.features.gateway import Gateway


def test_a_gateway_is_known_by_its_two_channels() -> None:
    gateway = feature(Gateway, device("101 up_channel r ro\n102 down_channel r wo"))
    assert (gateway.name, list(gateway.roles)) == ("", ["reports", "commands"])
