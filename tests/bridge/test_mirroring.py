"""People who come from another bridge keep their topics."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.bridge.brokers import broker_and_listener
from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.mirror import LAYOUTS
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tuyalan.fleet.hub import Hub
    from tuyalan.sim import VirtualDevice


@asynccontextmanager
async def mirrored(path: Path, layout: str) -> AsyncGenerator[tuple[Listener, Hub, VirtualDevice]]:
    """Run a hub with one lamp whose bridge speaks another one's language too."""
    async with (
        housing(path, names=["Desk lamp"]) as house,
        broker_and_listener("#") as (broker, listener),
        house.hub() as hub,
    ):
        await all_online(hub)
        bridge = Bridge(settings_of(broker.address, layout=LAYOUTS[layout]))
        async with background(bridge.run(hub), name="bridge"):
            await until(lambda: bridge.is_up)
            yield listener, hub, next(iter(house.home.sim.devices.values()))


def test_tuya_mqtt_users_switch_and_read_as_before(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "tuya-mqtt") as (listener, hub, lamp):
            assert (await listener.take("tuya/desk_lamp/status")).payload == b"online"
            assert (await listener.take("tuya/desk_lamp/state")).payload == b"OFF"
            for topic, payload, is_on in (
                ("command", "ON", True),
                ("dps/1/command", "false", False),
                ("dps/command", '{"dps": 1, "set": true}', True),
            ):
                listener.got.clear()
                listener.say(f"tuya/desk_lamp/{topic}", payload)
                await until(lambda is_on=is_on: lamp.state[1] is is_on)
                assert (await listener.take("tuya/desk_lamp/state")).payload == (b"ON" if is_on else b"OFF")
                assert (await listener.take("tuya/desk_lamp/dps/1/state")).payload == (b"true" if is_on else b"false")
            listener.say("tuya/desk_lamp/command", "get-states")
            await listener.take("tuya/desk_lamp/status")
            await hub.rename("Desk lamp", "Other")
            assert (await listener.take("tuya/desk_lamp/status")).payload == b""
            assert (await listener.take("tuya/other/status")).payload == b"online"
            await hub.remove("Other")
            await listener.until(lambda: listener.last("tuya/other/status") == b"")

    run(body())


def test_rustuya_users_send_their_commands_by_id(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "rustuya-bridge") as (listener, _, lamp):
            listener.say("rustuya/command", f'{{"action": "set", "id": "{lamp.id}", "dps": {{"1": true}}}}')
            await until(lambda: lamp.state[1])
            await listener.take(f"rustuya/event/active/{lamp.id}")
            told = await listener.take(f"rustuya/error/{lamp.id}")
            assert b'"errorCode":0' in told.payload
            listener.say("rustuya/command", f'{{"action": "get", "id": ["{lamp.id}", "nobody", "Desk lamp"]}}')
            for _ in range(2):
                answer = await listener.take(f"rustuya/response/{lamp.id}")
                assert answer.payload == f'{{"status":"ok","action":"get","id":"{lamp.id}"}}'.encode()
            assert b'"code":"device.unknown"' in (await listener.take("rustuya/error/bridge")).payload
            listener.say(
                "rustuya/command", f'{{"action": "set", "id": ["{lamp.id}", "{lamp.id}"], "dps": {{"1": false}}}}'
            )
            await listener.take(f"rustuya/response/{lamp.id}")
            listener.say("rustuya/command", f'{{"action": "set", "id": "{lamp.id}", "dps": {{"1": 5}}}}')
            assert b'"status":"error"' in (await listener.take(f"rustuya/error/{lamp.id}")).payload
            listener.say("rustuya/command", "{")
            assert b"no JSON" in (await listener.take("rustuya/error/bridge")).payload
            lamp.power_off()
            await listener.until(lambda: b'"errorCode":90' in (listener.last(f"rustuya/error/{lamp.id}") or b""))
            await listener.until(lambda: b"offline" in (listener.last("tuyalan/Desk lamp/availability") or b""))

    run(body())


def test_a_command_that_is_wrong_is_answered_by_the_bridge(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "tuya-mqtt") as (listener, _, _):
            for topic in ("tuya/nobody/command", "tuya/desk_lamp/dps/x/command"):
                listener.say(topic, "ON")
                assert topic.encode() in (await listener.take("tuyalan/bridge/error")).payload

    run(body())
