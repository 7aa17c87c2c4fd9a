"""Home Assistant, a broker, a hub and virtual devices: from a person who presses a switch to the device, and back."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.homeassistant.home import open_home
from tests.interop.mosquitto import mosquitto
from tests.support import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.herald import Herald, HeraldSettings
from tuyalan.net.tasks import background
from tuyalan.sim import models

if TYPE_CHECKING:
    from pathlib import Path

    from tests.homeassistant.home import Home

pytestmark = pytest.mark.homeassistant


async def ask(home: Home, do: str, **details: object) -> dict[str, object]:
    """Ask Home Assistant while the hub lives on."""
    return await asyncio.to_thread(home.ask, do, **details)


def test_home_assistant_shows_a_lamp_switches_it_and_sees_it_change(tmp_path: Path) -> None:
    async def body(home: Home) -> None:
        async with (
            housing(tmp_path, names=["Desk"], model=models.rgb_lamp()) as house,
            mosquitto(tmp_path) as broker,
            house.hub() as hub,
        ):
            await all_online(hub)
            virtual = house.virtual("Desk")
            bridge = Bridge(settings_of(parse_address(f"mqtt://127.0.0.1:{broker.plain}")))
            bridge.add_companion(Herald(bridge, HeraldSettings()))
            assert (await ask(home, "connect", port=broker.plain))["state"] == "loaded"
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                assert (await ask(home, "wait", entity="light.desk", state="on"))["state"] in {"on", "off"}
                await ask(home, "call", service="light.turn_on", data={"entity_id": "light.desk", "brightness": 128})
                await until(lambda: 490 <= int(str(virtual.state[22])) <= 515)
                assert virtual.state[20] is True
                await ask(home, "wait", entity="light.desk", state="on")
                await ask(home, "call", service="light.turn_off", data={"entity_id": "light.desk"})
                await until(lambda: virtual.state[20] is False)
                assert (await ask(home, "wait", entity="light.desk", state="off"))["state"] == "off"
            assert await asyncio.to_thread(home.log) == []

    with open_home() as home:
        run(body(home), timeout=60.0)
