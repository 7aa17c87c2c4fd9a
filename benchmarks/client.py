"""The client as a user meets it: round trips, cold starts, many devices, memory. Runs on the second core."""

from __future__ import annotations

import asyncio
import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Final

from benchmarks.device import ID, KEY
from tuyalan.client.device import Device
from tuyalan.client.network import Network
from tuyalan.client.watch_all import watch_all
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

LOOPS: Final = ("uvloop", "asyncio")


class Peer:
    """A process of virtual devices."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port

    def tell(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def ask(self, word: str) -> str:
        self.tell(word)
        assert self.process.stdout is not None
        return self.process.stdout.readline()


@contextmanager
def devices(
    version: Version, *, rate: float = 0, nagle: bool = False, caches: bool = False, echo: int = 0
) -> Generator[Peer]:
    """Run the process of virtual devices."""
    arguments = [version.value, str(rate), str(int(nagle)), str(int(caches)), str(echo)]
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "benchmarks.device", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            yield Peer(process, int(process.stdout.readline()))
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()


@asynccontextmanager
async def opened(version: Version, port: int, count: int = 1) -> AsyncGenerator[list[Device]]:
    """Open many devices at once."""
    network = Network(session_gap=0)
    made = [Device(f"{ID[:-4]}{n:04d}", KEY, "127.0.0.1", port=port, version=version, network=network) for n in range(count)]
    async with asyncio.TaskGroup() as group:
        for device in made:
            group.create_task(device.open())  # noqa: TID251
    try:
        yield made
    finally:
        async with asyncio.TaskGroup() as group:
            for device in made:
                group.create_task(device.close())  # noqa: TID251


class Bare(asyncio.Protocol):
    """The least that a client can be: send bytes, wait for bytes."""

    def __init__(self) -> None:
        self.waiter: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002
        if self.waiter is not None:
            self.waiter.set_result(None)

    async def exchange(self, data: bytes) -> None:
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(data)  # type: ignore[attr-defined]
        await self.waiter


async def round_trip(version: Version) -> tuple[float, float]:
    """Return the median of a query and of a bare echo of the same sizes, in microseconds, measured in turn."""
    with devices(version, caches=True) as peer:
        async with opened(version, peer.port) as (device,):
            await device.status()
            session = device._connection._session  # noqa: SLF001
            session.query(now=0.0, wall=1.7e9)
            request = len(session.outgoing())
            await asyncio.sleep(0.1)
            reply = len(_reply(version))
            with devices(version, echo=reply) as echo:
                _, bare = await asyncio.get_running_loop().create_connection(Bare, "127.0.0.1", echo.port)
                data = bytes(request)
                ours: list[float] = []
                floor: list[float] = []
                for _ in range(12):
                    for sample, action in ((floor, lambda: bare.exchange(data)), (ours, device.status)):
                        for _ in range(150):
                            begin = time.perf_counter()
                            await action()
                            sample.append(time.perf_counter() - begin)
                bare.transport.close()  # type: ignore[attr-defined]
    return statistics.median(ours) * 1e6, statistics.median(floor) * 1e6


def _reply(version: Version) -> bytes:
    from benchmarks.device import STATE  # noqa: PLC0415
    from tuyalan.vocabulary import LocalKey  # noqa: PLC0415
    from tuyalan.wire.codec import Sender, make_codec  # noqa: PLC0415
    from tuyalan.wire.messages import build_state  # noqa: PLC0415

    codec = make_codec(version, LocalKey(KEY), reads=Sender.CLIENT)
    return codec.seal(16, 1, build_state(codec.spec, ID, STATE), code=bytes(4), nonce=bytes(12))


async def cold(version: Version, rounds: int = 40) -> float:
    """Return the median from nothing to the first state, in milliseconds."""
    took: list[float] = []
    network = Network(session_gap=0)
    with devices(version) as peer:
        for _ in range(rounds):
            device = Device(ID, KEY, "127.0.0.1", port=peer.port, version=version, network=network)
            begin = time.perf_counter()
            await device.open()
            assert device.dps
            took.append(time.perf_counter() - begin)
            await device.close()
    return statistics.median(took) * 1e3


async def confirmed(version: Version, rounds: int = 40) -> float:
    """Return the median from a write to its confirmation by a device with Nagle on, in milliseconds."""
    took: list[float] = []
    with devices(version, nagle=True) as peer:
        async with opened(version, peer.port) as (device,):
            for turn in range(rounds):
                result = await device.set(1, turn % 2 == 0)
                took.append(result.seconds)
                await asyncio.sleep(0.06)
    return statistics.median(took) * 1e3


def resident() -> float:
    """Return the resident memory of this process, in KiB."""
    gc.collect()
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        return int(file.read().split()[1]) * resource.getpagesize() / 1024


async def fleet(version: Version, count: int = 1000, rate: float = 10, window: float = 8) -> dict[str, float]:
    """Connect many devices, let them push, count what arrives and what it costs."""
    with devices(version, rate=rate) as peer:
        async with opened(version, peer.port, 10):
            pass
        before = resident()
        begin = time.perf_counter()
        async with opened(version, peer.port, count) as many:
            connected = time.perf_counter() - begin
            memory = (resident() - before) / count
            got = 0
            last: dict[str, int] = {}
            watch = watch_all(many)
            peer.tell("go")

            async def read() -> None:
                nonlocal got
                async for update in watch:
                    got += 1 + update.merged
                    number = update.dps[18]
                    assert number == last.get(update.device_id, 0) + 1 + update.merged, "an update was lost"
                    last[update.device_id] = number

            async with asyncio.TaskGroup() as group:
                reader = group.create_task(read())  # noqa: TID251
                await asyncio.sleep(1.5)
                cpu, start, first = time.process_time(), time.perf_counter(), got
                await asyncio.sleep(window)
                cpu, span, seen = time.process_time() - cpu, time.perf_counter() - start, got - first
                sent = int(await asyncio.get_running_loop().run_in_executor(None, peer.ask, "stop"))
                await asyncio.sleep(1)
                reader.cancel()
    return {
        "connect_s": connected,
        "kib": memory,
        "cpu": cpu / span * 100,
        "us": cpu / seen * 1e6,
        "lost": sent - got,
        "rate": seen / span,
    }


def run_here(what: str, version: Version) -> object:
    """Run one measurement in this process."""
    from benchmarks import floor  # noqa: PLC0415 - it needs this module

    measures = {"round_trip": round_trip, "cold": cold, "confirmed": confirmed, "fleet": fleet, "floor": floor.fleet}
    return measures[what](version)


def main() -> None:
    """Run one measurement of one version on one loop, on the second core, and print it as JSON."""
    import json  # noqa: PLC0415

    what, version, loop = sys.argv[1:4]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {1})
    run = asyncio.run
    if loop == "uvloop":
        from uvloop import run  # noqa: PLC0415
    print(json.dumps(run(run_here(what, Version(version)))))


if __name__ == "__main__":
    main()
