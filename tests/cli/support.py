"""What the tests of the command line share: a home of virtual devices in a thread, and a way to run commands."""

from __future__ import annotations

import asyncio
import io
import json
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar, cast

from tests.net.support import find_ports
from tuyalan.cli.main import run
from tuyalan.sim import Announcing, Simulator, VirtualDevice, models
from tuyalan.sim.faults import HEALTHY
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.storage.groups import GROUPS_FILE, Arrangement, write_arrangement
from tuyalan.vocabulary import LocalKey

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Generator, Iterable, Mapping
    from pathlib import Path

    from tuyalan.sim.points import Point
    from tuyalan.vocabulary import DpId, Json

T = TypeVar("T")

WAIT: Final = 5.0
"""The bound of every wait, seconds."""
PORTS: Final = find_ports(3)
"""UDP ports of announcements in these tests; nobody else uses them."""


class Home:
    """Virtual devices on a loop of their own, so that commands can run one of theirs.

    One home at a time may announce its devices: all have the same ids.
    """

    def __init__(self, wanted: Mapping[str, models.Model] | None = None, *, announces: bool = True) -> None:
        self.devices: dict[str, VirtualDevice] = {}
        self._wanted = wanted
        self._interval = 0.3 if announces else 0.0
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._end: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._run, name="home", daemon=True)

    def open(self) -> None:
        self._thread.start()
        assert self._ready.wait(WAIT)

    def close(self) -> None:
        if self._end is not None:
            self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(WAIT)
        self._loop.close()

    def do(self, action: Callable[[], T]) -> T:
        """Run something in the thread of the devices."""

        async def act() -> T:
            return action()

        return self.wait(act())

    def wait(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(WAIT)

    def reset(self) -> None:
        """Bring all devices back to how they were at first, whatever the test before did with them."""
        self.do(self._reset)

    def _reset(self) -> None:
        for device in self.devices.values():
            device.faults = HEALTHY
            device.update(_first_values(device.model.points))
            for child in device.model.children:
                device.child(child.cid).update(_first_values(child.points))

    def write(self, path: Path) -> Path:
        """Write a device file that knows them all."""
        store = DeviceStore(path)
        for name, device in self.devices.items():
            record = DeviceRecord(
                id=device.id,
                name=name,
                key=device.key,
                address=device.address,
                port=device.port,
                version=device.version,
            )
            store.add(record)
            for cid, part in device.children.items():
                store.add(DeviceRecord(id=f"child{cid}", name=part.name, parent=device.id, cid=cid))
        store.save()
        return path

    def secrets(self) -> list[str]:
        keys = [device.key.reveal() for device in self.devices.values()]
        return [spelling for key in keys for spelling in (key.decode(), key.hex())]

    def _run(self) -> None:
        self._loop.run_until_complete(self._live())

    async def _live(self) -> None:
        self._end = asyncio.Event()
        announcing = Announcing(
            interval=self._interval,
            destination="127.0.0.1",
            clear_port=PORTS[0],
            sealed_port=PORTS[1],
            ask_port=None,
            answer_port=PORTS[2],
        )
        wanted = self._wanted or {
            "plug": models.metering_plug("3.1", reading_interval=0.5),
            "curtain": models.curtain("3.2"),
            "switch": models.switch("3.3"),
            "lamp": models.rgb_lamp("3.4"),
            "thermostat": models.thermostat("3.5"),
            "gateway": models.gateway("3.4"),
        }
        async with Simulator(seed=7, announcing=announcing) as simulator:
            for name, model in wanted.items():
                self.devices[name] = await simulator.add(model, port=0, name=name)
            self._ready.set()
            await self._end.wait()


def _first_values(points: Iterable[Point]) -> dict[DpId, Json]:
    return {point.id: point.initial for point in points if point.initial is not None}


@contextmanager
def open_home(wanted: Mapping[str, models.Model] | None = None, *, announces: bool = True) -> Generator[Home]:
    """Keep a home while inside, the usual one unless other devices are wanted."""
    home = Home(wanted, announces=announces)
    home.open()
    try:
        yield home
    finally:
        home.close()


class Called(NamedTuple):
    """What a command left."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [cast("dict[str, Any]", json.loads(line)) for line in self.out.splitlines()]

    @property
    def line(self) -> dict[str, Any]:
        (line,) = self.lines
        return line

    @property
    def data(self) -> dict[str, Any]:
        assert self.line["status"] == "ok", self.line
        return cast("dict[str, Any]", self.line["data"])

    @property
    def error(self) -> dict[str, str]:
        """The first error; a line of JSON must say so."""
        line = self.lines[-1]
        assert line["status"] in {"error", "partial"}, line
        return cast("dict[str, str]", line["errors"][0])

    @property
    def all(self) -> str:
        """Everything printed, with line breaks of narrow screens taken out."""
        return " ".join((self.out + " " + self.err).split())


def call(*arguments: object) -> Called:
    """Run one command in this process."""
    out, err = io.StringIO(), io.StringIO()
    code = run([str(argument) for argument in arguments], stdout=out, stderr=err)
    return Called(code, out.getvalue(), err.getvalue())


def store_together(folder: Path) -> Path:
    """Store two devices that nobody can reach, of a product of the catalogue, with a group and a scene of both."""
    store = DeviceStore(folder / "devices.json")
    for number, name in enumerate(("One", "Two")):
        away = DeviceRecord(
            id=f"bf0123456789abcdef0{number}",
            name=name,
            key=LocalKey("0123456789abcdef"),
            address="127.0.0.1",
            port=1,
            product_key="37mnhia3pojleqfh",
        )
        store.add(away)
    store.save()
    ids = tuple(record.id for record in store.records)
    write_arrangement(
        folder / GROUPS_FILE, Arrangement(groups={"Both": ids}, scenes={"Evening": {key: {} for key in ids}})
    )
    return store.path
