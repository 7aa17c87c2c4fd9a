"""A real rustuya-bridge for the tests: written in Rust by others, its own protocol code included; in a process of its own."""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import json
import os
import socket
import sys
from contextlib import asynccontextmanager, closing, suppress
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.interop.simulator_peers import miss
from tuyalan.credentials.exporting import build_export
from tuyalan.sim.server import DEVICE_PORT

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tuyalan.storage import DeviceRecord

_SCRIPT: Final = """
import json, os, sys, threading
import pyrustuyabridge
server = pyrustuyabridge.PyBridgeServer(**json.loads(sys.stdin.readline()))
threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
server.start()
"""
"""It ends with us, however we end."""
_NETWORK: Final = "127.23"
"""Where devices for it live: it connects to port 6668 only, so each has an address that nothing else here uses."""
_HOSTS: Final = 250
_ANSWER_TIMEOUT: Final = 0.3
"""How long an answer may take before it is asked again, seconds; it takes milliseconds."""
_IN_USE: Final = {errno.EADDRINUSE, errno.EACCES}


def find_addresses(count: int) -> list[str]:
    """Return addresses of this machine whose port 6668 is free; skip the test where there are none."""
    if importlib.util.find_spec("pyrustuyabridge") is None:
        miss("pyrustuyabridge")
    found: list[str] = []
    # Tests that run at the same time begin at other places.
    for number in range(_HOSTS):
        address = f"{_NETWORK}.{os.getpid() % _HOSTS + 1}.{number + 1}"
        if len(found) < count and _is_free(address):
            found.append(address)
    if len(found) < count:
        pytest.skip("port 6668 is in use on every address, and rustuya-bridge knows no other")
    return found


def _is_free(address: str) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, DEVICE_PORT))
        except OSError as error:
            if error.errno not in _IN_USE:
                pytest.skip("of 127.0.0.0/8 this machine has 127.0.0.1 only, where rustuya-bridge finds one device")
            return False
    return True


@asynccontextmanager
async def rustuya(
    path: Path, listener: Listener, records: Sequence[DeviceRecord], *, port: int, root: str
) -> AsyncGenerator[None]:
    """Run it until the block ends, and wait until it is up.

    Args:
        path: A folder for its files.
        listener: Who hears all that is published.
        records: The devices, as we hand them to people who want to use it.
        port: Where the broker is.
        root: What its topics begin with.
    """
    state = path / "rustuya.json"
    state.write_bytes(build_export(records, "rustuya").data)
    settings: dict[str, Any] = {
        "mqtt_broker": f"mqtt://127.0.0.1:{port}",
        "state_file": str(state),
        "mqtt_root_topic": root,
        "log_level": "error",
        "no_signals": True,
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _SCRIPT, stdin=asyncio.subprocess.PIPE)
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps(settings).encode() + b"\n")
        await _wait_up(listener, root)
        yield
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _wait_up(listener: Listener, root: str) -> None:
    """Ask until it answers: it says that it is up before it listens."""
    await listener.take(f"{root}/bridge/config")
    while True:
        listener.say(f"{root}/command", '{"action": "status"}')
        with suppress(TimeoutError):
            async with asyncio.timeout(_ANSWER_TIMEOUT):
                await listener.take(f"{root}/response/bridge")
                return
