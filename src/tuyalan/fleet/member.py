"""One device of a hub: who it is, what it can do, how it is, what it said. Fed by its connection, read by everybody."""

from __future__ import annotations

import logging
import time
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.client.child import Child
from tuyalan.client.connection import Status
from tuyalan.client.metering import count
from tuyalan.client.properties import Properties
from tuyalan.client.refreshing import Refreshing, ask_to_measure
from tuyalan.client.writes import Outcome, Wait
from tuyalan.errors import CredentialError, DeviceRefusedError, NotAllowedError, SchemaError, TuyalanError
from tuyalan.fleet.events import Changed, DeviceDescribed, Fired, HealthChanged
from tuyalan.fleet.firing import Presses, list_happenings
from tuyalan.fleet.health import STARTING, Counters, Health, judge
from tuyalan.model.device import MAX_POINTS
from tuyalan.model.features import Feature, compose
from tuyalan.model.meters import Meters
from tuyalan.model.reading import Reading
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tuyalan.client.checks import DpWrite
    from tuyalan.client.device import Device
    from tuyalan.client.watch import Update
    from tuyalan.client.writes import WriteResult
    from tuyalan.fleet.events import HubEvent
    from tuyalan.knowledge.gathering import Knowledge
    from tuyalan.model.device import DeviceModel, PropertyChange
    from tuyalan.storage import DeviceRecord
    from tuyalan.vocabulary import DpId, Json

_log: Final = logging.getLogger("tuyalan.fleet")

ROOM: Final = "room"
"""The field of a record that names the room."""
CATEGORY: Final = "category"
"""The field of a record with the maker's code for the kind of device."""
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


class Restored(msgspec.Struct, frozen=True):
    """A raw value from before a restart."""

    value: object
    time: float
    cause: Cause


class Member:
    """A device that a hub keeps. Read it freely; the hub alone changes it."""

    def __init__(
        self,
        record: DeviceRecord,
        *,
        name: str,
        device: Device | None,
        problem: TuyalanError | None = None,
        knowledge: Knowledge | None = None,
        restored: Mapping[DpId, Restored] | None = None,
    ) -> None:
        """Take what is known of the device.

        Args:
            record: What the store knows.
            name: What it is called; no other member of the hub has this name.
            device: Its connection; `None` if what is stored is not enough to make one.
            problem: Why there is no connection.
            knowledge: What its values mean.
            restored: Its values from before a restart.
        """
        self.id: str = record.id
        self.name = name
        self.record = record
        self.device = device
        self.problem = problem
        self.features: tuple[Feature, ...] = ()
        """What it is for people: lights, covers, sensors; the first is what it is there for."""
        self.health: Health = _first_health(problem)
        self.counters: Counters = Counters()
        self.last_heard: float | None = None
        """When it last said anything: Unix time, seconds; from before a restart too."""
        self.meters: Meters = Meters()
        self.memory: Mapping[str, Json] | None = record.memory
        """What its model learnt, to be stored."""
        self.tell: Callable[[HubEvent], None] = _ignore
        self.note: Callable[[Member, Update, Sequence[DpId]], None] = _ignore_values
        """Takes a report to be stored, with the data points whose counters changed."""
        self._raws: dict[DpId, Json] = {}
        self._heard: dict[DpId, tuple[float, Cause, bool]] = {}
        self.refresh_interval: float | None = None
        """Between two questions to a meter that measures only when asked, seconds; `None` for never."""
        self.refresh: Mapping[str, Json] | None = record.refresh
        """What was learnt of how it bears such questions, to be stored."""
        self._refreshing: Refreshing | None = None
        self._presses = Presses()
        self._faults: set[str] = set()
        """What of the model failed and was told; each is told once."""
        for dp, old in (restored or {}).items():
            self._raws[dp] = old.value
            self._heard[dp] = (old.time, old.cause, True)
            self.last_heard = max(self.last_heard or 0.0, old.time)
        self._meaning = Properties(
            record.id,
            name=record.name,
            product_key=record.product_key,
            knowledge=knowledge,
            memory=record.memory,
            raws=self._raws,
            keep=self._keep_memory,
            allowed=frozenset(record.allowed),
            category=_text(record.extra.get(CATEGORY)),
        )
        self._revision = -1
        self._describe()

    def __repr__(self) -> str:
        """Return who it is and how."""
        state = "online" if self.health.is_online else self.health.reason
        return f"<Member {self.id} {self.name!r} {state}>"

    # What is known

    @property
    def model(self) -> DeviceModel:
        """Its properties and what they read; another object once the product is known better."""
        return self._meaning.model

    @property
    def room(self) -> str:
        """Where it is; empty if nobody said."""
        return _text(self.record.extra.get(ROOM))

    @property
    def category(self) -> str:
        """The maker's code for the kind of device, such as `dj` for lamps; empty if unknown."""
        return _text(self.record.extra.get(CATEGORY)) or self._meaning.category

    @property
    def is_online(self) -> bool:
        """Whether it answers right now."""
        return self.health.is_online

    @property
    def dps(self) -> Mapping[DpId, Json]:
        """Every raw value known, those from before a restart included; read-only and live."""
        return MappingProxyType(self._raws)

    @property
    def values(self) -> Mapping[str, MemberValue]:
        """What its properties read, by code, each with its age."""
        values: dict[str, MemberValue] = {}
        properties = self.model.properties
        for code, reading in self.model.readings.items():
            at, cause, is_restored = self._heard.get(properties[code].dp, (0.0, Cause.REPLY, True))
            values[code] = MemberValue(reading, at, cause, is_restored)
        return MappingProxyType(values)

    @property
    def totals(self) -> Mapping[str, float]:
        """What its meters counted in all, by code and in the unit of the property."""
        return self.meters.totals

    # What the connection tells

    def on_update(self, update: Update) -> None:
        """Take a report: into the model, to those who listen, to those who store."""
        dps, cause, at = update.dps, update.cause, update.time
        self.counters.updates += 1
        if cause is not Cause.ASSUMED:
            self.last_heard = at
        mark = (at, cause, False)
        raws, heard = self._raws, self._heard
        for dp, raw in dps.items():
            if dp in raws or len(raws) < MAX_POINTS:
                raws[dp] = raw
                heard[dp] = mark
        changes = self._understand(update)
        if self._refreshing is not None:
            self._refreshing.take(update, self.model)
        if self.model.revision != self._revision:
            self._describe()
            self.tell(DeviceDescribed(self.id, at))
        self.note(self, update, count(self.meters, update))
        self.tell(Changed(self.id, changes, dps, cause, at, update.device_time))
        if self._presses.codes and cause is Cause.PUSH:
            self._fire(changes, update)

    def on_connection(self, status: Status, error: TuyalanError | None) -> None:
        """Take a change of the connection, or of what the gateway says of a child."""
        before = self.health
        now = time.time()
        is_absent = isinstance(self.device, Child) and self.device.is_online is False
        self.health = health = judge(status, error, before, now=now, is_absent=is_absent)
        if health.is_online and not before.is_online:
            self.counters.reconnects += bool(self.counters.sessions)
            self.counters.sessions += 1
            self._learn_product()
        self._keep_fresh(is_open=status is Status.OPEN)
        if (health.is_online, health.reason) != (before.is_online, before.reason):
            self.tell(HealthChanged(self.id, health, before, now))

    def describe_again(self) -> None:
        """Describe the device anew: its record or the owner's files have changed."""
        before = self.model.properties, self.features, self._meaning.allowed
        self._meaning.allowed = frozenset(self.record.allowed)
        self._meaning.renew()
        self._describe()
        if (self.model.properties, self.features, self._meaning.allowed) != before:
            self.tell(DeviceDescribed(self.id, time.time()))

    # Writing

    def plan(self, values: Mapping[str, object] | Mapping[DpId, object]) -> dict[DpId, Json]:
        """Return the raw values that `set` would write, without writing them.

        Raises:
            SchemaError: there is no such property, it is read-only, or the value does not fit.
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
        """
        dps = self.model.plan(values)
        self._check_allowed(dps)
        return dps

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
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
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
            NotAllowedError: it may harm somebody, and the owner has not allowed it.
            TuyalanError: what `Device.set` raises.
        """
        counters = self.counters
        try:
            self._check_allowed(dps)
            device = self.opened()
            raws = cast("dict[DpId, DpWrite]", dict(dps))
            if wait in {Wait.CONFIRMED, Wait.CONFIRMED.value} and self._meaning.is_silent(raws, self._list_reported()):
                # No report will confirm it, so the acknowledgement is all that there is to wait for.
                wait = Wait.ACKNOWLEDGED
            result = await device.set(raws, wait=wait, repeat=repeat, timeout=timeout)
        except (DeviceRefusedError, NotAllowedError, SchemaError):
            counters.writes_refused += 1
            raise
        except TuyalanError:
            counters.writes_failed += 1
            raise
        name = _COUNTS[result.outcome]
        setattr(counters, name, getattr(counters, name) + 1)
        counters.writes_repeated += result.was_repeated
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

    def _list_reported(self) -> set[DpId]:
        return {dp for dp, (_, cause, _) in self._heard.items() if cause is not Cause.ASSUMED}

    def _check_allowed(self, dps: Iterable[DpId]) -> None:
        """Refuse what may harm somebody, also by number: whoever speaks to a hub need not be the owner."""
        self._meaning.check_allowed(dps, self.features)

    def _understand(self, update: Update) -> tuple[PropertyChange, ...]:
        """Ask the model what values mean; a model that fails costs the meaning, never the values or other devices."""
        try:
            return self._meaning.take(update).changes
        except Exception:  # noqa: BLE001 - see above
            self._tell_broken("its values cannot be read; they are kept as they are")
            return ()

    def _describe(self) -> None:
        """Make what is made of the model anew."""
        model = self.model
        self._revision = model.revision
        try:
            self.features = compose(model, category=self.category)
        except Exception:  # noqa: BLE001 - as in `_understand`
            self._tell_broken("no features can be made of its properties")
        self._presses.codes = list_happenings(self.features)
        self.meters.describe(model)

    def _tell_broken(self, what: str) -> None:
        if what not in self._faults:
            self._faults.add(what)
            _log.exception("%s: %s", self.id, what)

    def _learn_product(self) -> None:
        product_key = None if self.device is None else self.device.product_key
        if product_key is not None and product_key != self._meaning.product_key:
            self._meaning.learn_product(product_key)
            self._describe()
            self.tell(DeviceDescribed(self.id, time.time()))

    def _fire(self, changes: Sequence[PropertyChange], update: Update) -> None:
        for change in changes:
            subject = change.property
            if subject.code not in self._presses.codes or subject.dp not in update.dps:
                continue
            if self._presses.is_told(subject.dp, update.device_time):
                self.counters.repeated_events += 1
            else:
                self.counters.events += 1
                value = change.reading.value
                self.tell(Fired(self.id, subject.code, value, update.time, update.device_time))

    def _keep_fresh(self, *, is_open: bool) -> None:
        """Ask a meter to measure as long as it is there, gently; see `client.refreshing`."""
        if not is_open:
            if self._refreshing is not None:
                self._refreshing.end()
        elif self.refresh_interval is not None and self.device is not None:
            if self._refreshing is None:
                self._refreshing = Refreshing(
                    self.id,
                    interval=self.refresh_interval,
                    stored=self.refresh,
                    ask=partial(ask_to_measure, self.device),
                    keep=self._keep_refresh,
                )
            self._refreshing.begin(self.model)

    def _keep_refresh(self, plan: Mapping[str, Json]) -> None:
        self.refresh = plan

    def _keep_memory(self, memory: Mapping[str, Json]) -> None:
        self.memory = memory


def _first_health(problem: TuyalanError | None) -> Health:
    now = time.time()
    if problem is None:
        return Health(is_online=False, reason=STARTING, since=now)
    return Health(is_online=False, reason=problem.code, message=problem.message, hint=problem.hint, since=now)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _ignore(event: HubEvent) -> None:
    del event


def _ignore_values(member: Member, update: Update, counted: Sequence[DpId]) -> None:
    del member, update, counted
