"""Devices of a group change together, and each tells what became of its write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client.household import Home, home
from tests.support import run
from tuyalan.client.writes import Outcome
from tuyalan.errors import ConnectionLostError, GroupError, ResponseTimeoutError, UnknownDpError
from tuyalan.fleet.member import Member
from tuyalan.fleet.together import ask_together, write_together
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    from tuyalan.sim import VirtualDevice


async def open_member(house: Home, virtual: VirtualDevice) -> Member:
    device = house.client(virtual)
    member = Member(DeviceRecord(id=device.id), name=device.id, device=device)
    device.add_listener(member.on_update)
    await device.open()
    return member


def test_all_devices_change_and_each_outcome_is_told() -> None:
    async def body() -> None:
        async with home() as house:
            virtuals = [await house.add(models.switch(version)) for version in ("3.1", "3.3", "3.5")]
            members = [await open_member(house, virtual) for virtual in virtuals]
            result = await write_together(members, lambda _: {"dp_1": True}, wait="confirmed")
            assert all(virtual.state[1] is True for virtual in virtuals)
            assert [(o.device_id, o.result and o.result.outcome) for o in result.outcomes] == [
                (member.id, Outcome.CONFIRMED) for member in members
            ]
            assert result.errors == {}
            result.check()
            for member in members:
                await member.opened().close()

    run(body())


def test_what_one_device_cannot_do_keeps_none_of_the_others_from_changing() -> None:
    async def body() -> None:
        async with home() as house:
            virtuals = [await house.add() for _ in range(3)]
            members = [await open_member(house, virtual) for virtual in virtuals]
            virtuals[1].power_off()

            def values_of(member: Member) -> dict[str, object]:
                return {"dp_77" if member is members[0] else "dp_1": True}

            result = await write_together(members, values_of, wait="confirmed", timeout=0.5)
            assert virtuals[2].state[1] is True
            assert result.errors.keys() == {members[0].id, members[1].id}
            assert isinstance(result.errors[members[0].id], UnknownDpError)
            with pytest.raises(GroupError, match="2 of 3 devices"):
                result.check()
            assert isinstance(result.errors[members[1].id], (ResponseTimeoutError, ConnectionLostError))
            for member in members:
                await member.opened().close()

    run(body())


def test_all_devices_are_asked_and_those_that_do_not_answer_are_told() -> None:
    async def body() -> None:
        async with home() as house:
            virtuals = [await house.add() for _ in range(2)]
            members = [await open_member(house, virtual) for virtual in virtuals]
            asked = virtuals[0].counters.queries
            virtuals[1].power_off()
            result = await ask_together(members, timeout=0.5)
            assert virtuals[0].counters.queries == asked + 1
            assert [outcome.device_id for outcome in result.outcomes] == [member.id for member in members]
            assert result.errors.keys() == {members[1].id}
            for member in members:
                await member.opened().close()

    run(body())
