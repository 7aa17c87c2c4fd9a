"""What a device works with and does not make itself."""

from __future__ import annotations

from tests.support import run
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.client.surroundings import Surroundings


def surroundings(network: Network | None) -> Surroundings:
    return Surroundings(options=Options(), network=network, store=None, knowledge=None, energy=None)


def test_a_device_without_a_network_of_its_own_shares_that_of_the_running_loop() -> None:
    async def body() -> None:
        own = Network()
        assert surroundings(own).find_network() is own
        assert surroundings(None).find_network() is Network.of_running_loop()

    run(body())
