"""What a device's meters add up to: reports of increments or totals to one total each, kept over restarts.

Whether a report is an increment or a total is told by what is described and by how it behaves; see `model.energy`. Without
a store the totals begin with the program.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from tuyalan.errors import BadValueError, TuyalanError
from tuyalan.model.energy import EnergyCounter, expect
from tuyalan.model.schema import Kind
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.watch import Update
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.property import Property
    from tuyalan.storage.energy import EnergyStore
    from tuyalan.vocabulary import DpId

_log = logging.getLogger("tuyalan.client")

_COUNTING: Final = frozenset({"total", "total_increasing"})


class Metering:
    """The counters of one device."""

    __slots__ = ("_counters", "_counting", "_device_id", "_revision", "_saving", "_store")

    def __init__(self, device_id: str, store: EnergyStore | None) -> None:
        """Take whose counters they are, and where they are kept."""
        self._device_id = device_id
        self._store = store
        self._counters: dict[DpId, EnergyCounter] = {}
        self._counting: dict[DpId, Property] = {}
        self._revision = -1
        self._saving: asyncio.TimerHandle | None = None

    def take(self, update: Update, model: DeviceModel) -> None:
        """Count what a report says; the model tells which of its data points count."""
        self._settle(model)
        if self._counting.keys().isdisjoint(update.dps) or update.cause is Cause.ASSUMED:
            return
        for dp in self._counting.keys() & update.dps.keys():
            try:
                counter = self._counters[dp].feed(
                    update.dps[dp],
                    device_time=update.device_time,
                    at=update.time,
                    is_push=update.cause is Cause.PUSH,
                )
            except BadValueError:
                # What is no count is a fault of the value; the reading says so.
                continue
            self._counters[dp] = counter
            self._keep(dp, counter)

    def read_totals(self, model: DeviceModel) -> Mapping[str, float]:
        """Return the totals by code, in the units of their properties; without those of which nobody can say them yet."""
        self._settle(model)
        totals: dict[str, float] = {}
        for dp, subject in self._counting.items():
            total = self._counters[dp].total
            value = None if total is None else subject.decode(total).value
            if isinstance(value, int | float):
                totals[subject.code] = value
        return totals

    async def close(self) -> None:
        """Save what was counted."""
        if self._saving is not None:
            self._saving.cancel()
            self._saving = None
        store = self._store
        if store is not None and store.is_changed:
            await asyncio.get_running_loop().run_in_executor(None, _save, store)

    def _settle(self, model: DeviceModel) -> None:
        """Find the data points that count, anew when they are described otherwise."""
        if model.revision == self._revision:
            return
        self._revision = model.revision
        self._counting = {dp: subject for dp, subject in model.by_dp.items() if _is_counting(subject)}
        for dp, subject in self._counting.items():
            if dp not in self._counters:
                stored = None if self._store is None else self._store.get(self._device_id, dp)
                self._counters[dp] = stored or expect(is_increment=subject.point.is_increment)

    def _keep(self, dp: DpId, counter: EnergyCounter) -> None:
        store = self._store
        if store is None:
            return
        loop = asyncio.get_running_loop()
        store.put(self._device_id, dp, counter=counter, now=loop.time())
        due = store.due_at
        if self._saving is None and due is not None:
            self._saving = loop.call_at(due, self._save_later, store)

    def _save_later(self, store: EnergyStore) -> None:
        self._saving = None
        loop = asyncio.get_running_loop()
        # Another device of the same store may have saved it meanwhile.
        if store.due_at is not None and store.due_at <= loop.time():
            loop.run_in_executor(None, _save, store)


def _is_counting(subject: Property) -> bool:
    is_energy = subject.device_class == "energy" and subject.state_class in _COUNTING
    is_said = subject.point.is_increment is not None
    return subject.point.kind is Kind.NUMBER and (is_energy or is_said)


def _save(store: EnergyStore) -> None:
    try:
        store.save()
    except TuyalanError as error:
        _log.warning("what meters counted is not stored: %s", error)
