"""Devices on UDP: announcements at intervals, answers to those who ask who is there. Facts: UDP-1 to UDP-6, ASK-1 to ASK-3.

Announcements leave from the device's own address, since scanners tell devices by where a datagram came from.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import socket
from collections.abc import Mapping  # noqa: TC003 - read at run time by msgspec
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuyalan.beacon import Ask, Beacon, Format, build_beacon, format_of, parse_datagram
from tuyalan.errors import ConfigError
from tuyalan.sim.listening import port_error
from tuyalan.wire.cipher import NONCE_SIZE
from tuyalan.wire.versions import Sealing

if TYPE_CHECKING:
    from tuyalan.sim.device import VirtualDevice, World
    from tuyalan.vocabulary import DeviceId

CLEAR_PORT: Final = 6666
"""Where 3.1 devices announce themselves."""
SEALED_PORT: Final = 6667
"""Where all others do."""
ASK_PORT: Final = 7000
"""Where 3.5 devices are asked, and where they answer to."""
INTERVAL: Final = 5.0
ACTIVATED: Final = 2
_LOOPBACK: Final = "127.0.0.1"
_GLOBAL_BROADCAST: Final = "255.255.255.255"
_LOOPBACK_BROADCAST: Final = "127.255.255.255"
_log: Final = logging.getLogger("tuyalan.sim")


@dataclass(frozen=True, slots=True)
class Announcing:
    """How devices announce themselves; the defaults are those of real devices."""

    interval: float = INTERVAL
    """Seconds from announcement to announcement; 0 means none, as new 3.5 firmware does."""
    destination: str | None = None
    """Where announcements go; by default the broadcast address, 127.255.255.255 for devices on loopback."""
    clear_port: int = CLEAR_PORT
    sealed_port: int = SEALED_PORT
    ask_port: int | None = ASK_PORT
    """Where questions are heard; `None` means nowhere."""
    answer_port: int = ASK_PORT
    """The port of the asker to which answers go, whatever port it sent from. Facts: ASK-2."""
    all_versions_answer: bool = False
    """Whether devices older than 3.5 answer questions too; real ones do not."""
    newest_is_silent: bool = False
    """Whether 3.5 devices only answer and never announce, as the maker's firmware does."""
    stops_when_full: bool = True
    """Whether a device falls silent while all its slots for clients are taken. Facts: UDP-6."""
    formats: Mapping[str, Format] = field(default_factory=lambda: MappingProxyType(dict[str, Format]()))
    """Other formats than the usual, by version text."""
    padding: int = 0
    """How many NULs stand behind the JSON text."""


class Announcer:
    """Speaks and listens on UDP for all devices of a simulator."""

    def __init__(self, announcing: Announcing, world: World) -> None:
        """Take how, and what the devices share."""
        self._announcing: Final = announcing
        self._world: Final = world
        self._devices: dict[DeviceId, VirtualDevice] = {}
        self._timers: dict[DeviceId, asyncio.TimerHandle] = {}
        self._listeners: dict[str, asyncio.DatagramTransport] = {}

    async def add(self, device: VirtualDevice) -> None:
        """Take in a device: announce it from now on, and listen for questions where it lives.

        Raises:
            ConfigError: its port for questions is in use.
        """
        self._devices[device.id] = device
        self.announce_soon(device)
        await self.listen(device)

    def remove(self, device: VirtualDevice) -> None:
        """Say no more about a device."""
        self._devices.pop(device.id, None)
        timer = self._timers.pop(device.id, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Stop everything."""
        for device in list(self._devices.values()):
            self.remove(device)
        for transport in self._listeners.values():
            transport.close()
        self._listeners.clear()

    def announce_soon(self, device: VirtualDevice) -> None:
        """Announce a device now and at intervals from now on, as one does that was just switched on."""
        announcing = self._announcing
        is_silent = announcing.newest_is_silent and device.spec.sealing is Sealing.GCM
        if announcing.interval <= 0 or is_silent or device.id not in self._devices:
            return
        timer = self._timers.get(device.id)
        if timer is not None:
            timer.cancel()
        self._timers[device.id] = self._world.loop.call_later(0, self._tick, device)

    def announce(self, device: VirtualDevice) -> None:
        """Send one announcement, if the device is in a state to."""
        announcing = self._announcing
        if not device.is_powered or (announcing.stops_when_full and device.is_full):
            return
        is_clear = device.spec.sealing is Sealing.SIGNED_CONTROL
        port = announcing.clear_port if is_clear else announcing.sealed_port
        destination = announcing.destination or broadcast_of(device.address)
        if self._send(device, (destination, port)):
            device.counters.announcements += 1

    def build(self, device: VirtualDevice) -> bytes:
        """Build the datagram that announces a device."""
        version = device.version
        is_newest = device.spec.sealing is Sealing.GCM
        beacon = Beacon(
            device_id=device.spoken_id,
            address=device.address,
            version_text=version.value,
            product_key=device.model.product_key,
            uuid=device.id[:16] if is_newest else "",
            active=ACTIVATED,
            ability=0,
            encrypted=device.spec.sealing is not Sealing.SIGNED_CONTROL,
            security_level=1 if is_newest else None,
            extra=(("token", True), ("wf_cfg", True)) if device.spec.sealing is Sealing.ECB_INNER_HEADER else (),
            format=self._announcing.formats.get(version.value, format_of(version)),
        )
        return build_beacon(beacon, nonce=self._world.entropy(NONCE_SIZE), padding=self._announcing.padding)

    async def listen(self, device: VirtualDevice) -> None:
        """Open what is needed to hear questions to a device.

        Raises:
            ConfigError: the port is in use.
        """
        port = self._announcing.ask_port
        if port is None or not self._answers(device):
            return
        # An asker on the same address and port could not hear the answer: this socket would take it.
        if device.address != _LOOPBACK or port != self._announcing.answer_port:
            await self._open(device.address, port)
        with contextlib.suppress(ConfigError):
            # Not every system lets a socket hear broadcasts alone.
            await self._open(broadcast_of(device.address), port)

    def take(self, data: bytes, *, at: str) -> None:
        """Answer a question that came to the address `at`."""
        ask = parse_datagram(data)
        if not isinstance(ask, Ask) or ask.address is None or ask.has_code:
            return
        for device in list(self._devices.values()):
            is_meant = at in (device.address, broadcast_of(device.address))
            if is_meant and device.is_powered and self._answers(device):
                self._send(device, (ask.address, self._announcing.answer_port))
                device.counters.asks += 1

    def _answers(self, device: VirtualDevice) -> bool:
        return self._announcing.all_versions_answer or device.spec.sealing is Sealing.GCM

    def _tick(self, device: VirtualDevice) -> None:
        self._timers[device.id] = self._world.loop.call_later(self._announcing.interval, self._tick, device)
        self.announce(device)

    def _send(self, device: VirtualDevice, target: tuple[str, int]) -> bool:
        # A socket for each datagram: a thousand devices then hold a thousand sockets less.
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
                sock.setblocking(False)
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                sock.bind((device.address, 0))
                sock.sendto(self.build(device), target)
        except OSError as error:
            _log.debug("%s: cannot announce to %s port %s: %s", device.id, *target, error)
            return False
        return True

    async def _open(self, address: str, port: int) -> None:
        if address in self._listeners:
            return
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if hasattr(socket, "SO_REUSEPORT"):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            sock.bind((address, port))
            transport, _ = await self._world.loop.create_datagram_endpoint(lambda: _Listener(self, address), sock=sock)
        except OSError as error:
            sock.close()
            raise port_error(error, address, port) from error
        self._listeners[address] = transport


class _Listener(asyncio.DatagramProtocol):
    """Hears questions at one address."""

    def __init__(self, announcer: Announcer, address: str) -> None:
        self._announcer = announcer
        self._address = address

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        del addr
        self._announcer.take(data, at=self._address)


def broadcast_of(address: str) -> str:
    """Return where devices at `address` announce themselves when nothing else is said."""
    return _LOOPBACK_BROADCAST if ipaddress.ip_address(address).is_loopback else _GLOBAL_BROADCAST
