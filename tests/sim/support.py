"""What the tests of the simulator share: a client that shows every frame, and a loop whose time is turned by hand."""

from __future__ import annotations

import asyncio
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import msgspec

from tuyalan.session.negotiation import derive_session_key, is_proven, is_weak, prove
from tuyalan.sim import Simulator, models
from tuyalan.wire.cipher import NONCE_SIZE
from tuyalan.wire.codec import Message, Sender, make_codec
from tuyalan.wire.commands import HEADERLESS, Command
from tuyalan.wire.frame import BadFrame, FrameBuffer
from tuyalan.wire.messages import Bodies

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from tuyalan.sim import Habits, Model, VirtualDevice
    from tuyalan.vocabulary import Cid, Dps, LocalKey

VERSIONS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5")
SECURE: Final = ("3.4", "3.5")
WALL: Final = 1_700_000_000


class Visitor:
    """One connection to a virtual device, driven frame by frame."""

    def __init__(
        self, device: VirtualDevice, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, key: LocalKey | None
    ) -> None:
        self.device = device
        self.reader = reader
        self.writer = writer
        self.key = key or device.key
        self.codec = make_codec(device.version, self.key, reads=Sender.DEVICE)
        self.spec = self.codec.spec
        self.bodies = Bodies(self.spec, device.id)
        self.sequence = 0
        self.buffer = FrameBuffer()
        self.waiting: list[Message | BadFrame] = []
        self.nonce = b""

    def seal(self, command: int, body: bytes = b"", *, header: bytes | None = None) -> bytes:
        self.sequence += 1
        if header is None:
            header = b"" if command in HEADERLESS else self.spec.header
        return self.codec.seal(command, self.sequence, body, header=header, nonce=os.urandom(NONCE_SIZE))

    def send(self, command: int, body: bytes = b"", *, header: bytes | None = None) -> None:
        self.writer.write(self.seal(command, body, header=header))

    def query(self, cid: Cid | None = None) -> None:
        self.send(self.spec.query, self.bodies.query(wall=WALL, cid=cid))

    def control(self, dps: Dps, cid: Cid | None = None) -> None:
        self.send(self.spec.control, self.bodies.control(dps, wall=WALL, cid=cid))

    async def next_any(self) -> Message | BadFrame:
        """Return the next frame, good or bad."""
        while not self.waiting:
            data = await self.reader.read(65536)
            if not data:
                raise EOFError
            for frame in self.buffer.feed(data):
                self.waiting.append(frame if isinstance(frame, BadFrame) else self.codec.unseal(frame))
        return self.waiting.pop(0)

    async def next(self) -> Message:
        """Return the next frame, which must be good."""
        message = await self.next_any()
        assert isinstance(message, Message), message
        return message

    async def start(self) -> Message:
        """Send START and return the answer, unless it is something else."""
        self.nonce = os.urandom(16)
        self.send(Command.NEGOTIATION_START, self.nonce)
        return await self.next()

    def finish(self, response: Message) -> bytes:
        """Send FINISH and return the session key."""
        device_nonce = response.body[:16]
        assert is_proven(self.key, self.nonce, response.body[16:48])
        self.send(Command.NEGOTIATION_FINISH, prove(self.key, device_nonce))
        return self.derive(response)

    def derive(self, response: Message) -> bytes:
        """Return the session key that FINISH would bring into force."""
        return derive_session_key(self.spec, self.key, client_nonce=self.nonce, device_nonce=response.body[:16])

    async def negotiate(self) -> None:
        if not self.spec.negotiates:
            return
        self.codec.adopt(self.finish(await self.strengthen(await self.start())))

    async def strengthen(self, response: Message) -> Message:
        """Return an answer to START that gives a usable key: one in 256 begins with zero, which devices take for none."""
        while is_weak(self.derive(response)):
            response = await self.start()
        return response

    async def knock(self) -> None:
        """Send a heartbeat and wait for the answer: everything sent before was then taken."""
        self.send(Command.HEARTBEAT, self.bodies.heartbeat)
        while (await self.next()).command != Command.HEARTBEAT:
            pass

    async def is_closed(self) -> bool:
        """Wait for the end of the stream, good or hard."""
        try:
            while await self.reader.read(65536):
                pass
        except ConnectionError:
            return True
        return True

    async def state(self) -> Mapping[str, Any]:
        """Ask for the state and return its `dps`."""
        self.query()
        while (message := await self.next()).command != self.spec.query:
            pass
        return read(message)["dps"]

    def close(self) -> None:
        self.writer.close()


def read(message: Message) -> dict[str, Any]:
    """Read the JSON of a message."""
    return msgspec.json.decode(message.body, type=dict[str, Any])


def points(message: Message) -> dict[str, Any]:
    """Return the values in a report, wherever they stand."""
    body = read(message)
    return body["data"]["dps"] if "data" in body else body["dps"]


@asynccontextmanager
async def visiting(
    device: VirtualDevice, *, key: LocalKey | None = None, negotiates: bool = True
) -> AsyncGenerator[Visitor]:
    """Connect to a device; the connection is closed at the end of the block."""
    reader, writer = await asyncio.open_connection(device.address, device.port)
    visitor = Visitor(device, reader, writer, key)
    try:
        if negotiates:
            await visitor.negotiate()
        yield visitor
    finally:
        writer.transport.abort()
        # One turn for the transport to tell that it is gone.
        await asyncio.sleep(0)


@asynccontextmanager
async def living(model: Model | None = None, *, habits: Habits | None = None) -> AsyncGenerator[VirtualDevice]:
    """Run one device, a 3.3 switch unless told otherwise."""
    async with Simulator(seed=7, clock=lambda: WALL) as sim:
        yield await sim.add(model or models.switch(), port=0, habits=habits)


async def until(condition: Callable[[], object]) -> None:
    """Wait until something holds."""
    while not condition():  # noqa: ASYNC110 - the devices know nothing of tests
        await asyncio.sleep(0.001)


class HandLoop:
    """The part of an event loop that tells the time and sets timers; time passes when told to."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, HandTimer, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, call: Callable[[], None]) -> HandTimer:
        timer = HandTimer()
        self.timers.append((when, timer, call))
        return timer

    def pass_to(self, now: float) -> None:
        """Let time pass, running what becomes due in order."""
        while due := sorted((entry for entry in self.timers if entry[0] <= now), key=lambda entry: entry[0]):
            self.timers.remove(due[0])
            when, timer, call = due[0]
            self.now = max(self.now, when)
            if not timer.is_cancelled:
                call()
        self.now = now


class HandTimer:
    def __init__(self) -> None:
        self.is_cancelled = False

    def cancel(self) -> None:
        self.is_cancelled = True
