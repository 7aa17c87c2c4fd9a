"""The ledger: a controller that sends commands by MQTT, hears what comes of them, and knows what is stored of each device."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.message import Incoming, Message
from tuyalan.errors import BrokerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tools.chaos import Report
    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Link
    from tuyalan.sim import VirtualDevice

PATIENCE: Final = 15.0
"""A command that is neither true nor answered after this long is lost, seconds: the hub tries for six."""
SHADOW: Final = 3.0
"""Commands so long before an end of hub or broker, and until both are back, may be lost with it, seconds."""
DP: Final = 1
"""A number that only commands change."""
_TROUBLES: Final = 200


def name_of(device: VirtualDevice) -> str:
    """Return how a device is called at the hub."""
    return f"Device {device.id[-6:]}"


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
        self.orders: list[Order] = []
        """Commands that have not come to anything yet."""
        self.is_hub_online = False
        """What the hub says of itself, or the broker in its name."""
        self.states: dict[str, object] = {}
        """What is stored of each device, raw."""
        self._online: set[str] = set()
        self._link: Link | None = None
        self._loop = asyncio.get_running_loop()
        self._begin = self._loop.time()
        self._errors: dict[str, float] = {}
        self._troubles: list[float] = []

    # What comes from the broker

    def on_message(self, message: Incoming) -> None:
        """Take states, availability and errors."""
        _, level, *rest = message.topic.split("/")
        if rest == ["dps", str(DP)]:
            self.states[level] = msgspec.json.decode(message.payload or b"null")
            return
        with suppress(msgspec.DecodeError):
            fields = msgspec.json.decode(message.payload or b"{}", type=dict[str, object])
            if (level, rest) == ("bridge", ["state"]):
                self.is_hub_online = fields.get("state") == "online"
                if not self.is_hub_online:
                    self._note_trouble()
            elif (level, rest) == ("bridge", ["health"]):
                self._check_uptime(fields.get("uptime"))
            elif rest == ["availability"]:
                (self._online.add if fields.get("state") == "online" else self._online.discard)(level)
            elif rest == ["error"]:
                self._errors[level] = self._loop.time()
                self.report.counts[f"commands answered: {fields.get('code')}"] += 1

    def on_lost(self, error: BrokerError) -> None:
        """Connect anew, as soon as there is something to connect to."""
        del error
        self._link = None
        self.is_hub_online = False
        self._online.clear()
        self.states.clear()
        self._note_trouble()

    def on_ready(self) -> None:
        """Go on."""

    async def stay_connected(self, broker: Broker) -> None:
        """Connect whenever there is a broker."""
        while True:
            if self._link is None:
                self._note_trouble()
                with suppress(BrokerError):
                    link, _ = await open_link(broker, self, Message("soak/will", b""))
                    await link.subscribe(
                        [f"tuyalan/+/dps/{DP}", "tuyalan/+/availability", "tuyalan/+/error", "tuyalan/bridge/+"]
                    )
                    self._link = link
            await asyncio.sleep(0.2)

    async def close(self) -> None:
        """End the connection."""
        link, self._link = self._link, None
        if link is not None:
            await link.close()

    # What goes to it

    def send(self, device: VirtualDevice, value: int) -> None:
        """Send a command, and note that it has to come to something; nothing is sent to a hub that says it is away."""
        link = self._link
        if link is None or not self.is_hub_online:
            return
        if link.publish(Message(f"tuyalan/{name_of(device)}/dps/{DP}/set", str(value).encode(), qos=1)):
            self.orders.append(Order(device, value, self._loop.time()))
            self.report.counts["commands sent"] += 1

    # The ledger

    def settle(self) -> bool:
        """Strike off commands that came to something, say which came to nothing; tells whether none is left."""
        now = self._loop.time()
        newest: dict[str, int] = {}
        for order in self.orders:
            newest[order.device.id] = max(newest.get(order.device.id, 0), order.value)
        left: list[Order] = []
        for order in self.orders:
            held = order.device.state.get(DP)
            if (isinstance(held, int) and held >= order.value) or order.value < newest[order.device.id]:
                self.report.counts["commands come true or overtaken"] += 1
            elif self._errors.get(name_of(order.device), 0.0) >= order.sent:
                self.report.counts["commands refused aloud"] += 1
            elif now - order.sent <= PATIENCE:
                left.append(order)
            elif any(order.sent - SHADOW < trouble < now for trouble in self._troubles):
                self.report.counts["commands around an end of hub or broker"] += 1
            else:
                self.report.problems.append(
                    f"{order.device.id}: the command of {order.value} came to nothing: it holds {held}"
                )
        self.orders = left
        return not left

    def is_all_online(self, devices: Sequence[VirtualDevice]) -> bool:
        """Tell whether hub and devices are said to be online."""
        return self.is_hub_online and not self.find_away(devices)

    def find_away(self, devices: Sequence[VirtualDevice]) -> list[str]:
        """Return the names of those that are not said to be online."""
        return [name for name in map(name_of, devices) if name not in self._online]

    def find_wrong(self, devices: Sequence[VirtualDevice]) -> list[str]:
        """Return where what is stored is not what a device is."""
        return [
            f"{device.id} holds {device.state.get(DP)}, shown is {self.states.get(name_of(device))}"
            for device in devices
            if device.state.get(DP) != self.states.get(name_of(device))
        ]

    def _check_uptime(self, uptime: object) -> None:
        """A clock that jumps makes nobody older or younger."""
        if not isinstance(uptime, float) or not 0 <= uptime <= self._loop.time() - self._begin + 1:
            self.report.problems.append(f"the hub says that it is up for {uptime} s")

    def _note_trouble(self) -> None:
        self._troubles.append(self._loop.time())
        del self._troubles[:-_TROUBLES]
