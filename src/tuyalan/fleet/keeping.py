"""What a hub remembers: raw values and counters in its state, and what was learnt of devices in their store.

Nothing of it makes a device wait: the state gathers by itself, and the store is looked at once each interval.
"""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

from tuyalan.client.child import Child
from tuyalan.errors import TuyalanError
from tuyalan.fleet.member import Restored
from tuyalan.model.energy import to_json
from tuyalan.session.events import Cause
from tuyalan.storage.state import STATE_INTERVAL, StateStore, StoredState
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tuyalan.client.watch import Update
    from tuyalan.fleet.member import Member
    from tuyalan.storage import DeviceStore
    from tuyalan.vocabulary import DpId

_log: Final = logging.getLogger("tuyalan.fleet")

CLOSE_TIMEOUT: Final = 1.5
"""How long the end waits for each of the files, seconds."""
_CAUSES: Final = {cause.value: cause for cause in Cause}


class Keeper:
    """The memory of one hub."""

    def __init__(self, store: DeviceStore, state: StateStore | None) -> None:
        """Take where to remember; without a state, values are forgotten with the hub."""
        self.store = store
        self._state = state
        self._stored = StoredState()
        self._problem: str | None = None

    @property
    def interval(self) -> float:
        """Seconds between two looks at what was learnt, and two writes; a new one holds from the next look on."""
        return STATE_INTERVAL if self._state is None else self._state.interval

    @interval.setter
    def interval(self, interval: float) -> None:
        if self._state is not None:
            self._state.interval = interval

    @property
    def problems(self) -> tuple[str, ...]:
        """What is not stored at the moment, and why."""
        state = None if self._state is None else self._state.problem
        found = {"the state of devices is not stored": state, "what was learnt is not stored": self._problem}
        return tuple(f"{what}: {why}" for what, why in found.items() if why is not None)

    async def open(self) -> None:
        """Read what was remembered.

        Raises:
            StorageError: another hub uses the state, or a newer Tuyalan wrote it.
        """
        if self._state is not None:
            self._stored = await asyncio.get_running_loop().run_in_executor(None, self._state.open)

    async def close(self, members: Iterable[Member]) -> None:
        """Write everything that is not written, each file within a second or two."""
        self.learn(members, is_last=True)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(CLOSE_TIMEOUT):
                await loop.run_in_executor(None, self._save)
        except TimeoutError:
            _log.error("what was learnt about devices could not be stored in time: %s", self.store.path)
        if self._state is not None:
            state = self._state
            await loop.run_in_executor(None, lambda: state.close(timeout=CLOSE_TIMEOUT))

    # Values

    def restored(self, device_id: str) -> dict[DpId, Restored]:
        """Return the values of a device from before the restart."""
        values = self._stored.values.get(device_id, {})
        return {dp: Restored(old.value, old.heard, _CAUSES.get(old.cause, Cause.REPLY)) for dp, old in values.items()}

    def counters(self, device_id: str) -> Mapping[DpId, object]:
        """Return the counters of a device from before the restart."""
        return self._stored.counters.get(device_id, {})

    def note(self, member: Member, update: Update, counted: Sequence[DpId]) -> None:
        """Take a report."""
        state = self._state
        if state is not None:
            state.note_values(member.id, update.dps, heard=update.time, cause=update.cause.value)
            for dp in counted:
                counter = member.meters.counters[dp]
                state.note_counter(member.id, dp, lambda counter=counter: to_json(counter))

    def forget(self, device_id: str) -> None:
        """Forget a device that was removed."""
        if self._state is not None:
            self._state.forget(device_id)

    # What was learnt

    def learn(self, members: Iterable[Member], *, is_last: bool = False) -> None:
        """Take into the store what connections and models found out since the last time.

        Args:
            members: Whom to ask.
            is_last: Also when each was last heard, which alone is no reason to write before the end.
        """
        for member in members:
            last_seen = member.last_heard if is_last else None
            if self._learn(member, last_seen=last_seen):
                member.record = self.store.get(member.id) or member.record

    def _learn(self, member: Member, *, last_seen: float | None) -> bool:
        device = member.device
        if device is None or isinstance(device, Child):
            return self.store.learn(member.id, memory=member.memory, refresh=member.refresh, last_seen=last_seen)
        is_proven = member.counters.sessions and device.version is not Version.V31
        return self.store.learn(
            member.id,
            address=device.address,
            version=device.version,
            dialect=device.dialect.to_json() or None,
            product_key=device.product_key,
            memory=member.memory,
            refresh=member.refresh,
            last_seen=last_seen,
            proven_key=member.record.key if is_proven and member.record.key_proven is None else None,
        )

    async def save(self) -> None:
        """Write the store if something was learnt; a failure is told once and tried again."""
        await asyncio.get_running_loop().run_in_executor(None, self._save)

    def _save(self) -> None:
        if not self.store.is_changed:
            return
        try:
            self.store.save()
        except TuyalanError as error:
            if self._problem is None:
                _log.error("what was learnt about devices is not stored: %s", error)
            self._problem = error.message
        else:
            self._problem = None
