"""What is learnt about one device, on its way into the store: taken at once, written to the disk late and seldom.

The store may live on a card that wears out, so values heard are never a reason to write: what was learnt is written
after a second, and when the device was last there with it, else when its connection opens or ends, at most once an hour.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import TYPE_CHECKING, Final

from tuyalan.errors import TuyalanError
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from tuyalan.client.connection import Identity
    from tuyalan.storage import DeviceStore
    from tuyalan.vocabulary import LocalKey

_log = logging.getLogger("tuyalan.storage")

SAVE_DELAY: Final = 1.0
"""From news to the disk, seconds: a fleet that connects at once is written once."""
SEEN_INTERVAL: Final = 3600.0
"""Between two times of writing nothing but when the device was last there, seconds."""


class Memory:
    """What one device has the store remember."""

    __slots__ = ("_device_id", "_has_news", "_is_there", "_loop", "_saved_at", "_store", "_timer")

    def __init__(self, store: DeviceStore, device_id: str) -> None:
        """Take the store and whose record in it this is; a device that is not stored is passed over."""
        self._store = store
        self._device_id = device_id
        self._loop = asyncio.get_running_loop()
        self._is_there = False
        self._has_news = False
        """Something was learnt that is not on the disk yet."""
        self._saved_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None

    def learn(self, identity: Identity) -> None:
        """Take what the device has proven."""
        if self._store.learn(
            self._device_id,
            address=identity.address,
            version=identity.version,
            dialect=identity.dialect.to_json(),
            product_key=identity.product_key,
            last_seen=time.time(),
            proven_key=_find_proven(identity),
        ):
            self.note_news()

    def note_news(self) -> None:
        """Take note that the store was told something new of the device, or of one behind it."""
        self._has_news = True
        self._save_within(SAVE_DELAY)

    def note_open(self, identity: Identity | None = None) -> None:
        """Take note that the device is there, with a key that it accepts, and stays so until the end is noted."""
        self._is_there = True
        self._see(None if identity is None else _find_proven(identity))

    def note_end(self) -> None:
        """Take note that the device was there until now, if it was."""
        if self._is_there:
            self._is_there = False
            self._see()

    async def save(self) -> None:
        """Write what waits to be written."""
        if self._timer is not None:
            await self._loop.run_in_executor(None, self._write, self._begin_saving())

    def _see(self, proven_key: LocalKey | None = None) -> None:
        if self._store.learn(self._device_id, last_seen=time.time(), proven_key=proven_key):
            self._save_within(max(SAVE_DELAY, self._saved_at + SEEN_INTERVAL - self._loop.time()))

    def _save_within(self, delay: float) -> None:
        if self._store.is_foreign:
            # Another program's file is only read; that was said when it was chosen.
            return
        at = self._loop.time() + delay
        if self._timer is None or at < self._timer.when():
            self._cancel()
            self._timer = self._loop.call_at(at, self._save_later)

    def _save_later(self) -> None:
        level = self._begin_saving()
        if self._is_there:
            # It may stay for weeks, and the power may fail on any day of them.
            self._see()
        self._loop.run_in_executor(None, self._write, level)

    def _begin_saving(self) -> int:
        """Tell how loud a failure is to be: nobody misses a time that is an hour old."""
        self._cancel()
        self._saved_at = self._loop.time()
        had_news, self._has_news = self._has_news, False
        return logging.WARNING if had_news else logging.DEBUG

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _write(self, level: int) -> None:
        try:
            self._store.save()
        except TuyalanError as error:
            _log.log(level, "what was learnt about devices is not stored: %s", error)


def _find_proven(identity: Identity) -> LocalKey | None:
    """Return the key that an open connection proves; devices of version 3.1 answer in clear text, which proves none."""
    return None if identity.version is Version.V31 else identity.key
