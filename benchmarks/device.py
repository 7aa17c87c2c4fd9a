"""A process of fast virtual devices for benchmarks: pinned to its own core, answers prepared beforehand.

`python -m benchmarks.device VERSION COUNT RATE NAGLE` prints the port and serves until its standard input closes.
Every connection is one device. `COUNT` 0 means an echo of canned bytes without any protocol.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
from typing import Final

from tuyalan.session.device import DeviceSession
from tuyalan.session.events import Asked
from tuyalan.session.states import State
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.commands import CONTROLS
from tuyalan.wire.messages import build_push, build_state, parse_report
from tuyalan.wire.versions import VERSIONS

KEY: Final = "XH.YR?<<.-SVV{Z6"
ID: Final = DeviceId("eb0123456789abcdef01")
STATE: Final[dict[int, object]] = {
    1: True, 9: 0, 17: 12, 18: 131, 19: 155, 20: 2357, 26: 0, 38: "memory", 39: "relay", 40: False, 41: "", 42: "",
}  # fmt: skip


class FastDevice(asyncio.Protocol):
    """One accepted connection: negotiates by the book, then answers from memory."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.session = DeviceSession(server.version, LocalKey(KEY), entropy=os.urandom)
        self.reply = b""
        self.serial = 0
        self.now = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport) or hasattr(transport, "write")
        self.transport = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, not self.server.nagle)
        self.session.start(now=0.0)
        self.server.devices.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.server.devices.discard(self)

    def data_received(self, data: bytes) -> None:
        if self.reply and len(data) == self.server.request_size:
            self.transport.write(self.reply)  # type: ignore[attr-defined]
            return
        for event in self.session.receive(data, now=0.0):
            if not isinstance(event, Asked):
                continue
            if event.command in CONTROLS:
                report = parse_report(event.body)
                assert report is not None
                dps = report.points or {}
                # Two writes, as firmware does: with Nagle on, the second waits for the client's acknowledgement.
                self.session.reply(event, code=0)
                self.transport.write(self.session.outgoing())  # type: ignore[attr-defined]
                self.push(dps)
                self.transport.write(self.session.outgoing())  # type: ignore[attr-defined]
            else:
                self.session.reply(event, build_state(VERSIONS[self.server.version], ID, STATE))
                answer = self.session.outgoing()
                self.transport.write(answer)  # type: ignore[attr-defined]
                if self.server.caches:
                    # The same bytes from now on; clients of no version mind (a number of 0 fits any request).
                    self.reply = answer if VERSIONS[self.server.version].negotiates else _unnumbered(answer)
                    self.server.request_size = len(data)
        rest = self.session.outgoing()
        if rest:
            self.transport.write(rest)  # type: ignore[attr-defined]

    def push(self, dps: dict[int, object]) -> None:
        self.serial += 1
        self.session.push(build_push(VERSIONS[self.server.version], ID, dps, wall=1700000000), serial=self.serial)


def _unnumbered(answer: bytes) -> bytes:
    from tuyalan.wire.checksum import crc32  # noqa: PLC0415

    data = answer[:4] + bytes(4) + answer[8:-8]
    return data + crc32(data).to_bytes(4, "big") + answer[-4:]


class Echo(asyncio.Protocol):
    """Answers every read with the same bytes."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002
        self.transport.write(self.answer)  # type: ignore[attr-defined]


class Server:
    """All devices of the process."""

    def __init__(self, version: Version, *, rate: float, nagle: bool, caches: bool) -> None:
        self.version = version
        self.rate = rate
        self.nagle = nagle
        self.caches = caches
        self.request_size = -1
        self.devices: set[FastDevice] = set()
        self.sent = 0

    async def push_for_ever(self) -> None:
        """Let every device push `rate` times a second, spread over the second."""
        loop = asyncio.get_running_loop()
        step = 0.01
        due = 0.0
        turn = 0
        next_at = loop.time()
        while True:
            next_at += step
            await asyncio.sleep(max(0.0, next_at - loop.time()))
            devices = [d for d in self.devices if d.session.state is State.OPEN]
            due += len(devices) * self.rate * step
            for _ in range(int(due)):
                device = devices[turn % len(devices)]
                turn += 1
                count = device.serial + 1
                device.push({18: count, 19: count * 7 % 4000, 20: 2300 + count % 20})
                device.transport.write(device.session.outgoing())  # type: ignore[attr-defined]
                self.sent += 1
            due -= int(due)


async def serve(version: Version, *, rate: float, nagle: bool, caches: bool, echo: int) -> None:
    """Serve until standard input closes; commands on it: `go` starts pushing, `stop` ends it and prints the count."""
    loop = asyncio.get_running_loop()
    server = Server(version, rate=rate, nagle=nagle, caches=caches)
    factory = (lambda: Echo(bytes(echo))) if echo else (lambda: FastDevice(server))
    listener = await loop.create_server(factory, "127.0.0.1", 0, backlog=4096)
    print(listener.sockets[0].getsockname()[1], flush=True)
    pushing: asyncio.Task[None] | None = None
    async with asyncio.TaskGroup() as group:
        while True:
            line = await loop.run_in_executor(None, sys.stdin.readline)
            if line.startswith("go"):
                pushing = group.create_task(server.push_for_ever())
            elif line.startswith("stop") and pushing is not None:
                pushing.cancel()
                print(server.sent, flush=True)
            elif not line:
                if pushing is not None:
                    pushing.cancel()
                break
    listener.close()


def main() -> None:
    """Read the arguments and serve on the first core."""
    import resource  # noqa: PLC0415

    version, rate, nagle, caches, echo = sys.argv[1:6]
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})
    try:
        from uvloop import run  # noqa: PLC0415
    except ImportError:
        run = asyncio.run
    run(serve(Version(version), rate=float(rate), nagle=nagle == "1", caches=caches == "1", echo=int(echo)))


if __name__ == "__main__":
    main()
