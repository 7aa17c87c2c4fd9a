"""What all devices of one event loop share: permits to connect, gaps between sessions, one set of beacon sockets."""

from __future__ import annotations

import asyncio
import weakref
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from tuyalan.client.discovery import BeaconWatch
from tuyalan.net.tcp import Dialler

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tuyalan.net.tcp import ClosedCallback, DataCallback, Link

MAX_CONNECTING: Final = 64
"""Connections being opened at the same time: more is a storm for small access points."""
SESSION_GAP: Final = 1.0
"""From the end of a session to the next connection to the same device, seconds: firmware needs up to a second to notice
that a socket is gone, and overlapping sessions lock some modules up until their power is cut."""
_MAX_GAPS: Final = 10_000

# The one state outside of objects: a device's single slot is a fact of the network, so every client in this process
# that runs in the same loop must know of it, also those that never heard of each other.
_of_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Network]


class Network:
    """Shared by many devices; one per event loop is made where none is given."""

    def __init__(
        self,
        *,
        max_connecting: int = MAX_CONNECTING,
        session_gap: float = SESSION_GAP,
        beacons: BeaconWatch | None = None,
    ) -> None:
        """Take the bounds; nothing is opened yet.

        Args:
            max_connecting: connections being opened at the same time.
            session_gap: seconds between two sessions with one device.
            beacons: hears announcements; its sockets are opened when the first device needs them.
        """
        self._loop: asyncio.AbstractEventLoop | None = None
        self._dialler: Dialler | None = None
        self._max_connecting = max_connecting
        self._permits = asyncio.Semaphore(max_connecting)
        self._owed = 0
        """Permits that come back and are not given out again, because there were more of them before."""
        self._gap = session_gap
        self._ended: dict[tuple[str, int], float] = {}
        self._beacons = beacons or BeaconWatch()

    @classmethod
    def of_running_loop(cls) -> Network:
        """Return the network of the running loop, made at the first call."""
        loop = asyncio.get_running_loop()
        network = _of_loop.get(loop)
        if network is None:
            # What a network holds leads back to its loop, so the dictionary does not notice that a loop is gone.
            for gone in [known for known in _of_loop if known.is_closed()]:
                del _of_loop[gone]
            network = _of_loop[loop] = cls()
        return network

    async def open(
        self,
        address: str,
        port: int,
        *,
        on_data: DataCallback,
        on_closed: ClosedCallback,
        timeout: float,
    ) -> Link:
        """Connect when the device has rested and a permit is free; raises as `Dialler.open`."""
        dialler = self._settle()
        await self._rest(address, port)
        permits = self._permits
        await permits.acquire()
        try:
            return await dialler.open(address, port, on_data=on_data, on_closed=on_closed, timeout=timeout)
        finally:
            if permits is self._permits:
                self._give_back()

    async def adjust(self, *, max_connecting: int, session_gap: float) -> None:
        """Take other bounds, from now on; connections that are being opened go on."""
        change, self._max_connecting = max_connecting - self._max_connecting, max_connecting
        self._gap = session_gap
        for _ in range(change):
            self._give_back()
        for _ in range(-change):
            if self._permits.locked():
                self._owed += 1
            else:
                await self._permits.acquire()

    def _give_back(self) -> None:
        if self._owed:
            self._owed -= 1
        else:
            self._permits.release()

    def _settle(self) -> Dialler:
        """Move to the running loop: blocking programs get a new one whenever they open a device after a pause."""
        loop = asyncio.get_running_loop()
        if self._dialler is None or self._loop is not loop:
            if self._loop is not None:
                self._permits, self._owed = asyncio.Semaphore(self._max_connecting), 0
            self._loop = loop
            self._dialler = Dialler(loop)
        return self._dialler

    async def _rest(self, address: str, port: int) -> None:
        """Wait until the last session with a device is long enough ago, also if others came first meanwhile."""
        loop = asyncio.get_running_loop()
        while (ended := self._ended.get((address, port))) is not None:
            rest = ended + self._gap - loop.time()
            if rest <= 0:
                return
            await asyncio.sleep(rest)

    def note_end(self, address: str, port: int) -> None:
        """Remember that a session with a device ended now."""
        ended = self._ended
        ended.pop((address, port), None)
        ended[address, port] = asyncio.get_running_loop().time()
        while len(ended) > _MAX_GAPS:
            del ended[next(iter(ended))]

    @asynccontextmanager
    async def beacons(self) -> AsyncGenerator[BeaconWatch]:
        """Hear announcements while inside; all users share one set of sockets."""
        async with self._beacons as watch:
            yield watch


_of_loop = weakref.WeakKeyDictionary()
