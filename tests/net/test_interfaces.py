"""Addresses of this machine and targets of searches are read."""

from __future__ import annotations

import ifaddr
import pytest

from tuyalan.errors import UseError
from tuyalan.net.interfaces import Interface, iter_hosts, list_interfaces, parse_targets


def test_this_machine_has_its_loopback_address_and_no_ipv6() -> None:
    found = list_interfaces()
    loopback = next(interface for interface in found if interface.address == "127.0.0.1")
    assert loopback.is_loopback
    assert loopback.broadcast == "127.255.255.255"
    assert all(":" not in interface.address for interface in found)


def test_an_interface_knows_its_network() -> None:
    interface = Interface("eth0", "192.0.2.17", 26)
    assert str(interface.network) == "192.0.2.0/26"
    assert interface.broadcast == "192.0.2.63"
    assert not interface.is_loopback


def test_a_system_that_tells_nothing_has_no_interfaces(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> object:
        raise OSError("not here")

    monkeypatch.setattr(ifaddr, "get_adapters", refuse)
    assert list_interfaces() == ()


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("192.0.2.1", ["192.0.2.1"]),
        (" 192.0.2.0/30 ", ["192.0.2.1", "192.0.2.2"]),
        ("192.0.2.2/31", ["192.0.2.2", "192.0.2.3"]),
        ("192.0.2.77/30", ["192.0.2.77", "192.0.2.78"]),
    ],
)
def test_addresses_and_networks_are_targets(text: str, hosts: list[str]) -> None:
    assert list(iter_hosts(parse_targets(text))) == hosts


@pytest.mark.parametrize("text", ["", "lamp.local", "192.0.2", "192.0.2.0/33", "::1", "2001:db8::/64", "1.2.3.4-9"])
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(UseError, match=r"192\.168\.2\.0/24"):
        parse_targets(text)


def test_a_network_too_large_is_refused_with_the_bound() -> None:
    assert parse_targets("10.0.0.0/16").num_addresses == 65_536
    with pytest.raises(UseError, match="at most 65536"):
        parse_targets("10.0.0.0/15")
    with pytest.raises(UseError, match="at most 16"):
        parse_targets("10.0.0.0/24", limit=16)
