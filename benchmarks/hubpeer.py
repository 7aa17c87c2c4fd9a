"""The same work done by rustuya-bridge, as it is shipped: states through to a subscriber, and commands.

`python -m benchmarks.hubpeer flow|command` prints one result.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from benchmarks import workers
from benchmarks.brokers import mosquitto
from benchmarks.client import run_on
from benchmarks.device import ID, KEY
from benchmarks.hubfleet import PATIENCE
from benchmarks.hubmqtt import COUNT, FEW, RATE, Asking, Commander, Flow, go_first, send_through
from benchmarks.rustuya_bridge import DEVICE_PORT, ROOT_TOPIC
from benchmarks.workers import ROOT, devices
from tuyalan.bridge.broker import Broker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.message import Incoming, Message
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from tuyalan.errors import BrokerError

AT_ONCE: Final = 20
"""Devices that it is told of at a time. Of a hundred or more known at its start it connects to none: what it wants to say
of them fills a queue before it is connected to the broker."""
PAUSE: Final = 0.05
_TICKS: Final = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PORT_OPTION: Final = f"port={DEVICE_PORT}"


class BridgeProcess:
    """The process of the bridge, as the system sees it."""

    def __init__(self, pid: int) -> None:
        """Take its number."""
        self._folder = Path(f"/proc/{pid}")

    def cpu(self) -> float:
        """Return the CPU time it took so far, all threads, seconds."""
        fields = (self._folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def mib(self) -> float:
        """Return its resident memory."""
        pages = int((self._folder / "statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Roll:
    """Counts the devices that the bridge says it is connected to."""

    def __init__(self, count: int) -> None:
        """Wait for so many."""
        self._count = count
        self._connected: set[str] = set()
        self.is_up = asyncio.Event()
        self.all_there = asyncio.Event()

    def on_message(self, message: Incoming) -> None:
        """Note one: an error of which the number is 0 is none."""
        if message.topic.endswith("/bridge/config"):
            self.is_up.set()
        elif msgspec.json.decode(message.payload).get("errorCode") == 0:
            self._connected.add(message.topic)
            if len(self._connected) == self._count:
                self.all_there.set()

    def on_lost(self, error: BrokerError) -> None:
        """Give up."""
        raise error

    def on_ready(self) -> None:
        """Go on."""


@asynccontextmanager
async def bridge_of(broker_port: int, version: Version, *, count: int) -> AsyncGenerator[BridgeProcess]:
    """Run the bridge with many known devices that are all one process; everything is connected."""
    roll = Roll(count)
    link, _ = await open_link(Broker(host="127.0.0.1", port=broker_port), roll, Message("watch/will", b""))
    await link.subscribe([f"{ROOT_TOPIC}/error/+", f"{ROOT_TOPIC}/bridge/config"])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "benchmarks.rustuya_bridge", str(broker_port), f"{folder}/state.json"]
        with subprocess.Popen(command, cwd=ROOT) as process:  # noqa: ASYNC220, S603 - our own module, started at once
            try:
                async with asyncio.timeout(PATIENCE):
                    await roll.is_up.wait()
                    for number in range(count):
                        link.publish(Message(f"{ROOT_TOPIC}/command", _add(number, version)))
                        if number % AT_ONCE == AT_ONCE - 1:
                            await asyncio.sleep(PAUSE)
                    await roll.all_there.wait()
                yield BridgeProcess(process.pid)
            finally:
                process.kill()
                await link.close()


def _add(number: int, version: Version) -> bytes:
    device_id = f"{ID[:-4]}{number:04d}"
    wish = {"action": "add", "id": device_id, "name": f"Device {number}"}
    return msgspec.json.encode(wish | {"ip": "127.0.0.1", "key": KEY, "version": version.value})


async def flow() -> Flow:
    """Let a thousand devices push through to a subscriber."""
    with mosquitto() as port, devices(Version.V33, f"rate={RATE}", "stamp", _PORT_OPTION) as crowd:
        async with bridge_of(port, Version.V33, count=COUNT) as bridge:
            return await send_through(bridge, crowd, port, "numbers")


async def command() -> float:
    """Return the median time from a command by MQTT to the new state on MQTT, in milliseconds."""
    with mosquitto() as port, devices(Version.V33, _PORT_OPTION):
        async with bridge_of(port, Version.V33, count=FEW):
            return await Commander.measure(port, _ask)


def _ask(number: int, *, value: bool) -> Asking:
    device_id = f"{ID[:-4]}{number:04d}"
    order = msgspec.json.encode({"action": "set", "id": device_id, "dps": {"1": value}})
    return Asking(topic=f"{ROOT_TOPIC}/{device_id}", name="1", order=Message(f"{ROOT_TOPIC}/command", order))


def main() -> None:
    """Read the arguments, measure, and hand over the result."""
    what = sys.argv[1]
    workers.settle()
    go_first()
    workers.tell(run_on("asyncio", {"flow": flow, "command": command}[what]()))


if __name__ == "__main__":
    main()
