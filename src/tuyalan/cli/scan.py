"""`tuyalan scan`: searches the network, shows each device at once, and says what to check if there is none."""

from __future__ import annotations

import time
from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.exitcodes import NothingFoundError
from tuyalan.cli.results import Result
from tuyalan.errors import UseError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.client.discovery import Finder, Found, Ports

FULL_TIME: Final = 18.0
"""Seconds of a full round of announcements."""


class FoundDevice(Result, frozen=True, kw_only=True, tag_field="event", tag="found"):
    """One device, or one address whose port is open."""

    id: str | None
    name: str
    address: str
    told_address: str | None
    version: str | None
    product_key: str
    port: int | None
    """The UDP port it was heard on."""
    format: str | None
    is_stored: bool
    is_paired: bool
    has_open_port: bool
    first_seen: float
    last_seen: float

    def view(self) -> RenderableType:
        """Return nothing: people see the table."""
        return ""


class HeardPort(msgspec.Struct, frozen=True, kw_only=True):
    """One UDP port."""

    port: int
    devices: int
    error: str
    cause: str


class ScanResult(Result, frozen=True, kw_only=True, tag_field="event", tag="end"):
    """All that was found."""

    devices: tuple[FoundDevice, ...]
    ports: tuple[HeardPort, ...]
    datagrams: int
    rejected: int
    questions: int
    seconds: float

    def view(self) -> RenderableType:
        """Return the table and a line about each port."""
        from rich.console import Group  # noqa: PLC0415

        count = len(self.devices)
        summary = f"[bold]{count} device{'' if count == 1 else 's'}[/bold] in {self.seconds:.1f} s"
        return Group(make_device_table(self.devices, time.time()), f"{summary}; {self._say_ports()}.")

    def _say_ports(self) -> str:
        heard = [f"{each.port} ({each.devices})" for each in self.ports if not each.error]
        deaf = [f"[red]{each.port} not heard: {each.error}[/red]" for each in self.ports if each.error]
        dropped = [f"{self.rejected} datagrams were none of devices"] if self.rejected else []
        return ", ".join([f"heard on UDP {', '.join(heard)}" if heard else "no port was heard", *deaf, *dropped])


def make_device_table(devices: Sequence[FoundDevice], now: float) -> RenderableType:
    """Return the table of what was found so far."""
    from tuyalan.cli.views import make_table, show_age  # noqa: PLC0415

    table = make_table("name", "address", "ver", "id", "product", ">port", ">age")
    for device in devices:
        name = device.name or ("[yellow]not paired[/yellow]" if not device.is_paired else "[dim]not stored[/dim]")
        table.add_row(
            f"[bold]{device.name}[/bold]" if device.name else name,
            device.address,
            device.version or "",
            device.id or "[dim]open port only[/dim]",
            f"[dim]{device.product_key}[/dim]",
            "" if device.port is None else str(device.port),
            show_age(max(0.0, now - device.last_seen)),
        )
    return table


async def scan(
    *,
    timeout: float = FULL_TIME,
    wanted: tuple[str, ...] = (),
    probe: tuple[str, ...] = (),
    answer_address: str | None = None,
    sweep: str | None = None,
    listen_only: bool = False,
    once: bool = False,
    port: tuple[int, int, int] = (6666, 6667, 7000),
    sweep_port: int = 6668,
    context: Given,
) -> ScanResult:
    """Search the network for devices.

    Args:
        timeout: How long to search, in seconds; 18 by default.
        wanted: End as soon as this device (name or id) is found; may be repeated.
        probe: Ask this address or network (192.168.20.0/24) directly, for VLANs and containers; may be repeated.
        answer_address: Where devices send their answers to questions; by default to the address asked from.
        sweep: Try the TCP port of each address of this network, for devices that stay silent.
        listen_only: Do not ask who is there.
        once: End with the first device.
        port: The UDP ports of clear and sealed announcements and of questions; 6666 6667 7000 by default.
        sweep_port: The TCP port that --sweep tries; 6668 by default.
        context: Where output goes, and what is stored.
    """
    from tuyalan.client.discovery import Ports, explain_nothing, listen  # noqa: PLC0415 - loads all of discovery
    from tuyalan.client.discovery import scan as search  # noqa: PLC0415

    check_positive(timeout, "--timeout")
    ports = _check_ports(Ports(*port))
    ids = [context.find_id(text) for text in wanted]
    started = time.monotonic()
    async with AsyncExitStack() as stack:
        finder = await stack.enter_async_context(listen(ports=ports, answer_address=answer_address))
        _warn_of_ports(finder, context)
        found = search(
            finder=finder,
            timeout=timeout,
            wanted=ids,
            ask=not listen_only,
            probe=probe,
            sweep=sweep,
            sweep_port=sweep_port,
        )
        screen = context.output.live(_make_screen(finder, context, seconds=timeout))
        with screen as update:
            async with aclosing(found) as findings:
                async for each in findings:
                    if context.output.is_json:
                        context.output.show(describe(each, context))
                    update(_make_screen(finder, context, seconds=timeout - (time.monotonic() - started)))
                    if once:
                        break
    if not finder.found and not finder.list_open():
        reasons = explain_nothing(finder)
        _tell_reasons(reasons, context)
        raise NothingFoundError(
            f"nothing was found in {time.monotonic() - started:.0f} s", hint=_hint(reasons, context)
        )
    return _sum_up(finder, context, seconds=time.monotonic() - started)


def describe(found: Found, context: Context) -> FoundDevice:
    """Return what is shown of a finding."""
    record = context.store.get(found.device_id) if found.device_id else None
    return FoundDevice(
        id=found.device_id,
        name=record.name or record.id if record is not None else found.name,
        address=found.address,
        told_address=found.told_address,
        version=found.version.value if found.version else found.version_text or None,
        product_key=found.product_key,
        port=found.port,
        format=found.format.value if found.format else None,
        is_stored=record is not None,
        is_paired=found.active is None or found.active != 0,
        has_open_port=found.has_open_port,
        first_seen=found.first_seen,
        last_seen=found.last_seen,
    )


def _describe_all(finder: Finder, context: Context) -> tuple[FoundDevice, ...]:
    described = [describe(found, context) for found in (*finder.found.values(), *finder.list_open())]
    return tuple(
        sorted(described, key=lambda each: (not each.is_stored, each.name.casefold(), _sort_address(each.address)))
    )


def _sort_address(address: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in address.split("."))


def _sum_up(finder: Finder, context: Context, *, seconds: float) -> ScanResult:
    devices = _describe_all(finder, context)
    counters = finder.counters
    return ScanResult(
        devices=devices,
        ports=tuple(
            HeardPort(
                port=state.port,
                devices=sum(each.port == state.port for each in devices),
                error=state.error,
                cause=state.cause,
            )
            for state in finder.ports
        ),
        datagrams=counters.datagrams,
        rejected=counters.rejected.total(),
        questions=counters.asks,
        seconds=seconds,
    )


class _Screen:
    """The table while the search goes on; drawn anew several times a second, so ages grow by themselves."""

    def __init__(self, finder: Finder, context: Context, *, seconds: float) -> None:
        self._finder = finder
        self._context = context
        self._ends = time.monotonic() + seconds

    def __rich__(self) -> RenderableType:
        from rich.console import Group  # noqa: PLC0415
        from rich.spinner import Spinner  # noqa: PLC0415

        left = max(0.0, self._ends - time.monotonic())
        devices = _describe_all(self._finder, self._context)
        heard = ", ".join(str(state.port) for state in self._finder.ports if state.is_bound)
        text = f"[cyan]Searching[/cyan] on UDP {heard or 'none'}, {left:.0f} s left, {len(devices)} found"
        return Group(make_device_table(devices, time.time()), Spinner("dots", text=text))


def _make_screen(finder: Finder, context: Context, *, seconds: float) -> RenderableType:
    return _Screen(finder, context, seconds=seconds)


def _check_ports(ports: Ports) -> Ports:
    for port in (ports.clear, ports.sealed, ports.ask):
        if not 0 < port < 65536:  # noqa: PLR2004 - what 16 bits hold
            raise UseError(f"{port} is no UDP port")
    return ports


def _warn_of_ports(finder: Finder, context: Context) -> None:
    for state in finder.ports:
        if not state.is_bound:
            context.output.say(f"[yellow]UDP port {state.port} is not heard: {state.error}; {state.cause}.[/yellow]")


def _tell_reasons(reasons: Sequence[str], context: Context) -> None:
    from tuyalan.cli.views import list_points  # noqa: PLC0415

    context.output.say("[bold]Nothing was found. What to check:[/bold]")
    context.output.say(list_points(reasons))


def _hint(reasons: Sequence[str], context: Context) -> str | None:
    return " ".join(reasons) if context.output.is_json else None
