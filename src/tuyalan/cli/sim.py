"""`tuyalan sim`: virtual devices for trying things out, and what happens to them."""

from __future__ import annotations

import asyncio
import ipaddress
import time
import tomllib
from collections import Counter
from pathlib import Path  # noqa: TC003 - the parser of arguments reads the types of parameters
from typing import TYPE_CHECKING, Final, Literal

import msgspec

from tuyalan.cli.context import Given, check_positive
from tuyalan.cli.results import Result
from tuyalan.errors import ConfigError, StorageError, UseError
from tuyalan.vocabulary import DpId, Json, Version

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import RenderableType

    from tuyalan.cli.context import Context
    from tuyalan.sim import Simulator, VirtualDevice

POLL_INTERVAL: Final = 0.1
"""Seconds between two looks at what happened."""
MAX_COUNT: Final = 10_000
ALL_MODELS: Final = ("switch", "rgb_lamp", "metering_plug", "thermostat", "curtain", "sensor", "gateway")


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


async def sim(
    *,
    model: tuple[str, ...] = (),
    count: int = 1,
    version: Literal["3.1", "3.2", "3.3", "3.4", "3.5"] | None = None,
    address: str | None = None,
    port: int = 6668,
    config: Path | None = None,
    fault: tuple[str, ...] = (),
    seed: int | None = None,
    write: Path | None = None,
    announce: tuple[int, int, int] | None = None,
    announce_to: str | None = None,
    seconds: float | None = None,
    context: Given,
) -> SimResult:
    """Run virtual devices to try things out with.

    Args:
        model: Which device: switch, rgb_lamp, metering_plug, thermostat, curtain, sensor, gateway; may be repeated. One
            of each if left out.
        count: How many of each; 1 by default.
        version: Their protocol version; the models take turns if left out.
        address: Where the first one listens, the others at the addresses after it; 127.0.0.51 if left out.
        port: Their TCP port, 6668 by default; 0 takes any free one, all at the same address.
        config: Read a whole home from this TOML or JSON file in place of the options above.
        fault: What goes wrong with all of them, such as delay=0.5 or refuses=true; may be repeated.
        seed: Make ids, keys and readings the same in every run.
        write: Write ids and keys into this device file, readable by you alone.
        announce: UDP ports for announcements, clear and sealed, and for questions; the usual ones if left out.
        announce_to: Where announcements go; the broadcast address if left out.
        seconds: End after this time.
        context: Where output goes, and what is stored.
    """
    check_positive(seconds, "--seconds")
    if not 0 < count <= MAX_COUNT:
        raise UseError(f"--count goes from 1 to {MAX_COUNT}, not {count}")
    home = (
        read_config(config) if config is not None else _make_config(model, count, version, address=address, port=port)
    )
    if seed is not None:
        home = {**home, "seed": seed}
    if config is None:
        home = {**home, "announcing": _make_announcing(announce, announce_to)}
    return await _run(home, context, faults=fault, write=write, seconds=seconds)


def read_config(path: Path) -> dict[str, Json]:
    """Read the description of a home.

    Raises:
        StorageError: the file cannot be read.
        ConfigError: it is neither TOML nor JSON with an object at the top.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StorageError(f"cannot read {path}: {error.strerror}", hint="Check the path and its rights.") from error
    try:
        if path.suffix.lower() == ".json":
            return msgspec.json.decode(data, type=dict[str, object])
        return tomllib.loads(data.decode())
    except (ValueError, msgspec.ValidationError) as error:
        raise ConfigError(
            f"{path} cannot be understood: {error}", hint="It is TOML, or JSON if it ends in .json."
        ) from error


def parse_fault(text: str) -> tuple[str, Json]:
    """Return name and value of a fault.

    Raises:
        UseError: there is no such fault, or the value is of the wrong type.
    """
    from tuyalan.sim import Faults  # noqa: PLC0415 - loads the simulator

    name, equals, value = text.partition("=")
    known: dict[str, Json] = {each: getattr(Faults(), each) for each in Faults.__dataclass_fields__}
    simple = sorted(each for each, default in known.items() if isinstance(default, (bool, int, float)))
    if name not in simple:
        raise UseError(f"there is no fault {name!r} to be set here", hint=f"There are {', '.join(simple)}.")
    kind: type[bool | float] = bool if isinstance(known[name], bool) else int if isinstance(known[name], int) else float
    try:
        setting = msgspec.json.decode(value if equals else "true", type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise UseError(
            f"{text!r} is no setting of a fault", hint=f"For example {name}={_spell(known[name])}."
        ) from None
    return name, setting


def _spell(default: Json) -> str:
    return "true" if isinstance(default, bool) else "1" if isinstance(default, int) else "0.5"


def _make_config(
    wanted: tuple[str, ...], count: int, version: str | None, *, address: str | None, port: int
) -> dict[str, Json]:
    for name in wanted:
        if name not in ALL_MODELS:
            raise UseError(f"there is no model {name!r}", hint=f"There are {', '.join(ALL_MODELS)}.")
    names = [name for name in wanted or ALL_MODELS for _ in range(count)]
    totals, used = Counter(names), Counter[str]()
    versions = [each.value for each in Version]
    try:
        first = ipaddress.IPv4Address(address or ("127.0.0.1" if port == 0 else "127.0.0.51"))
    except ValueError:
        raise UseError(f"{address!r} is no IPv4 address") from None
    devices: list[dict[str, Json]] = []
    for position, name in enumerate(names):
        used[name] += 1
        spoken = name.replace("_", " ")
        devices.append(
            {
                "model": name,
                "name": spoken if totals[name] == 1 else f"{spoken} {used[name]}",
                "version": version or versions[position % len(versions)],
                "address": str(first if port == 0 else first + position),
                "port": port,
            }
        )
    return {"device": devices}


def _make_announcing(ports: tuple[int, int, int] | None, destination: str | None) -> dict[str, Json]:
    announcing: dict[str, Json] = {}
    if ports is not None:
        announcing |= {"clear_port": ports[0], "sealed_port": ports[1], "ask_port": ports[2], "answer_port": ports[2]}
    if destination is not None:
        announcing["destination"] = destination
    return announcing


async def _run(
    home: Mapping[str, Json], context: Context, *, faults: tuple[str, ...], write: Path | None, seconds: float | None
) -> SimResult:
    from dataclasses import replace  # noqa: PLC0415

    from tuyalan.sim import Simulator  # noqa: PLC0415 - loads the simulator

    switches = dict(parse_fault(text) for text in faults)
    events = 0
    async with Simulator.from_config(home) as simulator:
        devices = tuple(simulator.devices.values())
        context.output.redactor.add(device.key for device in devices)
        for device in devices:
            device.faults = replace(device.faults, **switches)  # pyright: ignore[reportArgumentType] - checked above
        if write is not None:
            _write_store(write, simulator)
        context.output.show(_describe(simulator, write))
        watchers = [_Watcher(device) for device in devices]
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await asyncio.sleep(POLL_INTERVAL)
                    for watcher in watchers:
                        for event in watcher.look():
                            events += 1
                            context.output.show(event)
        except TimeoutError:
            # The time is over.
            pass
    return SimResult(events=events)


def _describe(simulator: Simulator, path: Path | None) -> StartedEvent:
    return StartedEvent(
        devices=tuple(
            SimulatedDevice(
                id=device.id,
                name=device.name,
                model=device.model.name,
                version=device.version.value,
                address=device.address,
                port=device.port,
                children=tuple(part.name for part in device.children.values()),
            )
            for device in simulator.devices.values()
        ),
        file=None if path is None else str(path),
    )


def _write_store(path: Path, simulator: Simulator) -> None:
    from tuyalan.storage import DeviceRecord, DeviceStore  # noqa: PLC0415

    store = DeviceStore.load(path)
    for device in simulator.devices.values():
        record = DeviceRecord(
            id=device.id,
            name=device.name,
            key=device.key,
            address=device.address,
            port=device.port,
            version=device.version,
            product_key=device.model.product_key,
        )
        store.add(record, replace=True)
        for cid, part in device.children.items():
            child = DeviceRecord(id=f"{device.id[:6]}{cid}", name=part.name, parent=device.id, cid=cid)
            store.add(child, replace=True)
    store.save()


class _Watcher:
    """Compares one device with what it was at the last look."""

    def __init__(self, device: VirtualDevice) -> None:
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
