"""Devices of a hub that refuse their key: other keys that are stored are tried, then the cloud is asked, once.

Only a refusal starts this, and silence, which is how firmware of version 3.3 and before refuses. One device's trials never
hold up another's. A device that refuses every key gets back the one that it had, and is left alone until it was reached
again or another key turns up in the store.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from tuyalan.credentials.base import fingerprint
from tuyalan.errors import KeyRejectedError, SilentDeviceError, TuyalanError
from tuyalan.fleet.events import HealthChanged
from tuyalan.net.tasks import start, stop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tuyalan.credentials.base import Renew
    from tuyalan.fleet.events import HubEvent
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.vocabulary import LocalKey

TRIAL_INTERVAL: Final = 5.0
"""Pause before another key is tried, in seconds: firmware that is asked with wrong keys in a row locks up."""

_REASONS: Final = frozenset({KeyRejectedError.code, SilentDeviceError.code})

_log: Final = logging.getLogger("tuyalan.fleet")


class Rekeyer:
    """Hears what becomes of devices, and gives those that refuse their key another one."""

    def __init__(
        self,
        store: DeviceStore,
        rekey: Callable[[str, LocalKey], Awaitable[object]],
        *,
        renew: Renew | None = None,
        interval: float = TRIAL_INTERVAL,
    ) -> None:
        """Take where keys are, what gives a device another key, and who renews keys if anybody does."""
        self.store = store
        """Where keys are."""
        self._rekey = rekey
        self._renew = renew
        self._interval = interval
        self._trials: dict[str, _Trial] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._refusing: set[str] = set()

    def on_event(self, event: HubEvent) -> None:
        """Take what happened to a device."""
        if not isinstance(event, HealthChanged):
            return
        if event.health.reason in _REASONS:
            self._refusing.add(event.device_id)
            self._begin(event.device_id)
        else:
            self._refusing.discard(event.device_id)
        if event.health.is_online:
            self._end(event.device_id)

    async def close(self) -> None:
        """End all trials."""
        self._refusing.clear()
        for task in list(self._tasks.values()):
            await stop(task)
        self._trials.clear()

    def _begin(self, device_id: str) -> None:
        record = self.store.get(device_id)
        if record is None or record.key is None or record.cid is not None:
            return
        trial = self._trials.setdefault(device_id, _Trial(record.key))
        is_busy = device_id in self._tasks
        if not is_busy and (_choose(record, trial) is not None or self._may_renew(trial) or record.key != trial.first):
            task = start(self._step(device_id, trial), name=f"tuyalan hub: another key for {device_id}")
            self._tasks[device_id] = task
            task.add_done_callback(lambda _: self._go_on(device_id))

    def _go_on(self, device_id: str) -> None:
        """Begin the next trial, if the device refused the key before all of this one was written down."""
        self._tasks.pop(device_id, None)
        if device_id in self._refusing:
            self._begin(device_id)

    def _end(self, device_id: str) -> None:
        trial, record = self._trials.get(device_id), self.store.get(device_id)
        if trial is None or record is None or record.key is None:
            return
        del self._trials[device_id]
        if record.key != trial.first:
            before, after = fingerprint(trial.first), fingerprint(record.key)
            _log.warning("%s: it refused its key and takes another one now (%s → %s)", device_id, before, after)

    def _may_renew(self, trial: _Trial) -> bool:
        return self._renew is not None and not trial.is_renewed

    async def _step(self, device_id: str, trial: _Trial) -> None:
        """Wait, and give the device one other key."""
        await asyncio.sleep(self._interval)
        record = self.store.get(device_id)
        key = None if record is None else _choose(record, trial) or await self._ask(device_id, trial)
        if record is None:
            return
        if key is None and record.key == trial.first:
            return
        trial.tried.add(key or trial.first)
        try:
            await self._rekey(device_id, key or trial.first)
        except TuyalanError as error:
            _log.warning("%s: another key could not be tried: %s", device_id, error)

    async def _ask(self, device_id: str, trial: _Trial) -> LocalKey | None:
        """Return a key that the cloud told of, None if it told nothing new."""
        if self._renew is None or trial.is_renewed:
            return None
        trial.is_renewed = True
        try:
            await self._renew(self.store, device_id)
        except TuyalanError as error:
            _log.warning("%s: its key could not be renewed: %s", device_id, error)
        record = self.store.get(device_id)
        return None if record is None else _choose(record, trial)


class _Trial:
    """What was tried with one device since it was last reached."""

    def __init__(self, first: LocalKey) -> None:
        self.first = first
        """The key that it had when it began to refuse."""
        self.tried = {first}
        self.is_renewed = False


def _choose(record: DeviceRecord, trial: _Trial) -> LocalKey | None:
    """Return the likeliest key that was not tried yet; a key that somebody stored meanwhile stands first."""
    keys = (record.key, *(other.key for other in record.alternatives))
    return next((key for key in keys if key is not None and key not in trial.tried), None)
