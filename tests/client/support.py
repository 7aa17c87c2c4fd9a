"""What the tests of discovery share: announcements, ports of their own, a device that answers questions."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from tests.net.support import find_ports, send
from tuyalan.beacon import Ask, Beacon, build_beacon, format_of, parse_datagram
from tuyalan.client.finder import Ports
from tuyalan.vocabulary import DeviceId, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

LAMP: Final = DeviceId("eb0123456789abcdef0123")
PLUG: Final = DeviceId("bf0123456789abcdef0456")


def choose_ports() -> Ports:
    """Return ports that nobody else uses."""
    return Ports(*find_ports(3))


def beacon_of(
    device_id: str = LAMP, *, version: Version = Version.V33, address: str | None = None, name: str = ""
) -> bytes:
    """Build the announcement of a device."""
    told = Beacon(
        device_id=DeviceId(device_id),
        address=address,
        version_text=version.value,
        product_key="key0123456789abc",
        name=name,
        active=2,
        format=format_of(version),
    )
    return build_beacon(told, nonce=os.urandom(12))


def announce(ports: Ports, device_id: str = LAMP, *, source: str = "127.0.0.2", version: Version = Version.V33) -> None:
    """Send an announcement as a device of `version` at `source` does."""
    port = ports.clear if version is Version.V31 else ports.sealed
    send(beacon_of(device_id, version=version, address=source), port, source=source)


class Answerer(asyncio.DatagramProtocol):
    """A device that never announces itself and answers questions, to the address that they tell."""

    def __init__(self, address: str, ports: Ports) -> None:
        self.address = address
        self.ports = ports
        self.asked = 0

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        ask = parse_datagram(data)
        if isinstance(ask, Ask) and ask.address is not None and addr:
            self.asked += 1
            answer = beacon_of(LAMP, version=Version.V35, address=self.address)
            send(answer, self.ports.ask, source=self.address, target=ask.address)

    @asynccontextmanager
    async def open(self, *, hears_broadcasts: bool = False) -> AsyncGenerator[Answerer]:
        """Listen at the device's address, or at the address of broadcasts."""
        where = "127.255.255.255" if hears_broadcasts else self.address
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(where, self.ports.ask), reuse_port=True
        )
        try:
            yield self
        finally:
            transport.close()
            await asyncio.sleep(0)
