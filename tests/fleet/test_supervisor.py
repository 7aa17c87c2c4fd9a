"""Every device has a task of its own, and no fault ends it or reaches another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.client.household import home, run_jumping, until
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.fleet.health import STOPPED
from tuyalan.fleet.member import Member
from tuyalan.fleet.supervisor import Supervisor
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    import pytest


def member_of(device: Device | None, device_id: str = "bf01") -> Member:
    device_id = device_id if device is None else device.id
    return Member(DeviceRecord(id=device_id), name=device_id, device=device)


class FaultyDevice(Device):
    """One that cannot be opened at first, for a reason that is a fault of ours."""

    failures = 2

    async def open(self) -> None:
        if self.failures:
            self.failures -= 1
            raise ZeroDivisionError("a fault of ours")
        await super().open()


def test_a_device_is_kept_until_it_is_left() -> None:
    async def body() -> None:
        async with home() as house:
            virtual = await house.add()
            member = member_of(house.client(virtual, patient=True))
            supervisor = Supervisor()
            supervisor.keep(member)
            supervisor.keep(member)
            await until(lambda: member.is_online)
            assert member.dps == virtual.state
            virtual.set(9, 5)
            await until(lambda: member.dps[9] == 5)
            await supervisor.leave(member)
            await supervisor.leave(member)
            assert member.health.reason == STOPPED
            assert virtual.counters.sessions == 1

    run(body())


def test_a_fault_of_ours_is_logged_and_the_device_is_kept_again(caplog: pytest.LogCaptureFixture) -> None:
    async def body() -> None:
        async with home() as house:
            bad, good = await house.add(), await house.add()
            device = FaultyDevice(
                bad.id,
                bad.key,
                bad.address,
                port=bad.port,
                version=bad.version,
                network=house.network,
                patient=True,
            )
            members = [member_of(device), member_of(house.client(good, patient=True))]
            supervisor = Supervisor()
            for member in members:
                supervisor.keep(member)
            await until(lambda: all(member.is_online for member in members))
            assert [member.counters.restarts for member in members] == [2, 0]
            await supervisor.leave_all()

    run_jumping(body())
    assert "a fault of ours" in caplog.text


def test_a_device_that_somebody_closed_is_kept_again() -> None:
    async def body() -> None:
        async with home() as house:
            virtual = await house.add()
            member = member_of(house.client(virtual, patient=True))
            supervisor = Supervisor()
            supervisor.keep(member)
            await until(lambda: member.is_online)
            await member.opened().close()
            await until(lambda: not member.is_online)
            await until(lambda: member.counters.sessions == 2)
            await supervisor.leave_all()

    run_jumping(body())


def test_a_member_without_a_connection_waits_for_one() -> None:
    async def body() -> None:
        supervisor = Supervisor()
        supervisor.keep(member_of(None))
        await supervisor.leave_all()

    run(body())
