"""Finding devices: the delay from a datagram to its result, and how many of 500 that announce at once are found."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from typing import Final

from benchmarks import workers
from benchmarks.report import Row
from benchmarks.timing import median, note, swing
from tuyalan.beacon import Beacon, build_beacon, format_of
from tuyalan.client.discovery import Ports, scan
from tuyalan.vocabulary import DeviceId, Version

COUNT: Final = 500
_ADDRESS: Final = "127.0.0.1"


def run() -> list[Row]:
    """Measure."""
    note("discovery")
    delays = [asyncio.run(first_result()) for _ in range(9)]
    found, seconds = asyncio.run(everyone())
    return [
        Row(group="discovery", name="datagram to first result", ours=median(delays), unit="ms", swing=swing(delays), goal=10),
        Row(group="discovery", name=f"found of {COUNT} announcing at once", ours=found, unit="", goal=COUNT, more_is_better=True),
        Row(group="discovery", name=f"time until all {COUNT} were found", ours=seconds * 1e3, unit="ms"),
    ]  # fmt: skip


async def first_result() -> float:
    """Return milliseconds from sending one beacon to getting its result."""
    ports = _free_ports()
    begin = 0.0

    def announce() -> None:
        nonlocal begin
        datagram = _beacon(0, Version.V33)
        begin = time.perf_counter()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(datagram, (_ADDRESS, ports.sealed))

    asyncio.get_running_loop().call_later(0.1, announce)
    async for _ in scan(timeout=5, ports=ports, interfaces=[], wanted=[_id(0)]):
        return (time.perf_counter() - begin) * 1e3
    raise SystemExit("the beacon was not heard")


async def everyone() -> tuple[int, float]:
    """Let another process announce many devices, each from its own address, as fast as it can; return what is found."""
    ports = _free_ports()
    found: set[str] = set()
    first = last = 0.0
    wanted = [_id(n) for n in range(COUNT)]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.discovery", str(ports.sealed), stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    asyncio.get_running_loop().call_later(0.2, process.stdin.write, b"go\n")
    async for each in scan(timeout=12, ports=ports, interfaces=[], wanted=wanted):
        last = time.perf_counter()
        first = first or last
        found.add(str(each.device_id))
    process.stdin.close()
    await process.wait()
    return len(found), last - first


def _announce_all(port: int) -> None:
    """Announce everybody once, when told."""
    workers.settle(workers.SERVER_CORE)
    datagrams = [_beacon(n, Version.V33) for n in range(COUNT)]
    sys.stdin.readline()
    for number, datagram in enumerate(datagrams):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            if sys.platform == "linux":
                sock.bind((f"127.0.{1 + number // 250}.{1 + number % 250}", 0))
            sock.sendto(datagram, (_ADDRESS, port))


def _id(number: int) -> str:
    return f"bf00000000000000{number:04d}"


def _beacon(number: int, version: Version) -> bytes:
    beacon = Beacon(
        device_id=DeviceId(_id(number)),
        address=f"127.0.{1 + number // 250}.{1 + number % 250}",
        version_text=version.value,
        product_key="keybenchmark0001",
        format=format_of(version),
    )
    return build_beacon(beacon, nonce=bytes(12))


def _free_ports() -> Ports:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as a,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as b,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as c,
    ):
        numbers: list[int] = []
        for sock in (a, b, c):
            sock.bind(("127.0.0.1", 0))
            numbers.append(sock.getsockname()[1])
    return Ports(*numbers)


if __name__ == "__main__":
    _announce_all(int(sys.argv[1]))
