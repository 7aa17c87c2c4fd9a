"""What the tests of sockets share: free ports, a device that announces itself, waiting for a condition."""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.net.interfaces import Interface

if TYPE_CHECKING:
    from collections.abc import Callable

Heard: TypeAlias = "list[tuple[bytes, str, int]]"
"""Datagrams with their senders and the ports they were heard on."""

LOOPBACK: Final = Interface("lo", "127.0.0.1", 8)


def into(heard: Heard) -> Callable[[bytes, str, int], None]:
    """Return a callback that keeps what is heard."""
    return lambda data, source, port: heard.append((data, source, port))


def find_ports(count: int = 3) -> tuple[int, ...]:
    """Return UDP ports that are free on all addresses."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    try:
        for sock in sockets:
            sock.bind(("0.0.0.0", 0))
        return tuple(sock.getsockname()[1] for sock in sockets)
    finally:
        for sock in sockets:
            sock.close()


def send(data: bytes, port: int, *, source: str = "127.0.0.1", target: str = "127.0.0.1", times: int = 1) -> None:
    """Send a datagram from an address of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
        sock.bind((source, 0))
        for _ in range(times):
            sock.sendto(data, (target, port))


async def wait_until(condition: Callable[[], object]) -> None:
    """Let the loop turn until `condition` holds; the test's own bound ends it otherwise."""
    while not condition():  # noqa: ASYNC110 - what is waited for is the system's doing and sets no event
        await asyncio.sleep(0.001)
