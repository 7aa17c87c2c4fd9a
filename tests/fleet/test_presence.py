"""Asking gateways which devices they reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.client.household import until
from tests.fleet.household import housing
from tests.support import run
from tuyalan.errors import ConnectionLostError
from tuyalan.fleet import hub as hub_module
from tuyalan.fleet import presence as module
from tuyalan.fleet.presence import Presence
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest

    from tests.fleet.household import House
    from tuyalan.client.child import Child
    from tuyalan.sim import VirtualDevice

SENSOR = "a4c1386d94e7c208"


async def add_gateway(house: House, version: str) -> VirtualDevice:
    """Run a gateway with a sensor that the store knows."""
    gateway = await house.add(models.gateway(version), name="gateway")
    house.store.add(DeviceRecord(id="bfchild00000001", name="sensor", parent=gateway.id, cid=SENSOR))
    return gateway


def test_a_device_that_its_gateway_loses_is_absent_until_it_is_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module, "LOOK_INTERVAL", 0.02)
    monkeypatch.setattr(module, "ASK_INTERVAL", 0.02)

    async def body() -> None:
        async with housing(tmp_path) as house:
            gateway = await add_gateway(house, "3.4")
            async with house.hub() as hub:
                await until(lambda: hub.find("sensor").is_online)
                gateway.child(SENSOR).is_online = False
                await until(lambda: hub.find("sensor").health.reason == "absent")
                assert hub.find("gateway").is_online
                gateway.child(SENSOR).is_online = True
                await until(lambda: hub.find("sensor").is_online)

    run(body())


def test_a_gateway_that_does_not_answer_is_asked_once_a_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ASK_TIMEOUT", 0.05)

    async def body() -> None:
        async with housing(tmp_path) as house:
            await add_gateway(house, "3.3")
            await house.add(models.switch(), name="switch")
            async with house.hub() as hub:
                await until(lambda: all(member.is_online for member in hub.members.values()))
                presence, member = Presence(), hub.find("gateway")
                await presence.ask(hub.members.values())
                assert presence._due == {member.id: math.inf}
                # Who is a member no more is forgotten.
                await presence.ask([hub.find("switch")])
                assert presence._due == {}
                await presence.ask(hub.members.values())
                await presence.ask(hub.members.values())
                assert hub.find("sensor").is_online
                await hub.remove("switch")
            await presence.ask([member])
            assert presence._due == {}

    run(body())


def test_a_gateway_that_goes_while_it_is_asked_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        async with housing(tmp_path) as house:
            await add_gateway(house, "3.4")
            async with house.hub() as hub:
                await until(lambda: hub.find("sensor").is_online)
                member = hub.find("gateway")

                async def fail(*, timeout: float) -> Sequence[Child]:
                    raise ConnectionLostError(f"gone within {timeout:g} s", device_id=member.id)

                monkeypatch.setattr(member.opened(), "find_children", fail)
                presence = Presence()
                await presence.ask([member])
                assert presence._due[member.id] < math.inf

    run(body())
