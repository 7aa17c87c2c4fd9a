"""Questions reach networks and single addresses, tell where answers go, and keep to their rate."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.net.support import LOOPBACK, Heard, find_ports, into, wait_until
from tests.support import run
from tuyalan.beacon import Ask, parse_datagram
from tuyalan.net.asking import LIMITED_BROADCAST, Asker
from tuyalan.net.interfaces import Interface, parse_targets
from tuyalan.net.udp import open_listeners


def told_addresses(heard: Heard) -> list[str | None]:
    """Return where answers are wanted, in the order heard."""
    asks = [parse_datagram(data) for data, _, _ in heard]
    return [ask.address for ask in asks if isinstance(ask, Ask)]


def test_a_network_is_asked_by_its_broadcast_from_the_address_in_it() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        asker = Asker([LOOPBACK, Interface("lo", "127.0.0.9", 8)], port=port)
        async with open_listeners((port,), into(heard)):
            assert asker.ask_everywhere() == asker.sent == 2
            await wait_until(lambda: len(heard) == 2)
        assert told_addresses(heard) == ["127.0.0.1", "127.0.0.9"]
        assert [source for _, source, _ in heard] == ["127.0.0.1", "127.0.0.9"]
        assert all(asker.is_own(data) for data, _, _ in heard)
        assert not Asker([], port=port).is_own(heard[0][0])

    run(body())


def test_other_networks_are_asked_by_both_broadcasts(monkeypatch: pytest.MonkeyPatch) -> None:
    targets: list[str] = []
    asker = Asker([Interface("eth0", "127.0.0.1", 24)], port=7000)

    def note(_sock: object, _datagram: bytes, target: str) -> bool:
        targets.append(target)
        return True

    monkeypatch.setattr(Interface, "is_loopback", False)
    monkeypatch.setattr(asker, "_send", note)
    assert asker.ask_everywhere() == 2
    assert targets == [LIMITED_BROADCAST, "127.0.0.255"]


def test_an_interface_that_is_gone_stops_no_other() -> None:
    (port,) = find_ports(1)
    asker = Asker([Interface("gone", "192.0.2.200", 24), LOOPBACK], port=port)
    assert asker.ask_everywhere() == 1
    assert list(asker.failures) == ["192.0.2.200"]


@pytest.mark.fact("ASK-3")
def test_one_address_is_asked_alone() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        asker = Asker([], port=port)
        async with open_listeners((port,), into(heard), host="127.0.0.5"):
            assert asker.ask("127.0.0.5")
            await wait_until(lambda: heard)
        assert told_addresses(heard) == ["127.0.0.1"]

    run(body())


@pytest.mark.fact("ASK-2")
def test_the_place_for_answers_can_be_set() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        asker = Asker([LOOPBACK], port=port, answer_address="192.0.2.10")
        async with open_listeners((port,), into(heard)):
            asker.ask_everywhere()
            asker.ask("127.0.0.1")
            await wait_until(lambda: len(heard) == 2)
        assert told_addresses(heard) == ["192.0.2.10", "192.0.2.10"]

    run(body())


def test_each_address_of_a_network_is_asked_at_the_rate() -> None:
    async def body() -> None:
        heard: Heard = []
        (port,) = find_ports(1)
        asker = Asker([], port=port, rate=100)
        async with open_listeners((port,), into(heard)):
            begin = time.monotonic()
            assert await asker.ask_each(parse_targets("127.0.1.0/28")) == 14
            assert time.monotonic() - begin >= 0.13
            await wait_until(lambda: len(heard) == 14)
        # One question for all of them: a device answers each the same.
        assert len({data for data, _, _ in heard}) == 1

    run(body())


def test_an_address_without_a_way_is_noted_and_nothing_raised() -> None:
    asker = Asker([], port=7000)
    # The zero network has no way anywhere; the system says so at once.
    assert not asker.ask("255.255.255.255.")
    assert asker.failures


def test_a_network_without_a_way_sends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        asker = Asker([], port=7000)

        def find_none(_target: str) -> None:
            return None

        monkeypatch.setattr(asker, "_source", find_none)
        assert await asker.ask_each(parse_targets("127.0.1.0/30")) == 0
        assert not asker.ask("127.0.0.1")
        await asyncio.sleep(0)

    run(body())


def test_failures_to_send_are_counted_out_and_bounded() -> None:
    asker = Asker([], port=0, answer_address="127.0.0.1")
    for number in range(200):
        assert not asker.ask(f"127.0.2.{number}")
    assert asker.sent == 0
    assert 0 < len(asker.failures) <= 64
