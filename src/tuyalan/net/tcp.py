"""One TCP connection to a device: whole frames out in one send each, bytes in by callback.

Knows sockets, addresses and what the operating system says; nothing of frames.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING, Final

from tuyalan.errors import ConfigError, ConnectionRefusedByDeviceError, UnreachableError, UseError

if TYPE_CHECKING:
    from collections.abc import Callable

    DataCallback = Callable[[bytes], None]
    ClosedCallback = Callable[[Exception | None], None]

DEVICE_PORT: Final = 6668
"""Where devices listen."""
READ_SIZE: Final = 64 * 1024
"""Size of the buffer that all connections of a loop share, in bytes."""
MAX_UNSENT: Final = 256 * 1024
"""More bytes than this that the device does not take mean that it is gone."""
_QUICK_READS: Final = 4
"""How many reads after a write are acknowledged at once: acknowledgement and push come as two small segments, and with
Nagle on at the device the second waits for our acknowledgement of the first, 42 ms instead of 0.4."""

_QUICKACK: Final[int | None] = getattr(socket, "TCP_QUICKACK", None)
_NO_MORE_FILES: Final = (errno.EMFILE, errno.ENFILE)


class Link(asyncio.Protocol):
    """One open connection. The loop allocates what it reads: best with uvloop, and needed by completion-based loops."""

    # The protocol and what its user holds are one object: with a thousand connections every object more costs time.
    __slots__ = ("_quick", "_socket", "_transport", "is_closed", "on_closed", "on_data")

    def __init__(self, on_data: DataCallback, on_closed: ClosedCallback) -> None:
        """Take what is called with received bytes, and what is called once when the connection has ended."""
        self.on_data: DataCallback = on_data
        self.on_closed: ClosedCallback = on_closed
        self.is_closed: bool = False
        self._quick = 0
        self._socket: socket.socket | None = None
        self._transport: asyncio.Transport | None = None

    def send(self, data: bytes, *, expects_more: bool = True) -> None:
        """Hand whole frames to the socket in one write; never blocks, never cuts a frame.

        A device that takes no bytes any more loses the connection instead of filling our memory.

        Args:
            data: whole frames.
            expects_more: the answer comes in several segments, so each is acknowledged at once.
        """
        transport = self._transport
        if transport is None or self.is_closed:
            return
        transport.write(data)
        if expects_more and self._socket is not None:
            self._quick = _QUICK_READS
            self._acknowledge_quickly()
        if transport.get_write_buffer_size() > MAX_UNSENT:
            transport.abort()

    def close(self) -> None:
        """Say goodbye: what was sent goes out, then the connection closes in order."""
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """Drop the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the transport from the loop."""
        self._transport = transport  # pyright: ignore[reportAttributeAccessIssue] - uvloop's has another base
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if _QUICKACK is not None:
                self._socket = sock
                sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def data_received(self, data: bytes) -> None:
        """Take bytes from the loop."""
        if self._quick:
            self._quick -= 1
            self._acknowledge_quickly()
        self.on_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Take the end of the connection from the loop."""
        if not self.is_closed:
            self.is_closed = True
            self._socket = None
            self.on_closed(exc)

    def _acknowledge_quickly(self) -> None:
        # The system forgets this option after some segments, so it is set anew each time.
        sock = self._socket
        if sock is not None and _QUICKACK is not None:
            try:
                sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            except OSError:
                self._socket = None  # The connection is ending; the transport will tell.


class _BufferedLink(Link, asyncio.BufferedProtocol):
    """Reads into one buffer for all connections: the stock loop would else ask for 256 KiB at every read."""

    __slots__ = ("_buffer",)

    def __init__(self, on_data: DataCallback, on_closed: ClosedCallback, *, buffer: memoryview) -> None:
        super().__init__(on_data, on_closed)
        self._buffer = buffer

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the size of the buffer is ours to choose
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        if self._quick:
            self._quick -= 1
            self._acknowledge_quickly()
        self.on_data(bytes(self._buffer[:nbytes]))


class Dialler:
    """Opens connections of one event loop; owns the buffer they share."""

    __slots__ = ("_buffer", "_loop", "_shares")

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Take the running loop."""
        self._loop = loop
        self._shares = isinstance(loop, asyncio.SelectorEventLoop)
        self._buffer = memoryview(bytearray(READ_SIZE if self._shares else 0))

    async def open(
        self,
        address: str,
        port: int,
        *,
        on_data: DataCallback,
        on_closed: ClosedCallback,
        timeout: float,
    ) -> Link:
        """Connect.

        Args:
            address: IPv4 or IPv6 address, or a host name.
            port: TCP port.
            on_data: called with each piece of bytes received.
            on_closed: called once when an open connection has ended.
            timeout: seconds.

        Raises:
            ConnectionRefusedByDeviceError: the port is closed.
            UnreachableError: nothing answers, there is no route, or no such name.
            ConfigError: this process has too many files open.
        """
        link = _BufferedLink(on_data, on_closed, buffer=self._buffer) if self._shares else Link(on_data, on_closed)
        where = f"{address} port {port}"
        try:
            async with asyncio.timeout(timeout):
                await self._loop.create_connection(lambda: link, address, port)
        except TimeoutError as error:
            raise UnreachableError(f"no answer from {where} within {timeout:g} s") from error
        except ConnectionRefusedError as error:
            raise ConnectionRefusedByDeviceError(f"{where} refuses connections") from error
        except UnicodeError as error:
            raise UseError(f"{address!r} is no address") from error
        except OSError as error:
            if error.errno in _NO_MORE_FILES:
                raise ConfigError(
                    "too many connections for this process", hint="Raise the limit of open files (`ulimit -n 65536`)."
                ) from error
            raise UnreachableError(f"cannot reach {where}: {error.strerror or error}") from error
        except BaseException:
            # Cancelled in the very moment in which it stood.
            link.abort()
            raise
        return link
