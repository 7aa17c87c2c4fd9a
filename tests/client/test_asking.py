"""Devices that do not tell their state when they are connected."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.client.household import home, run_jumping, until
from tuyalan.client.asking import FIRST_READ_PATIENCE, OWED_CAP, OWED_PAUSE
from tuyalan.sim import NO_QUERIES, Faults, Habits, models


def test_a_state_that_nobody_told_at_the_begin_is_asked_for_until_somebody_does() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            device.faults = Faults(mute=NO_QUERIES)
            async with house.client(device) as client:
                await asyncio.sleep(60)
                assert client.is_connected
                assert not client.dps
                device.faults = Faults()
                await until(lambda: dict(client.dps) == device.state, timeout=OWED_PAUSE + FIRST_READ_PATIENCE + 1)
                asked = device.counters.queries
                await asyncio.sleep(1000)
                assert device.counters.queries == asked

    run_jumping(body(), timeout=2000)


def test_a_device_that_never_tells_its_state_is_asked_seldom() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.switch("3.4"))
            device.faults = Faults(mute=NO_QUERIES)
            async with house.client(device):
                await asyncio.sleep(800)
                asked = device.counters.queries
                await asyncio.sleep(3 * OWED_CAP)
                # Each time in both ways that firmware knows.
                assert 0 < device.counters.queries - asked <= 2 * 3

    run_jumping(body(), timeout=2000)


def test_a_device_that_refuses_to_tell_its_state_is_not_asked_again_and_again() -> None:
    async def body() -> None:
        async with home() as house:
            model = replace(models.switch("3.4"), points=())
            device = await house.add(model, habits=Habits(is_unvalid_until_set=True))
            device.faults = Faults(mute=NO_QUERIES)
            async with house.client(device) as client:
                gateway_like = client.child("a4c138f2b0d15e73")
                assert gateway_like.cid
                device.faults = Faults()
                await asyncio.sleep(60)
                asked = device.counters.queries
                await asyncio.sleep(1000)
                assert device.counters.queries == asked

    run_jumping(body(), timeout=2000)
