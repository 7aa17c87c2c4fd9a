"""Opening a device's TCP port, with errors that say what to do."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

BACKLOG: Final = 16
"""Connections that the system accepts before the device does."""
_HINTS: Final = {
    errno.EADDRINUSE: "Stop the other program, or give the device another address or port; port 0 is any free one.",
    errno.EADDRNOTAVAIL: "Give this machine the address first; on macOS: `sudo ifconfig lo0 alias 127.0.0.10`.",
    errno.EACCES: "Choose a port above 1023.",
    errno.EMFILE: "Raise the limit of open files (`ulimit -n 65536`).",
}


async def open_listener(
    loop: asyncio.AbstractEventLoop, factory: Callable[[], asyncio.Protocol], address: str, port: int
) -> tuple[asyncio.AbstractServer, int]:
    """Listen; returns the server and the port, which the system chooses if `port` is 0.

    Raises:
        ConfigError: the port is in use, or the machine does not have the address.
    """
    # Bound here: uvloop cannot be closed any more once a port that it was to bind itself was in use.
    sock = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((address, port))
        server = await loop.create_server(factory, sock=sock, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        sock.close()
        raise port_error(error, address, port) from error
    return server, sock.getsockname()[1]


def port_error(error: Exception, address: str, port: int) -> ConfigError:
    """Say in our words why a port could not be opened."""
    number = error.errno if isinstance(error, OSError) else None
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    where = f"{address} port {port}"
    return ConfigError(f"cannot listen at {where}: {reason}", hint=_HINTS.get(number or 0, ConfigError.hint))
