"""One run: what goes wrong and when, and what has to be true afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.chaos import LOSSLESS, LOSSY, Report
from tools.soak.ledger import DP, PATIENCE, Controller, name_of
from tools.soak.surroundings import Disk, HubProcess, find_broker
from tuyalan.net.tasks import background
from tuyalan.sim import Faults, Kind, Model, Point, Simulator
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.statefile import read_state
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from tools.soak.surroundings import AnyBroker
    from tuyalan.sim import VirtualDevice

FAULTS: Final = (*LOSSLESS, *LOSSY, Faults(split_at=(1, 17)), Faults(answers_as="bf00000000000000stranger"), Faults())
"""What devices do wrong, each for a while."""
OTHER_KEY: Final = LocalKey("the-other-secret")
ROUND: Final = 30.0
RECOVERY: Final = 60.0
"""How long a device may take to be back when nothing is wrong any more, seconds."""
RIGHT_WITHIN: Final = 5.0
"""How long after that the state at the broker may be wrong, seconds."""
END: Final = 5.0
"""How long a hub may take to end when it is asked to, seconds."""
GROWTH_MIB: Final = 12.0
"""What a hub may grow from the end of its first round on: allocators breathe."""
MORE_FILES: Final = 20
"""How many more files and sockets a hub may have open at the end of a round than at that of its first."""
LONGEST_OUTAGE: Final = 600.0
"""How long the broker is away once in a long run, seconds; a tenth of a shorter one."""
JUMPS: Final = (0.0, 1.0, -1.0, 60.0, -60.0, 3600.0, -3600.0, 86_400.0, -86_400.0, 3e7, -3e8)
"""By how much the hub's clock is wrong, seconds: up to a year ahead, and ten years behind as without a battery."""
SETTINGS: Final = {
    "hub.state_interval": "2",
    "hub.session_gap": "0",
    "hub.beacons": "no",
    "hub.connect_timeout": "2",
    "hub.request_timeout": "6",
    "hub.reconnect_cap": "2",
    "mqtt.raw": "yes",
    "mqtt.reconnect_cap": "2",
    "mqtt.health_interval": "5",
}


class Soak:
    """One run."""

    def __init__(self, *, seconds: float, rng: random.Random, progress: Callable[[str], None]) -> None:
        """Take how long, what chances are drawn from, and who is told how it goes."""
        self.report = Report()
        self._seconds = seconds
        self._rng = rng
        self._progress = progress
        self._devices: list[VirtualDevice] = []
        self._keys: dict[str, LocalKey] = {}
        self._value = 0
        self._loop = asyncio.get_running_loop()
        self._begin = 0.0
        self._first: tuple[float, int] | None = None
        self._is_outage_due = True

    async def run(self, *, devices: int) -> Report:
        """Run everything to its end."""
        async with AsyncExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tuyalan-soak-")))
            sim = await stack.enter_async_context(Simulator(seed=self._rng.randrange(1 << 30)))
            disk = self._disk = Disk(folder / "disk")
            stack.callback(disk.remove)
            store = DeviceStore(disk.folder / "devices.json")
            for number in range(devices):
                await self._add(sim, store, list(Version)[number % len(Version)])
            store.save()
            broker = self._broker = find_broker(folder)
            await broker.start()
            stack.push_async_callback(broker.stop)
            hub = self._hub = HubProcess(self._make_arguments(broker), folder=folder)
            stack.callback(hub.kill)
            self._start_hub()
            controller = self._controller = Controller(self.report)
            await stack.enter_async_context(background(controller.stay_connected(broker.address), name="controller"))
            await self._recover()
            self._begin = self._loop.time()
            is_late = False
            # Of a short run the first round may take all the time, and hubs are killed in the second half.
            while (passed := self._loop.time() - self._begin) < self._seconds or not is_late:
                is_late = passed >= self._seconds / 2
                await self._trouble(min(ROUND, self._seconds / 2), is_late=is_late)
                await self._recover()
                self._measure()
                self.report.counts["rounds"] += 1
                self._tell()
            await self._end()
            await controller.close()
        return self.report

    async def _add(self, sim: Simulator, store: DeviceStore, version: Version) -> None:
        number = Point(DP, Kind.VALUE, "written", initial=0, maximum=10**9)
        model = Model("Soaked device", "keysoak000000000", points=(number,), version=version)
        device = await sim.add(model, address="127.0.0.1", port=0)
        store.add(
            DeviceRecord(
                id=device.id,
                name=name_of(device),
                key=device.key,
                address=device.address,
                port=device.port,
                version=version,
            )
        )
        self._devices.append(device)
        self._keys[device.id] = device.key

    def _make_arguments(self, broker: AnyBroker) -> list[str]:
        folder = self._disk.folder
        settings = SETTINGS | {"hub.devices": str(folder / "devices.json"), "hub.state": str(folder / "hub.db")}
        sets = (part for name, value in settings.items() for part in ("--set", f"{name}={value}"))
        return ["serve", "--show", "nothing", "--broker", f"mqtt://{broker.address.host}:{broker.address.port}", *sets]

    # What goes wrong

    async def _trouble(self, seconds: float, *, is_late: bool) -> None:
        """Send commands while things go wrong; hubs are killed in the second half only, so that one lives for long."""
        begin = self._loop.time()
        end, middle = begin + seconds, begin + seconds / 2
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._command(end))
            tasks.create_task(self._break_devices(end))
            tasks.create_task(self._jump(end))
            tasks.create_task(self._fill_disk(begin, middle))
            # Half of the time broker and hub are well, so that commands are held against the hub and not against them.
            if is_late and self.report.counts["faults: hub killed"] <= self.report.counts["faults: broker killed"]:
                tasks.create_task(self._break_hub(middle, end))
            else:
                tasks.create_task(self._break_broker(middle, end))
        if is_late and self._is_outage_due:
            self._is_outage_due = False
            await self._stay_without_broker()
        for device in self._devices:
            device.faults = Faults()
            if device.key != self._keys[device.id]:
                device.change_key(self._keys[device.id])
            if not device.is_powered:
                await device.power_on()

    async def _command(self, end: float) -> None:
        while self._loop.time() < end:
            await asyncio.sleep(self._rng.uniform(0.02, 0.2))
            self._value += 1
            self._controller.send(self._rng.choice(self._devices), self._value)
            self._controller.settle()

    async def _break_devices(self, end: float) -> None:
        def cut(device: VirtualDevice) -> None:
            self._rng.choice((device.reset_sessions, device.drop_sessions))()

        def bend(device: VirtualDevice) -> None:
            device.faults = self._rng.choice(FAULTS)

        def restart(device: VirtualDevice) -> None:
            device.reboot(self._rng.uniform(0.0, 2.0))

        def rekey(device: VirtualDevice) -> None:
            device.change_key(OTHER_KEY if device.key == self._keys[device.id] else self._keys[device.id])

        actions: tuple[Callable[[VirtualDevice], None], ...] = (cut, bend, bend, bend, restart, rekey)
        while self._loop.time() < end:
            await asyncio.sleep(self._rng.uniform(0.1, 0.6))
            action = self._rng.choice(actions)
            action(self._rng.choice(self._devices))
            self._count(f"device: {action.__name__}")

    async def _jump(self, end: float) -> None:
        while self._loop.time() < end:
            await asyncio.sleep(self._rng.uniform(1.0, 10.0))
            self._hub.jump(self._rng.choice(JUMPS))
            self._count("clock jumped")

    async def _fill_disk(self, begin: float, end: float) -> None:
        await asyncio.sleep(self._rng.uniform(0.0, (end - begin) / 2))
        self._disk.fill()
        await asyncio.sleep(end - self._loop.time())
        for fault in self._disk.release():
            self._count(f"disk {fault}")

    async def _break_broker(self, begin: float, end: float) -> None:
        await asyncio.sleep(begin - self._loop.time())
        while self._loop.time() < end:
            await self._broker.stop()
            self._count("broker killed")
            await asyncio.sleep(self._rng.uniform(0.2, 3.0))
            await self._broker.start()
            await asyncio.sleep(self._rng.uniform(2.0, 6.0))

    async def _stay_without_broker(self) -> None:
        seconds = min(LONGEST_OUTAGE, self._seconds / 10)
        self._progress(f"the broker is away for {seconds:.0f} s")
        await self._broker.stop()
        self._count("broker away for long")
        end = self._loop.time() + seconds
        await self._break_devices(end)
        await self._broker.start()

    async def _break_hub(self, begin: float, end: float) -> None:
        await asyncio.sleep(begin - self._loop.time())
        while self._loop.time() < end:
            self._hub.kill()
            self._count("hub killed")
            await asyncio.sleep(self._rng.uniform(0.0, 1.0))
            # As after a fault of a memory card: it begins where nobody can write, and goes on where everybody can.
            self._rng.choice((self._disk.protect, self._disk.fill, self._disk.release))()
            self._start_hub()
            await asyncio.sleep(self._rng.uniform(0.5, 8.0))
            for fault in self._disk.release():
                self._count(f"disk {fault} at the start of a hub")

    def _start_hub(self) -> None:
        self._hub.start()
        self._first = None

    def _count(self, fault: str) -> None:
        self.report.counts[f"faults: {fault}"] += 1

    # What has to be true

    async def _recover(self) -> None:
        """Wait until everything is well, then compare what is stored with what is."""
        controller, devices = self._controller, self._devices
        if not self._hub.is_running:
            self._blame("the hub ended by itself")
            self._start_hub()
        if not await _until(lambda: controller.is_all_online(devices), RECOVERY):
            what = f"devices {controller.find_away(devices)}" if controller.is_hub_online else "the hub"
            self._blame(f"did not come back: {what}")
        # A write whose report was lost ends in an error after its time; only then is the device asked what it holds.
        await _until(controller.settle, PATIENCE + 1)
        if not await _until(lambda: not controller.find_wrong(devices), RIGHT_WITHIN):
            self._blame(f"what is stored is wrong: {controller.find_wrong(devices)}")

    def _measure(self) -> None:
        """Compare memory and files of the hub with those at the end of its first round."""
        memory, files, used = self._hub.measure()
        first = self._first = self._first or (memory, files)
        counts = self.report.counts
        counts["hub: memory, KiB"] = max(counts["hub: memory, KiB"], round(memory * 1024))
        counts["hub: growth of memory, KiB"] = max(
            counts["hub: growth of memory, KiB"], round((memory - first[0]) * 1024)
        )
        counts["hub: seconds of a core"] = max(counts["hub: seconds of a core"], round(used))
        if memory - first[0] > GROWTH_MIB:
            self._blame(f"the hub grew from {first[0]:.1f} to {memory:.1f} MiB")
        if files - first[1] > MORE_FILES:
            self._blame(f"the hub had {first[1]} files open, now {files}")

    async def _end(self) -> None:
        """End the hub in order, and look at what it leaves behind."""
        begin = self._loop.time()
        code = await self._hub.end(2 * END)
        if code != 0 or self._loop.time() - begin > END:
            self._blame(f"the hub ended with {code} after {self._loop.time() - begin:.1f} s")
        folder = self._disk.folder
        values = read_state(folder / "hub.db").values
        for device in self._devices:
            stored = {dp: each.value for dp, each in values.get(device.id, {}).items()}
            if stored != device.state:
                self._blame(f"{device.id} holds {device.state}, stored is {stored}")
        known = {record.id for record in DeviceStore.load(folder / "devices.json").records}
        if known != {device.id for device in self._devices}:
            self._blame(f"of the devices only {sorted(known)} are stored")
        for path in folder.glob("*.damaged*"):
            self._blame(f"{path.name} was moved aside")
        for line in self._hub.find_crashes():
            self._blame(f"in the log of the hub: {line}")

    def _blame(self, what: str) -> None:
        passed = self._loop.time() - self._begin if self._begin else 0.0
        self.report.problems.append(f"after {passed:.0f} s: {what}")

    def _tell(self) -> None:
        counts, passed = self.report.counts, self._loop.time() - self._begin
        self._progress(
            f"{passed:6.0f} of {self._seconds:.0f} s: {counts['commands sent']} commands, "
            f"hub {self._hub.measure()[0]:.1f} MiB, {len(self.report.problems)} problems"
        )


async def _until(condition: Callable[[], object], seconds: float) -> bool:
    """Wait until something holds; false if it does not in time."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            while not condition():  # noqa: ASYNC110 - what is waited for has no event
                await asyncio.sleep(0.05)
            return True
    return bool(condition())


async def run_soak(
    *, devices: int, seconds: float, rng: random.Random, progress: Callable[[str], None] = lambda _: None
) -> Report:
    """Run it once."""
    return await Soak(seconds=seconds, rng=rng, progress=progress).run(devices=devices)


def print_progress(line: str) -> None:
    """Tell how it goes, where a person or a log can see it at once."""
    print(line, file=sys.stderr, flush=True)
