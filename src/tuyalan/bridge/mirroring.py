"""A mirror at work: what devices report goes out in another bridge's way too, and its commands are carried out."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from tuyalan.bridge.commands import find_main_switch, resolve
from tuyalan.bridge.foreign import Mistake
from tuyalan.bridge.intake import Command, Origin
from tuyalan.bridge.limit import MAX_ERRORS, Limit
from tuyalan.bridge.mirror import NOBODY, Named
from tuyalan.bridge.payloads import show
from tuyalan.bridge.replies import Listed, tell_kind, tell_number
from tuyalan.errors import TuyalanError, UnknownDeviceError
from tuyalan.fleet.events import Changed, DeviceRemoved, DeviceRenamed, HealthChanged
from tuyalan.fleet.health import STARTING
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterable, Mapping, Sequence

    from tuyalan.bridge.foreign import Order
    from tuyalan.bridge.message import Incoming, Message
    from tuyalan.bridge.mirror import Mirror
    from tuyalan.fleet.events import HubEvent
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


class Mirroring:
    """Speaks another bridge's language for all devices of a bridge."""

    def __init__(self, host: Host, mirror: Mirror) -> None:
        """Take whose devices they are, and the language."""
        self._host = host
        self._mirror = mirror
        self._is_up = False
        self._errors = Limit(MAX_ERRORS)

    def filters(self) -> Sequence[str]:
        """Return the topics of commands."""
        return self._mirror.filters()

    def on_up(self) -> None:
        """Say everything."""
        self._is_up = True
        for member, _ in list(self._host.members):
            self._tell(member)
            self._tell_connection(member)

    def on_down(self) -> None:
        """Say nothing more: all of it is said anew with the next connection."""
        self._is_up = False

    def on_message(self, message: Incoming) -> None:
        """Carry a command out; what is wrong with it is told where the bridge tells it."""
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

    def on_event(self, event: HubEvent) -> None:
        """Say what happened."""
        if not self._is_up:
            return
        match event:
            case Changed():
                self._report(event)
            case HealthChanged():
                member = self._host.find_member(event.device_id)
                if member is not None:
                    self._host.publish_all(self._mirror.tell_status(_name(member), is_online=event.health.is_online))
                    self._tell_connection(member)
            case DeviceRemoved():
                self._host.publish_all(self._mirror.clear(Named(event.device_id, event.name)))
            case DeviceRenamed() if event.name != event.previous:
                self._host.publish_all(self._mirror.clear(Named(event.device_id, event.previous)))
                member = self._host.find_member(event.device_id)
                if member is not None:
                    self._tell(member)
            case _:
                pass

    # Inside

    def _follow(self, order: Order, message: Incoming) -> None:
        for target in order.targets:
            try:
                self._carry_out(self._find_part(target, order.cid), order, message)
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

    def _tell(self, member: Member) -> None:
        named = _name(member)
        self._host.publish_all(self._mirror.tell_status(named, is_online=member.is_online))
        if member.dps:
            self._host.publish_all(self._mirror.report(named, member.dps))
        self._tell_state(member)

    def _tell_connection(self, member: Member) -> None:
        if member.health.reason != STARTING:
            self._host.publish_all(self._mirror.tell_connection(_name(member), reason=member.health.reason))

    def _refuse(self, message: Incoming, action: str, error: TuyalanError) -> None:
        """Tell that nobody is there for a command, here and in the other bridge's way."""
        self._host.fail(Origin("", message.topic), error)
        self._answer(NOBODY, action, error)

    def _answer(self, device: Named, action: str, error: TuyalanError | None = None) -> None:
        if error is None or self._errors.take(asyncio.get_running_loop().time()):
            self._host.publish_all(self._mirror.answer(device, action, error=error))

    def _tell_state(self, member: Member) -> None:
        switch = find_main_switch(member.model)
        value = None if switch is None else member.model.values.get(switch.code)
        if isinstance(value, bool):
            self._host.publish_all(self._mirror.tell_state(_name(member), is_on=value))

    def _report(self, event: Changed) -> None:
        """Say all that a device said: who presses a button twice says the same twice. What we assume is said once."""
        member = self._host.find_member(event.device_id)
        dps = event.dps
        if event.cause is Cause.ASSUMED:
            dps = {change.property.dp: change.reading.raw for change in event.changes if change.is_new}
        if member is None or not dps:
            return
        version = None if member.device is None else member.device.version
        kind = tell_kind(event.cause, version)
        self._host.publish_all(self._mirror.report(_name(member), dps, kind=kind, time=event.time))
        switch = find_main_switch(member.model)
        if switch is not None and switch.dp in dps:
            self._tell_state(member)

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

    def _carry_out(self, member: Member, order: Order, message: Incoming) -> None:
        # What one device has done is seen by its values; of several each says so.
        is_told = len(order.targets) > 1
        is_question = order.action == "get"
        if is_question and not self._mirror.is_asking:
            self._tell(member)
            if is_told:
                self._answer(_name(member), order.action)
            return
        origin = Origin("", message.topic)

        async def run(work: Awaitable[object]) -> None:
            try:
                await work
            except TuyalanError as error:
                self._answer(_name(member), order.action, error)
                raise
            if is_told:
                self._answer(_name(member), order.action)

        if is_question:
            # What it answers is reported like all that it says.
            ask = Command({}, (origin,), lambda _: run(member.opened().status()))
            self._host.carry_out(f"get {member.id}", ask)
            return

        if order.word:
            values: dict[str, object] = resolve({"": order.word}, member.model, member.features)
            command = Command(values, (origin,), lambda values: run(member.set(values)))
            self._host.carry_out(f"set {member.id}", command)
            return

        async def write(values: Mapping[str, Json]) -> None:
            await run(member.write({int(dp): value for dp, value in values.items()}))

        self._host.carry_out(f"write {member.id}", Command(dict(order.dps), (origin,), write))


def _name(member: Member) -> Named:
    return Named(member.id, member.name, str(member.record.cid or ""))
