"""The IPv4 addresses of this machine and the networks they stand in; what targets of a search may look like."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Final, cast

import msgspec

from tuyalan.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TARGETS: Final = 65_536
"""Addresses in the largest network that is searched one by one: a /16."""


class Interface(msgspec.Struct, frozen=True):
    """One IPv4 address of this machine."""

    name: str
    """What people call the interface, for example `eth0`."""
    address: str
    prefix: int
    """Length of the network part, 0 to 32."""

    @property
    def network(self) -> ipaddress.IPv4Network:
        """The network that the address stands in."""
        return ipaddress.IPv4Network((self.address, self.prefix), strict=False)

    @property
    def broadcast(self) -> str:
        """The address that reaches all of the network."""
        return str(self.network.broadcast_address)

    @property
    def is_loopback(self) -> bool:
        """Tell whether it reaches this machine only."""
        return ipaddress.IPv4Address(self.address).is_loopback


def list_interfaces() -> tuple[Interface, ...]:
    """Return all IPv4 addresses of this machine; none if the system does not tell them."""
    # Here, not above: it loads a library of the system, which importing the package must not do.
    import ifaddr  # noqa: PLC0415

    try:
        adapters = tuple(ifaddr.get_adapters())
    except OSError:
        return ()
    return tuple(
        Interface(adapter.nice_name, cast("str", ip.ip), ip.network_prefix)
        for adapter in adapters
        for ip in adapter.ips
        if ip.is_IPv4
    )


def parse_targets(text: str, *, limit: int = MAX_TARGETS) -> ipaddress.IPv4Network:
    """Read an IPv4 address or a network such as `192.168.2.0/24`.

    Raises:
        UseError: it is neither, or the network has more than `limit` addresses.
    """
    try:
        network = ipaddress.IPv4Network(text.strip(), strict=False)
    except ValueError:
        raise UseError(f"{text!r} is no IPv4 address and no network such as 192.168.2.0/24") from None
    if network.num_addresses > limit:
        raise UseError(f"{network} has {network.num_addresses} addresses; at most {limit} are searched one by one")
    return network


def iter_hosts(network: ipaddress.IPv4Network) -> Iterator[str]:
    """Yield the addresses of a network that can be devices."""
    for host in network.hosts():
        yield str(host)
