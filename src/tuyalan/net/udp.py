"""Datagrams heard on several ports at once: each goes to a callback, a port that cannot be had is told as a value.

These sockets only listen. Questions leave through others (`asking`): replies of routers to datagrams that nobody took
then never reach a listener, which some systems would stop for it.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
import sys
from contextlib import ExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.net.tasks import start
from tuyalan.wire.frame import MAX_DATAGRAM

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable

    Deliver = Callable[[bytes, str, int], None]
    """Called with the datagram, the address of its sender and the port it was heard on."""

EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - broadcasts are only heard there
RECEIVE_BUFFER: Final = 4 * 1024 * 1024
"""What the system may hold for us, in bytes: hundreds of devices may announce themselves in the same instant."""
DRAIN: Final = 64
"""Datagrams taken at one wake-up of the loop, so that a flood does not stop everything else."""

_CAN_DRAIN: Final = sys.platform != "win32"
"""A completion-based loop has a read under way already; a second reader would bring datagrams out of order."""

_CAUSES: Final = {
    errno.EADDRINUSE: "another program holds the port and does not share it: a home automation hub or another scanner,"
    " as a rule; stop it or search from there",
    errno.EADDRNOTAVAIL: "this machine does not have the address",
    errno.EACCES: "the system does not allow it: a sandbox, a security policy, or a port reserved by the system",
    errno.EPERM: "the system does not allow it: a sandbox, a security policy, or a port reserved by the system",
}
_log: Final = logging.getLogger("tuyalan.net")


class PortState(msgspec.Struct, frozen=True):
    """Whether a port is listened on, and if not, why."""

    port: int
    error: str = ""
    """What the system said; empty if the port is listened on."""
    cause: str = ""
    """What is likely behind it and what to do, for people."""

    @property
    def is_bound(self) -> bool:
        """Tell whether datagrams to the port are heard."""
        return not self.error


class Receiver(asyncio.DatagramProtocol):
    """Hands the datagrams of one socket on."""

    def __init__(self, sock: socket.socket, deliver: Deliver) -> None:
        """Take the bound socket, and what is called for each datagram."""
        self._sock = sock
        self._port = sock.getsockname()[1]
        self._deliver = deliver

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Hand on a datagram, and all others that wait behind it."""
        self._hand_on(data, addr)
        if _CAN_DRAIN:
            self._drain()

    def error_received(self, exc: Exception) -> None:
        """Go on: Windows tells that a datagram sent earlier found no taker, which concerns no listener."""
        _log.debug("listening on UDP %s goes on after: %s", self._port, exc)

    def _drain(self) -> None:
        for _ in range(DRAIN):
            try:
                # One byte more than anybody may send: longer ones are cut here and refused as too large later.
                data, addr = self._sock.recvfrom(MAX_DATAGRAM + 1)
            except ConnectionResetError:
                continue
            except OSError:
                # Nothing waits any more; real errors come again through the loop.
                return
            self._hand_on(data, cast("tuple[str | int, ...]", addr))

    def _hand_on(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        try:
            self._deliver(data, str(addr[0]), self._port)
        except Exception:  # noqa: BLE001 - see below
            # The outermost edge of a callback: one bad datagram must not stop the ears.
            _log.exception("a datagram from %s on port %s could not be handled", addr[0], self._port)


@asynccontextmanager
async def open_listeners(
    ports: Iterable[int], deliver: Deliver, *, host: str = EVERYWHERE
) -> AsyncGenerator[tuple[PortState, ...]]:
    """Listen on `ports` inside the block; yields what became of each.

    Args:
        ports: UDP ports; 0 lets the system choose one.
        deliver: Called in the loop for each datagram; must not block.
        host: The address to listen on.
    """
    with ExitStack() as stack:
        states: list[PortState] = []
        for port in dict.fromkeys(ports):
            try:
                sock = open_socket(host, port)
            except (OSError, OverflowError) as error:
                states.append(_explain(port, error))
                continue
            receiver = Receiver(sock, deliver)
            opening = start(_open_transport(receiver, sock), name=f"tuyalan udp {port}")
            try:
                transport = await asyncio.shield(opening)
            except asyncio.CancelledError:
                # Cancelled half-way, uvloop would keep the socket for ever; so it is opened whole, then closed.
                (await opening).close()
                raise
            stack.callback(transport.close)
            states.append(PortState(sock.getsockname()[1]))
        try:
            yield tuple(states)
        finally:
            stack.close()
            # Closed sockets leave the loop in its next turn.
            await asyncio.sleep(0)


async def _open_transport(receiver: Receiver, sock: socket.socket) -> asyncio.DatagramTransport:
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: receiver, sock=sock)
    return transport


def open_socket(host: str, port: int) -> socket.socket:
    """Bind a UDP socket that shares its port with others, hears broadcasts and does not block.

    Raises:
        OSError: the port cannot be had.
    """
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setblocking(False)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Windows has no such option, and some systems have the name but refuse it.
        _try_option(sock, getattr(socket, "SO_REUSEPORT", None), 1)
        _try_option(sock, socket.SO_BROADCAST, 1)
        _try_option(sock, socket.SO_RCVBUF, RECEIVE_BUFFER)
        sock.bind((host, port))
    except BaseException:
        sock.close()
        raise
    return sock


def _try_option(sock: socket.socket, option: int | None, value: int) -> None:
    if option is not None:
        try:
            sock.setsockopt(socket.SOL_SOCKET, option, value)
        except OSError as error:
            _log.debug("the system refuses a socket option: %s", error)


def _explain(port: int, error: OSError | OverflowError) -> PortState:
    if isinstance(error, OverflowError):
        return PortState(port, "no port number", "ports go from 1 to 65535")
    cause = _CAUSES.get(error.errno or 0, "the system says no more")
    return PortState(port, error.strerror or str(error), cause)
