"""Finding devices: hear their announcements, ask for more, sweep a network; one search as an async iterator."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final

from tuyalan.client.beacons import ASK_INTERVAL, FIND_TIMEOUT, BeaconWatch
from tuyalan.client.explain import explain_nothing
from tuyalan.client.finder import PORTS, Counters, Finder, Found, Ports, listen
from tuyalan.net.interfaces import Interface, iter_hosts, parse_targets
from tuyalan.net.sweep import sweep as sweep_addresses
from tuyalan.net.tasks import background
from tuyalan.net.tcp import DEVICE_PORT
from tuyalan.net.udp import PortState
from tuyalan.vocabulary import DeviceId

if TYPE_CHECKING:
    import ipaddress
    from collections.abc import AsyncGenerator, Collection, Sequence

__all__ = [
    "PORTS",
    "BeaconWatch",
    "Counters",
    "Finder",
    "Found",
    "Interface",
    "PortState",
    "Ports",
    "explain_nothing",
    "listen",
    "scan",
]

SCAN_TIMEOUT: Final = FIND_TIMEOUT
"""Seconds of a full search."""


async def scan(
    *,
    timeout: float | None = SCAN_TIMEOUT,
    wanted: Collection[str] = (),
    ask: bool = True,
    probe: Sequence[str] = (),
    sweep: str | None = None,
    answer_address: str | None = None,
    ports: Ports = PORTS,
    interfaces: Sequence[Interface] | None = None,
    sweep_port: int = DEVICE_PORT,
    finder: Finder | None = None,
) -> AsyncGenerator[Found]:
    """Search, and yield each device as soon as it is heard, again when it changes.

    Use `contextlib.aclosing` when leaving the loop early, so that the sockets close at once.

    Args:
        timeout: Seconds to search; `None` for ever.
        wanted: Ids of devices; the search ends when all of them are found. Empty: it takes its full time.
        ask: Ask all networks of this machine, at once and every 6 s.
        probe: IPv4 addresses and networks (`192.168.2.0/24`) to ask one by one, for VLANs and containers.
        sweep: A network whose addresses are tried on TCP; what accepts is yielded without an id.
        answer_address: Where devices shall send their answers; by default to the address asked from.
        ports: Where to listen and ask.
        interfaces: The addresses to ask from; by default all of this machine.
        sweep_port: The TCP port of the sweep.
        finder: One that listens already, whose counters can be read afterwards; its own settings hold.

    Raises:
        UseError: `probe` or `sweep` is no IPv4 address or network, or too large.
    """
    probes = [parse_targets(text) for text in _as_texts(probe)]
    swept = None if sweep is None else parse_targets(sweep)
    ids = {DeviceId(device_id) for device_id in _as_texts(wanted)}
    async with AsyncExitStack() as stack:
        if finder is None:
            finder = await stack.enter_async_context(
                listen(ports=ports, interfaces=interfaces, answer_address=answer_address)
            )
        if not finder.can_hear and swept is None:
            return
        crashes: list[BaseException] = []
        search = _search(finder, ask=ask, probes=probes, swept=swept, sweep_port=sweep_port)
        await stack.enter_async_context(background(search, name="tuyalan scan", on_crash=crashes.append))
        deadline = None if timeout is None else asyncio.get_running_loop().time() + timeout
        while not (ids and ids <= finder.found.keys()) or finder.has_news:
            if finder.has_news:
                yield await anext(finder)
            elif crashes:
                raise crashes[0]
            elif finder.is_closed or not await _wait_change(finder, deadline):
                return


async def _wait_change(finder: Finder, deadline: float | None) -> bool:
    """Wait until the finder has something to tell; returns whether that was before the deadline."""
    try:
        async with asyncio.timeout_at(deadline):
            await finder.wait_change()
    except TimeoutError:
        return False
    return True


async def _search(
    finder: Finder,
    *,
    ask: bool,
    probes: Sequence[ipaddress.IPv4Network],
    swept: ipaddress.IPv4Network | None,
    sweep_port: int,
) -> None:
    try:
        async with asyncio.TaskGroup() as group:
            if ask:
                group.create_task(_ask_again(finder), name="tuyalan ask")
            if probes:
                group.create_task(_probe_again(finder, probes), name="tuyalan probe")
            if swept is not None:
                sweeping = sweep_addresses(iter_hosts(swept), finder.note_open_port, port=sweep_port)
                group.create_task(sweeping, name="tuyalan sweep")
    finally:
        # In the next turn the crash, if it was one, is known.
        asyncio.get_running_loop().call_soon(finder.wake)


async def _ask_again(finder: Finder) -> None:
    while True:
        finder.asker.ask_everywhere()
        await asyncio.sleep(ASK_INTERVAL)


async def _probe_again(finder: Finder, probes: Sequence[ipaddress.IPv4Network]) -> None:
    while True:
        for network in probes:
            await finder.asker.ask_each(network)
        await asyncio.sleep(ASK_INTERVAL)


def _as_texts(texts: Collection[str]) -> tuple[str, ...]:
    """Take a single text for what it is meant to be, not for its letters."""
    return (texts,) if isinstance(texts, str) else tuple(texts)
