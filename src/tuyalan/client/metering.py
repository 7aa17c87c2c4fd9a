"""What a device's meters add up to, kept over restarts; without a store the totals begin with the program."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from tuyalan.errors import TuyalanError
from tuyalan.model.meters import Meters
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tuyalan.client.watch import Update
    from tuyalan.model.device import DeviceModel
    from tuyalan.model.energy import EnergyCounter
    from tuyalan.storage.energy import EnergyStore
    from tuyalan.vocabulary import DpId

_log = logging.getLogger("tuyalan.client")


class Metering:
    """The meters of one device, and where they are kept."""

    __slots__ = ("_device_id", "_meters", "_revision", "_saving", "_store")

    def __init__(self, device_id: str, store: EnergyStore | None) -> None:
        """Take whose meters they are, and where they are kept."""
        self._device_id = device_id
        self._store = store
        self._meters = Meters()
        self._revision = -1
        self._saving: asyncio.TimerHandle | None = None

    def take(self, update: Update, model: DeviceModel) -> None:
        """Count what a report says; the model tells which of its data points count."""
        self._settle(model)
        for dp in count(self._meters, update):
            self._keep(dp, self._meters.counters[dp])

    def read_totals(self, model: DeviceModel) -> Mapping[str, float]:
        """Return the totals by code, in the units of their properties; without those of which nobody can say them yet."""
        self._settle(model)
        return self._meters.totals

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
        self._meters.describe(model)
        for dp in self._meters.counted.keys() - self._meters.counters.keys():
            stored = None if self._store is None else self._store.get(self._device_id, dp)
            if stored is not None:
                self._meters.put(dp, stored)

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


def count(meters: Meters, update: Update) -> list[DpId]:
    """Count what a report says and return the data points whose counters changed; what is only assumed is no report."""
    if not meters.counted or update.cause is Cause.ASSUMED:
        return []
    return meters.take(update.dps, device_time=update.device_time, at=update.time, is_push=update.cause is Cause.PUSH)


def _save(store: EnergyStore) -> None:
    try:
        store.save()
    except TuyalanError as error:
        _log.warning("what meters counted is not stored: %s", error)
