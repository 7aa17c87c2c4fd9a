"""Tests cannot reach beyond this machine."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "255.255.255.255"])
def test_a_datagram_to_elsewhere_is_refused(address: str) -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        pytest.raises(AssertionError, match="stay on loopback"),
    ):
        sender.sendto(b"x", (address, 9))


def test_a_connection_to_elsewhere_is_refused() -> None:
    with socket.socket() as client, pytest.raises(AssertionError, match="stay on loopback"):
        client.connect(("192.0.2.1", 9))


def test_a_name_from_elsewhere_is_not_looked_up() -> None:
    with pytest.raises(AssertionError, match="stay on loopback"):
        socket.getaddrinfo("example.invalid", 80)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.5.5.5", "localhost"])
def test_a_datagram_to_this_machine_is_sent(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        assert sender.sendto(b"x", (address, 9)) == 1
