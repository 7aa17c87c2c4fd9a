"""A mirror at work: what devices report goes out in another bridge's way too, and its commands are carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.bridge.commands import find_main_switch
from tuyalan.bridge.following import Following, name_of
from tuyalan.bridge.mirror import Named
from tuyalan.bridge.replies import tell_kind, tell_number
from tuyalan.fleet.events import Changed, DeviceRemoved, DeviceRenamed, HealthChanged
from tuyalan.fleet.health import STARTING
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.bridge.following import Host
    from tuyalan.bridge.message import Incoming
    from tuyalan.bridge.mirror import Mirror
    from tuyalan.fleet.events import HubEvent
    from tuyalan.fleet.health import Health
    from tuyalan.fleet.member import Member


class Mirroring:
    """Speaks another bridge's language for all devices of a bridge."""

    def __init__(self, host: Host, mirror: Mirror) -> None:
        """Take whose devices they are, and the language."""
        self._host = host
        self._mirror = mirror
        self._is_up = False
        self._following = Following(host, mirror, tell=self._tell)

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
        """Carry a command out."""
        self._following.take(message)

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
                    self._host.publish_all(self._mirror.tell_status(name_of(member), is_online=event.health.is_online))
                    if not _is_same(event.previous, event.health):
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

    def _tell(self, member: Member) -> None:
        named = name_of(member)
        self._host.publish_all(self._mirror.tell_status(named, is_online=member.is_online))
        if member.dps:
            self._host.publish_all(self._mirror.report(named, member.dps))
        self._tell_state(member)

    def _tell_connection(self, member: Member) -> None:
        if member.health.reason != STARTING:
            self._host.publish_all(self._mirror.tell_connection(name_of(member), reason=member.health.reason))

    def _tell_state(self, member: Member) -> None:
        switch = find_main_switch(member.model)
        value = None if switch is None else member.model.values.get(switch.code)
        if isinstance(value, bool):
            self._host.publish_all(self._mirror.tell_state(name_of(member), is_on=value))

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
        self._host.publish_all(self._mirror.report(name_of(member), dps, kind=kind, time=event.time))
        switch = find_main_switch(member.model)
        if switch is not None and switch.dp in dps:
            self._tell_state(member)


def _is_same(one: Health, other: Health) -> bool:
    """Tell whether the other bridge has one word for both."""
    return STARTING not in {one.reason, other.reason} and tell_number(one.reason) == tell_number(other.reason)
