"""A socket that somebody else reads and writes is watched by the loop, or by a thread where the loop cannot."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import pytest

from tests.client.household import until
from tests.support import RUN_TIMEOUT, run
from tuyalan.net.watching import LoopWatch, ThreadWatch, watch_socket

if TYPE_CHECKING:
    from collections.abc import Callable

Kind: TypeAlias = type[LoopWatch] | type[ThreadWatch]


class Blind(asyncio.SelectorEventLoop):
    """A loop that cannot watch sockets of others, as that of Windows."""

    def add_reader(self, fd: object, callback: object, *args: object) -> NoReturn:
        raise NotImplementedError(fd, callback, args)


def test_where_the_loop_cannot_watch_a_thread_does() -> None:
    async def body() -> type[object]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            watch = watch_socket(asyncio.get_running_loop(), ours.fileno(), lambda: None)
            watch.close()
            return type(watch)

    assert run(body()) is LoopWatch
    with asyncio.Runner(loop_factory=Blind) as runner:
        assert runner.run(body()) is ThreadWatch


@pytest.mark.parametrize("kind", [LoopWatch, ThreadWatch])
def test_what_can_be_read_and_written_is_told_inside_the_loop(kind: Kind) -> None:
    async def body() -> None:
        ours, theirs = socket.socketpair()
        told: list[bytes] = []
        threads: set[int] = set()

        def read() -> None:
            threads.add(threading.get_ident())
            told.append(ours.recv(100))

        def write() -> None:
            threads.add(threading.get_ident())
            ours.send(b"from us")
            watch.want_write(None)

        with ours, theirs:
            watch = kind(asyncio.get_running_loop(), ours.fileno(), read)
            for word in (b"one", b"two"):
                theirs.send(word)
                await until(lambda word=word: told and told[-1] == word)
            watch.want_write(write)
            theirs.settimeout(RUN_TIMEOUT)
            assert await asyncio.to_thread(theirs.recv, 100) == b"from us"
            watch.close()
            watch.close()
            theirs.send(b"three")
            await asyncio.sleep(0.02)
            assert told == [b"one", b"two"]
            assert threads == {threading.get_ident()}

    run(body())


@pytest.mark.parametrize("kind", [LoopWatch, ThreadWatch])
def test_a_watch_can_be_closed_by_what_it_calls(kind: Kind) -> None:
    async def body() -> None:
        ours, theirs = socket.socketpair()
        ends: list[Callable[[], None]] = []
        done: list[int] = []

        def read() -> None:
            ends[0]()
            done.append(1)

        with ours, theirs:
            ends.append(kind(asyncio.get_running_loop(), ours.fileno(), read).close)
            theirs.close()
            await until(lambda: done)
            await asyncio.sleep(0.02)
            assert done == [1]

    run(body())
