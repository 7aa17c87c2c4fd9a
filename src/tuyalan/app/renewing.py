"""A device that refuses its key: other keys that are stored are tried, in a paced way; then the cloud is asked, once.

Only a refusal starts this. A device that is off, busy, or lives elsewhere says nothing about its key, and is left alone.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from tuyalan.app.devices import find_owner, make_device
from tuyalan.credentials.base import fingerprint
from tuyalan.errors import KeyRejectedError, SilentDeviceError, TuyalanError

if TYPE_CHECKING:
    from tuyalan.client.device import Device
    from tuyalan.client.options import Options
    from tuyalan.credentials.base import Renew
    from tuyalan.storage import DeviceRecord, DeviceStore
    from tuyalan.vocabulary import LocalKey

TRIAL_INTERVAL: Final = 5.0
"""Pause before another key is tried, in seconds: firmware that is asked with wrong keys in a row locks up."""

_REFUSALS: Final = (KeyRejectedError, SilentDeviceError)
"""How a wrong key shows: firmware of version 3.3 and before takes the connection and does not answer what it cannot read."""

_LOG: Final = logging.getLogger("tuyalan.app")


class KeyFinder:
    """Opens one device of the store with the key that it accepts."""

    def __init__(
        self,
        store: DeviceStore,
        record: DeviceRecord,
        *,
        options: Options,
        renew: Renew | None = None,
        interval: float = TRIAL_INTERVAL,
    ) -> None:
        """Take the device, how to speak to it, who renews keys if anybody does, and the pause between trials."""
        self._store = store
        self._record = record
        self._owner_id = record.id if record.cid is None else record.parent or ""
        self._options = options
        self._renew = renew
        self._interval = interval
        self._tried: list[LocalKey] = []

    async def open(self, stack: AsyncExitStack) -> Device:
        """Connect, and leave the device open until `stack` closes.

        Raises:
            KeyRejectedError: the device refuses every key there is.
            SilentDeviceError: it answers to none of them.
            TuyalanError: what `Device.open` raises.
        """
        try:
            return await self._try(self._current, stack)
        except _REFUSALS as error:
            refusal: TuyalanError = error
        device = await self._try_others(stack) or await self._try_renewed(stack)
        if device is not None:
            return device
        raise self._explain(refusal) from refusal

    @property
    def _current(self) -> LocalKey | None:
        owner = self._store.get(self._owner_id)
        return None if owner is None else owner.key

    async def _try_others(self, stack: AsyncExitStack) -> Device | None:
        owner = self._store.get(self._owner_id)
        for other in () if owner is None else owner.alternatives:
            if other.key in self._tried:
                continue
            await asyncio.sleep(self._interval)
            try:
                device = await self._try(other.key, stack)
            except _REFUSALS:
                continue
            self._tell("another key that was stored works", other.key)
            return device
        return None

    async def _try_renewed(self, stack: AsyncExitStack) -> Device | None:
        if self._renew is None:
            return None
        try:
            await self._renew(self._store, self._owner_id)
        except TuyalanError as error:
            _LOG.warning("%s: its key could not be renewed: %s", self._owner_id, error)
            return None
        if self._current is None or self._current in self._tried:
            # What the cloud says may be kept as an alternative only, where nobody knows how old the stored key is.
            return await self._try_others(stack)
        await asyncio.sleep(self._interval)
        device = await self._try(self._current, stack)
        self._tell("the renewed key works", self._tried[-1])
        return device

    async def _try(self, key: LocalKey | None, stack: AsyncExitStack) -> Device:
        if key is not None:
            self._tried.append(key)
        device = make_device(self._store, self._record, options=self._options, key=key)
        owner = find_owner(device)
        async with AsyncExitStack() as opened:
            await opened.enter_async_context(owner)
            if device is not owner:
                await device.open()
            await stack.enter_async_context(opened.pop_all())
        return device

    def _tell(self, what: str, key: LocalKey) -> None:
        before, after = fingerprint(self._tried[0]), fingerprint(key)
        _LOG.warning("%s: %s (%s → %s)", self._owner_id, what, before, after)
        owner = self._store.get(self._owner_id)
        # Sessions of version 3.1 prove no key, so the device itself does not put it in its place.
        if owner is not None and owner.key != key:
            self._store.learn(self._owner_id, proven_key=key)

    def _explain(self, refusal: TuyalanError) -> TuyalanError:
        others = len(self._tried) - 1
        if not others:
            return refusal
        return type(refusal)(
            f"{refusal.message}; {others} other stored keys were refused too", device_id=refusal.device_id
        )
