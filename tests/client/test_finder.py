"""Announcements become findings: at once, once, bounded, and hostile datagrams are counted and dropped."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.client.support import LAMP, PLUG, announce, beacon_of, choose_ports
from tests.net.support import LOOPBACK, send, wait_until
from tests.support import run
from tuyalan.beacon import Format, Reason, build_ask
from tuyalan.client import finder as finder_module
from tuyalan.client.finder import Finder, Found, Ports, listen
from tuyalan.net.asking import Asker
from tuyalan.vocabulary import DeviceId, Version


class Clock:
    """A clock that moves when told."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make_finder(clock: Clock | None = None, *, max_news: int = 100) -> Finder:
    """Make a finder that datagrams are handed to directly."""
    return Finder(Asker([]), clock=clock or Clock(), max_news=max_news)


def drain(finder: Finder) -> list[Found]:
    """Return all findings that wait."""
    finder.close()

    async def body() -> list[Found]:
        return [found async for found in finder]

    return run(body())


@pytest.mark.parametrize("version", list(Version))
def test_a_device_of_each_version_is_found_over_sockets(version: Version) -> None:
    async def body() -> None:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[]) as finder:
            assert finder.can_hear
            announce(ports, version=version, source="127.0.0.7")
            found = await anext(finder)
        assert found.device_id == LAMP
        assert found.address == found.told_address == "127.0.0.7"
        assert found.version is version
        assert found.port == (ports.clear if version is Version.V31 else ports.sealed)
        assert found.active == 2

    run(body())


def test_a_finding_arrives_within_10_ms_of_its_datagram() -> None:
    async def body() -> float:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[]) as finder:
            best = 1.0
            for number in range(5):
                begin = time.perf_counter()
                announce(ports, f"device{number}")
                await anext(finder)
                best = min(best, time.perf_counter() - begin)
        return best

    # The best of five: the machine that runs the tests may be busy with others.
    assert run(body()) < 0.010


def test_500_devices_that_announce_themselves_at_once_are_all_found() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[]) as finder:
            for number in range(500):
                announce(ports, f"device{number:03}", source=f"127.0.{1 + number // 250}.{1 + number % 250}")
            found = {(await anext(finder)).device_id for _ in range(500)}
            assert len(found) == len(finder.found) == 500
            assert len({item.address for item in finder.found.values()}) == 500

    run(body())


def test_the_sender_counts_more_than_the_address_told_and_both_are_kept() -> None:
    finder = make_finder()
    finder.take(beacon_of(address="192.0.2.9"), "127.0.0.3", 6667)
    assert finder.found[LAMP].address == "127.0.0.3"
    assert finder.found[LAMP].told_address == "192.0.2.9"


def test_the_same_announcement_is_told_once_and_the_time_moves_on() -> None:
    clock = Clock()
    finder = make_finder(clock)
    for _ in range(3):
        finder.take(beacon_of(), "127.0.0.3", 6667)
        clock.now += 5
    assert finder.counters.beacons == 3
    assert finder.counters.duplicates == 2
    assert (finder.found[LAMP].first_seen, finder.found[LAMP].last_seen) == (1000.0, 1010.0)
    assert len(drain(finder)) == 1


def test_a_new_address_version_or_format_is_told_again() -> None:
    finder = make_finder()
    finder.take(beacon_of(), "127.0.0.3", 6667)
    finder.take(beacon_of(), "127.0.0.4", 6667)
    finder.take(beacon_of(version=Version.V34), "127.0.0.4", 6667)
    finder.take(beacon_of(version=Version.V35), "127.0.0.4", 6667)
    finder.take(beacon_of(version=Version.V35), "127.0.0.3", 6667)
    told = [(found.address, found.version, found.format) for found in drain(finder)]
    assert told == [
        ("127.0.0.3", Version.V33, Format.ECB),
        ("127.0.0.4", Version.V33, Format.ECB),
        ("127.0.0.4", Version.V34, Format.ECB),
        ("127.0.0.4", Version.V35, Format.GCM),
        ("127.0.0.3", Version.V35, Format.GCM),
    ]
    assert len(finder.found) == 1


def test_two_formats_on_two_ports_turn_by_turn_are_told_once_each() -> None:
    finder = make_finder()
    for _ in range(5):
        finder.take(beacon_of(version=Version.V33), "127.0.0.3", 6667)
        finder.take(beacon_of(version=Version.V35), "127.0.0.3", 7000)
    assert len(drain(finder)) == 2


def test_questions_are_counted_and_own_ones_told_apart() -> None:
    async def body() -> None:
        ports = choose_ports()
        async with listen(ports=ports, interfaces=[LOOPBACK]) as finder:
            finder.asker.ask_everywhere()
            send(build_ask("192.0.2.1", nonce=bytes(12)), ports.ask)
            await wait_until(lambda: finder.counters.datagrams == 2)
            assert (finder.counters.asks, finder.counters.own_asks) == (1, 1)
            assert not finder.found

    run(body())


def test_hostile_datagrams_are_counted_by_reason_and_dropped() -> None:
    finder = make_finder()
    good = beacon_of()
    for data in (b"hello", b"", b"{" * 3000, good[:-1], good.replace(good[30:32], b"zz"), b"{}", b'{"gwId":"a b"}'):
        finder.take(data, "127.0.0.66", 6667)
    assert finder.counters.rejected == {
        Reason.UNKNOWN: 1,
        Reason.SIZE: 2,
        Reason.LENGTH: 1,
        Reason.CRC: 1,
        Reason.ID: 2,
    }
    assert finder.found == {}
    assert drain(finder) == []


@pytest.mark.fact("UDP-5")
def test_a_flood_of_invented_devices_leaves_memory_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder_module, "MAX_FOUND", 50)
    finder = make_finder(max_news=20)
    for number in range(500):
        finder.take(beacon_of(f"invented{number}"), "127.0.0.66", 6667)
    finder.take(beacon_of(PLUG), "127.0.0.3", 6667)
    assert len(finder.found) == len(finder._states) == 50
    assert PLUG in finder.found
    assert finder.counters.forgotten == 451
    assert finder.counters.dropped == 481
    assert len(drain(finder)) == 20


def test_a_finder_whose_queue_nobody_reads_keeps_none_and_counts_none() -> None:
    finder = make_finder(max_news=0)
    finder.take(beacon_of(), "127.0.0.3", 6667)
    assert finder.counters.dropped == 0
    assert LAMP in finder.found
    assert drain(finder) == []


def test_a_waiting_reader_ends_with_the_listening() -> None:
    async def body() -> None:
        async with listen(ports=choose_ports(), interfaces=[]) as finder:
            async with asyncio.TaskGroup() as group:
                reader = group.create_task(anext_or_end(finder))
                await asyncio.sleep(0)
                finder.close()
            assert reader.result() is None

    async def anext_or_end(finder: Finder) -> Found | None:
        return await anext(finder, None)

    run(body())


def test_an_open_port_is_told_until_an_announcement_says_whose_it_is() -> None:
    finder = make_finder()
    finder.note_open_port("127.0.0.3")
    finder.note_open_port("127.0.0.3")
    assert [found.address for found in finder.list_open()] == ["127.0.0.3"]
    finder.take(beacon_of(), "127.0.0.3", 6667)
    assert finder.list_open() == []
    assert finder.found[LAMP].has_open_port
    assert [found.device_id for found in drain(finder)] == [None, LAMP]


def test_an_open_port_of_a_known_device_is_noted_there() -> None:
    finder = make_finder()
    finder.take(beacon_of(), "127.0.0.3", 6667)
    finder.take(beacon_of(PLUG), "127.0.0.4", 6667)
    finder.note_open_port("127.0.0.3")
    assert finder.found[LAMP].has_open_port
    assert not finder.found[PLUG].has_open_port
    assert len(drain(finder)) == 2


def test_every_announcement_reaches_the_callbacks() -> None:
    finder = make_finder()
    heard: list[DeviceId | None] = []
    finder.on_every_beacon(lambda found: heard.append(found.device_id))
    for _ in range(3):
        finder.take(beacon_of(), "127.0.0.3", 6667)
    assert heard == [LAMP] * 3


def test_all_addresses_of_this_machine_are_asked_by_default() -> None:
    async def body() -> None:
        async with listen(ports=choose_ports()) as finder:
            assert "127.0.0.1" in [interface.address for interface in finder.interfaces]

    run(body())


@pytest.mark.fact("UDP-1", "UDP-2", "ASK-1")
def test_the_ports_are_those_of_real_devices() -> None:
    assert Ports() == Ports(clear=6666, sealed=6667, ask=7000)
