"""The whole chain in one command: virtual devices, a broker, a hub, and a subscriber that reads values and switches a lamp.

    python tools/demo_hub.py [--pace SECONDS]

The subscriber knows nothing of the hub but topics: what it does, any MQTT program can.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.app import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.settings import BridgeSettings
from tuyalan.client.network import Network
from tuyalan.fleet.hub import Hub
from tuyalan.net.tasks import background
from tuyalan.sim import Simulator, models
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from tuyalan.bridge.link import Link
    from tuyalan.errors import BrokerError
    from tuyalan.sim import VirtualDevice

HOME: Final = {
    "Desk lamp": models.rgb_lamp("3.5"),
    "Kettle": models.metering_plug("3.3", reading_interval=2.0),
    "Balcony": models.sensor("3.4", reading_interval=2.0),
    "Living room": models.thermostat("3.4", step_interval=2.0),
}
WAIT: Final = 20.0
"""How long anything may take, seconds."""
QUIET: Final = ("/dps", "/claim", "/info", "/devices", "/groups", "/health", "/feature/", "/request/")
_SHOWN: Final = 150


class Subscriber:
    """Prints what it hears, and waits for what it is told to."""

    def __init__(self) -> None:
        """Hear nothing yet."""
        self.link: Link
        self._begin = time.monotonic()
        self._last: dict[str, dict[str, object]] = {}
        self._news = asyncio.Event()

    def on_message(self, message: Incoming) -> None:
        """Print a message, if it is for people."""
        try:
            self._last[message.topic] = msgspec.json.decode(message.payload, type=dict[str, object])
        except msgspec.DecodeError:
            return
        self._news.set()
        if not any(part in message.topic for part in QUIET) and not message.topic.endswith("/set"):
            self.say("<", message.topic, message.payload.decode())

    def on_lost(self, error: BrokerError) -> None:
        """Tell the end."""
        self.say("!", "", str(error))

    def on_ready(self) -> None:
        """Go on."""

    def say(self, sign: str, topic: str, text: str) -> None:
        """Print a line: when, which way, where, what."""
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
        print(f"{time.monotonic() - self._begin:6.2f} {sign} {topic:<32} {shown}", flush=True)

    def command(self, topic: str, payload: str) -> None:
        """Publish, and print it."""
        self.say(">", topic, payload)
        self.link.publish(Message(topic, payload.encode(), qos=1))

    async def until(self, topic: str, **wanted: object) -> None:
        """Wait until the last message on a topic has fields with these values."""
        async with asyncio.timeout(WAIT):
            while not wanted.items() <= self._last.get(topic, {}).items():
                self._news.clear()
                await self._news.wait()


async def show(pace: float) -> None:
    """Run everything, and a few commands."""
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="tuyalan-demo-hub-"))
        sim = await stack.enter_async_context(Simulator())
        store = DeviceStore(Path(folder) / "devices.json")
        devices = {name: await _add(sim, store, name) for name in HOME}
        print(f"{len(devices)} virtual devices: {', '.join(devices)}")
        broker = await stack.enter_async_context(BuiltInBroker())
        print(f"a broker at {broker.address}")
        subscriber = Subscriber()
        subscriber.link, _ = await open_link(broker.address, subscriber, Message("demo/will", b""))
        stack.push_async_callback(subscriber.link.close)
        await subscriber.link.subscribe(["tuyalan/#"])
        hub = await stack.enter_async_context(Hub(store, network=Network(session_gap=0.1)))
        bridge = Bridge(BridgeSettings(broker=broker.address))
        await stack.enter_async_context(background(bridge.run(hub), name="bridge"))
        print("a hub and its bridge; a subscriber listens to tuyalan/# (<) and publishes (>)\n")
        await _play(subscriber, devices, pace=pace)


async def _add(sim: Simulator, store: DeviceStore, name: str) -> VirtualDevice:
    device = await sim.add(HOME[name], address="127.0.0.1", port=0)
    store.add(
        DeviceRecord(
            id=device.id,
            name=name,
            key=device.key,
            address=device.address,
            port=device.port,
            version=device.version,
        )
    )
    return device


async def _play(subscriber: Subscriber, devices: dict[str, VirtualDevice], *, pace: float) -> None:
    lamp = "tuyalan/Desk lamp"
    for name in devices:
        await subscriber.until(f"tuyalan/{name}/availability", state="online")
    await asyncio.sleep(pace)
    subscriber.command(f"{lamp}/set", "ON")
    await subscriber.until(lamp, switch_led=True)
    await asyncio.sleep(pace)
    subscriber.command(f"{lamp}/set", '{"brightness": 100, "color": {"h": 240, "s": 100}}')
    await subscriber.until(lamp, work_mode="colour")
    await asyncio.sleep(pace)
    subscriber.command("tuyalan/Kettle/set/switch_1", "TOGGLE")
    await asyncio.sleep(pace)
    subscriber.command("tuyalan/Kettle/set", '{"switch_1": "perhaps"}')
    await subscriber.until("tuyalan/Kettle/error", code="schema.bad_value")
    await asyncio.sleep(pace)
    print("\nsomebody presses the lamp's own button; then its power is cut, and comes back")
    devices["Desk lamp"].set(20, False)
    await subscriber.until(lamp, switch_led=False)
    devices["Desk lamp"].power_off()
    await subscriber.until(f"{lamp}/availability", state="offline")
    await devices["Desk lamp"].power_on()
    await subscriber.until(f"{lamp}/availability", state="online")
    await asyncio.sleep(pace)
    subscriber.command("tuyalan/bridge/request/device/rename", '{"from": "Desk lamp", "to": "Reading lamp"}')
    await subscriber.until("tuyalan/bridge/response/device/rename", status="ok")
    subscriber.command("tuyalan/Reading lamp/set", "ON")
    await subscriber.until("tuyalan/Reading lamp", switch_led=True)
    print("\nthat was all; the same with your own devices: tuyalan serve --with-broker")


def main() -> int:
    """Read the arguments and show everything."""
    parser = argparse.ArgumentParser(description="Virtual devices, a broker, a hub and a subscriber.")
    parser.add_argument("--pace", type=float, default=1.0, help="seconds between the steps")
    run(show(parser.parse_args().pace))
    return 0


if __name__ == "__main__":
    sys.exit(main())
