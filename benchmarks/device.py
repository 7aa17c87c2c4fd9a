"""A process of fast virtual devices for benchmarks: on its own core, answers prepared beforehand.

`python -m benchmarks.device VERSION [nagle] [caches] [stamp] [rate=N] [echo=N] [port=N]` prints its port and serves until its standard
input closes. Every connection is one device. `nagle` leaves Nagle's algorithm on, `caches` repeats the bytes of the first
answer, `stamp` lets pushes say when they left, `rate` is pushes a second and device, `echo` answers everything with that many bytes and speaks no protocol,
`port` is where they listen, else one that is free.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import time
from dataclasses import dataclass
from typing import Final

from benchmarks import workers
from benchmarks.workers import Wire
from tuyalan.session.device import DeviceSession
from tuyalan.session.events import Asked
from tuyalan.session.states import State
from tuyalan.vocabulary import DeviceId, LocalKey, Version
from tuyalan.wire.checksum import crc32
from tuyalan.wire.commands import CONTROLS
from tuyalan.wire.messages import build_push, build_state, parse_report
from tuyalan.wire.versions import VERSIONS, VersionSpec

KEY: Final = "XH.YR?<<.-SVV{Z6"
ID: Final = DeviceId("eb0123456789abcdef01")
STATE: Final[dict[int, object]] = {
    1: True, 9: 0, 17: 12, 18: 131, 19: 155, 20: 2357, 26: 0, 38: "memory", 39: "relay", 40: False, 41: "",
}  # fmt: skip
"""As many data points as one question of nulls asks for, which is how 3.2 is read."""
STAMP_DP: Final = 9
"""Pushes of devices that are told to `stamp` them carry here when they left: a countdown, which takes the most numbers."""
STAMP_RANGE: Final = 86_400
COUNTER_DP: Final = 18
"""Pushes carry their number here, so that whoever reads them sees whether one is missing."""
STEP: Final = 0.01
"""How often the devices of which it is the turn push, seconds."""
BACKLOG: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How the devices of one process behave."""

    version: Version
    rate: float = 0
    has_nagle: bool = False
    caches: bool = False
    stamps: bool = False
    echo: int = 0
    port: int = 0

    @property
    def spec(self) -> VersionSpec:
        """The row of the version table."""
        return VERSIONS[self.version]


class FastDevice(asyncio.Protocol):
    """One accepted connection: negotiates by the book, then answers from memory."""

    wire: Wire

    def __init__(self, crowd: Crowd) -> None:
        """Take all devices of the process, to belong to them while connected."""
        self.crowd = crowd
        self.manner = crowd.manner
        self.session = DeviceSession(self.manner.version, LocalKey(KEY), entropy=os.urandom)
        self.device_id = ID
        self.request_size = -1
        self.reply = b""
        self.serial = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport from the loop."""
        assert isinstance(transport, Wire)
        self.wire = transport
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, not self.manner.has_nagle)
        self.session.start(now=0.0)
        self.crowd.devices.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Leave the crowd."""
        self.crowd.devices.discard(self)

    def data_received(self, data: bytes) -> None:
        """Answer, by heart if it is the question that was asked before."""
        if self.reply and len(data) == self.request_size:
            self.wire.write(self.reply)
            return
        for event in self.session.receive(data, now=0.0):
            if isinstance(event, Asked):
                self._answer(event, len(data))
        self._flush()

    def push(self, dps: dict[int, object]) -> None:
        """Report values unasked."""
        self.serial += 1
        body = build_push(self.manner.spec, self.device_id, dps, wall=1700000000)
        self.session.push(body, serial=self.serial)
        self._flush()

    def push_counter(self) -> None:
        """Report the number of this push, as a metering plug its readings."""
        count = self.serial + 1
        values: dict[int, object] = {COUNTER_DP: count, 19: count * 7 % 4000, 20: 2300 + count % 20}
        if self.manner.stamps:
            values[STAMP_DP] = read_stamp()
        self.push(values)

    def _answer(self, asked: Asked, size: int) -> None:
        report = parse_report(asked.body)
        if asked.command in CONTROLS and report is not None and not _is_question(report.points or {}):
            # Two writes, as firmware does: with Nagle on, the second waits for the client's acknowledgement.
            self.session.reply(asked, code=0)
            self._flush()
            self.push(report.points or {})
            return
        if report is not None and isinstance(report.device_id, str):
            self.device_id = DeviceId(report.device_id)
        self.session.reply(asked, build_state(self.manner.spec, self.device_id, STATE))
        answer = self.session.outgoing()
        self.wire.write(answer)
        if self.manner.caches:
            # Clients of no version mind the same bytes again, once no number in them speaks against it.
            self.reply = answer if self.manner.spec.negotiates else _unnumbered(answer)
            self.request_size = size

    def _flush(self) -> None:
        data = self.session.outgoing()
        if data:
            self.wire.write(data)


def read_stamp() -> int:
    """Return the time of this machine in steps of 10 microseconds, from 1 to 86,399: it begins anew after 0.86 s."""
    return time.monotonic_ns() // 10_000 % (STAMP_RANGE - 1) + 1


def _is_question(points: dict[int, object]) -> bool:
    return all(value is None for value in points.values())


def _unnumbered(answer: bytes) -> bytes:
    """Return the frame with the sequence number 0, which fits any request."""
    data = answer[:4] + bytes(4) + answer[8:-8]
    return data + crc32(data).to_bytes(4, "big") + answer[-4:]


class Echo(asyncio.Protocol):
    """Answers every read with the same bytes."""

    wire: Wire

    def __init__(self, answer: bytes) -> None:
        """Take the bytes."""
        self.answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport from the loop."""
        assert isinstance(transport, Wire)
        self.wire = transport

    def data_received(self, data: bytes) -> None:  # noqa: ARG002 - asyncio's signature
        """Answer."""
        self.wire.write(self.answer)


class Crowd:
    """All devices of the process."""

    def __init__(self, manner: Manner) -> None:
        """Take how they behave."""
        self.manner = manner
        self.devices: set[FastDevice] = set()
        self.sent = 0

    def make(self) -> asyncio.Protocol:
        """Make what serves one connection."""
        return Echo(bytes(self.manner.echo)) if self.manner.echo else FastDevice(self)

    async def push_for_ever(self) -> None:
        """Let every device push `rate` times a second, spread over the second."""
        loop = asyncio.get_running_loop()
        due = 0.0
        turn = 0
        next_at = loop.time()
        while True:
            next_at += STEP
            await asyncio.sleep(max(0.0, next_at - loop.time()))
            devices = [device for device in self.devices if device.session.state is State.OPEN]
            due += len(devices) * self.manner.rate * STEP
            for _ in range(int(due)):
                devices[turn % len(devices)].push_counter()
                turn += 1
                self.sent += 1
            due -= int(due)


async def serve(manner: Manner) -> None:
    """Serve until standard input closes; lines on it: `go` starts pushing, `stop` ends it and prints the count."""
    loop = asyncio.get_running_loop()
    crowd = Crowd(manner)
    listener = await loop.create_server(crowd.make, "127.0.0.1", manner.port, backlog=BACKLOG)
    print(listener.sockets[0].getsockname()[1], flush=True)
    pushing: asyncio.Task[None] | None = None
    async with asyncio.TaskGroup() as group:
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            if line.startswith("go"):
                pushing = group.create_task(crowd.push_for_ever())
            elif pushing is not None:
                pushing.cancel()
                print(crowd.sent, flush=True)
        if pushing is not None:
            pushing.cancel()
    listener.close()


def main() -> None:
    """Read the arguments and serve."""
    version, *words = sys.argv[1:]
    options = {name: value for name, _, value in (word.partition("=") for word in words)}
    manner = Manner(
        version=Version(version),
        rate=float(options.get("rate", 0)),
        has_nagle="nagle" in options,
        caches="caches" in options,
        stamps="stamp" in options,
        echo=int(options.get("echo", 0)),
        port=int(options.get("port", 0)),
    )
    workers.settle(workers.SERVER_CORE)
    try:
        from uvloop import run  # noqa: PLC0415 - where the platform has it
    except ImportError:
        run = asyncio.run
    run(serve(manner))


if __name__ == "__main__":
    main()
