"""The least that a client can be, as a bound for ours: bytes out, bytes in, nothing understood."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Final

from benchmarks.workers import Devices, Wire, devices

if TYPE_CHECKING:
    from tuyalan.vocabulary import Version

_BUFFER: Final = memoryview(bytearray(65536))


class Bare(asyncio.Protocol):
    """Sends bytes and waits for bytes."""

    wire: Wire
    waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport from the loop."""
        assert isinstance(transport, Wire)
        self.wire = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - asyncio's signature
        """Tell whoever waits."""
        if self.waiter is not None:
            self.waiter.set_result(None)

    async def exchange(self, data: bytes) -> None:
        """Send and wait for the answer."""
        self.waiter = asyncio.get_running_loop().create_future()
        self.wire.write(data)
        await self.waiter


class Sink(asyncio.BufferedProtocol):
    """Counts the reads of all connections; does nothing with them."""

    reads = 0

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's signature
        """Lend the one buffer there is."""
        return _BUFFER

    def buffer_updated(self, nbytes: int) -> None:  # noqa: ARG002 - asyncio's signature
        """Count."""
        Sink.reads += 1


async def cpu_of_fleet(version: Version, *, count: int, rate: int, settling: float, window: float) -> float:
    """Return the CPU use of the loop alone, percent of a core, for pushes of a version without negotiation."""
    with devices(version, f"rate={rate}") as crowd:
        links = await _connect(crowd, count)
        crowd.go()
        await asyncio.sleep(settling)
        cpu, start, first = time.process_time(), time.perf_counter(), Sink.reads
        await asyncio.sleep(window)
        cpu, span = time.process_time() - cpu, time.perf_counter() - start
        assert Sink.reads > first, "nothing was pushed"
        for link in links:
            link.close()
    return cpu / span * 100


async def _connect(crowd: Devices, count: int) -> list[Wire]:
    loop = asyncio.get_running_loop()
    links: list[Wire] = []
    for _ in range(count):
        transport, _ = await loop.create_connection(Sink, "127.0.0.1", crowd.port)
        assert isinstance(transport, Wire)
        links.append(transport)
    return links
