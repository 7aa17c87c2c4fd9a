# ruff: noqa: S101, PLR2004 - tests assert, and compare with numbers
"""Test a program of yours against virtual devices: pytest examples/test_own_code.py, or run it as it stands."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import tuyalan
from tuyalan.sim import Simulator, VirtualDevice, models

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

WANTED = 16
MEASURED = 24


async def heat_if_cold(thermostat: tuyalan.Device, *, at_least: int) -> bool:
    """Be the program under test: raise the wanted temperature (tenths of a degree) if the room is too cold."""
    measured = await thermostat.get(MEASURED)
    if isinstance(measured, int) and measured < at_least:
        await thermostat.set(WANTED, at_least)
        return True
    return False


@asynccontextmanager
async def open_thermostat() -> AsyncGenerator[tuple[VirtualDevice, tuyalan.Device]]:
    """Open a virtual thermostat, which measures 19.8 degrees, and a client of it."""
    async with Simulator(seed=1) as home:
        virtual = await home.add(models.thermostat("3.4"), port=0)
        async with tuyalan.Device(
            virtual.id, virtual.key, virtual.address, port=virtual.port, version=virtual.version
        ) as device:
            yield virtual, device


def test_a_cold_room_is_heated() -> None:
    """Check the effect at the device itself."""

    async def body() -> None:
        async with open_thermostat() as (virtual, device):
            assert await heat_if_cold(device, at_least=230)
            assert virtual.state[WANTED] == 230

    asyncio.run(body())


def test_a_warm_room_is_left_alone() -> None:
    """Check that nothing was written."""

    async def body() -> None:
        async with open_thermostat() as (virtual, device):
            assert not await heat_if_cold(device, at_least=180)
            assert virtual.counters.writes == 0

    asyncio.run(body())


def test_a_damaged_report_changes_nothing() -> None:
    """Break a frame on purpose: the client drops it, asks again, and the write still ends well."""

    async def body() -> None:
        async with open_thermostat() as (virtual, device):
            virtual.faults = replace(virtual.faults, corrupt_next=1)
            assert await heat_if_cold(device, at_least=230)
            assert virtual.state[WANTED] == 230

    asyncio.run(body())


if __name__ == "__main__":
    for test in (test_a_cold_room_is_heated, test_a_warm_room_is_left_alone, test_a_damaged_report_changes_nothing):
        test()
        print("passed:", test.__doc__)
