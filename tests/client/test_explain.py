"""When nothing is found, what was noticed comes first and what to check follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client.support import choose_ports
from tests.net.support import LOOPBACK
from tests.support import run
from tuyalan.beacon import Reason
from tuyalan.client.explain import explain_nothing
from tuyalan.client.finder import Finder, listen
from tuyalan.net.asking import Asker
from tuyalan.net.interfaces import Interface
from tuyalan.net.udp import PortState

if TYPE_CHECKING:
    from pathlib import Path

LAN = Interface("wlan0", "192.168.1.10", 24)
BRIDGE = Interface("eth0", "172.17.0.2", 16)


def explain(*interfaces: Interface, marks: tuple[Path, ...] = ()) -> str:
    """Explain the silence on a machine with these addresses."""
    return "\n".join(explain_nothing(Finder(Asker([]), interfaces=interfaces), marks=marks))


def test_what_is_always_worth_checking_is_always_told() -> None:
    text = explain(LAN)
    for word in ("phone app", "VLAN", "firewall", "isolation", "Battery", "--probe"):
        assert word in text
    assert "container" not in text


def test_ports_that_could_not_be_had_come_first() -> None:
    finder = Finder(Asker([]), interfaces=[LAN])
    finder.ports = (PortState(6666), PortState(6667, "Address already in use", "another program holds the port"))
    first, second, *_ = explain_nothing(finder, marks=())
    assert first == "UDP port 6667 could not be listened on (Address already in use): another program holds the port."
    assert second == "Not a single datagram arrived."


@pytest.mark.parametrize("interfaces", [(), (LOOPBACK,)])
def test_a_machine_without_a_network_is_told_so(interfaces: tuple[Interface, ...]) -> None:
    assert "no network address besides its own loopback" in explain(*interfaces)


def test_a_container_is_recognised_by_its_network(tmp_path: Path) -> None:
    assert "container" in explain(LOOPBACK, BRIDGE)
    assert "container" not in explain(LOOPBACK, BRIDGE, LAN)
    assert "container" not in explain(LAN, marks=(tmp_path / "missing",))


def test_a_container_is_recognised_by_its_mark(tmp_path: Path) -> None:
    assert "eth0 10.0.0.5" in explain(Interface("eth0", "10.0.0.5", 24), marks=(tmp_path,))


def test_failures_to_ask_are_told() -> None:
    asker = Asker([])
    asker.failures["192.168.1.10"] = "Network is unreachable"
    told = explain_nothing(Finder(asker, interfaces=[LAN]), marks=())
    assert "Asking at 192.168.1.10 failed: Network is unreachable." in told


def test_what_arrived_is_told() -> None:
    finder = Finder(Asker([]), interfaces=[LAN])
    finder.counters.datagrams = finder.counters.own_asks = 3
    assert "Nothing arrived but questions of our own." in explain_nothing(finder, marks=())
    finder.counters.datagrams = 10
    finder.counters.asks = 2
    finder.counters.rejected.update({Reason.CRC: 4, Reason.KEY: 1})
    told = "\n".join(explain_nothing(finder, marks=()))
    assert "5 datagrams were no announcements and dropped (crc 4, key 1)." in told
    assert "2 questions of an app" in told
    assert "Nothing arrived" not in told


def test_the_silence_of_a_finder_that_listened_can_be_explained() -> None:
    async def body() -> list[str]:
        async with listen(ports=choose_ports(), interfaces=[LOOPBACK]) as finder:
            pass
        return explain_nothing(finder)

    assert len(run(body())) >= 5
