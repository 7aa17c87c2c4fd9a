"""What a bridge tells of itself: who it is, which devices there are, how all of it goes, and what its log says."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan import __version__
from tuyalan.bridge import payloads
from tuyalan.bridge.message import Message
from tuyalan.bridge.publishing import ANNOUNCED_QOS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.bridge.board import Board
    from tuyalan.bridge.link import Welcome
    from tuyalan.bridge.outbox import Outbox
    from tuyalan.bridge.settings import BridgeSettings
    from tuyalan.bridge.topics import Topics
    from tuyalan.fleet.hub import Hub

LIST_DELAY: Final = 1.0
"""How long the lists of devices and groups wait for more changes, seconds."""
LEAVE_DELAY: Final = 2.0
"""How long those who listen to a device that is gone, or is called something else now, have to leave, seconds.

Home Assistant logs an error for each entity that gets an empty state. It leaves as soon as it is told, which for groups is
half a second after the change.
"""


class Tally(msgspec.Struct):
    """What was counted since the bridge began."""

    published: int = 0
    received: int = 0
    connections: int = 0


class Identity(msgspec.Struct, frozen=True):
    """What tells one bridge from others."""

    instance: str
    """Random, new with every start."""
    started: float
    """Unix time, seconds."""
    host: str = msgspec.field(default_factory=socket.gethostname)
    """Where it runs, for people."""


class Reporter:
    """Tells of one bridge, at once and now and then."""

    def __init__(
        self,
        hub: Hub,
        board: Board,
        topics: Topics,
        *,
        identity: Identity,
        settings: BridgeSettings,
        tally: Tally,
        outbox: Outbox,
        publish: Callable[[Message], None],
        is_up: Callable[[], bool],
    ) -> None:
        """Take what is told of, and how.

        Args:
            hub: Whose devices they are.
            board: Who has which level.
            topics: Where things stand.
            identity: Which bridge it is.
            settings: How it behaves.
            tally: What is counted.
            outbox: What waits for the broker.
            publish: Publishes a message.
            is_up: Tells whether the broker knows everything, so that it is worth telling more.
        """
        self._hub = hub
        self._board = board
        self._topics = topics
        self._identity = identity
        self._settings = settings
        self._tally = tally
        self._outbox = outbox
        self._publish = publish
        self._is_up = is_up
        self._loop = asyncio.get_running_loop()
        self._up_since = time.monotonic()
        self.welcome: Welcome | None = None
        """What the broker said when it took the bridge in."""

    def announce(self, what: str, payload: bytes, *, retain: bool = True) -> None:
        """Publish something of the bridge."""
        self._publish(Message(self._topics.bridge(what), payload, retain=retain, qos=ANNOUNCED_QOS))

    def tell_info(self) -> None:
        """Tell who the bridge is."""
        self.announce("info", self._build_info())

    def tell_lists(self) -> None:
        """Tell which devices, groups and scenes there are; what those left that are not is cleared first."""
        self._board.is_outdated = False
        leaving, self._board.leaving = self._board.leaving, {}
        for message in leaving.values():
            self._publish(message)
        max_size = None if self.welcome is None else self.welcome.max_packet
        self.announce("devices", self._board.build_devices(max_size=max_size))
        self.announce("groups", self._board.build_groups())
        self.announce("scenes", self._board.build_scenes())

    def tell_record(self, payload: bytes) -> None:
        """Tell a record of the log; records come from any thread."""
        if self._is_up():
            self._loop.call_soon_threadsafe(self._tell_record, payload)

    async def keep_lists_told(self) -> None:
        """Tell the lists again whenever they have changed."""
        while True:
            await asyncio.sleep(LIST_DELAY)
            if self._board.leaving:
                await asyncio.sleep(LEAVE_DELAY)
            if self._board.is_outdated and self._is_up():
                self.tell_lists()
                self.tell_info()

    async def keep_health_told(self) -> None:
        """Tell now and then how all of it goes."""
        while True:
            await asyncio.sleep(self._settings.health_interval)
            if self._is_up():
                self.announce("health", self.build_health())

    def build_health(self) -> bytes:
        """Return how the bridge and its devices are."""
        return payloads.encode(
            {
                "response_time": round(time.time(), 3),
                "uptime": round(time.monotonic() - self._up_since, 1),
                "mqtt": {
                    "published": self._tally.published,
                    "received": self._tally.received,
                    "waiting": len(self._outbox),
                    "dropped": self._outbox.dropped,
                    "reconnects": max(self._tally.connections - 1, 0),
                },
                "devices": self._board.describe_health(),
            }
        )

    def _build_info(self) -> bytes:
        info, who, settings = self._hub.info(), self._identity, self._settings
        return payloads.encode(
            {
                "version": __version__,
                "instance": who.instance,
                "started": who.started,
                "host": who.host,
                "base_topic": self._topics.base,
                "devices": info.devices,
                "groups": info.groups,
                "mqtt": {"broker": str(settings.broker), "version": self.welcome.protocol if self.welcome else None},
                "settings": {"retain": settings.manner.retain, "qos": settings.manner.qos},
            }
        )

    def _tell_record(self, payload: bytes) -> None:
        self.announce("logging", payload, retain=False)
