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


class Link:
    """One open connection."""

    __slots__ = ("_quick", "_socket", "_transport", "is_closed", "on_closed", "on_data")

    def __init__(self, on_data: DataCallback, on_closed: ClosedCallback) -> None:
        """Take what is called with received bytes, and what is called once when the connection has ended."""
        self.on_data = on_data
        self.on_closed = on_closed
        self.is_closed = False
        self._quick = 0
        self._socket: socket.socket | None = None
        self._transport: asyncio.Transport | None = None

    def attach(self, transport: asyncio.Transport) -> None:
        """Take the transport once it stands."""
        self._transport = transport
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if _QUICKACK is not None:
                self._socket = sock
                sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)

    def send(self, data: bytes) -> None:
        """Hand whole frames to the socket in one write; never blocks, never cuts a frame.

        A device that takes no bytes any more loses the connection instead of filling our memory.
        """
        transport = self._transport
        if transport is None or self.is_closed:
            return
        transport.write(data)
        if self._socket is not None:
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

    def received(self, data: bytes) -> None:
        """Take bytes from the transport."""
        if self._quick:
            self._quick -= 1
            self._acknowledge_quickly()
        self.on_data(data)

    def ended(self, error: Exception | None) -> None:
        """Take the end of the connection from the transport."""
        if not self.is_closed:
            self.is_closed = True
            self._socket = None
            self.on_closed(error)

    def _acknowledge_quickly(self) -> None:
        # The system forgets this option after some segments, so it is set anew each time.
        sock = self._socket
        if sock is not None and _QUICKACK is not None:
            try:
                sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)
            except OSError:
                self._socket = None  # The connection is ending; the transport will tell.


class _SharedBufferProtocol(asyncio.BufferedProtocol):
    """Reads into one buffer for all connections: the stock loop would else ask for 256 KiB at every read."""

    __slots__ = ("_buffer", "_link")

    def __init__(self, link: Link, buffer: memoryview) -> None:
        self._link = link
        self._buffer = buffer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - asyncio's promise, written down for the types
        self._link.attach(transport)

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - the size of the buffer is ours to choose
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        self._link.received(bytes(self._buffer[:nbytes]))

    def connection_lost(self, exc: Exception | None) -> None:
        self._link.ended(exc)


class _PlainProtocol(asyncio.Protocol):
    """Lets the loop allocate: what uvloop does best, and what a completion-based loop (Windows) needs."""

    __slots__ = ("_link",)

    def __init__(self, link: Link) -> None:
        self._link = link

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._link.attach(transport)  # pyright: ignore[reportArgumentType] - uvloop's transport has another base

    def data_received(self, data: bytes) -> None:
        self._link.received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._link.ended(exc)


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
        link = Link(on_data, on_closed)
        where = f"{address} port {port}"
        try:
            async with asyncio.timeout(timeout):
                await self._loop.create_connection(lambda: self._protocol(link), address, port)
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
        return link

    def _protocol(self, link: Link) -> asyncio.BaseProtocol:
        return _SharedBufferProtocol(link, self._buffer) if self._shares else _PlainProtocol(link)
