"""A hub with a bridge on a real Mosquitto: what the flow of a thousand devices costs, how long it takes, whether any is lost.

`python -m benchmarks.hubmqtt flow|command LOOP` prints one result.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from benchmarks import workers
from benchmarks.brokers import mosquitto
from benchmarks.client import run_on
from benchmarks.device import ID, KEY
from benchmarks.fleet import resident
from benchmarks.subscriber import Tally
from benchmarks.timing import median
from benchmarks.workers import ROOT, devices
from tuyalan.app.running import spare_collector
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.settings import BridgeSettings
from tuyalan.client.network import Network
from tuyalan.fleet.hub import Hub
from tuyalan.net.tasks import background
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator

    from benchmarks.workers import Devices
    from tuyalan.errors import BrokerError

COUNT: Final = 1000
RATE: Final = 10
FEW: Final = 100
TURNS: Final = 300
SETTLING: Final = 2.0
PRIORITY: Final = -15
"""Before other programs of this machine, where the system lets us."""
AUTOGROUP: Final = Path("/proc/self/autogroup")
WINDOW: Final = 5.0
"""How long the CPU use is measured, seconds."""


class Flow(msgspec.Struct):
    """What one run gives."""

    cpu: float
    """Percent of a core, of the hub's process."""
    lost: int
    median_ms: float
    most_ms: float
    mib: float
    """Resident memory of the hub's process."""


@contextmanager
def subscriber(port: int, *options: str) -> Generator[subprocess.Popen[bytes]]:
    """Run the process that reads states."""
    command = [sys.executable, "-m", "benchmarks.subscriber", str(port), *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:  # noqa: S603 - our own module
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


@asynccontextmanager
async def hub_of(device_port: int, broker_port: int, *, count: int) -> AsyncGenerator[tuple[Hub, Bridge]]:
    """Run a hub of many devices that are all one process, and its bridge; everything is online."""
    with tempfile.TemporaryDirectory() as folder:
        store = DeviceStore(Path(folder) / "devices.json")
        for number in range(count):
            store.add(
                DeviceRecord(
                    id=f"{ID[:-4]}{number:04d}",
                    name=f"Device {number}",
                    key=LocalKey(KEY),
                    address="127.0.0.1",
                    port=device_port,
                    version=Version.V33,
                )
            )
        bridge = Bridge(BridgeSettings(broker=Broker(host="127.0.0.1", port=broker_port), base="bench"))
        async with Hub(store, network=Network(session_gap=0)) as hub, background(bridge.run(hub), name="bridge"):
            while not (bridge.is_up and all(member.is_online for member in hub.members.values())):  # noqa: ASYNC110 - no event
                await asyncio.sleep(0.05)
            yield hub, bridge


class Program(Protocol):
    """What is measured, while it runs."""

    def cpu(self) -> float:
        """Return the CPU time it took so far, seconds."""
        ...

    def mib(self) -> float:
        """Return its resident memory."""
        ...


class Ours:
    """This process, which is the hub."""

    def cpu(self) -> float:
        """Return the CPU time it took so far, seconds."""
        return time.process_time()

    def mib(self) -> float:
        """Return its resident memory."""
        return (resident() or 0.0) / 1024


async def flow() -> Flow:
    """Let a thousand devices push through to a subscriber."""
    with mosquitto() as port, devices(Version.V33, f"rate={RATE}", "stamp") as crowd:
        async with hub_of(crowd.port, port, count=COUNT):
            # As the service does it, some time after its start.
            spare_collector()
            return await send_through(Ours(), crowd, port)


async def send_through(program: Program, crowd: Devices, port: int, *options: str) -> Flow:
    """Let all devices push, and compare what left them with what came to a subscriber; its options come last."""
    loop = asyncio.get_running_loop()
    with subscriber(port, *options) as process:
        # Until it has read what the broker has stored.
        await asyncio.sleep(SETTLING)
        crowd.go()
        await asyncio.sleep(SETTLING)
        cpu, start = program.cpu(), time.perf_counter()
        await asyncio.sleep(WINDOW)
        cpu, span = program.cpu() - cpu, time.perf_counter() - start
        sent = await loop.run_in_executor(None, crowd.stop)
        output, _ = await loop.run_in_executor(None, process.communicate)
        tally = msgspec.json.decode(output.splitlines()[-1], type=Tally)
    return Flow(
        cpu=cpu / span * 100,
        lost=sent - tally.states,
        median_ms=tally.median_ms,
        most_ms=tally.most_ms,
        mib=program.mib(),
    )


class Ask(Protocol):
    """Makes the command to one of the devices."""

    def __call__(self, number: int, *, value: bool) -> Asking:
        """Return the command that switches it on or off."""
        ...


class Asking(msgspec.Struct, frozen=True):
    """A command to one device, and where it is seen that it came true."""

    topic: str
    name: str
    """Of the value in the state on that topic."""
    order: Message


class Commander:
    """Switches devices by MQTT and waits for their states."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._asking: Asking | None = None
        self._value = False
        self._seen = asyncio.Event()

    def on_message(self, message: Incoming) -> None:
        """Notice the state that is waited for."""
        asking = self._asking
        if asking is None or message.topic != asking.topic:
            return
        if msgspec.json.decode(message.payload).get(asking.name) is self._value:
            self._seen.set()

    def on_lost(self, error: BrokerError) -> None:
        """Give up."""
        raise error

    def on_ready(self) -> None:
        """Go on."""

    @classmethod
    async def measure(cls, port: int, ask: Ask) -> float:
        """Return the median time from a command to the state, in milliseconds."""
        commander = cls()
        spent: list[float] = []
        link, _ = await open_link(Broker(host="127.0.0.1", port=port), commander, Message("bench/will", b""))
        await link.subscribe(["bench/+"])
        for turn in range(TURNS):
            value = turn // FEW % 2 == 1
            asking = ask(turn % FEW, value=value)
            commander._asking, commander._value = asking, value
            commander._seen.clear()
            begin = time.perf_counter()
            link.publish(asking.order)
            async with asyncio.timeout(5):
                await commander._seen.wait()
            spent.append(time.perf_counter() - begin)
        await link.close()
        return median(spent) * 1000


async def command() -> float:
    """Return the median time from a command by MQTT to the confirmed state on MQTT, in milliseconds."""
    with mosquitto() as port, devices(Version.V33) as crowd:
        async with hub_of(crowd.port, port, count=FEW):
            return await Commander.measure(port, _ask)


def _ask(number: int, *, value: bool) -> Asking:
    topic = f"bench/Device {number}"
    return Asking(topic=topic, name="switch_1", order=Message(f"{topic}/set", b"ON" if value else b"OFF"))


def go_first() -> None:
    """Let this process and those it starts go before others, where the system lets us.

    A delay of milliseconds says something of the hub only if neither it nor those around it wait for other programs.
    """
    with suppress(OSError):
        os.nice(PRIORITY)
    # Linux weighs whole sessions against each other, whatever their processes are.
    with suppress(OSError):
        AUTOGROUP.write_text(str(PRIORITY), encoding="ascii")


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    what, loop = sys.argv[1:3]
    workers.settle()
    go_first()
    workers.tell(run_on(loop, {"flow": flow, "command": command}[what]()))


if __name__ == "__main__":
    main()
