"""The bridge with aedes, the broker of Node-RED and of other programs in JavaScript: it has no MQTT 5."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.bridge.brokers import listening
from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.interop.simulator_peers import serving_node
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
    async with serving_node("aedes_broker.mjs", "aedes") as (port, _):
        yield Broker(host="127.0.0.1", port=port)


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

    run(body())
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

    run(body())
