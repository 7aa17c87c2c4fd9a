"""Hears announcements on all ports and turns them into a list of who is there; nothing in it is proven.

Announcements are not authenticated: they suggest addresses, and only a session with the right key proves an identity.
So nothing here touches what is stored. Every table and queue has a bound, whatever arrives. Facts: UDP-5.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.beacon import Ask, Beacon, Format, Reason, Rejected, parse_datagram
from tuyalan.net.asking import ASK_PORT, Asker
from tuyalan.net.interfaces import Interface, list_interfaces
from tuyalan.net.udp import EVERYWHERE, PortState, open_listeners
from tuyalan.vocabulary import DeviceId, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence

MAX_FOUND: Final = 10_000
"""Devices remembered; beyond, the one heard of least recently is forgotten."""
MAX_NEWS: Final = 1024
"""Findings that wait for their reader; beyond, new ones are counted and dropped."""


class Ports(msgspec.Struct, frozen=True):
    """The UDP ports of discovery."""

    clear: int = 6666
    """Announcements of 3.1 devices. Facts: UDP-1."""
    sealed: int = 6667
    """Announcements of later devices. Facts: UDP-2, UDP-3."""
    ask: int = ASK_PORT
    """Questions and answers to them. Facts: ASK-1, ASK-2."""


PORTS: Final = Ports()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One device, or one address with an open port, as heard last."""

    device_id: DeviceId | None
    """`None` for an address of which only an open port is known."""
    address: str
    """Where the announcement came from."""
    told_address: str | None = None
    """The address that the device believes to have; differs behind relays and address translation."""
    version: Version | None = None
    version_text: str = ""
    """The version as told, also one nobody knows."""
    product_key: str = ""
    name: str = ""
    uuid: str = ""
    active: int | None = None
    """2 if it is paired, 0 if it waits for that."""
    port: int | None = None
    """The UDP port it was heard on."""
    format: Format | None = None
    first_seen: float
    """Seconds since 1970."""
    last_seen: float
    parent: DeviceId | None = None
    """The gateway; devices behind one do not announce themselves."""
    has_open_port: bool = False
    """A sweep found its TCP port open."""
    beacon: Beacon | None = None
    """All that it told."""


class Counters(msgspec.Struct):
    """What became of the datagrams heard."""

    datagrams: int = 0
    beacons: int = 0
    """Announcements understood."""
    duplicates: int = 0
    """Announcements that told nothing new."""
    asks: int = 0
    """Questions of others: an app or another program searches here."""
    own_asks: int = 0
    """Questions of ours that came back."""
    rejected: Counter[Reason] = msgspec.field(default_factory=Counter[Reason])
    dropped: int = 0
    """Findings that nobody read in time."""
    forgotten: int = 0
    """Devices that made room for others."""


_State = tuple[str, str, Format]
"""What makes an announcement news: address, version, format."""


class Finder:
    """Who is there, as heard so far; iterating yields each finding at once, and again when it changes."""

    def __init__(
        self,
        asker: Asker,
        *,
        interfaces: Sequence[Interface] = (),
        clock: Callable[[], float] = time.time,
        max_news: int = MAX_NEWS,
    ) -> None:
        """Take who asks, the addresses of this machine, and the bound of the queue; 0 for readers of `found` alone."""
        self.asker = asker
        self.interfaces: tuple[Interface, ...] = tuple(interfaces)
        self.ports: tuple[PortState, ...] = ()
        """Each port, and if it cannot be listened on, why."""
        self.found: dict[DeviceId, Found] = {}
        """Devices by id, the one heard of last at the end."""
        self.counters: Counters = Counters()
        self._clock = clock
        self._max_news = max_news
        self._states: dict[DeviceId, dict[int, _State]] = {}
        self._open: dict[str, Found] = {}
        self._news: deque[Found] = deque()
        self._changed = asyncio.Event()
        self.is_closed: bool = False
        """Nothing more is heard."""
        self._callbacks: list[Callable[[Found], None]] = []

    def __aiter__(self) -> Finder:
        """Iterate over findings until the listening ends."""
        return self

    async def __anext__(self) -> Found:
        """Wait for the next finding."""
        while not self._news:
            if self.is_closed:
                raise StopAsyncIteration
            await self.wait_change()
        return self._news.popleft()

    async def wait_change(self) -> None:
        """Wait until there is something to read, the listening ends, or `wake` is called."""
        self._changed.clear()
        await self._changed.wait()

    def wake(self) -> None:
        """Let waiting readers look again."""
        self._changed.set()

    @property
    def can_hear(self) -> bool:
        """Tell whether at least one port is listened on."""
        return any(state.is_bound for state in self.ports)

    @property
    def has_news(self) -> bool:
        """Tell whether a finding waits to be read."""
        return bool(self._news)

    def heard_at(self, address: str) -> list[Found]:
        """Return the devices heard from `address`."""
        return [found for found in self.found.values() if found.address == address]

    def on_every_beacon(self, callback: Callable[[Found], None]) -> None:
        """Call `callback` at each announcement, also when it tells nothing new."""
        self._callbacks.append(callback)

    def take(self, data: bytes, source: str, port: int) -> None:
        """Handle one datagram."""
        counters = self.counters
        counters.datagrams += 1
        if self.asker.is_own(data):
            counters.own_asks += 1
            return
        told = parse_datagram(data, port=port)
        match told:
            case Rejected():
                counters.rejected[told.reason] += 1
            case Ask():
                counters.asks += 1
            case Beacon():
                counters.beacons += 1
                self._hear(told, source, port)

    def note_open_port(self, address: str) -> None:
        """Take an address whose TCP port a sweep found open."""
        if address in self._open:
            return
        now = self._clock()
        self._open[address] = Found(device_id=None, address=address, first_seen=now, last_seen=now, has_open_port=True)
        known = self.heard_at(address)
        for found in known:
            if found.device_id is not None:
                self.found[found.device_id] = msgspec.structs.replace(found, has_open_port=True)
        if not known:
            self._tell(self._open[address])

    def list_open(self) -> list[Found]:
        """Return the addresses with an open port of which nothing else is known."""
        heard = {found.address for found in self.found.values()}
        return [found for address, found in self._open.items() if address not in heard]

    def close(self) -> None:
        """End the iteration once everything found is read."""
        self.is_closed = True
        self._changed.set()

    def _hear(self, beacon: Beacon, source: str, port: int) -> None:
        device_id = beacon.device_id
        now = self._clock()
        old = self.found.pop(device_id, None)
        found = self.found[device_id] = Found(
            device_id=device_id,
            address=source,
            told_address=beacon.address,
            version=beacon.version,
            version_text=beacon.version_text,
            product_key=beacon.product_key,
            name=beacon.name,
            uuid=beacon.uuid,
            active=beacon.active,
            port=port,
            format=beacon.format,
            first_seen=now if old is None else old.first_seen,
            last_seen=now,
            has_open_port=source in self._open,
            beacon=beacon,
        )
        if self._is_news(device_id, port, (source, beacon.version_text, beacon.format)):
            self._tell(found)
        else:
            self.counters.duplicates += 1
        self._forget_excess()
        for callback in self._callbacks:
            callback(found)

    def _is_news(self, device_id: DeviceId, port: int, state: _State) -> bool:
        # By port: a device may announce itself in one format on 6667 and answer in another on 7000, turn by turn.
        states = self._states.setdefault(device_id, {})
        is_news = state not in states.values()
        states[port] = state
        return is_news

    def _forget_excess(self) -> None:
        while len(self.found) > MAX_FOUND:
            oldest = next(iter(self.found))
            del self.found[oldest]
            del self._states[oldest]
            self.counters.forgotten += 1

    def _tell(self, found: Found) -> None:
        if len(self._news) < self._max_news:
            self._news.append(found)
            self._changed.set()
        else:
            self.counters.dropped += bool(self._max_news)


@asynccontextmanager
async def listen(
    *,
    ports: Ports = PORTS,
    interfaces: Sequence[Interface] | None = None,
    answer_address: str | None = None,
    host: str = EVERYWHERE,
    clock: Callable[[], float] = time.time,
    max_news: int = MAX_NEWS,
) -> AsyncGenerator[Finder]:
    """Listen for announcements inside the block.

    A port that cannot be had is no error: `finder.ports` tells it with the reason.

    Args:
        ports: Where to listen and where questions go.
        interfaces: The addresses to ask from; by default all of this machine.
        answer_address: What questions tell as the place for answers; by default the address asked from.
        host: The address to listen on; broadcasts are heard on all addresses only.
        clock: Tells seconds since 1970.
        max_news: Bound of the queue of findings; 0 if nobody iterates.
    """
    interfaces = list_interfaces() if interfaces is None else interfaces
    asker = Asker(interfaces, port=ports.ask, answer_address=answer_address)
    finder = Finder(asker, interfaces=interfaces, clock=clock, max_news=max_news)
    async with open_listeners((ports.clear, ports.sealed, ports.ask), finder.take, host=host) as states:
        finder.ports = states
        try:
            yield finder
        finally:
            finder.close()
