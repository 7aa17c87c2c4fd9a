"""Several devices that are written to or asked together, and what became of each."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec

from tuyalan.client.writes import WriteResult
from tuyalan.errors import GroupError, TuyalanError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tuyalan.client.writes import Wait
    from tuyalan.fleet.member import Member


class MemberOutcome(msgspec.Struct, frozen=True):
    """What became of the write to one device: either a result or an error; of a question that was answered neither."""

    device_id: str
    result: WriteResult | None
    error: TuyalanError | None


class GroupResult(msgspec.Struct, frozen=True):
    """What became of a write to several devices."""

    outcomes: tuple[MemberOutcome, ...]

    @property
    def errors(self) -> Mapping[str, TuyalanError]:
        """What went wrong, by device id; empty if nothing did."""
        return {outcome.device_id: outcome.error for outcome in self.outcomes if outcome.error is not None}

    def check(self) -> None:
        """Raise what went wrong, if anything did.

        Raises:
            GroupError: the message says how many devices failed, and why the first of them did.
        """
        errors = self.errors
        if errors:
            first = next(iter(errors.values()))
            raise GroupError(f"{len(errors)} of {len(self.outcomes)} devices: {first}", hint=first.hint)


async def write_together(
    members: Iterable[Member],
    values_of: Callable[[Member], Mapping[str, object]],
    *,
    wait: Wait | str,
    timeout: float | None = None,
) -> GroupResult:
    """Write to several devices in the same turn of the loop, so that they change together.

    What cannot be planned for one device is its outcome and keeps none of the others from changing.

    Args:
        members: The devices.
        values_of: Returns the values of one device, by code.
        wait: As for a single device.
        timeout: Seconds, for each of them.
    """
    outcomes: dict[str, MemberOutcome] = {}
    planned: list[tuple[Member, Mapping[str, object]]] = []
    for member in members:
        outcomes[member.id] = MemberOutcome(member.id, None, None)
        try:
            values = values_of(member)
            member.model.plan(values)
            planned.append((member, values))
        except TuyalanError as error:
            outcomes[member.id] = MemberOutcome(member.id, None, error)

    async def write(member: Member, values: Mapping[str, object]) -> None:
        try:
            result = await member.set(values, wait=wait, timeout=timeout)
            outcomes[member.id] = MemberOutcome(member.id, result, None)
        except TuyalanError as error:
            outcomes[member.id] = MemberOutcome(member.id, None, error)

    async with asyncio.TaskGroup() as tasks:
        for member, values in planned:
            tasks.create_task(write(member, values), name=f"tuyalan hub write {member.id}")
    return GroupResult(tuple(outcomes.values()))


async def ask_together(members: Iterable[Member], *, timeout: float | None = None) -> GroupResult:
    """Ask several devices for their state at the same time; what they say is told as reports are.

    Args:
        members: The devices.
        timeout: Seconds, for each of them.
    """
    outcomes = {member: MemberOutcome(member.id, None, None) for member in members}

    async def ask(member: Member) -> None:
        try:
            await member.opened().status(timeout=timeout)
        except TuyalanError as error:
            outcomes[member] = MemberOutcome(member.id, None, error)

    async with asyncio.TaskGroup() as tasks:
        for member in outcomes:
            tasks.create_task(ask(member), name=f"tuyalan hub ask {member.id}")
    return GroupResult(tuple(outcomes.values()))
