"""`tuyalan watch`: what devices tell, line by line, as it happens."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Final, TypeAlias

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.naming import NamedValue, name_values, show_all_named
from tuyalan.cli.results import Result
from tuyalan.errors import UnknownDeviceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType
    from rich.text import Text

    from tuyalan.cli.context import Context
    from tuyalan.client.audience import ConnectionChange
    from tuyalan.client.device import Device
    from tuyalan.client.watch import Update, Watch
    from tuyalan.vocabulary import DpId, Json

_QUEUE_SIZE: Final = 4096
_CAUSES: Final = {"push": ("push", "bold green"), "reply": ("reply", "blue"), "assumed": ("assumed", "yellow")}
_STATES: Final = {"open": "bold green", "waiting": "bold red", "closed": "dim"}


class UpdateEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="update"):
    """Values of one device."""

    id: str
    name: str
    time: float
    cause: str
    dps: dict[DpId, Json]
    """As they came over the wire."""
    values: tuple[NamedValue, ...] = ()
    """The same in words; empty if only numbers were asked for."""
    merged: int = 0

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import show_dps  # noqa: PLC0415

        cause, style = _CAUSES.get(self.cause, (self.cause, ""))
        said = show_all_named(self.values) if self.values else show_dps(self.dps)
        return _make_line(self.time, self.name, Text(cause, style), said)


class ConnectionEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="connection"):
    """A connection came or went."""

    id: str
    name: str
    time: float
    status: str
    reason: str | None = None

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        state = Text(self.status, _STATES.get(self.status, "dim"))
        return _make_line(self.time, self.name, state, Text(self.reason or "", "dim"))


class WatchResult(Result, frozen=True, kw_only=True, tag_field="event", tag="end"):
    """The end of watching."""

    updates: int

    def view(self) -> RenderableType:
        """Return one line."""
        return f"[dim]{self.updates} update{'' if self.updates == 1 else 's'}.[/dim]"


async def watch(
    *names: str, raw: bool = False, count: int | None = None, seconds: float | None = None, context: Given
) -> WatchResult:
    """Show what devices tell, as it happens; Ctrl-C ends it.

    Args:
        names: Names, ids (or their beginnings) or addresses of devices; all that are stored if left out.
        raw: Show numbers and values as they go over the wire, without looking up what they mean.
        count: End after this many updates.
        seconds: End after this time.
        context: Where output goes, and what is stored.
    """
    check_positive(count, "--count")
    check_positive(seconds, "--seconds")
    devices = _make_devices(names, context)
    updates = 0
    try:
        async with asyncio.timeout(seconds), AsyncExitStack() as stack:
            events = await _open(devices, stack, is_raw=raw)
            async for event in events:
                shown = describe(event, devices, is_raw=raw)
                if shown is None:
                    continue
                context.output.show(shown)
                updates += isinstance(shown, UpdateEvent)
                if updates == count:
                    break
    except TimeoutError:
        # The time is over.
        pass
    return WatchResult(updates=updates)


_Event: TypeAlias = "Update | ConnectionChange"


def _make_devices(names: tuple[str, ...], context: Context) -> dict[str, Device]:
    """Return the devices by id, children by their own; gateways that are only the way to a child are not among them."""
    from tuyalan.app import make_device  # noqa: PLC0415 - loads everything that speaks to devices
    from tuyalan.client.options import DEFAULT_OPTIONS  # noqa: PLC0415

    store = context.store
    records = [context.find(name) for name in names] or [each for each in store.records if each.cid is None]
    if not records:
        hint = "Add one with `tuyalan add`, or name the file with your devices with `--devices FILE`."
        raise UnknownDeviceError("no devices are stored yet", hint=hint)
    made: dict[str, Device] = {}
    for record in records:
        if not names and record.key is None:
            context.output.say(f"[yellow]{record.name or record.id} is left out: its key is not known.[/yellow]")
            continue
        device = make_device(store, record, options=DEFAULT_OPTIONS, is_patient=True)
        made[device.id] = device
        for child in device.children.values():
            made[child.id] = child
    return made


async def _open(devices: Mapping[str, Device], stack: AsyncExitStack, *, is_raw: bool) -> Watch[_Event]:
    """Open all devices and put what they tell into one bounded stream."""
    from tuyalan.app import find_owner  # noqa: PLC0415
    from tuyalan.client.watch import Watch  # noqa: PLC0415
    from tuyalan.net.tasks import background  # noqa: PLC0415

    events = Watch[_Event](asyncio.get_running_loop(), size=_QUEUE_SIZE, merge=_merge, forget=lambda _: None)
    owners = {id(owner): owner for owner in map(find_owner, devices.values())}
    for device in devices.values():
        if not is_raw:
            _ = device.model  # Made before the first update, so that it hears all of them.
        stack.callback(device.add_listener(lambda update: events.put(update.device_id, update)))
    for owner in owners.values():
        changes = owner.watch_connection()
        stack.push_async_callback(changes.aclose)
        await stack.enter_async_context(background(_forward(changes, events), name=f"tuyalan watch {owner.id}"))
        await stack.enter_async_context(owner)
    return events


async def _forward(changes: Watch[ConnectionChange], events: Watch[_Event]) -> None:
    async for change in changes:
        # Apart from the values of the same device, so that neither is merged into the other.
        events.put(f"{change.device_id} connection", change)


def _merge(older: _Event, newer: _Event) -> _Event:
    from tuyalan.client.watch import Update, merge_updates  # noqa: PLC0415

    return merge_updates(older, newer) if isinstance(older, Update) and isinstance(newer, Update) else newer


def describe(
    event: _Event, devices: Mapping[str, Device], *, is_raw: bool = False
) -> UpdateEvent | ConnectionEvent | None:
    """Return what is shown of an event; `None` for steps in between that say nothing to people."""
    from tuyalan.client.connection import Status  # noqa: PLC0415
    from tuyalan.client.watch import Update  # noqa: PLC0415

    device = devices.get(event.device_id)
    name = device.name if device is not None else event.device_id
    if isinstance(event, Update):
        return UpdateEvent(
            id=event.device_id,
            name=name,
            time=event.time,
            cause=event.cause.value,
            dps=event.dps,
            values=() if is_raw or device is None else name_values(device.model, event.dps),
            merged=event.merged,
        )
    if event.status is Status.CONNECTING:
        return None
    reason = event.error.message if event.error is not None else None
    return ConnectionEvent(id=event.device_id, name=name, time=event.time, status=event.status.value, reason=reason)


def _make_line(at: float, name: str, what: Text, rest: Text) -> RenderableType:
    from rich.text import Text  # noqa: PLC0415

    from tuyalan.cli.views import make_line, show_time  # noqa: PLC0415

    return make_line(((show_time(at), 12), (Text(name, "bold"), 14), (what, 10)), rest)
