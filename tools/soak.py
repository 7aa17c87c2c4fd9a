"""The whole chain for a long time: devices under every fault, a broker that is killed again and again, and a ledger.

    python tools/soak.py --devices 20 --seconds 300 --seed 1

A controller sends commands by MQTT all the time. Each of them has to come true, be overtaken by a later one, or be answered
with an error; commands around the end of a broker are the broker's. Every half minute everything becomes well, and within
five seconds after a device is back, what the broker has stored of it must be what the device is. Memory must stay flat.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import random
import sys
import tempfile
import time
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tools.chaos import LOSSLESS, LOSSY, Report
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.mqtt import open_link
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.settings import BridgeSettings
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.errors import BrokerError
from tuyalan.fleet.hub import Hub
from tuyalan.net.tasks import background
from tuyalan.sim import Faults, Kind, Model, Point, Simulator
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.bridge.link import Link
    from tuyalan.sim import VirtualDevice

WRITE_TIMEOUT: Final = 6.0
PATIENCE: Final = 15.0
"""A command that is neither true nor answered after this long is lost, seconds: the hub tries for six."""
BROKER_SHADOW: Final = 3.0
"""Commands so long before a broker ends, and until it and the bridge are back, may be lost with it, seconds."""
ROUND: Final = 30.0
RECOVERY: Final = 60.0
"""How long a device may take to be back when nothing is wrong any more, seconds."""
RIGHT_WITHIN: Final = 5.0
"""How long after that the state at the broker may be wrong, seconds."""
GROWTH_MIB: Final = 12.0
"""What the process may grow after the first round: allocators breathe."""
OPTIONS: Final = Options(reconnect_cap=2.0, request_timeout=WRITE_TIMEOUT, connect_timeout=2.0)
DP: Final = 1
"""A number that only commands change."""


@dataclass
class Order:
    """A command that has to come to something."""

    device: VirtualDevice
    value: int
    sent: float


class Controller:
    """Sends commands, and keeps the ledger."""

    def __init__(self, report: Report) -> None:
        """Take where findings go."""
        self.report = report
        self.link: Link | None = None
        self.states: dict[str, object] = {}
        """What is stored of each device, raw."""
        self.bridge_is_online = False
        self._loop = asyncio.get_running_loop()
        self.orders: list[Order] = []
        """Commands that have not come to anything yet."""
        self._errors: dict[str, float] = {}
        self.broker_troubles: list[float] = []

    def on_message(self, message: Incoming) -> None:
        """Take states and errors."""
        _, level, *rest = message.topic.split("/")
        if rest == ["dps", str(DP)]:
            self.states[level] = msgspec.json.decode(message.payload or b"null")
            return
        with suppress(msgspec.DecodeError):
            fields = msgspec.json.decode(message.payload or b"{}", type=dict[str, object])
            if rest == ["error"]:
                self._errors[level] = self._loop.time()
                self.report.counts[f"commands answered: {fields.get('code')}"] += 1
            elif (level, rest) == ("bridge", ["state"]):
                self.bridge_is_online = fields.get("state") == "online"
                if not self.bridge_is_online:
                    self.note_broker()

    def on_lost(self, error: BrokerError) -> None:
        """Connect anew, as soon as there is something to connect to."""
        del error
        self.link = None
        self.bridge_is_online = False
        self.note_broker()

    def on_ready(self) -> None:
        """Go on."""

    def note_broker(self) -> None:
        """Remember that the broker was in trouble now."""
        self.broker_troubles.append(self._loop.time())

    def send(self, device: VirtualDevice, name: str, value: int) -> None:
        """Send a command, and note that it has to come to something."""
        link = self.link
        if link is None or not self.bridge_is_online:
            return
        if link.publish(Message(f"tuyalan/{name}/dps/{DP}/set", str(value).encode(), qos=1)):
            self.orders.append(Order(device, value, self._loop.time()))
            self.report.counts["commands sent"] += 1

    def settle(self) -> None:
        """Strike off commands that came to something; say which came to nothing."""
        now = self._loop.time()
        newest: dict[str, int] = {}
        for order in self.orders:
            newest[order.device.id] = max(newest.get(order.device.id, 0), order.value)
        left: list[Order] = []
        for order in self.orders:
            held = order.device.state.get(DP)
            if (isinstance(held, int) and held >= order.value) or order.value < newest[order.device.id]:
                self.report.counts["commands come true or overtaken"] += 1
            elif self._errors.get(_name_of(order.device), 0.0) >= order.sent:
                self.report.counts["commands refused aloud"] += 1
            elif now - order.sent <= PATIENCE:
                left.append(order)
            elif self._was_broker_in_trouble(order.sent, now):
                self.report.counts["commands sent around the end of a broker"] += 1
            else:
                self.report.problems.append(
                    f"{order.device.id}: the command of {order.value} came to nothing: it holds {held}"
                )
        self.orders = left

    def _was_broker_in_trouble(self, sent: float, now: float) -> bool:
        return any(sent - BROKER_SHADOW < trouble < now for trouble in self.broker_troubles[-200:])

    async def stay_connected(self, broker: BuiltInBroker) -> None:
        """Connect whenever there is a broker."""
        while True:
            if self.link is None:
                self.note_broker()
                with suppress(BrokerError):
                    link, _ = await open_link(broker.address, self, Message("soak/will", b""))
                    await link.subscribe([f"tuyalan/+/dps/{DP}", "tuyalan/+/error", "tuyalan/bridge/state"])
                    self.link = link
            await asyncio.sleep(0.2)


def _name_of(device: VirtualDevice) -> str:
    return f"Device {device.id[-6:]}"


class Soak:
    """One run."""

    def __init__(self, *, seconds: float, rng: random.Random) -> None:
        """Take how long, and what chances are drawn from."""
        self.report = Report()
        self._seconds = seconds
        self._rng = rng
        self._devices: list[VirtualDevice] = []
        self._value = 0

    async def run(self, *, devices: int) -> Report:
        """Run everything to its end."""
        loop = asyncio.get_running_loop()
        async with AsyncExitStack() as stack:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tuyalan-soak-"))
            sim = await stack.enter_async_context(Simulator(seed=self._rng.randrange(1 << 30)))
            store = DeviceStore(Path(folder) / "devices.json")
            for number in range(devices):
                await self._add(sim, store, list(Version)[number % 5])
            broker = BuiltInBroker()
            await broker.start()
            stack.push_async_callback(broker.stop)
            controller = Controller(self.report)
            hub = await stack.enter_async_context(Hub(store, network=Network(session_gap=0.0), options=OPTIONS))
            bridge = Bridge(
                BridgeSettings(broker=broker.address, manner=Manner(raw=True), reconnect_cap=2.0, health_interval=5.0)
            )
            await stack.enter_async_context(background(bridge.run(hub), name="bridge"))
            await stack.enter_async_context(background(controller.stay_connected(broker), name="controller"))
            await self._recover(hub, bridge, controller)
            start = 0.0
            begin = loop.time()
            while loop.time() - begin < self._seconds:
                await self._trouble(controller, broker, min(ROUND, self._seconds))
                await self._recover(hub, bridge, controller)
                gc.collect()
                start = start or _resident()
                self.report.counts["rounds"] += 1
            self._judge_memory(start)
            if controller.link is not None:
                await controller.link.close()
        return self.report

    async def _add(self, sim: Simulator, store: DeviceStore, version: Version) -> None:
        number = Point(DP, Kind.VALUE, "written", initial=0, maximum=10**9)
        model = Model("Soaked device", "keysoak000000000", points=(number,), version=version)
        device = await sim.add(model, address="127.0.0.1", port=0)
        store.add(
            DeviceRecord(
                id=device.id,
                name=_name_of(device),
                key=device.key,
                address=device.address,
                port=device.port,
                version=version,
            )
        )
        self._devices.append(device)

    async def _trouble(self, controller: Controller, broker: BuiltInBroker, seconds: float) -> None:
        """Send commands while things go wrong."""
        end = asyncio.get_running_loop().time() + seconds
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._command(controller, end))
            tasks.create_task(self._break_devices(end))
            tasks.create_task(self._break_broker(controller, broker, end - seconds / 2, end))
        for device in self._devices:
            device.faults = Faults()
            if not device.is_powered:
                await device.power_on()

    async def _command(self, controller: Controller, end: float) -> None:
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self._rng.uniform(0.02, 0.2))
            self._value += 1
            device = self._rng.choice(self._devices)
            controller.send(device, _name_of(device), self._value)
            controller.settle()

    async def _break_devices(self, end: float) -> None:
        def cut(device: VirtualDevice) -> None:
            self._rng.choice((device.reset_sessions, device.drop_sessions))()

        def bend(device: VirtualDevice) -> None:
            device.faults = self._rng.choice((*LOSSLESS, *LOSSY, Faults()))

        def restart(device: VirtualDevice) -> None:
            device.reboot(self._rng.uniform(0.0, 2.0))

        actions: tuple[Callable[[VirtualDevice], None], ...] = (cut, bend, bend, bend, restart)
        while asyncio.get_running_loop().time() < end:
            await asyncio.sleep(self._rng.uniform(0.1, 0.6))
            action = self._rng.choice(actions)
            action(self._rng.choice(self._devices))
            self.report.counts[f"faults: {action.__name__}"] += 1

    async def _break_broker(self, controller: Controller, broker: BuiltInBroker, begin: float, end: float) -> None:
        # Half of the time it is well, so that commands are held against the hub and not against it.
        loop = asyncio.get_running_loop()
        await asyncio.sleep(begin - loop.time())
        while loop.time() < end:
            controller.note_broker()
            await broker.stop()
            self.report.counts["faults: broker killed"] += 1
            await asyncio.sleep(self._rng.uniform(0.2, 3.0))
            await broker.start()
            await asyncio.sleep(self._rng.uniform(2.0, 6.0))

    async def _recover(self, hub: Hub, bridge: Bridge, controller: Controller) -> None:
        """Wait until everything is well, then compare what is stored with what is."""
        if not await _until(lambda: bridge.is_up and controller.link is not None, RECOVERY):
            self.report.problems.append("the bridge did not come back")
        if not await _until(lambda: all(member.is_online for member in hub.members.values()), RECOVERY):
            away = [member.id for member in hub.members.values() if not member.is_online]
            self.report.problems.append(f"devices did not come back: {away}")
        # A write whose report was lost ends in an error after its time; only then is the device asked what it holds.
        await _until(lambda: controller.settle() or not controller.orders, PATIENCE + 1)
        if not await _until(lambda: not self._list_wrong(controller), RIGHT_WITHIN):
            self.report.problems.append(f"what is stored is wrong: {self._list_wrong(controller)}")

    def _list_wrong(self, controller: Controller) -> list[str]:
        wrong: list[str] = []
        for device in self._devices:
            shown, held = controller.states.get(_name_of(device)), device.state.get(DP)
            if held != shown:
                wrong.append(f"{device.id} holds {held}, shown is {shown}")
        return wrong

    def _judge_memory(self, start: float) -> None:
        growth = _resident() - start
        self.report.counts["growth of memory, KiB"] = round(growth * 1024)
        if growth > GROWTH_MIB:
            self.report.problems.append(f"the process grew by {growth:.1f} MiB")


async def _until(condition: Callable[[], object], seconds: float) -> bool:
    """Wait until something holds; false if it does not in time."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.05)
            return True
    return bool(condition())


def _resident() -> float:
    """Return the resident memory of this process, MiB; 0 where the platform does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


async def run_soak(*, devices: int, seconds: float, seed: int) -> Report:
    """Run it once."""
    return await Soak(seconds=seconds, rng=random.Random(seed)).run(devices=devices)  # noqa: S311 - chances, no secrets


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Devices under faults, a broker that is killed, and a ledger.")
    parser.add_argument("--devices", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    logging.getLogger("tuyalan").setLevel(logging.CRITICAL)
    print(f"seed {arguments.seed}")
    report = asyncio.run(run_soak(devices=arguments.devices, seconds=arguments.seconds, seed=arguments.seed))
    print(report)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
