"""Announcements for many connections: one set of sockets, callbacks by device id, a search for a single device."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, Self

from tuyalan.client.finder import PORTS, Found, Ports, listen
from tuyalan.errors import UnreachableError, UseError
from tuyalan.net.udp import EVERYWHERE
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from tuyalan.client.finder import Finder
    from tuyalan.net.interfaces import Interface

    BeaconCallback = Callable[[Found], None]

FIND_TIMEOUT: Final = 18.0
"""Seconds to look for a device: a full round of the slowest ones. Facts: UDP-6."""
ASK_INTERVAL: Final = 6.0
"""Seconds between two questions while searching."""
ASK_GAP: Final = 1.0
"""Seconds between two questions to everybody, however many devices are searched for at the same time."""
FRESH: Final = 30.0
"""How old an announcement may be to count as an answer, in seconds."""

_log: Final = logging.getLogger("tuyalan.client")


class BeaconWatch:
    """Hears announcements while at least one user is inside `async with`; all users share its sockets."""

    def __init__(
        self,
        *,
        ports: Ports = PORTS,
        interfaces: Sequence[Interface] | None = None,
        answer_address: str | None = None,
        host: str = EVERYWHERE,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Take what `listen` takes; nothing is opened yet."""
        self._ports = ports
        self._interfaces = interfaces
        self._answer_address = answer_address
        self._host = host
        self._clock = clock
        self._callbacks: dict[str, list[BeaconCallback]] = {}
        self._curious: list[BeaconCallback] = []
        self._users = 0
        self._opening = asyncio.Lock()
        self._stack: AsyncExitStack | None = None
        self._finder: Finder | None = None
        self._asked_at: float | None = None

    async def __aenter__(self) -> Self:
        """Open the sockets, unless another user did."""
        self._users += 1
        try:
            async with self._opening:
                if self._finder is None:
                    await self._open()
        except BaseException:
            await self._leave()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the sockets, if this was the last user."""
        await self._leave()

    @property
    def finder(self) -> Finder | None:
        """What was heard, for diagnosis; `None` while closed."""
        return self._finder

    def subscribe(self, device_id: str, callback: BeaconCallback) -> Callable[[], None]:
        """Call `callback` at each announcement of a device; returns what ends that."""
        self._callbacks.setdefault(device_id, []).append(callback)

        def unsubscribe() -> None:
            callbacks = self._callbacks.get(device_id, [])
            if callback in callbacks:
                callbacks.remove(callback)
            if not callbacks:
                self._callbacks.pop(device_id, None)

        return unsubscribe

    def subscribe_all(self, callback: BeaconCallback) -> Callable[[], None]:
        """Call `callback` at each announcement of any device; returns what ends that."""
        self._curious.append(callback)

        def unsubscribe() -> None:
            if callback in self._curious:
                self._curious.remove(callback)

        return unsubscribe

    def heard_at(self, address: str) -> list[Found]:
        """Return the devices that announced themselves from `address`."""
        return [] if self._finder is None else self._finder.heard_at(address)

    def ask(self, address: str) -> bool:
        """Ask one address who lives there; returns whether the question went out."""
        return self._finder is not None and self._finder.asker.ask(address)

    async def find(self, device_id: str, *, timeout: float = FIND_TIMEOUT) -> Found:
        """Return the announcement of a device, asking for it as long as it is silent.

        Args:
            device_id: Its id.
            timeout: Seconds to wait.

        Raises:
            UnreachableError: it was not heard; the message says what was tried.
            UseError: nobody is inside `async with`.
        """
        finder = self._finder
        if finder is None:
            raise UseError("enter the watch with `async with` before finding a device", device_id=device_id)
        recent = finder.found.get(DeviceId(device_id))
        if recent is not None and self._clock() - recent.last_seen <= FRESH:
            return recent
        if not finder.can_hear:
            raise UnreachableError("cannot be searched for: " + _describe_ports(finder), device_id=device_id)
        found = await self._await_beacon(device_id, timeout)
        if found is None:
            raise UnreachableError(_describe_silence(finder, timeout), device_id=device_id)
        return found

    async def _await_beacon(self, device_id: str, timeout: float) -> Found | None:
        loop = asyncio.get_running_loop()
        heard: asyncio.Future[Found] = loop.create_future()
        unsubscribe = self.subscribe(device_id, lambda found: None if heard.done() else heard.set_result(found))
        deadline = loop.time() + timeout
        try:
            while not heard.done() and loop.time() < deadline:
                self._ask_everywhere()
                await asyncio.wait((heard,), timeout=max(0.0, min(ASK_INTERVAL, deadline - loop.time())))
        finally:
            unsubscribe()
        return heard.result() if heard.done() else None

    def _ask_everywhere(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._finder is not None and (self._asked_at is None or now - self._asked_at >= ASK_GAP):
            self._asked_at = now
            self._finder.asker.ask_everywhere()

    async def _open(self) -> None:
        async with AsyncExitStack() as stack:
            finder = await stack.enter_async_context(
                listen(
                    ports=self._ports,
                    interfaces=self._interfaces,
                    answer_address=self._answer_address,
                    host=self._host,
                    clock=self._clock,
                    max_news=0,
                )
            )
            finder.on_every_beacon(self._hand_on)
            self._stack = stack.pop_all()
        self._finder = finder
        self._asked_at = None
        for state in finder.ports:
            if not state.is_bound:
                _log.warning("UDP port %s is not heard: %s (%s)", state.port, state.error, state.cause)

    async def _leave(self) -> None:
        self._users -= 1
        # Who opens is a user, so nobody is opening when none is left.
        if not self._users and self._stack is not None:
            stack, self._stack, self._finder = self._stack, None, None
            await stack.aclose()

    def _hand_on(self, found: Found) -> None:
        for callback in (*self._callbacks.get(found.device_id or "", ()), *self._curious):
            try:
                callback(found)
            except Exception:  # noqa: BLE001 - see below
                # The outermost edge of a callback: one subscriber must not make the others deaf.
                _log.exception("%s: handling its announcement failed", found.device_id)


def _describe_ports(finder: Finder) -> str:
    return "; ".join(f"UDP {state.port}: {state.error}, {state.cause}" for state in finder.ports if not state.is_bound)


def _describe_silence(finder: Finder, timeout: float) -> str:
    heard = ", ".join(str(state.port) for state in finder.ports if state.is_bound)
    asked = ", ".join(interface.name for interface in finder.interfaces if not interface.is_loopback)
    text = f"no announcement on UDP {heard} within {timeout:g} s, asked on {asked or 'this machine only'}"
    deaf = _describe_ports(finder)
    return f"{text}; {deaf}" if deaf else text
