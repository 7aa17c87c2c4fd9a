"""Children are devices on the connection and the key of their gateway."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.client.household import (
    home,
    run_jumping,
    take,
    until,
)
from tuyalan.client.child import Child
from tuyalan.client.connection import Status
from tuyalan.client.writes import Outcome
from tuyalan.session.events import ChildrenSeen
from tuyalan.sim import models

ID = "eb0123456789abcdef0123"
KEY = "0123456789abcdef"
PLUG = "a4c138f2b0d15e73"
SENSOR = "a4c1386d94e7c208"


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_children_are_devices_on_the_connection_of_their_gateway(version: str) -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway(version))
            client = house.client(gateway)
            plug, sensor = client.child(PLUG, name="Plug"), client.child(SENSOR)
            async with client:
                await until(lambda: plug.dps and sensor.dps)
                assert dict(plug.dps) == gateway.child(PLUG).state
                assert dict(sensor.dps) == gateway.child(SENSOR).state
                assert (await plug.set(1, True)).outcome is Outcome.CONFIRMED
                assert gateway.child(PLUG).state[1] is True
                assert await plug.status() == gateway.child(PLUG).state
                assert gateway.counters.sessions == 1
                assert dict(client.dps) == {}
                assert 1 in sensor.dps
                assert sensor.dps[1] is not True

    run_jumping(body())


def test_a_childs_update_reaches_that_child_alone() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.4"))
            async with house.client(gateway) as client:
                plug, sensor = client.child(PLUG), client.child(SENSOR)
                of_plug, of_sensor, of_gateway = plug.watch(), sensor.watch(), client.watch()
                gateway.child(PLUG).set(9, 7)
                update = (await take(of_plug))[0]
                assert (update.device_id, update.dps) == (PLUG, {9: 7})
                assert abs(update.time - time.time()) < 600
                await client.close()
                # The sensor may have measured something of its own meanwhile.
                assert all(9 not in update.dps for update in [u async for u in of_sensor])
                assert [u.dps async for u in of_gateway] == []

    run_jumping(body())


def test_a_gateway_tells_whom_it_reaches() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.5"))
            async with house.client(gateway) as client:
                found = await client.find_children()
                assert {child.cid for child in found} == {PLUG, SENSOR}
                assert all(child.is_online for child in found)
                client._peer.on_children(ChildrenSeen(frozenset(), frozenset({PLUG}), frozenset()))
                assert client.children[PLUG].is_online is False
                assert client.children[SENSOR].is_online is True

    run_jumping(body())


def test_a_child_shows_its_gateways_connection_as_its_own() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.4"))
            async with house.client(gateway) as client:
                child = client.child(PLUG, device_id="bf0123456789abcdefplug")
                assert client.child(PLUG) is child
                assert isinstance(child, Child)
                assert (child.cid, child.gateway, child.id) == (PLUG, client, "bf0123456789abcdefplug")
                assert (child.address, child.version, child.dialect) == (client.address, client.version, client.dialect)
                assert child.connection is Status.OPEN
                assert child.error is None
                changes = child.watch_connection()
                gateway.reset_sessions()
                assert (await anext(changes)).status is Status.WAITING

    run_jumping(body())


def test_a_child_opens_its_gateway_and_closes_it_when_nobody_else_holds_it() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.4"))
            client = house.client(gateway)
            plug, sensor = client.child(PLUG), client.child(SENSOR)
            async with plug:
                async with sensor:
                    assert (await plug.set(1, True)).outcome is Outcome.CONFIRMED
                assert client.is_connected
            assert client.connection is Status.IDLE
            async with client:
                async with plug:
                    pass
                assert client.is_connected

    run_jumping(body())


def test_writes_to_children_do_not_wait_for_each_other() -> None:
    async def body() -> None:
        async with home() as house:
            gateway = await house.add(models.gateway("3.4"))
            async with house.client(gateway) as client:
                plug, sensor = client.child(PLUG), client.child(SENSOR)
                async with asyncio.TaskGroup() as group:
                    wrote = group.create_task(plug.set(1, True))
                    asked = group.create_task(sensor.status())
                assert wrote.result().outcome is Outcome.CONFIRMED
                assert asked.result() == gateway.child(SENSOR).state

    run_jumping(body())
