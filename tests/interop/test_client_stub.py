"""Our client against @tuyapi/stub, a 3.1 device for Node.js."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import pytest

from tests.client.support import choose_ports
from tests.interop.simulator_peers import serving_node
from tests.support import run
from tuyalan.client.beacons import BeaconWatch
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.client.writes import Outcome

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncGenerator

pytestmark = pytest.mark.interop

ID: Final = "eb0123456789abcdefgh"
KEY: Final = "thisisarealkey00"
START: Final = {"1": False, "2": 50}


@asynccontextmanager
async def stub() -> AsyncGenerator[tuple[int, asyncio.StreamWriter]]:
    """Run a device of the stub; yields its port, and where values to set go."""
    settings: dict[str, object] = {"id": ID, "key": KEY, "state": START}
    async with serving_node("stub_device.mjs", "@tuyapi/stub", settings) as served:
        yield served


def client_of(port: int, *, device_id: str = ID) -> Device:
    """Return a client that knows everything."""
    network = Network(session_gap=0.1, beacons=BeaconWatch(ports=choose_ports(), interfaces=[]))
    return Device(device_id, KEY, "127.0.0.1", port=port, version="3.1", network=network)


def test_a_device_is_read_and_written() -> None:
    async def body() -> None:
        async with stub() as (port, _), client_of(port) as client:
            assert await client.status() == {1: False, 2: 50}
            assert (await client.set(1, True)).outcome is Outcome.CONFIRMED
            assert (await client.set({1: False, 2: 51})).outcome is Outcome.CONFIRMED
            assert await client.status() == {1: False, 2: 51}

    run(body())


def test_what_changes_at_the_device_is_read() -> None:
    async def body() -> None:
        async with stub() as (port, values), client_of(port) as client:
            values.write(json.dumps({"dp": "2", "value": 77}).encode())
            await values.drain()
            while client.dps[2] != 77:
                await client.status()

    run(body())
