"""Why a search found nothing: what was noticed first, then what to check, in sentences for people."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tuyalan.client.finder import Finder

CONTAINER_MARKS: Final = (Path("/.dockerenv"), Path("/run/.containerenv"))
"""Files that container programs leave inside their containers."""

_BRIDGES: Final = ipaddress.IPv4Network("172.16.0.0/12")
_BRIDGE_PREFIX: Final = 16
"""Container programs hand out networks of this size in the range above."""


def explain_nothing(finder: Finder, *, marks: Sequence[Path] = CONTAINER_MARKS) -> list[str]:
    """Return the reasons to check when nothing was found, the likeliest first.

    Args:
        finder: What listened; may be closed already.
        marks: Files that tell a container.
    """
    return [
        *_explain_ports(finder),
        *_explain_networks(finder, marks),
        *_explain_datagrams(finder),
        "A device whose places are taken by other clients (phone app, hub) stays silent: close them, or use its address.",
        "Devices in another network or VLAN are not heard: ask them by address with --probe, or search from there.",
        "A firewall on this machine may drop what arrives: allow UDP 6666, 6667 and 7000 inbound.",
        "Access points with client isolation, and some mesh systems, do not pass broadcasts on: use --probe.",
        "Battery devices announce themselves for a few seconds after waking only: press their button, search again.",
    ]


def _explain_ports(finder: Finder) -> Iterator[str]:
    for state in finder.ports:
        if not state.is_bound:
            yield f"UDP port {state.port} could not be listened on ({state.error}): {state.cause}."


def _explain_networks(finder: Finder, marks: Sequence[Path]) -> Iterator[str]:
    outside = [interface for interface in finder.interfaces if not interface.is_loopback]
    if not outside:
        yield "This machine has no network address besides its own loopback: connect it to the network of the devices."
        return
    if any(mark.exists() for mark in marks) or all(_looks_like_bridge(i.network) for i in outside):
        names = ", ".join(f"{interface.name} {interface.address}" for interface in outside)
        yield (
            f"This looks like a container with a network of its own ({names}): broadcasts do not come in. Use host "
            "networking, or --probe with --answer-address set to the host."
        )
    for address, error in finder.asker.failures.items():
        yield f"Asking at {address} failed: {error}."


def _explain_datagrams(finder: Finder) -> Iterator[str]:
    counters = finder.counters
    if not counters.datagrams:
        yield "Not a single datagram arrived."
    elif counters.datagrams == counters.own_asks:
        yield "Nothing arrived but questions of our own."
    rejected = counters.rejected.total()
    if rejected:
        reasons = ", ".join(f"{reason.value} {count}" for reason, count in counters.rejected.most_common())
        yield f"{rejected} datagrams were no announcements and dropped ({reasons})."
    if counters.asks:
        yield f"{counters.asks} questions of an app or another program were heard: it may hold the devices' places."


def _looks_like_bridge(network: ipaddress.IPv4Network) -> bool:
    return network.prefixlen == _BRIDGE_PREFIX and network.subnet_of(_BRIDGES)
