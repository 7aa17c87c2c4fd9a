"""A search yields devices as they are heard, asks, probes and sweeps, and ends as early as it may."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

import pytest

from tests.client.support import LAMP, PLUG, Answerer, announce, choose_ports
from tests.net.support import LOOPBACK, send
from tests.support import run
from tuyalan.client import discovery
from tuyalan.client.discovery import Finder, Found, listen, scan
from tuyalan.errors import UseError
from tuyalan.net.tasks import background
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable


async def keep_announcing(announce_all: Callable[[], None]) -> None:
    """Announce devices again and again."""
    while True:
        announce_all()
        await asyncio.sleep(0.01)


async def collect(search: AsyncGenerator[Found]) -> list[Found]:
    """Run a search to its end."""
    async with aclosing(search):
        return [found async for found in search]


def test_a_search_takes_its_time_and_tells_each_device_once() -> None:
    async def body() -> None:
        ports = choose_ports()

        def announce_all() -> None:
            announce(ports, LAMP, source="127.0.0.2")
            announce(ports, PLUG, source="127.0.0.3", version=Version.V31)

        async with background(keep_announcing(announce_all), name="devices"):
            found = await collect(scan(timeout=0.2, ports=ports, interfaces=[LOOPBACK]))
        assert {item.device_id: item.address for item in found} == {LAMP: "127.0.0.2", PLUG: "127.0.0.3"}
        assert len(found) == 2

    run(body())


def test_a_search_ends_when_all_wanted_devices_are_found() -> None:
    async def body() -> None:
        ports = choose_ports()

        def announce_all() -> None:
            announce(ports, "somebody")
            announce(ports, LAMP)
            announce(ports, PLUG)

        async with background(keep_announcing(announce_all), name="devices"):
            begin = time.monotonic()
            found = await collect(scan(timeout=None, wanted=[LAMP, PLUG], ports=ports, interfaces=[]))
            assert time.monotonic() - begin < 2
        assert {LAMP, PLUG} <= {item.device_id for item in found}

    run(body())


def test_a_single_id_given_as_text_is_one_id() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with background(keep_announcing(lambda: announce(ports)), name="device"):
            found = await collect(scan(timeout=None, wanted=LAMP, ports=ports, interfaces=[]))
        assert [item.device_id for item in found] == [LAMP]

    run(body())


def test_devices_already_known_to_the_finder_count_as_found() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[]) as finder:
            announce(ports)
            assert (await anext(finder)).device_id == LAMP
            assert await collect(scan(timeout=None, wanted=[LAMP], finder=finder)) == []
            assert finder.counters.beacons == 1

    run(body())


@pytest.mark.fact("ASK-1", "ASK-2")
def test_devices_that_only_answer_are_asked() -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open(hears_broadcasts=True):
            found = await collect(scan(timeout=None, wanted=[LAMP], ports=ports, interfaces=[LOOPBACK]))
        assert [(item.address, item.version) for item in found] == [("127.0.0.8", Version.V35)]

    run(body())


def test_nobody_is_asked_unless_wanted() -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open(hears_broadcasts=True):
            assert await collect(scan(timeout=0.05, ask=False, ports=ports, interfaces=[LOOPBACK])) == []
        assert device.asked == 0

    run(body())


def test_questions_are_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "ASK_INTERVAL", 0.01)

    async def body() -> None:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[LOOPBACK]) as finder:
            await collect(scan(timeout=0.1, probe=["127.0.0.9"], finder=finder))
            assert finder.asker.sent >= 4

    run(body())


@pytest.mark.fact("ASK-3")
@pytest.mark.parametrize("probe", [["127.0.0.8"], "127.0.0.8", ["127.0.0.9", "127.0.0.8/31"]])
def test_addresses_and_networks_are_probed_one_by_one(probe: list[str]) -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open():
            search = scan(timeout=None, wanted=[LAMP], ask=False, probe=probe, ports=ports, interfaces=[])
            found = await collect(search)
        assert [item.address for item in found] == ["127.0.0.8"]

    run(body())


def test_the_place_for_answers_is_told_to_devices() -> None:
    async def body() -> None:
        ports = choose_ports()
        device = Answerer("127.0.0.8", ports)
        async with device.open():
            search = scan(
                timeout=None,
                wanted=[LAMP],
                ask=False,
                probe=["127.0.0.8"],
                answer_address="127.0.0.77",
                ports=ports,
                interfaces=[],
            )
            assert len(await collect(search)) == 1

    run(body())


def test_a_sweep_finds_open_ports_and_merges_them_with_announcements() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.5", 0) as server:
            sweep_port = server.sockets[0].getsockname()[1]
            async with listen(ports=ports, interfaces=[]) as finder:
                search = scan(
                    timeout=None, wanted=[LAMP], sweep="127.0.0.0/28", sweep_port=sweep_port, ask=False, finder=finder
                )
                found: list[Found] = []
                async with aclosing(search):
                    async for item in search:
                        found.append(item)
                        announce(ports, source="127.0.0.5")
        assert [(item.device_id, item.address, item.has_open_port) for item in found] == [
            (None, "127.0.0.5", True),
            (LAMP, "127.0.0.5", True),
        ]

    run(body())


def test_a_search_that_cannot_hear_ends_at_once() -> None:
    async def body() -> None:
        ports = choose_ports()
        taken = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
        for sock, port in zip(taken, (ports.clear, ports.sealed, ports.ask), strict=True):
            sock.bind(("0.0.0.0", port))
        try:
            assert await collect(scan(timeout=None, ports=ports, interfaces=[])) == []
        finally:
            for sock in taken:
                sock.close()

    run(body())


@pytest.mark.parametrize(("probe", "sweep"), [(["nowhere"], None), ([], "10.0.0.0/8"), (["10.0.0.0/8"], None)])
def test_bad_targets_are_refused_before_anything_is_opened(probe: list[str], sweep: str | None) -> None:
    async def body() -> None:
        with pytest.raises(UseError):
            await collect(scan(probe=probe, sweep=sweep))

    run(body())


def test_a_search_ends_when_its_finder_closes() -> None:
    async def body() -> None:
        async with listen(ports=choose_ports(), interfaces=[]) as finder:
            finder.close()
            assert await collect(scan(timeout=None, finder=finder)) == []

    run(body())


def test_a_fault_of_the_search_comes_out_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        async with listen(ports=choose_ports(), interfaces=[]) as finder:

            def fail() -> int:
                raise ValueError("broken")

            monkeypatch.setattr(finder.asker, "ask_everywhere", fail)
            with pytest.raises(ExceptionGroup) as caught:
                await collect(scan(timeout=None, finder=finder))
            assert caught.group_contains(ValueError, match="broken")

    run(body())


def test_leaving_the_loop_early_leaves_nothing_behind() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with background(keep_announcing(lambda: announce(ports)), name="device"):
            search = scan(timeout=None, ports=ports, interfaces=[LOOPBACK])
            async with aclosing(search):
                async for _ in search:
                    break
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as selfish:
            selfish.bind(("0.0.0.0", ports.sealed))

    run(body())


def test_a_flood_does_not_keep_a_search_from_ending() -> None:
    async def body() -> None:
        ports = choose_ports()

        def flood() -> None:
            send(b"junk", ports.sealed, times=200)
            for number in range(20):
                announce(ports, f"invented{time.monotonic_ns()}{number}")

        async with background(keep_announcing(flood), name="flood"):
            begin = time.monotonic()
            async with listen(ports=ports, interfaces=[]) as finder:
                assert isinstance(finder, Finder)
                assert await collect(scan(timeout=0.2, finder=finder))
                assert finder.counters.rejected.total() > 0
            assert time.monotonic() - begin < 2

    run(body())
