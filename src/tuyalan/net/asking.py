"""Questions who is there: to all networks of this machine at once, or to single addresses, bounded in rate."""

from __future__ import annotations

import asyncio
import os
import socket
from collections import deque
from typing import TYPE_CHECKING, Final

from tuyalan.beacon import build_ask
from tuyalan.net.interfaces import iter_hosts

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import Sequence

    from tuyalan.net.interfaces import Interface

ASK_PORT: Final = 7000
"""Where 3.5 devices hear questions, and where they send answers. Facts: ASK-1, ASK-2."""
ASK_RATE: Final = 200.0
"""Questions to single addresses in a second, at most: faster ones overflow the address tables of small routers."""
LIMITED_BROADCAST: Final = "255.255.255.255"

_NONCE: Final = 12
_REMEMBERED: Final = 64
"""How many own questions are known again when they are heard."""
_MAX_FAILURES: Final = 64


class Asker:
    """Sends questions; answers arrive at port 7000 of the address told, which somebody else listens on."""

    def __init__(
        self,
        interfaces: Sequence[Interface],
        *,
        port: int = ASK_PORT,
        answer_address: str | None = None,
        rate: float = ASK_RATE,
    ) -> None:
        """Take where to ask; nothing is opened yet.

        Args:
            interfaces: The addresses to ask from, each with its own socket.
            port: Where the questions go.
            answer_address: What is told as the place for answers instead of the address asked from: for containers and
                networks behind address translation, which must forward its port 7000 to here.
            rate: Questions to single addresses in a second, at most.
        """
        self._interfaces = tuple(interfaces)
        self._port = port
        self._answer_address = answer_address
        self._interval = 1.0 / rate
        self._own: deque[bytes] = deque(maxlen=_REMEMBERED)
        self.sent: int = 0
        """Questions sent."""
        self.failures: dict[str, str] = {}
        """Why sending failed last, by the address asked from or asked; bounded."""

    def is_own(self, datagram: bytes) -> bool:
        """Tell whether a datagram is a question of ours: broadcasts come back to their sender."""
        return datagram in self._own

    def ask_everywhere(self) -> int:
        """Ask all networks of this machine once; returns how many questions went out. Facts: ASK-1."""
        sent = 0
        for interface in self._interfaces:
            targets = (interface.broadcast,)
            if not interface.is_loopback:
                targets = (LIMITED_BROADCAST, interface.broadcast)
            datagram = self._build(interface.address)
            # Bound to the interface's address, or the system would send all of them out by its favourite interface.
            with _socket() as sock:
                try:
                    sock.bind((interface.address, 0))
                except OSError as error:
                    self._note(interface.address, error)
                    continue
                sent += sum(self._send(sock, datagram, target) for target in dict.fromkeys(targets))
        return sent

    def ask(self, address: str) -> bool:
        """Ask one address once; returns whether the question went out. Facts: ASK-3."""
        with _socket() as sock:
            source = self._source(address)
            return source is not None and self._send(sock, self._build(source), address)

    async def ask_each(self, network: ipaddress.IPv4Network) -> int:
        """Ask each address of a network once, at the bounded rate; returns how many questions went out."""
        source = self._source(next(iter_hosts(network)))
        if source is None:
            return 0
        datagram = self._build(source)
        loop = asyncio.get_running_loop()
        due = loop.time()
        sent = 0
        with _socket() as sock:
            for target in iter_hosts(network):
                sent += self._send(sock, datagram, target)
                due += self._interval
                await asyncio.sleep(max(0.0, due - loop.time()))
        return sent

    def _source(self, target: str) -> str | None:
        """Return where `target` should answer: the address that the system would send from to reach it."""
        if self._answer_address is not None:
            return self._answer_address
        with _socket() as sock:
            try:
                # Connecting a UDP socket sends nothing: it only chooses the way.
                sock.connect((target, self._port))
            except OSError as error:
                self._note(target, error)
                return None
            return str(sock.getsockname()[0])

    def _build(self, address: str) -> bytes:
        datagram = build_ask(self._answer_address or address, nonce=os.urandom(_NONCE))
        self._own.append(datagram)
        return datagram

    def _send(self, sock: socket.socket, datagram: bytes, target: str) -> bool:
        try:
            sock.sendto(datagram, (target, self._port))
        except OSError as error:
            self._note(target, error)
            return False
        self.sent += 1
        return True

    def _note(self, address: str, error: OSError) -> None:
        if address in self.failures or len(self.failures) < _MAX_FAILURES:
            self.failures[address] = error.strerror or str(error)


def _socket() -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setblocking(False)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    return sock
