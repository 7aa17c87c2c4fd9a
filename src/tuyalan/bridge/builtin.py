"""A broker that comes along: iotcore (rumqttd) in a process of its own, on loopback, for trying things out and for tests.

It speaks MQTT 5 on one port and 3.1.1 on another, keeps nothing on disk, and asks nobody for a password; so it listens on
loopback only. A home runs Mosquitto.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from tuyalan.bridge.broker import Broker
from tuyalan.errors import BrokerError, ConfigError

if TYPE_CHECKING:
    from types import TracebackType

HOST: Final = "127.0.0.1"
STEADY_PORTS: Final = range(20_000, 30_000)
MAX_PAYLOAD: Final = 16 * 1024 * 1024
"""Largest message, in bytes: the list of all devices is one."""
_LISTENER: Final = """
[{version}.1]
name = "{version}"
listen = "{host}:{port}"
next_connection_delay_ms = 1
[{version}.1.connections]
connection_timeout_ms = 5000
max_payload_size = {payload}
max_inflight_count = 200
dynamic_filters = true
"""
_ROUTER: Final = """
id = 0
[router]
id = 0
max_connections = 1000
max_outgoing_packet_count = 200
max_segment_size = 16777216
max_segment_count = 10
"""


class BuiltInBroker:
    """A broker on this machine for as long as the block lasts; also by hand: `start`, `kill`, `stop`."""

    def __init__(self, *, port: int = 0, old_port: int = 0) -> None:
        """Take the ports for MQTT 5 and for 3.1.1; 0 stands for free ones."""
        self.port: int = port or find_steady_port()
        self.old_port: int = old_port or find_steady_port()
        # Starting and stopping happen in threads, one after the other.
        self._turn = threading.RLock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._broker: Any = None

    @property
    def address(self) -> Broker:
        """Where it listens for MQTT 5."""
        return Broker(host=HOST, port=self.port)

    @property
    def old_address(self) -> Broker:
        """Where it listens for MQTT 3.1.1, and for nothing newer."""
        return Broker(host=HOST, port=self.old_port)

    async def __aenter__(self) -> Self:
        """Start it."""
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        await self.stop()

    async def start(self) -> None:
        """Start it and wait until it listens.

        Raises:
            ConfigError: iotcore is not installed.
            BrokerError: a port is taken, or it does not come up.
        """
        try:
            await asyncio.to_thread(self._start)
        except asyncio.CancelledError:
            # The thread that starts it goes on, so what it has started then is stopped behind it.
            asyncio.get_running_loop().run_in_executor(None, self._stop)
            raise

    async def stop(self) -> None:
        """Stop it; what it had stored is gone."""
        await asyncio.to_thread(self._stop)

    def _start(self) -> None:
        with self._turn:
            self._start_alone()

    def _start_alone(self) -> None:
        try:
            from iotcore import Broker as Process  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise ConfigError(
                "a broker of our own needs iotcore, which is not installed",
                hint='Run pip install "tuyalan[broker]", or name a broker with --broker.',
            ) from error
        self._folder = tempfile.TemporaryDirectory(prefix="tuyalan-broker-")
        path = Path(self._folder.name) / "broker.toml"
        path.write_text(_ROUTER + self._listen("v4", self.old_port) + self._listen("v5", self.port), encoding="utf-8")
        broker = Process(config_path=str(path))
        try:
            broker.start()
        except (OSError, RuntimeError) as error:
            self._stop()
            raise BrokerError(
                f"the broker on port {self.port} does not start: {error}",
                hint="Name another port with --broker-port, or the broker that runs there with --broker.",
            ) from error
        self._broker = broker

    def _listen(self, version: str, port: int) -> str:
        return _LISTENER.format(version=version, host=HOST, port=port, payload=MAX_PAYLOAD)

    def _stop(self) -> None:
        with self._turn:
            broker, self._broker = self._broker, None
            if broker is not None:
                broker.stop()
            folder, self._folder = self._folder, None
            if folder is not None:
                with contextlib.suppress(OSError):
                    folder.cleanup()


def find_steady_port() -> int:
    """Return a port that is free on loopback, below those that systems give to outgoing connections.

    So nobody takes it while a broker is away for a moment.
    """
    while True:
        port = secrets.choice(STEADY_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
