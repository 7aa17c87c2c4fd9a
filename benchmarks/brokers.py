"""A real Mosquitto for measurements, as a home would run it: no delay of small packets, no bound on its queues."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Generator

START_TIMEOUT: Final = 5.0
_CONFIG: Final = """
listener {port} 127.0.0.1
allow_anonymous true
set_tcp_nodelay true
max_queued_messages 0
"""


def find_mosquitto() -> str | None:
    """Return the program; `None` where it is not installed."""
    return shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")


@contextmanager
def mosquitto(port: int = 0) -> Generator[int]:
    """Run a broker on loopback and give its port."""
    program = find_mosquitto()
    assert program is not None, "mosquitto is not installed"
    port = port or find_free_port()
    with tempfile.TemporaryDirectory(prefix="tuyalan-mosquitto-") as folder:
        config = Path(folder) / "mosquitto.conf"
        config.write_text(_CONFIG.format(port=port), encoding="utf-8")
        with subprocess.Popen([program, "-c", str(config)], stderr=subprocess.DEVNULL) as process:  # noqa: S603 - found on the PATH
            move(process.pid)
            try:
                wait_listening(port)
                yield port
            finally:
                process.terminate()


def move(pid: int) -> None:
    """Let a process run on all cores: on that of the devices alone it would make them late."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.sched_setaffinity(pid, range(os.cpu_count() or 1))


def find_free_port() -> int:
    """Return a port that is free on loopback now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_listening(port: int) -> None:
    """Wait until somebody listens."""
    end = time.monotonic() + START_TIMEOUT
    while time.monotonic() < end:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")
