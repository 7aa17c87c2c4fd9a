"""The port has one implementation here; that it is one is checked by the types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import run
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.link import Welcome
from tuyalan.bridge.mqtt import PahoLink

if TYPE_CHECKING:
    from tuyalan.bridge.link import Link


def test_the_link_of_paho_fits_the_port() -> None:
    async def make() -> Link:
        return PahoLink(Broker(host="127.0.0.1", port=1))

    assert run(make()) is not None


def test_a_broker_that_says_nothing_special_takes_everything() -> None:
    welcome = Welcome("5")
    assert (welcome.max_packet, welcome.max_qos, welcome.may_retain) == (None, 2, True)
