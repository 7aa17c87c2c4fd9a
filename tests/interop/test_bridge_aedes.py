"""The bridge with aedes, the broker of Node-RED and of other programs in JavaScript: it has no MQTT 5."""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.bridge.brokers import listening
from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.interop.simulator_peers import SCRIPTS, find_node, miss
from tests.support import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.broker import Broker
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

pytestmark = pytest.mark.interop


@asynccontextmanager
async def aedes() -> AsyncGenerator[Broker]:
    """Run the broker."""
    node, modules = find_node()
    if not (modules / "aedes").is_dir():
        miss("aedes for Node.js")
    process = await asyncio.create_subprocess_exec(
        node,
        str(SCRIPTS / "aedes_broker.mjs"),
        env=os.environ | {"TUYALAN_NODE_MODULES": str(modules)},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(10):
            told = json.loads(await process.stdout.readline())
        yield Broker(host="127.0.0.1", port=told["port"])
    finally:
        process.stdin.close()
        async with asyncio.timeout(10):
            await process.wait()


def test_states_arrive_and_a_lamp_is_switched_though_mqtt_5_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "tuyalan.mqtt")

    async def body() -> None:
        async with aedes() as broker, housing(tmp_path, names=["Lamp"]) as house, house.hub() as hub:
            await all_online(hub)
            lamp = next(iter(house.home.sim.devices.values()))
            bridge = Bridge(settings_of(broker))
            async with background(bridge.run(hub), name="bridge"), listening(broker, "tuyalan/#") as listener:
                await until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
                assert listener.welcome.protocol == "3.1.1"
                listener.say("tuyalan/Lamp/set", "ON")
                await until(lambda: lamp.state[1])
                await until(lambda: json.loads(listener.last("tuyalan/Lamp") or b"{}").get("switch_1") is True)
                listener.say("tuyalan/Lamp/set", "{")
                assert json.loads((await listener.take("tuyalan/Lamp/error")).payload)["error"]
            await until(lambda: not bridge.is_up)

    run(body(), timeout=30)
    assert "trying 3.1.1" in caplog.text
    assert "closed the connection" not in caplog.text


def test_what_is_stored_is_taken_over_by_the_next_bridge(tmp_path: Path) -> None:
    async def body() -> None:
        async with aedes() as broker, housing(tmp_path, names=["Lamp"]) as house, house.hub() as hub:
            await all_online(hub)
            for _ in range(2):
                bridge = Bridge(settings_of(broker))
                async with background(bridge.run(hub), name="bridge"), listening(broker, "tuyalan/#") as listener:
                    await until(lambda bridge=bridge: bridge.is_up)
                    await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
                    assert json.loads((await listener.take("tuyalan/Lamp")).payload)["switch_1"] is False

    run(body(), timeout=30)
