"""The steps of the demonstration: each one does something with real sockets and fails if it did not happen."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Final

import msgspec

from tuyalan.cli.board import Board, ShownDevice
from tuyalan.cli.exitcodes import DemoFailedError
from tuyalan.client.connection import Status
from tuyalan.client.device import Device
from tuyalan.client.discovery import BeaconWatch, Ports, listen, scan
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.errors import ConfigError, TuyalanError
from tuyalan.net.tasks import background
from tuyalan.session.events import Cause
from tuyalan.sim import Announcing, Model, Simulator, VirtualDevice, models
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import DpId, Json, Version

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable

    from tuyalan.client.audience import ConnectionChange
    from tuyalan.client.discovery import Found
    from tuyalan.client.watch import Update, Watch
    from tuyalan.storage import DeviceStore

STEP_TIMEOUT: Final = 15.0
"""No step may take longer, in seconds: a tenth of it is enough, but other programs may keep the machine busy."""
AWAY: Final = 1.5
"""How long the device is without power, in seconds."""
_FIRST_HOST: Final = 101
_PORT: Final = 6668
_OPTIONS: Final = Options(request_timeout=STEP_TIMEOUT, connect_timeout=2.0, find_timeout=STEP_TIMEOUT)
_BEACON_INTERVAL: Final = 1.0
_READING_INTERVAL: Final = 1.0
_MOST_VALUES: Final = 5
_LONGEST_TEXT: Final = 8
"""Values that are shown in one line, and the characters of each of them."""


class Resident(msgspec.Struct, frozen=True):
    """One device of the home."""

    name: str
    model: Model
    summary: Callable[[Mapping[DpId, Json]], str]
    """Turns values into a few words."""


def make_home() -> tuple[Resident, ...]:
    """Return the devices, one of each version."""
    return (
        Resident("Hall switch", models.switch(Version.V31), lambda dps: _on(dps.get(1))),
        Resident("Curtain", models.curtain(Version.V32), lambda dps: f"{dps.get(3)} % open"),
        Resident(
            "Coffee machine",
            models.metering_plug(Version.V33, reading_interval=_READING_INTERVAL),
            lambda dps: f"{_on(dps.get(1))}, {_tenth(dps.get(19))} W",
        ),
        Resident("Desk lamp", models.rgb_lamp(Version.V34), lambda dps: f"{_on(dps.get(20))}, {dps.get(21)}"),
        Resident(
            "Thermostat",
            models.thermostat(Version.V35),
            lambda dps: f"{_tenth(dps.get(24))} °C, wanted {_tenth(dps.get(16))} °C",
        ),
    )


class Story:
    """Plays the steps and tells the board."""

    def __init__(self, board: Board, store: DeviceStore, *, pace: float) -> None:
        """Take who shows it, an empty store, and the pause between steps in seconds."""
        self.ports: Ports = find_free_ports()
        self.simulator: Simulator = Simulator(
            announcing=Announcing(
                interval=_BEACON_INTERVAL,
                destination="127.0.0.1",
                clear_port=self.ports.clear,
                sealed_port=self.ports.sealed,
                ask_port=None,
                answer_port=self.ports.ask,
            )
        )
        self._board = board
        self._store = store
        self._pace = pace
        self._home = {resident.name: resident for resident in make_home()}
        self._virtual: dict[str, VirtualDevice] = {}
        self._devices: dict[str, Device] = {}
        self._is_crowded = False
        """The usual addresses are taken, so any free port will do."""

    @asynccontextmanager
    async def open_home(self) -> AsyncGenerator[None]:
        """Keep the virtual devices running while inside."""
        async with self.simulator:
            yield

    async def play(self) -> None:
        """Play all steps.

        Raises:
            DemoFailedError: a step did not happen.
        """
        async with AsyncExitStack() as stack:
            await self._step("Start five virtual devices", self._start)
            await self._step("Find them by their beacons", self._find)
            await self._step("Connect and read them by name", lambda: self._connect(stack))
            await self._step("Switch the lamp", self._switch)
            await self._step("Hear the plug push its power", self._hear)
            await self._step("Cut the thermostat's power", self._kill)
            await self._step("Give it power again", self._revive)

    async def _step(self, title: str, act: Callable[[], Awaitable[str]]) -> None:
        self._board.begin(title)
        try:
            async with asyncio.timeout(STEP_TIMEOUT):
                detail = await act()
        except DemoFailedError:
            raise
        except (TuyalanError, TimeoutError) as error:
            reason = str(error) or f"nothing within {STEP_TIMEOUT:g} s"
            raise DemoFailedError(f"the step {title!r} did not happen: {reason}") from error
        self._board.end(detail)
        await asyncio.sleep(self._pace)

    # The steps

    async def _start(self) -> str:
        for host, resident in enumerate(self._home.values(), start=_FIRST_HOST):
            virtual = await self._add(resident, f"127.0.0.{host}")
            self._virtual[resident.name] = virtual
            self._board.devices[virtual.id] = ShownDevice(
                id=virtual.id, name=resident.name, product=resident.model.name
            )
            record = DeviceRecord(id=virtual.id, name=resident.name, key=virtual.key, port=virtual.port)
            self._store.add(msgspec.structs.replace(record, product_key=resident.model.product_key))
        self._store.save()
        versions = [virtual.version.value for virtual in self._virtual.values()]
        return f"protocol {versions[0]} to {versions[-1]}, known by key alone"

    async def _add(self, resident: Resident, address: str) -> VirtualDevice:
        if not self._is_crowded:
            try:
                return await self.simulator.add(resident.model, address=address, port=_PORT, name=resident.name)
            except ConfigError:
                # One loopback address only, or another demonstration: its thermostat will want its port back.
                self._is_crowded = True
        return await self.simulator.add(resident.model, port=0, name=resident.name)

    async def _find(self) -> str:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        missing = {str(virtual.id) for virtual in self._virtual.values()}
        async with listen(ports=self.ports, interfaces=()) as finder:
            search = scan(finder=finder, timeout=STEP_TIMEOUT, wanted=tuple(missing), ask=False)
            async with aclosing(search) as findings:
                async for found in findings:
                    self._take_found(found)
                    missing.discard(found.device_id or "")
        if missing:
            raise DemoFailedError(f"{len(missing)} devices were not heard on UDP")
        self._store.save()
        heard = sorted({found.port for found in finder.found.values() if found.port is not None})
        return f"5 of 5 in {loop.time() - begun:.1f} s, UDP {' '.join(map(str, heard))}"

    def _take_found(self, found: Found) -> None:
        shown = self._board.devices.get(found.device_id or "")
        if shown is None or found.version is None or found.device_id is None:
            return
        shown.version, shown.address, shown.state = found.version.value, found.address, "found"
        self._store.learn(found.device_id, address=found.address, version=found.version, address_source="beacon")
        self._board.happened(shown.name, f"announces itself: {found.version} at {found.address}")

    async def _connect(self, stack: AsyncExitStack) -> str:
        network = Network(beacons=BeaconWatch(ports=self.ports, interfaces=()))
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for name in self._home:
            device = Device.from_record(self._store.find(name), store=self._store, options=_OPTIONS, network=network)
            stack.callback(device.add_listener(self._take_update))
            await stack.enter_async_context(device)
            changes = device.watch_connection()
            stack.push_async_callback(changes.aclose)
            await stack.enter_async_context(background(self._follow(device, changes), name=f"tuyalan demo {name}"))
            self._devices[name] = device
            values = await device.status()
            self._expect(dict(values) == self._virtual[name].state, f"{name} reads as it is")
            self._show(device)
            self._board.happened(name, f"{len(values)} values,", _some(values))
        count = sum(len(device.dps) for device in self._devices.values())
        return f"{count} values of 5 devices in {(loop.time() - begun) * 1000:.0f} ms"

    async def _switch(self) -> str:
        lamp = self._devices["Desk lamp"]
        result = await lamp.set(20, True)
        await lamp.set({21: "colour", 24: "001403e803e8"})
        state = self._virtual["Desk lamp"].state
        self._expect(state[20] is True and state[21] == "colour", "the lamp is on and coloured")
        return f"on and orange, confirmed in {result.seconds * 1000:.1f} ms"

    async def _hear(self) -> str:
        async with self._devices["Coffee machine"].watch() as updates:
            async for update in updates:
                if update.cause is Cause.PUSH and 19 in update.dps:  # noqa: PLR2004 - the power
                    return f"{_tenth(update.dps[19])} W, told by the device itself"
        raise DemoFailedError("the plug pushed nothing")

    async def _kill(self) -> str:
        loop = asyncio.get_running_loop()
        thermostat = self._devices["Thermostat"]
        begun = loop.time()
        self._virtual["Thermostat"].power_off()
        async with aclosing(thermostat.watch_connection()) as changes:
            async for change in changes:
                if change.status is Status.WAITING:
                    break
        noticed = loop.time() - begun
        await self._devices["Desk lamp"].set(22, 300)
        await asyncio.sleep(AWAY)
        self._expect(not thermostat.is_connected, "the thermostat is away")
        return f"noticed in {noticed * 1000:.0f} ms; the others go on"

    async def _revive(self) -> str:
        loop = asyncio.get_running_loop()
        virtual, thermostat = self._virtual["Thermostat"], self._devices["Thermostat"]
        begun = loop.time()
        await virtual.power_on()
        await thermostat.wait_connected(timeout=STEP_TIMEOUT)
        seconds = loop.time() - begun
        result = await thermostat.set(16, 230)
        self._expect(virtual.state[16] == 230, "the thermostat took what was written")  # noqa: PLR2004 - as written
        return f"back in {seconds * 1000:.0f} ms by itself, set to 23.0 °C in {result.seconds * 1000:.1f} ms"

    # What devices tell

    def _take_update(self, update: Update) -> None:
        device = next((each for each in self._devices.values() if each.id == update.device_id), None)
        if device is not None:
            self._show(device)
            if update.cause is Cause.PUSH:
                self._board.happened(device.name, "pushes", _some(update.dps))

    async def _follow(self, device: Device, changes: Watch[ConnectionChange]) -> None:
        async for change in changes:
            if change.status in (Status.OPEN, Status.WAITING):
                is_open = change.status is Status.OPEN
                reason = f"is away: {change.error.message}" if change.error else "is away"
                self._board.happened(device.name, "is connected again" if is_open else reason)
            self._show(device)

    def _show(self, device: Device) -> None:
        shown = self._board.devices[device.id]
        shown.state = "connected" if device.is_connected else "away"
        shown.values = self._home[device.name].summary(device.dps)

    def _expect(self, fact: bool, what: str) -> None:  # noqa: FBT001 - it is the fact that this is about
        if not fact:
            raise DemoFailedError(f"it does not hold that {what}")


def find_free_ports() -> Ports:
    """Return three UDP ports that nobody uses now; the usual ones may be taken by a hub on the same machine."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        clear, sealed, ask = (each.getsockname()[1] for each in sockets)
        return Ports(clear, sealed, ask)
    finally:
        for each in sockets:
            each.close()


def _on(value: Json) -> str:
    return "on" if value is True else "off"


def _tenth(value: Json) -> str:
    return f"{value / 10:.1f}" if isinstance(value, int) else "?"


def _some(dps: Mapping[DpId, Json]) -> dict[DpId, Json]:
    """Return as many values as fit into a line."""
    short = {dp: value for dp, value in dps.items() if not isinstance(value, str) or len(value) <= _LONGEST_TEXT}
    return dict(list(short.items())[:_MOST_VALUES])
