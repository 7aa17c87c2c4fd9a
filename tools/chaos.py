"""Many virtual devices under every fault at random, and a ledger that compares what was done with what was seen.

    python tools/chaos.py --devices 50 --seconds 300 --seed 1

Each device gets writes from a client and changes from inside while it is cut off, restarted, moved, damaged, slowed down
and silenced. At the end everything is well again, and the ledger must balance; the exit code is 1 if it does not.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import random
import socket
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tuyalan.client.beacons import BeaconWatch
from tuyalan.client.device import Device
from tuyalan.client.finder import Ports
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.errors import ConfigError, TuyalanError
from tuyalan.knowledge.catalogue import FILE as CATALOGUE
from tuyalan.session.events import Cause
from tuyalan.sim import (
    NO_CONTROLS,
    NO_HEARTBEATS,
    NO_QUERIES,
    Announcing,
    Faults,
    Habits,
    Kind,
    Model,
    Point,
    PushOrder,
    Reset,
    Simulator,
)
from tuyalan.vocabulary import LocalKey, Version

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tuyalan.client.watch import Update
    from tuyalan.sim import VirtualDevice
    from tuyalan.sim.connection import Connection

WRITTEN: Final = 1
"""The data point that only the client changes."""
CHANGED: Final = 2
"""The data point that only the device changes."""
WRITE_TIMEOUT: Final = 6.0
GRACE: Final = 3.0
"""How long after a push on a sound line the client must have heard it, seconds."""
SILENCE: Final = 15.0
"""A write that is neither confirmed nor refused after this long was met with silence, seconds."""
RECOVERY: Final = 60.0
OPTIONS: Final = Options(reconnect_cap=2.0, request_timeout=WRITE_TIMEOUT, connect_timeout=2.0)
OTHER_KEY: Final = LocalKey("the-other-secret")

HABITS: Final = (
    Habits(),
    Habits(push_order=PushOrder.ALTERNATE),
    Habits(push_order=PushOrder.BEFORE, max_clients=1),
    Habits(nagle=False, pushes_unchanged=False),
)

LOSSLESS: Final = (
    Faults(split_randomly=3, split_delay=0.005),
    Faults(trickle_delay=0.0005),
    Faults(merge=0.05),
    Faults(garbage=11),
    Faults(delay=0.1, jitter=0.3),
    Faults(ack_delay=0.8),
    Faults(weak_keys_next=1),
    Faults(early_push=True),
    Faults(mute=NO_CONTROLS),
    Faults(mute=NO_QUERIES),
    Faults(mute=NO_HEARTBEATS),
)
"""What changes when and how bytes come, and nothing in what is reported."""

LOSSY: Final = (
    Faults(drop=0.3),
    Faults(drop_next=2),
    Faults(corrupt=0.2),
    Faults(corrupt_next=1),
    Faults(bad_check=0.2),
    Faults(bad_check_next=4),
    Faults(half_open=True),
    Faults(lock_up_after=1),
    Faults(refuses=True),
    Faults(reset=Reset.ON_ACCEPT),
    Faults(reset=Reset.AFTER_REPLY),
)
"""What loses reports while a connection stands, or connections."""


@dataclass
class Report:
    """What a run saw."""

    counts: Counter[str] = field(default_factory=Counter[str])
    problems: list[str] = field(default_factory=list[str])

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, invented, silent or leaked."""
        return not self.problems

    def __str__(self) -> str:
        """List the figures, then what is wrong."""
        lines = [f"{name:34} {count:>9}" for name, count in sorted(self.counts.items())]
        return "\n".join([*lines, *(f"PROBLEM: {problem}" for problem in self.problems[:50])])


@dataclass(frozen=True)
class Owed:
    """A change that was pushed on a sound line and must be heard."""

    value: int
    session: Connection
    losses: int
    due: float


class Pair:
    """One virtual device, its client, and the ledger between them."""

    def __init__(self, device: VirtualDevice, client: Device, *, rng: random.Random, report: Report) -> None:
        """Take both ends, a generator of its own, and where findings go."""
        self.device = device
        self.client = client
        self._rng = rng
        self._report = report
        self._key = device.key
        self._loop = asyncio.get_running_loop()
        self._changed = 0
        self._written = 0
        self._heard: set[int] = set()
        self._losses = 0
        self._is_lossy = False
        self._owed: list[Owed] = []
        client.add_listener(self._hear)

    def _problem(self, what: str) -> None:
        self._report.problems.append(f"{self.device.id} ({self.device.version}): {what}")

    def _hear(self, update: Update) -> None:
        self._report.counts["updates heard"] += 1
        value = update.dps.get(CHANGED)
        if isinstance(value, int):
            if not 0 <= value <= self._changed:
                self._problem(f"{value} was heard and never said")
            self._heard.add(value)
        written = update.dps.get(WRITTEN)
        if isinstance(written, int) and not 0 <= written <= self._written and update.cause is not Cause.ASSUMED:
            self._problem(f"{written} was heard and never written")

    # What goes on

    async def write(self) -> None:
        """Write a new value now and then; each write ends in a confirmation or an error."""
        while True:
            await asyncio.sleep(self._rng.uniform(0.1, 1.5))
            self._written += 1
            value = self._written
            begin = self._loop.time()
            try:
                result = await self.client.set(WRITTEN, value)
            except TuyalanError as error:
                self._report.counts[f"writes refused: {error.code}"] += 1
            else:
                self._report.counts[f"writes {result.outcome.value}"] += 1
                if not any(write.asked.get(WRITTEN) == value for write in self.device.writes):
                    self._problem(f"the write of {value} was confirmed and never arrived")
            if self._loop.time() - begin > SILENCE:
                self._problem(f"the write of {value} was met with silence")

    async def change(self) -> None:
        """Change a value from inside now and then; each push on a sound line is heard."""
        while True:
            await asyncio.sleep(self._rng.uniform(0.05, 0.8))
            self._settle()
            self._changed += 1
            sessions = self.device.sessions
            if len(sessions) == 1 and not self._is_lossy:
                self._owed.append(Owed(self._changed, sessions[0], self._losses, self._loop.time() + GRACE))
            self.device.set(CHANGED, self._changed)
            self._report.counts["changes from inside"] += 1

    def _settle(self) -> None:
        """Strike off what was heard, and what was owed on a line that did not hold."""
        now = self._loop.time()
        left: list[Owed] = []
        for owed in self._owed:
            if owed.value in self._heard:
                self._report.counts["pushes owed and heard"] += 1
            elif owed.losses != self._losses or owed.session not in self.device.sessions:
                self._report.counts["pushes lost with their line"] += 1
            elif now < owed.due:
                left.append(owed)
            else:
                self._problem(f"the change to {owed.value} was pushed on a sound line and not heard")
        self._owed = left

    async def trouble(self) -> None:
        """Let one thing after the other go wrong."""
        actions = (self._bend, self._bend, self._lose, self._lose, self._cut, self._restart, self._move, self._rekey)
        while True:
            await asyncio.sleep(self._rng.uniform(0.5, 4.0))
            action = self._rng.choice(actions)
            self._report.counts[f"faults: {action.__name__.strip('_')}"] += 1
            await action()

    async def _bend(self) -> None:
        self.device.faults = self._rng.choice(LOSSLESS)
        await asyncio.sleep(self._rng.uniform(0.5, 3.0))
        self._losses += 1  # What is still on its way when a switch is turned may be overtaken.
        self.device.faults = Faults()

    async def _lose(self) -> None:
        self._losses += 1
        self._is_lossy = True
        self.device.faults = self._rng.choice(LOSSY)
        await asyncio.sleep(self._rng.uniform(0.5, 5.0))
        self.device.faults = Faults()
        self._losses += 1
        self._is_lossy = False

    async def _cut(self) -> None:
        self._losses += 1
        self._rng.choice((self.device.reset_sessions, self.device.drop_sessions))()

    async def _restart(self) -> None:
        self._losses += 1
        gone = self._rng.uniform(0.0, 3.0)
        self.device.reboot(gone)
        await asyncio.sleep(gone + 0.5)

    async def _move(self) -> None:
        self._losses += 1
        await self._move_to(f"127.{self._rng.randint(1, 250)}.{self._rng.randint(1, 250)}.{self._rng.randint(2, 250)}")

    async def _move_to(self, address: str) -> None:
        if sys.platform != "linux":
            return  # Elsewhere loopback has one address.
        try:
            await self.device.move(address)
        except ConfigError:
            self._report.counts["moves to a port in use"] += 1
            await self.device.move(address, port=0)

    async def _rekey(self) -> None:
        self._losses += 1
        self.device.change_key(OTHER_KEY)
        await asyncio.sleep(self._rng.uniform(0.5, 2.0))
        self._losses += 1
        self.device.change_key(self._key)

    # The end

    async def recover(self) -> None:
        """Make everything well, and compare both ends."""
        self._losses += 1
        self.device.faults = Faults()
        if self.device.key != self._key:
            self.device.change_key(self._key)
        if not self.device.is_powered:
            await self.device.power_on()
        try:
            await self.client.wait_connected(timeout=RECOVERY)
            await self.client.status(timeout=RECOVERY)
            self._written += 1
            await self.client.set(WRITTEN, self._written, timeout=RECOVERY)
        except TuyalanError as error:
            self._problem(f"did not recover: {error!r} {error.__cause__!r}")
            return
        self._changed += 1
        self.device.set(CHANGED, self._changed)
        deadline = self._loop.time() + GRACE
        while dict(self.client.dps) != self.device.state and self._loop.time() < deadline:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
        if dict(self.client.dps) != self.device.state:
            self._problem(f"the client believes {dict(self.client.dps)}, the device is {self.device.state}")
        repeats = Counter(write.asked.get(WRITTEN) for write in self.device.writes)
        if any(count > 2 for count in repeats.values()):  # noqa: PLR2004 - once, and once again
            self._problem("a write went out more than twice")
        self._report.counts["writes that arrived twice"] += sum(count > 1 for count in repeats.values())


async def run_chaos(*, devices: int, seconds: float, seed: int) -> Report:
    """Run that many pairs for that long and return what was seen."""
    report = Report()
    tasks_before = asyncio.all_tasks()
    files_before = _count_files()
    rng = random.Random(seed)  # noqa: S311 - chance, no secret
    ports = _free_ports()
    announcing = Announcing(
        interval=2.0, destination="127.0.0.1", clear_port=ports.clear, sealed_port=ports.sealed, ask_port=None
    )
    network = Network(session_gap=0.1, beacons=BeaconWatch(ports=ports, interfaces=[]))
    async with Simulator(seed=seed, announcing=announcing) as sim, AsyncExitStack() as stack:
        pairs: list[Pair] = []
        for number in range(devices):
            version = tuple(Version)[number % len(Version)]
            device = await sim.add(_model(version, number), address=_address(number), port=0)
            client = Device(
                device.id,
                device.key,
                device.address,
                port=device.port,
                version=version,
                options=OPTIONS,
                network=network,
                patient=True,
            )
            await stack.enter_async_context(client)
            own = random.Random(rng.random())  # noqa: S311 - chance, no secret
            pairs.append(Pair(device, client, rng=own, report=report))
        await _torment(pairs, seconds)
        async with asyncio.TaskGroup() as group:
            for pair in pairs:
                group.create_task(pair.recover())
        report.counts["sessions"] = sum(pair.device.counters.sessions for pair in pairs)
    report.counts["devices"] = devices
    await _check_leaks(report, tasks_before, files_before)
    return report


async def _torment(pairs: Sequence[Pair], seconds: float) -> None:
    for pair in pairs:
        await pair.client.wait_connected(timeout=RECOVERY)
    try:
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as group:
            for pair in pairs:
                for work in (pair.write, pair.change, pair.trouble):
                    group.create_task(work())
    except TimeoutError:
        pass


async def _check_leaks(report: Report, tasks_before: set[asyncio.Task[object]], files_before: int) -> None:
    for _ in range(20):
        await asyncio.sleep(0.05)
    gc.collect()
    left = asyncio.all_tasks() - tasks_before
    if left:
        report.problems.append(f"{len(left)} tasks are left: {sorted(task.get_name() for task in left)[:5]}")
    files = _count_files() - files_before
    if files > 0:
        report.problems.append(f"{files} sockets or files are left")
    report.counts["tasks left"] = len(left)
    report.counts["files left"] = max(0, files)


def _model(version: Version, number: int) -> Model:
    points = tuple(
        Point(dp, Kind.VALUE, code, initial=0, maximum=10**9)
        for dp, code in ((WRITTEN, "written"), (CHANGED, "changed"))
    )
    habits = HABITS[number // len(Version) % len(HABITS)]
    return Model("Tormented device", "keychaos00000000", points=points, version=version, habits=habits)


def _address(number: int) -> str:
    return f"127.0.1.{number % 250 + 1}" if sys.platform == "linux" else "127.0.0.1"


def _free_ports() -> Ports:
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(3)]
    try:
        for sock in sockets:
            sock.bind(("127.0.0.1", 0))
        clear, sealed, ask = (sock.getsockname()[1] for sock in sockets)
        return Ports(clear, sealed, ask)
    finally:
        for sock in sockets:
            sock.close()


def _count_files() -> int:
    folder = Path("/proc/self/fd")
    if not folder.is_dir():
        return 0
    # The catalogue, once somebody has asked it, stays open for the life of the process.
    return sum(not _name_of(file).endswith(CATALOGUE) for file in folder.iterdir())


def _name_of(file: Path) -> str:
    try:
        return str(file.readlink())
    except OSError:
        # The folder itself was open while it was listed.
        return ""


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Virtual devices under every fault, and a ledger that must balance.")
    parser.add_argument("--devices", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}")
    report = asyncio.run(run_chaos(devices=arguments.devices, seconds=arguments.seconds, seed=arguments.seed))
    print(report)
    return 0 if report.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
