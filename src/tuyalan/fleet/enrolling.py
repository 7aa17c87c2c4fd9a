"""From records to members that are kept, and back: who is taken in, connected anew, or let go."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from tuyalan.client.device import Device
from tuyalan.errors import CredentialError, TuyalanError
from tuyalan.fleet.events import DeviceAdded, DeviceRemoved, DeviceRenamed
from tuyalan.fleet.member import Member
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tuyalan.client.network import Network
    from tuyalan.client.options import Options
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.groups import Groups
    from tuyalan.fleet.keeping import Keeper
    from tuyalan.fleet.registry import Registry
    from tuyalan.fleet.supervisor import Supervisor
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.storage import DeviceRecord

_TURN: Final = 0.01
"""How long devices are made ready before others get their turn, seconds."""


class Enroller:
    """Makes the members of one hub, and ends them."""

    def __init__(
        self,
        registry: Registry,
        *,
        supervisor: Supervisor,
        keeper: Keeper,
        groups: Groups,
        knowledge: Knowledge,
        options: Options,
        tell: Callable[[HubEvent], None],
    ) -> None:
        """Take what a member is made with.

        Args:
            registry: Who is there.
            supervisor: Who keeps connections.
            keeper: Who remembers.
            groups: What a device that goes is taken out of.
            knowledge: What values mean.
            options: How patient and how gentle to be with devices.
            tell: Told of what happens.
        """
        self._registry = registry
        self._supervisor = supervisor
        self._keeper = keeper
        self._groups = groups
        self._knowledge = knowledge
        self._options = options
        self._tell = tell
        self.network: Network | None = None
        """What is shared with other devices of the process; the one of the running loop if `None`."""

    def adjust(self, options: Options) -> None:
        """Be as patient and as gentle as these options say, with the devices that are kept already too."""
        self._options = options
        for member in self._registry.members.values():
            # Children share the connection of their gateway, and with it the options.
            if member.device is not None and member.record.cid is None:
                member.device.adjust(options)

    async def take_in(self, records: Iterable[DeviceRecord]) -> None:
        """Make members of records, gateways before their children, and begin to keep them."""
        ordered = sorted(records, key=lambda record: record.cid is not None)
        turn = time.monotonic() + _TURN
        for record in ordered:
            member = self._make(record)
            self._registry.add(member)
            self._tell(DeviceAdded(member.id, member.name, time.time()))
            self._supervisor.keep(member)
            if time.monotonic() > turn:
                await asyncio.sleep(0)
                turn = time.monotonic() + _TURN

    async def take_over(self, member: Member, record: DeviceRecord) -> None:
        """Take what a record says of a member now; only another way to it makes it connect anew."""
        old, member.record = member.record, record
        if (old.name, old.extra) != (record.name, record.extra):
            previous = member.name
            self._registry.rename(member, self._registry.choose_name(member.id, record.name))
            self._tell(DeviceRenamed(member.id, member.name, previous, member.room, time.time()))
        if _way(old) != _way(record):
            await self.connect_anew(member)
        member.describe_again()

    async def connect_anew(self, member: Member) -> None:
        """Close a device, and with a gateway its children, and open it as its record says now."""
        others = self._registry.members.values()
        family = [member, *(other for other in others if other.record.parent == member.id)]
        for one in reversed(family):
            await self._supervisor.leave(one)
        for one in family:
            one.device, one.problem = self._make_device(one.record)
            self._supervisor.keep(one)

    async def let_go(self, member: Member) -> None:
        """Keep a device no longer, and forget it."""
        await self._supervisor.leave(member)
        self._registry.remove(member)
        self._keeper.forget(member.id)
        self._groups.forget(member.id)
        self._tell(DeviceRemoved(member.id, member.name, time.time()))

    def _make(self, record: DeviceRecord) -> Member:
        device, problem = self._make_device(record)
        member = Member(
            record,
            name=self._registry.choose_name(record.id, record.name),
            device=device,
            problem=problem,
            knowledge=self._knowledge,
            restored=self._keeper.restored(record.id),
        )
        member.meters.restore(self._keeper.counters(record.id))
        member.refresh_interval = self._options.refresh_interval
        member.tell = self._tell
        member.note = self._keeper.note
        return member

    def _make_device(self, record: DeviceRecord) -> tuple[Device | None, TuyalanError | None]:
        try:
            if record.cid is None:
                return Device.from_record(record, options=self._options, network=self.network, patient=True), None
            gateway = self._registry.members.get(DeviceId(record.parent or ""))
            if gateway is None or gateway.device is None:
                raise CredentialError(
                    "its gateway is not known", device_id=record.id, hint="Add the gateway with `tuyalan add`."
                )
            return gateway.device.child(record.cid, device_id=record.id, name=record.name), None
        except TuyalanError as error:
            return None, error


def _way(record: DeviceRecord) -> tuple[object, ...]:
    """Return what a connection is made of."""
    return record.key, record.address, record.port, record.version, record.parent, record.cid
