"""One device of a hub: who it is, what it can do, how it is, what it said. Fed by its connection, read by everybody."""

from __future__ import annotations

import logging
import time
from collections import deque
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.client.writes import Outcome, Wait
from tuyalan.errors import CredentialError, DeviceRefusedError, SchemaError, TuyalanError
from tuyalan.fleet.events import Changed, Fired, HealthChanged
from tuyalan.fleet.health import STARTING, Counters, Health, judge
from tuyalan.model.reading import Reading
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tuyalan.client.connection import Status
    from tuyalan.client.device import Device, DpWrite
    from tuyalan.client.watch import Update
    from tuyalan.client.writes import WriteResult
    from tuyalan.fleet.events import HubEvent
    from tuyalan.model.device import DeviceModel, PropertyChange
    from tuyalan.model.property import Property
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import DpId, Json

_log: Final = logging.getLogger("tuyalan.fleet")

REMEMBERED: Final = 16
"""How many device times of events are remembered a property, to know those that come again after a lost connection."""
ROOM: Final = "room"
"""The field of a record that names the room."""
_COUNTS: Final = {
    Outcome.CONFIRMED: "writes_confirmed",
    Outcome.ACKNOWLEDGED: "writes_acknowledged",
    Outcome.SENT: "writes_sent",
    Outcome.SUPERSEDED: "writes_superseded",
}


class MemberValue(msgspec.Struct, frozen=True):
    """What a property of a device reads, and how old that is."""

    reading: Reading
    time: float
    """When it was heard: Unix time, seconds."""
    cause: Cause
    is_restored: bool
    """It is from before the hub was started; the device has not said it again since."""


class Member:
    """A device that a hub keeps. Read it freely; the hub alone changes it."""

    def __init__(
        self,
        record: DeviceRecord,
        *,
        name: str,
        model: DeviceModel,
        device: Device | None,
        problem: TuyalanError | None = None,
    ) -> None:
        """Take what is known of the device.

        Args:
            record: What the store knows.
            name: What it is called; no other member of the hub has this name.
            model: What its values mean.
            device: Its connection; `None` if what is stored is not enough to make one.
            problem: Why there is no connection.
        """
        self.id = record.id
        self.name = name
        self.record = record
        self.device = device
        self.model = model
        self.features: tuple[object, ...] = ()
        """What it is for people: lights, covers, sensors."""
        self.counters = Counters()
        self.last_heard: float | None = None
        """When it last said anything: Unix time, seconds; from before a restart too."""
        self.events: frozenset[DpId] = frozenset()
        """Data points that tell happenings, not state."""
        self.problem = problem
        now = time.time()
        self.health = Health(is_online=False, reason=STARTING, since=now)
        if problem is not None:
            self.health = Health(
                is_online=False, reason=problem.code, message=problem.message, hint=problem.hint, since=now
            )
        self.tell: Callable[[HubEvent], None] = _ignore
        self.note: Callable[[Member, Update], None] = _ignore_values
        self._heard: dict[DpId, tuple[float, Cause, bool]] = {}
        self._fired: dict[DpId, deque[float]] = {}
        self._is_model_broken = False

    def __repr__(self) -> str:
        """Return who it is and how."""
        state = "online" if self.health.is_online else self.health.reason
        return f"<Member {self.id} {self.name!r} {state}>"

    # What is known

    @property
    def room(self) -> str:
        """Where it is; empty if nobody said."""
        room = self.record.extra.get(ROOM)
        return room if isinstance(room, str) else ""

    @property
    def is_online(self) -> bool:
        """Whether it answers right now."""
        return self.health.is_online

    @property
    def dps(self) -> Mapping[DpId, Json]:
        """Every raw value known, those from before a restart included."""
        return {subject.dp: reading.raw for subject, reading in self._readings()}

    @property
    def values(self) -> Mapping[str, MemberValue]:
        """What its properties read, by code, each with its age."""
        values: dict[str, MemberValue] = {}
        for subject, reading in self._readings():
            at, cause, is_restored = self._heard.get(subject.dp, (0.0, Cause.REPLY, True))
            values[subject.code] = MemberValue(reading, at, cause, is_restored)
        return MappingProxyType(values)

    # What the connection tells

    def restore(self, dps: Mapping[DpId, tuple[Json, float, Cause]]) -> None:
        """Take values from before a restart: what they were, when they were heard, and why they were believed."""
        if not dps:
            return
        self._apply({dp: value for dp, (value, _, _) in dps.items()})
        for dp, (_, at, cause) in dps.items():
            self._heard[dp] = (at, cause, True)
        self.last_heard = max(at for _, at, _ in dps.values())

    def on_update(self, update: Update) -> None:
        """Take a report: into the model, to those who listen, to those who store."""
        dps, cause, at = update.dps, update.cause, update.time
        self.counters.updates += 1
        if cause is not Cause.ASSUMED:
            self.last_heard = at
        changes = self._apply(dps)
        mark = (at, cause, False)
        heard = self._heard
        for dp in dps:
            heard[dp] = mark
        self.note(self, update)
        self.tell(Changed(self.id, tuple(changes), dps, cause, at, update.device_time))
        if self.events and cause is Cause.PUSH and not self.events.isdisjoint(dps):
            self._fire(changes, update)

    def on_connection(self, status: Status, error: TuyalanError | None) -> None:
        """Take a change of the connection."""
        before = self.health
        now = time.time()
        self.health = judge(status, error, before, now=now)
        if self.health.is_online and not before.is_online:
            self.counters.reconnects += bool(self.counters.sessions)
            self.counters.sessions += 1
        if (self.health.is_online, self.health.reason) != (before.is_online, before.reason):
            self.tell(HealthChanged(self.id, self.health, before, now))

    # Writing

    async def set(
        self,
        values: Mapping[str, object] | Mapping[DpId, object],
        *,
        wait: Wait | str = Wait.CONFIRMED,
        repeat: bool | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write values in the units of the properties, by code or by number of the data point.

        Raises:
            SchemaError: there is no such property, it is read-only, or the value does not fit.
            TuyalanError: what `Device.set` raises.
        """
        try:
            dps = self.model.plan(values)
        except SchemaError:
            self.counters.writes_refused += 1
            raise
        return await self.write(dps, wait=wait, repeat=repeat, timeout=timeout)

    async def write(
        self,
        dps: Mapping[DpId, Json],
        *,
        wait: Wait | str = Wait.CONFIRMED,
        repeat: bool | None = None,
        timeout: float | None = None,
    ) -> WriteResult:
        """Write raw values, as they go over the wire.

        Raises:
            TuyalanError: what `Device.set` raises.
        """
        counters = self.counters
        try:
            result = await self.opened().set(_as_writable(dps), wait=wait, repeat=repeat, timeout=timeout)
        except (DeviceRefusedError, SchemaError):
            counters.writes_refused += 1
            raise
        except TuyalanError:
            counters.writes_failed += 1
            raise
        name = _COUNTS[result.outcome]
        setattr(counters, name, getattr(counters, name) + 1)
        return result

    def opened(self) -> Device:
        """Return the connection.

        Raises:
            CredentialError: there is none, because what is stored is not enough.
        """
        if self.device is None:
            raise self.problem or CredentialError("what is stored is not enough to reach it", device_id=self.id)
        return self.device

    # Inside

    def _readings(self) -> list[tuple[Property, Reading]]:
        properties = self.model.properties
        return [(properties[code], reading) for code, reading in self.model.readings.items()]

    def _apply(self, dps: Mapping[DpId, Json]) -> list[PropertyChange]:
        """Ask the model what values mean; a model that fails costs the meaning, never the values of others."""
        try:
            return self.model.apply(dps)
        except Exception:  # noqa: BLE001 - a value of one device must not end what keeps it, or others
            if not self._is_model_broken:
                self._is_model_broken = True
                _log.exception("%s: its values cannot be read; they are kept as they are", self.id)
            return []

    def _fire(self, changes: list[PropertyChange], update: Update) -> None:
        for change in changes:
            dp = change.property.dp
            if dp not in self.events or dp not in update.dps:
                continue
            if self._is_told(dp, update.device_time):
                self.counters.repeated_events += 1
                continue
            self.counters.events += 1
            value = change.reading.value
            self.tell(Fired(self.id, change.property.code, value, update.time, update.device_time))

    def _is_told(self, dp: DpId, device_time: float | None) -> bool:
        """Tell whether an event was told already: devices repeat what was not acknowledged. Facts: TIME-1."""
        if device_time is None:
            return False
        times = self._fired.setdefault(dp, deque(maxlen=REMEMBERED))
        if device_time in times:
            return True
        times.append(device_time)
        return False


def _as_writable(dps: Mapping[DpId, Json]) -> dict[DpId, DpWrite]:
    """Hand on what goes over the wire; the client refuses what cannot."""
    return cast("dict[DpId, DpWrite]", dict(dps))


def _ignore(event: HubEvent) -> None:
    del event


def _ignore_values(member: Member, update: Update) -> None:
    del member, update
