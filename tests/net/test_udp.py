"""Datagrams on several ports reach one callback; ports that cannot be had and errors stop nothing else."""

from __future__ import annotations

import asyncio
import socket
from typing import cast

import pytest

from tests.net.support import Heard, find_ports, into, send, wait_until
from tests.support import run
from tuyalan.net import udp
from tuyalan.net.tasks import start, stop
from tuyalan.net.udp import PortState, Receiver, open_listeners, open_socket
from tuyalan.wire.frame import MAX_DATAGRAM

MANY_TURNS = 12
"""Turns of the loop after which two ports are listened on."""


class FakeSocket:
    """A socket that plays back what `recvfrom` does."""

    def __init__(self, *script: bytes | OSError) -> None:
        self.script = list(script)

    def getsockname(self) -> tuple[str, int]:
        return ("0.0.0.0", 6666)

    def recvfrom(self, size: int) -> tuple[bytes, tuple[str, int]]:
        step = self.script.pop(0) if self.script else BlockingIOError()
        if isinstance(step, OSError):
            raise step
        return step[:size], ("192.0.2.7", 4000)


def receive(fake: FakeSocket, heard: Heard) -> Receiver:
    """Make a receiver on a fake socket."""
    return Receiver(cast("socket.socket", fake), into(heard))


def test_datagrams_on_all_ports_are_heard_with_sender_and_port() -> None:
    async def body() -> None:
        heard: Heard = []
        ports = find_ports()
        async with open_listeners(ports, into(heard)) as states:
            assert states == tuple(PortState(port) for port in ports)
            for number, port in enumerate(ports):
                send(b"hello", port, source=f"127.0.0.{number + 2}")
            await wait_until(lambda: len(heard) == 3)
        assert sorted(heard) == sorted((b"hello", f"127.0.0.{n + 2}", port) for n, port in enumerate(ports))

    run(body())


def test_broadcasts_are_heard() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        async with open_listeners((port,), into(heard)):
            send(b"all", port, target="127.255.255.255")
            await wait_until(lambda: heard)
        assert heard[0][0] == b"all"

    run(body())


def test_two_programs_share_a_port() -> None:
    async def body() -> None:
        (port,) = find_ports(1)
        first: Heard = []
        second: Heard = []
        async with (
            open_listeners((port,), into(first)) as one,
            open_listeners((port,), into(second)) as two,
        ):
            assert one == two == (PortState(port),)
            send(b"all", port, target="127.255.255.255")
            await wait_until(lambda: first and second)

    run(body())


def test_a_busy_port_stops_no_other_and_is_explained() -> None:
    async def body() -> None:
        busy, free = find_ports(2)
        heard: Heard = []
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as selfish:
            selfish.bind(("0.0.0.0", busy))
            async with open_listeners((busy, free), into(heard)) as states:
                assert [state.is_bound for state in states] == [False, True]
                assert states[0].port == busy
                assert "in use" in states[0].error
                assert "another program" in states[0].cause
                send(b"hello", free)
                await wait_until(lambda: heard)

    run(body())


@pytest.mark.parametrize(
    ("host", "port", "cause"), [("192.0.2.200", 0, "does not have the address"), ("127.0.0.1", 70_000, "65535")]
)
def test_impossible_places_are_explained(host: str, port: int, cause: str) -> None:
    async def body() -> None:
        async with open_listeners((port,), into([]), host=host) as states:
            assert not states[0].is_bound
            assert cause in states[0].cause

    run(body())


def test_an_error_nobody_foresaw_is_told_as_the_system_says_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(host: str, port: int) -> socket.socket:
        raise OSError(f"no socket for {host}:{port}")

    async def body() -> None:
        async with open_listeners((6666,), into([])) as states:
            assert states[0].error == "no socket for 0.0.0.0:6666"

    monkeypatch.setattr(udp, "open_socket", refuse)
    run(body())


def test_a_port_given_twice_is_opened_once_and_zero_is_resolved() -> None:
    async def body() -> None:
        async with open_listeners((0, 0), into([])) as states:
            assert len(states) == 1
            assert states[0].port > 0

    run(body())


def test_sockets_are_closed_after_the_block() -> None:
    async def body() -> None:
        (port,) = find_ports(1)
        async with open_listeners((port,), into([])):
            pass
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as selfish:
            selfish.bind(("0.0.0.0", port))

    run(body())


def test_all_waiting_datagrams_are_taken_at_one_wake_up() -> None:
    heard: Heard = []
    fake = FakeSocket(b"two", b"three")
    receive(fake, heard).datagram_received(b"one", ("192.0.2.7", 4000))
    assert [data for data, _, _ in heard] == [b"one", b"two", b"three"]


def test_a_flood_gives_the_loop_its_turn() -> None:
    heard: Heard = []
    fake = FakeSocket(*[b"x"] * 1000)
    receive(fake, heard).datagram_received(b"x", ("192.0.2.7", 4000))
    assert len(heard) == udp.DRAIN + 1


def test_a_reset_that_concerns_another_datagram_is_ignored() -> None:
    heard: Heard = []
    fake = FakeSocket(ConnectionResetError(10054, "reset"), b"two")
    receiver = receive(fake, heard)
    receiver.error_received(ConnectionResetError(10054, "reset"))
    receiver.datagram_received(b"one", ("192.0.2.7", 4000))
    assert [data for data, _, _ in heard] == [b"one", b"two"]


def test_a_completion_based_loop_reads_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(udp, "_CAN_DRAIN", False)
    heard: Heard = []
    fake = FakeSocket(b"two")
    receive(fake, heard).datagram_received(b"one", ("192.0.2.7", 4000))
    assert [data for data, _, _ in heard] == [b"one"]


def test_a_datagram_that_cannot_be_handled_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(data: bytes, source: str, port: int) -> None:
        raise ValueError(f"{data!r} {source} {port}")

    receiver = Receiver(cast("socket.socket", FakeSocket(b"two")), fail)
    receiver.datagram_received(b"one", ("192.0.2.7", 4000))
    assert len(caplog.records) == 2
    assert "Traceback" in caplog.text


def test_systems_without_or_against_an_option_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(socket, "SO_REUSEPORT", raising=False)
    monkeypatch.setattr(socket, "SO_BROADCAST", 9999)
    with open_socket("127.0.0.1", 0) as sock:
        assert sock.getsockname()[1] > 0


def test_a_datagram_of_any_length_keeps_memory_bounded() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        async with open_listeners((port,), into(heard)):
            send(bytes(60_000), port, times=3)
            await wait_until(lambda: len(heard) == 3)
        assert all(len(data) > MAX_DATAGRAM for data, _, _ in heard)

    run(body())


def test_500_datagrams_in_one_burst_all_arrive() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        async with open_listeners((port,), into(heard)):
            send(bytes(200), port, times=500)
            await wait_until(lambda: len(heard) == 500)
            await asyncio.sleep(0)

    run(body())


@pytest.mark.parametrize("turns", range(1, MANY_TURNS + 1))
def test_opening_that_is_cancelled_half_way_leaves_no_socket(turns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[socket.socket] = []

    def open_and_keep(host: str, port: int) -> socket.socket:
        sock = open_socket(host, port)
        opened.append(sock)
        return sock

    async def body() -> None:
        async def listen() -> None:
            async with open_listeners(find_ports(2), into([]), host="127.0.0.1"):
                await asyncio.sleep(60)

        # Only our own sockets are judged: what else the process holds may be closed at any moment.
        monkeypatch.setattr(udp, "open_socket", open_and_keep)
        task = start(listen(), name="listening")
        for _ in range(turns):
            await asyncio.sleep(0)
        await stop(task)
        await asyncio.sleep(0)
        assert [sock.fileno() for sock in opened] == [-1] * len(opened)

    run(body())
    if turns == MANY_TURNS:
        assert len(opened) == 2
