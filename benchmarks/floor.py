"""What the event loop alone costs: a thousand connections whose bytes are counted and thrown away."""

from __future__ import annotations

import asyncio
import time

from benchmarks.client import devices
from benchmarks.device import ID, KEY
from tuyalan.session.client import ClientSession
from tuyalan.vocabulary import LocalKey, Version


class Sink(asyncio.BufferedProtocol):
    """Counts reads; does nothing with them."""

    buffer = memoryview(bytearray(65536))
    reads = 0

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:  # noqa: ARG002
        Sink.reads += 1


async def fleet(version: Version, count: int = 1000, rate: float = 10, window: float = 6) -> dict[str, float]:
    """Receive the pushes of versions without negotiation; return the CPU use of the loop alone."""
    assert version is Version.V33, "only a version without session key can be pushed to without a word"
    with devices(version, rate=rate) as peer:
        loop = asyncio.get_running_loop()
        session = ClientSession(version, LocalKey(KEY), ID, entropy=bytes)
        session.start(now=0)
        links = [await loop.create_connection(Sink, "127.0.0.1", peer.port) for _ in range(count)]
        peer.tell("go")
        await asyncio.sleep(1.5)
        cpu, start, first = time.process_time(), time.perf_counter(), Sink.reads
        await asyncio.sleep(window)
        cpu, span, seen = time.process_time() - cpu, time.perf_counter() - start, Sink.reads - first
        for transport, _ in links:
            transport.close()
    return {"cpu": cpu / span * 100, "us": cpu / seen * 1e6, "rate": seen / span}
