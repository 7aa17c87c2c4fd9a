"""One TCP connection: whole frames out, bytes in by callback, what the system says in our words."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.support import run
from tuyalan.errors import ConfigError, ConnectionRefusedByDeviceError, TuyalanError, UnreachableError, UseError
from tuyalan.net import tcp
from tuyalan.net.tcp import MAX_UNSENT, Dialler, Link

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

LOCAL = "127.0.0.1"


class Heard:
    """What a link tells."""

    def __init__(self) -> None:
        self.data = b""
        self.ends: list[Exception | None] = []

    def on_data(self, data: bytes) -> None:
        self.data += data

    def on_closed(self, error: Exception | None) -> None:
        self.ends.append(error)


@asynccontextmanager
async def linked(dialler: Dialler | None = None) -> AsyncGenerator[tuple[Link, Heard, socket.socket]]:
    """Open a link; the other end is a plain socket."""
    loop = asyncio.get_running_loop()
    with socket.create_server((LOCAL, 0)) as server:
        server.setblocking(False)
        heard = Heard()
        link = await (dialler or Dialler(loop)).open(
            LOCAL, server.getsockname()[1], on_data=heard.on_data, on_closed=heard.on_closed, timeout=1.0
        )
        peer, _ = await loop.sock_accept(server)
        with peer:
            peer.setblocking(False)
            yield link, heard, peer
            link.abort()
            await until(lambda: link.is_closed)


async def until(condition: object) -> None:
    assert callable(condition)
    while not condition():  # noqa: ASYNC110 - what is waited for has no event
        await asyncio.sleep(0.001)


def use_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dialler believe that its loop is none that shares buffers."""
    monkeypatch.setattr(tcp.asyncio, "SelectorEventLoop", type(None))


@pytest.mark.parametrize("is_plain", [False, True])
def test_bytes_go_both_ways_at_once(is_plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001 - a case
    async def body() -> None:
        dialler = Dialler(asyncio.get_running_loop())
        if is_plain:
            dialler._shares = False
        async with linked(dialler) as (link, heard, peer):
            link.send(b"question")
            assert await asyncio.get_running_loop().sock_recv(peer, 100) == b"question"
            for part in (b"an", b"sw", b"er", b"!" * 100_000):
                await asyncio.get_running_loop().sock_sendall(peer, part)
            await until(lambda: len(heard.data) == 100_006)
            assert heard.data[:7] == b"answer!"

    del monkeypatch
    run(body())


def test_small_segments_do_not_wait_for_each_other() -> None:
    async def body() -> None:
        async with linked() as (link, _, _):
            assert link._transport is not None
            sock = link._transport.get_extra_info("socket")
            assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0

    run(body())


def test_the_end_is_told_once_and_nothing_is_sent_after_it() -> None:
    async def body() -> None:
        async with linked() as (link, heard, peer):
            peer.close()
            await until(lambda: heard.ends)
            link.send(b"too late")
            link.abort()
            link.close()
        assert heard.ends == [None]
        assert link.is_closed

    run(body())


def test_a_goodbye_lets_what_was_sent_go_out() -> None:
    async def body() -> None:
        async with linked() as (link, _, peer):
            link.send(b"last words")
            link.close()
            loop = asyncio.get_running_loop()
            assert await loop.sock_recv(peer, 100) == b"last words"
            assert await loop.sock_recv(peer, 100) == b""

    run(body())


def test_a_device_that_takes_no_bytes_loses_the_connection_and_not_our_memory() -> None:
    async def body() -> None:
        async with linked() as (link, heard, _):
            for _ in range(1000):
                link.send(bytes(64 * 1024))
                if link._transport is None or link._transport.is_closing():
                    break
            await until(lambda: heard.ends)
            assert link._transport is not None
            assert link._transport.get_write_buffer_size() <= MAX_UNSENT

    run(body())


def test_a_link_that_never_stood_can_be_told_anything() -> None:
    link = Link(print, print)
    link.send(b"x")
    link.close()
    link.abort()
    assert not link.is_closed


def test_a_socket_that_ends_while_it_is_written_to_breaks_nothing() -> None:
    async def body() -> None:
        async with linked() as (link, _, peer):
            real = link._socket
            with socket.socket() as other:
                other.close()
                if real is not None:
                    link._socket = other
                link.send(b"x")
                assert link._socket is None
            assert await asyncio.get_running_loop().sock_recv(peer, 10) == b"x"

    run(body())


async def refused() -> TuyalanError:
    with socket.create_server((LOCAL, 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(TuyalanError) as caught:
        await Dialler(asyncio.get_running_loop()).open(LOCAL, port, on_data=print, on_closed=print, timeout=1.0)
    return caught.value


def test_a_closed_port_is_refused() -> None:
    async def body() -> None:
        error = await refused()
        assert isinstance(error, ConnectionRefusedByDeviceError)
        assert isinstance(error.__cause__, ConnectionRefusedError)

    run(body())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (OSError(errno.EMFILE, "Too many open files"), ConfigError),
        (OSError(errno.ENFILE, "Too many open files"), ConfigError),
        (OSError(errno.EHOSTUNREACH, "No route to host"), UnreachableError),
        (OSError("Multiple exceptions"), UnreachableError),
        (UnicodeError("label empty or too long"), UseError),
        (TimeoutError(), UnreachableError),
    ],
)
def test_what_the_system_says_comes_in_our_words(
    fault: Exception, kind: type[TuyalanError], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()

        async def fail(*_: object) -> None:
            raise fault

        monkeypatch.setattr(loop, "create_connection", fail)
        with pytest.raises(kind) as caught:
            await Dialler(loop).open("192.0.2.1", 6668, on_data=print, on_closed=print, timeout=1.0)
        assert caught.value.__cause__ is fault
        assert caught.value.hint

    run(body())


def test_nobody_answering_is_bounded_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        loop = asyncio.get_running_loop()

        async def hang(*_: object) -> None:
            await loop.create_future()

        monkeypatch.setattr(loop, "create_connection", hang)
        with pytest.raises(UnreachableError, match=r"no answer from 192\.0\.2\.1 port 6668 within 0\.01 s"):
            await Dialler(loop).open("192.0.2.1", 6668, on_data=print, on_closed=print, timeout=0.01)

    run(body())
