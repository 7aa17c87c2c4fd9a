"""What a service tells the system that started it: ready, alive, stopping. Nothing happens where nobody listens.

One datagram for each message, to the socket that the environment names. Knows nothing of what the service does.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from collections.abc import Mapping

SOCKET_VARIABLE: Final = "NOTIFY_SOCKET"
WATCHDOG_VARIABLE: Final = "WATCHDOG_USEC"
"""Microseconds after which the system restarts a service that was silent."""
WATCHDOG_PROCESS_VARIABLE: Final = "WATCHDOG_PID"

_MAX_STATUS: Final = 200


class Notifier:
    """Tells the service manager; a failure to do so is no reason to fail."""

    def __init__(self, address: str | None, *, watchdog_interval: float | None = None) -> None:
        """Take where messages go, and how often a sign of life is wanted, in seconds."""
        # A leading @ stands for the NUL byte of an abstract socket.
        self._address = "\0" + address[1:] if address and address.startswith("@") else address
        self.watchdog_interval: float | None = watchdog_interval if self._address else None
        """Seconds between two signs of life; `None` if nobody wants any."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Return the notifier that the environment calls for."""
        address = environ.get(SOCKET_VARIABLE) or None
        interval: float | None = None
        with contextlib.suppress(ValueError):
            is_ours = environ.get(WATCHDOG_PROCESS_VARIABLE) in {None, "", str(os.getpid())}
            microseconds = int(environ.get(WATCHDOG_VARIABLE, "0"))
            if is_ours and microseconds > 0:
                # Twice as often as needed: one message may come late.
                interval = microseconds / 1_000_000 / 2
        return cls(address, watchdog_interval=interval)

    def tell_ready(self, status: str = "") -> bool:
        """Say that the service does its work now, also after a reload."""
        return self._send("READY=1", *_status(status))

    def tell_reloading(self) -> bool:
        """Say that settings are being read again."""
        return self._send("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")

    def tell_alive(self, status: str = "") -> bool:
        """Give a sign of life, and say how it goes."""
        return self._send("WATCHDOG=1", *_status(status))

    def tell_stopping(self) -> bool:
        """Say that the service ends."""
        return self._send("STOPPING=1")

    def _send(self, *lines: str) -> bool:
        if self._address is None or not hasattr(socket, "AF_UNIX"):
            return False
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
                channel.setblocking(False)
                channel.connect(self._address)
                channel.send("\n".join(lines).encode())
        except OSError:
            return False
        return True


def _status(text: str) -> tuple[str, ...]:
    line = " ".join(text.split())[:_MAX_STATUS]
    return (f"STATUS={line}",) if line else ()
