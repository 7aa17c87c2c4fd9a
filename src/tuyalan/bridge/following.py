"""Commands in another bridge's way, carried out: by whichever device they name, and answered as that bridge answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from tuyalan.bridge.commands import resolve
from tuyalan.bridge.foreign import Mistake
from tuyalan.bridge.intake import Command, Origin
from tuyalan.bridge.limit import MAX_ERRORS, Limit
from tuyalan.bridge.mirror import NOBODY, Named
from tuyalan.bridge.payloads import show
from tuyalan.bridge.replies import Listed, tell_number
from tuyalan.errors import TuyalanError, UnknownDeviceError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

    from tuyalan.bridge.foreign import Order
    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.bridge.mirror import Mirror
    from tuyalan.fleet.member import Member
    from tuyalan.vocabulary import Json


class Host(Protocol):
    """Whose connection is used: the bridge."""

    @property
    def members(self) -> Iterable[tuple[Member, str]]:
        """All devices with their levels in topics."""
        ...

    def find_member(self, device_id: str) -> Member | None:
        """Return the device of an id."""
        ...

    def publish_all(self, messages: Sequence[Message]) -> None:
        """Publish several messages."""
        ...

    def carry_out(self, lane: str, command: Command) -> None:
        """Run a command, or merge it with those that wait."""
        ...

    def fail(self, origin: Origin, error: TuyalanError) -> None:
        """Tell who sent a command that it failed."""
        ...


class Following:
    """Takes the commands of a mirror."""

    def __init__(self, host: Host, mirror: Mirror, *, tell: Callable[[Member], None]) -> None:
        """Take whose devices they are, the language, and what says all that is known of a device."""
        self._host = host
        self._mirror = mirror
        self._tell = tell
        self._errors = Limit(MAX_ERRORS)

    def take(self, message: Incoming) -> None:
        """Carry out what a message wants; what is wrong with it is told where the bridge tells it."""
        try:
            orders = () if message.is_retained else self._mirror.parse(message)
        except TuyalanError as error:
            self._refuse(message, "", error)
            return
        for order in orders:
            if isinstance(order, Mistake):
                self._refuse(message, order.action, order.error)
            elif order.action == "status":
                devices = [self._list(member) for member, _ in self._host.members]
                self._host.publish_all(self._mirror.tell_devices(order, devices))
            else:
                self._follow(order, message)

    # Inside

    def _follow(self, order: Order, message: Incoming) -> None:
        found: list[Member] = []
        for target in order.targets:
            try:
                found.append(self._find_part(target, order.cid))
            except TuyalanError as error:
                self._refuse(message, order.action, error)
        for member in found:
            try:
                # What one device has done is seen by its values; of several each says so.
                self._carry_out(member, order, message, is_told=len(found) > 1)
            except TuyalanError as error:
                self._refuse(message, order.action, error)

    def _find_part(self, target: str, cid: str) -> Member:
        """Return a device, or the one of a `cid` behind it."""
        found = self._find(target)
        if not cid or found.record.cid == cid:
            return found
        for member, _ in self._host.members:
            if member.record.parent == found.id and member.record.cid == cid:
                return member
        raise UnknownDeviceError(f"there is no device {show(cid)!r} behind {found.name!r}")

    def _find(self, target: str) -> Member:
        spell = self._mirror.spell
        for member, level in self._host.members:
            if target in {member.id, member.name, level} or spell(target) == spell(member.name):
                return member
        raise UnknownDeviceError(
            f"there is no device {show(target)!r}", hint="See bridge/devices for the names of all devices."
        )

    def _carry_out(self, member: Member, order: Order, message: Incoming, *, is_told: bool) -> None:
        if order.action == "get" and not self._mirror.is_asking:
            self._tell(member)
            if is_told:
                self._answer(name_of(member), order.action)
            return

        async def run(work: Awaitable[object]) -> None:
            try:
                await work
            except TuyalanError as error:
                self._answer(name_of(member), order.action, error)
                raise
            if is_told:
                self._answer(name_of(member), order.action)

        lane, values, work = _plan(member, order)
        command = Command(values, (Origin("", message.topic),), lambda values: run(work(values)))
        self._host.carry_out(f"{lane} {member.id}", command)

    def _list(self, member: Member) -> Listed:
        record, device = member.record, member.device
        if record.cid is None:
            version = record.version if device is None else device.version
            return Listed(
                id=member.id,
                name=member.name,
                status=str(tell_number(member.health.reason)),
                ip=record.address if device is None else device.address,
                version=None if version is None else version.value,
            )
        has_parent = record.parent is not None and self._host.find_member(record.parent) is not None
        status = "subdevice" if has_parent else "no parent"
        return Listed(id=member.id, name=member.name, status=status, cid=record.cid, parent_id=record.parent)

    def _refuse(self, message: Incoming, action: str, error: TuyalanError) -> None:
        """Tell that nobody is there for a command, here and in the other bridge's way."""
        self._host.fail(Origin("", message.topic), error)
        self._answer(NOBODY, action, error)

    def _answer(self, device: Named, action: str, error: TuyalanError | None = None) -> None:
        if error is None or self._errors.take(asyncio.get_running_loop().time()):
            self._host.publish_all(self._mirror.answer(device, action, error=error))


def name_of(member: Member) -> Named:
    """Return what templates say of a device."""
    return Named(member.id, member.name, str(member.record.cid or ""))


def _plan(
    member: Member, order: Order
) -> tuple[str, dict[str, object], Callable[[Mapping[str, object]], Awaitable[object]]]:
    """Return the lane of a command, its values, and what it does with them."""
    if order.action == "get":

        async def ask(_: Mapping[str, object]) -> object:
            # What it answers is reported like all that it says.
            return await member.opened().status()

        return "get", {}, ask
    if order.word:
        return "set", resolve({"": order.word}, member.model, member.features), member.set

    async def write(values: Mapping[str, Json]) -> object:
        return await member.write({int(dp): value for dp, value in values.items()})

    return "write", dict(order.dps), write
