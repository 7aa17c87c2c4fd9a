"""What `tuyalan sim` tells: which devices run, what happens to them, the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import msgspec

from tuyalan.cli.results import Result
from tuyalan.vocabulary import DpId, Json

if TYPE_CHECKING:
    from rich.console import RenderableType

    from tuyalan.sim import VirtualDevice


class SimulatedDevice(msgspec.Struct, frozen=True, kw_only=True):
    """One virtual device, without its key."""

    id: str
    name: str
    model: str
    version: str
    address: str
    port: int
    children: tuple[str, ...]


class StartedEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="started"):
    """The devices run."""

    devices: tuple[SimulatedDevice, ...]
    file: str | None
    """Where ids and keys were written."""

    def view(self) -> RenderableType:
        """Return a table and what to do with it."""
        from rich.console import Group  # noqa: PLC0415
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_table  # noqa: PLC0415

        table = make_table("name", "model", "ver", "address", "id")
        for each in self.devices:
            where = f"{each.address}:{each.port}"
            table.add_row(f"[bold]{each.name}[/bold]", each.model, each.version, where, f"[dim]{each.id}[/dim]")
        if self.file is None:
            advice = Text("Their keys are nowhere to be read: --write FILE puts them into a device file.", "dim")
        else:
            advice = Text.assemble("Use them with ", (f"tuyalan --devices {self.file} status NAME", "cyan"), ".")
        return Group(table, advice, Text("Ctrl-C switches them off.", "dim"))


class HappenedEvent(Result, frozen=True, kw_only=True, tag_field="event", tag="happened"):
    """Something that happened to one device."""

    time: float
    id: str
    name: str
    what: str
    dps: dict[DpId, Json] = msgspec.field(default_factory=dict[DpId, Json])

    def view(self) -> RenderableType:
        """Return one line."""
        from rich.text import Text  # noqa: PLC0415

        from tuyalan.cli.views import make_line, show_dps, show_time  # noqa: PLC0415

        return make_line(
            ((show_time(self.time), 12), (Text(self.name, "bold"), 16), (Text(self.what), 20)), show_dps(self.dps)
        )


class SimResult(Result, frozen=True, kw_only=True, tag_field="event", tag="end"):
    """The end, where a time was given."""

    events: int

    def view(self) -> RenderableType:
        """Return one line."""
        return f"[dim]Switched off after {self.events} event{'' if self.events == 1 else 's'}.[/dim]"


class Watcher:
    """Compares one device with what it was at the last look."""

    def __init__(self, device: VirtualDevice) -> None:
        """Take the device, as it is now."""
        self._device = device
        self._accepted = device.counters.accepted
        self._connected = len(device.connections)
        self._bad_frames = device.counters.bad_frames
        self._written = device.counters.writes
        self._state = self._read()

    def look(self) -> list[HappenedEvent]:
        """Return what happened since."""
        device, found = self._device, list[HappenedEvent]()
        if device.counters.accepted > self._accepted:
            found.append(self._tell("client connected"))
        if device.counters.bad_frames > self._bad_frames:
            found.append(self._tell("frame not understood"))
        fresh = device.counters.writes - self._written
        found += [self._tell("written", dict(write.asked)) for write in list(device.writes)[-fresh:] if fresh]
        state = self._read()
        changed = {dp: value for dp, value in state.items() if self._state.get(dp) != value}
        if changed:
            found.append(self._tell("now", changed))
        closed = len(device.connections) < self._connected
        if closed or (device.counters.accepted > self._accepted and not device.connections):
            found.append(self._tell("client gone"))
        self._accepted, self._bad_frames = device.counters.accepted, device.counters.bad_frames
        self._written, self._connected, self._state = device.counters.writes, len(device.connections), state
        return found

    def _read(self) -> dict[DpId, Json]:
        return dict(self._device.state)

    def _tell(self, what: str, dps: dict[DpId, Json] | None = None) -> HappenedEvent:
        return HappenedEvent(time=time.time(), id=self._device.id, name=self._device.name, what=what, dps=dps or {})
