"""The blocking face: the same names, signatures and words as the asyncio one, usable from any thread."""

from __future__ import annotations

import gc
import inspect
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from tests.client.household import Home, home
from tests.client.support import announce
from tests.support import ROOT, RUN_TIMEOUT
from tuyalan import sync
from tuyalan.client import child, discovery, watch_all
from tuyalan.client import device as aio
from tuyalan.client.beacons import BeaconWatch
from tuyalan.client.connection import Status
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.client.writes import Outcome
from tuyalan.errors import CredentialError, KeyRejectedError, UseError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.net.portal import LoopThread
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import Version

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tuyalan.sim import Model, VirtualDevice

PLUG: Final = "a4c138f2b0d15e73"


class Town:
    """A home whose devices run in a thread of their own."""

    def __init__(self, thread: LoopThread) -> None:
        self.thread = thread
        self.house: Home
        self._home = home()
        thread.call(self._enter)

    async def _enter(self) -> None:
        self.house = await self._home.__aenter__()

    async def _leave(self) -> None:
        await self._home.__aexit__(None, None, None)

    def leave(self) -> None:
        self.thread.call(self._leave)

    def add(self, model: Model | None = None) -> VirtualDevice:
        return self.thread.call(lambda: self.house.add(model))

    def do(self, work: Callable[[], object]) -> None:
        async def doing() -> None:
            work()

        self.thread.call(doing)

    def client(self, device: VirtualDevice, **arguments: object) -> sync.Device:
        network = Network(session_gap=0.0, beacons=BeaconWatch(ports=self.house.ports, interfaces=[]))
        known: dict[str, Any] = {
            "key": device.key,
            "address": device.address,
            "port": device.port,
            "version": device.version,
            "network": network,
        }
        return sync.Device(device.id, **cast("dict[str, Any]", known | arguments))


@contextmanager
def town() -> Generator[Town]:
    thread = LoopThread()
    place = Town(thread)
    try:
        yield place
    finally:
        place.leave()
        thread.stop()


def loop_threads() -> int:
    return sum(thread.name == "tuyalan loop" for thread in threading.enumerate())


# The same face


def public(owner: type) -> dict[str, Any]:
    return {name: thing for name, thing in inspect.getmembers_static(owner) if not name.startswith("_")}


@pytest.mark.parametrize(("ours", "theirs"), [(sync.Device, aio.Device), (sync.Child, child.Child)])
def test_both_faces_have_the_same_names_signatures_and_words(ours: type, theirs: type) -> None:
    blocking, original = public(ours), public(theirs)
    assert blocking.keys() == original.keys()
    for name in original:
        mine, other = blocking[name], original[name]
        if isinstance(other, property):
            assert isinstance(mine, property), name
            assert ours is sync.Child or first_words(mine) == first_words(other), name
            assert annotation(mine.fget, "return") == annotation(other.fget, "return"), name
        else:
            mine, other = getattr(ours, name), getattr(theirs, name)
            assert shape(mine) == shape(other), name
            line = first_line(mine).replace("`for update", "`async for update")
            assert ours is sync.Child or line == first_line(other), name
    assert shape(ours.__init__) == shape(theirs.__init__)


def shape(function: Callable[..., object]) -> list[tuple[str, object, object, object]]:
    signature = inspect.signature(function)
    return [(p.name, p.kind, p.default, p.annotation) for p in signature.parameters.values()]


def annotation(function: object, name: str) -> object:
    return cast("dict[str, object]", getattr(function, "__annotations__", {}))[name]


def first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").splitlines()[0]


def first_words(thing: object) -> str:
    return first_line(thing).partition(";")[0]


@pytest.mark.parametrize(("ours", "theirs"), [(sync.scan, discovery.scan), (sync.watch_all, watch_all.watch_all)])
def test_functions_have_the_same_signatures_and_words(
    ours: Callable[..., object], theirs: Callable[..., object]
) -> None:
    assert shape(ours) == shape(theirs)
    assert first_line(ours) == first_line(theirs).replace("`async with`", "`with`")


# The same behaviour


@pytest.mark.parametrize("version", ["3.1", "3.3", "3.4", "3.5"])
def test_a_device_is_opened_read_written_and_closed(version: str) -> None:
    with town() as place:
        device = place.add(models.switch(version))
        with place.client(device) as client:
            assert client.is_connected
            assert client.status() == device.state == client.dps
            assert client.set(1, True).outcome is Outcome.CONFIRMED
            assert client.set({9: 30}, wait="acknowledged").dps == {9: 30}
            assert client.get(1) is True
            assert client.value(1).value is True
            assert client.refresh() == client.dps
            assert (client.id, client.version, client.address) == (device.id, Version(version), device.address)
            assert client.error is None
            client.wait_connected(1.0)
            client.adjust(Options(request_timeout=1.0))
            assert client.status() == device.state
            assert repr(client).endswith("open>")
            assert client.dialect.one_dp_per_write is False
            assert client.raw(device.spec.query, b"{}").command
        assert not client.is_connected
        client.close()
        assert loop_threads() == 1  # That of the virtual devices.


def test_what_is_wrong_is_raised_and_the_thread_goes() -> None:
    with town() as place:
        device = place.add(models.switch("3.4"))
        with pytest.raises(KeyRejectedError):
            place.client(device, key="not-the-real-key").open()
        assert loop_threads() == 1
        with pytest.raises(UseError, match="not open"):
            place.client(device).status()
        with pytest.raises(CredentialError):
            sync.Device("eb01", None)
        assert loop_threads() == 1


def test_a_device_can_be_opened_again() -> None:
    with town() as place:
        device = place.add()
        client = place.client(device)
        for _ in range(2):
            client.open()
            assert client.status() == device.state
            client.close()


def test_a_record_makes_a_device() -> None:
    with town() as place:
        device = place.add()
        record = DeviceRecord(
            id=device.id, name="Lamp", key=device.key, address="127.0.0.1", port=device.port, version=device.version
        )
        with sync.Device.from_record(record) as client:
            assert client.name == "Lamp"
            client.name = "Light"
            assert client.name == "Light"
            assert client.dps == device.state


def test_updates_are_iterated_over_until_the_device_is_closed() -> None:
    with town() as place:
        device = place.add()
        heard: list[object] = []
        with place.client(device) as client:
            remove = client.add_listener(lambda update: heard.append(update.dps))
            watch, changes = client.watch(), client.watch_connection()
            # No countdown, which would go on by itself.
            place.do(lambda: device.set(14, "off"))
            place.do(lambda: device.set(14, "on"))
            assert [next(watch).dps, next(watch).dps] == [{14: "off"}, {14: "on"}]
            remove()
            with client.watch() as other:
                place.do(lambda: device.set(14, "memory"))
                assert next(other).dps == {14: "memory"}
            assert list(other) == []
            client.watch()  # Forgotten at once.
            gc.collect()
        assert [update.dps for update in watch] == [{14: "memory"}]
        assert [change.status for change in changes] == [Status.CLOSED]
        assert heard == [{14: "off"}, {14: "on"}]


def test_properties_are_read_written_and_watched_by_name() -> None:
    with town() as place:
        device = place.add()
        with place.client(device, knowledge=Knowledge()) as client:
            heard: list[object] = []
            remove = client.add_property_listener(lambda update: heard.append(update.values))
            watch = client.watch_properties()
            code = client.model.find(1).code
            assert client.properties[code].dp == 1
            assert client.get(code) is False
            assert client.set(code, True).dps == {1: True}
            assert client.value(code).value is True
            assert client.values[code] is True
            assert client.readings[code].raw is True
            assert next(watch).values == {code: True}
            assert heard[0] == {code: True}
            remove()
            assert client.product_key is None


def test_several_devices_are_watched_as_one() -> None:
    with town() as place:
        first, second = place.add(), place.add()
        with place.client(first) as one, place.client(second) as two, sync.watch_all([one, two]) as watch:
            place.do(lambda: first.set(9, 1))
            assert next(watch).device_id == first.id
            place.do(lambda: second.set(9, 2))
            assert next(watch).device_id == second.id
        assert loop_threads() == 1


def test_a_forgotten_stream_gives_its_thread_back() -> None:
    sync.watch_all([])
    gc.collect()
    deadline = time.monotonic() + 5
    while loop_threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert loop_threads() == 0


def test_many_threads_use_one_device_and_each_gets_its_own_answer() -> None:
    with town() as place:
        device = place.add()
        with place.client(device) as client, ThreadPoolExecutor(8) as pool:
            reads = [pool.submit(client.status) for _ in range(20)]
            writes = [pool.submit(client.set, 9, value) for value in range(5)]
            assert all(set(read.result(RUN_TIMEOUT)) == set(device.state) for read in reads)
            outcomes = {write.result(RUN_TIMEOUT).outcome for write in writes}
            assert outcomes <= {Outcome.CONFIRMED, Outcome.SUPERSEDED}


def test_a_listener_that_calls_its_device_is_told() -> None:
    with town() as place:
        device = place.add()
        with place.client(device) as client:
            errors: list[Exception] = []

            def call(_: object) -> None:
                try:
                    client.status()
                except UseError as error:
                    errors.append(error)

            client.add_listener(call)
            with client.watch() as watch:
                place.do(lambda: device.set(9, 1))
                next(watch)
            assert len(errors) == 1


def test_children_are_devices_on_the_thread_of_their_gateway() -> None:
    with town() as place:
        gateway = place.add(models.gateway("3.4"))
        client = place.client(gateway)
        child = client.child(PLUG, name="Plug")
        assert client.child(PLUG) is child
        assert (child.cid, child.gateway, child.is_online) == (PLUG, client, None)
        with child:
            assert client.is_connected
            assert child.set(1, True).outcome is Outcome.CONFIRMED
            assert child.status() == gateway.child(PLUG).state
        assert not client.is_connected
        assert loop_threads() == 1
        with client:
            found = client.find_children()
            assert child in found
            assert child.is_online is True
            assert set(client.children) == {other.cid for other in found}
            with child:
                pass
            assert client.is_connected


def test_a_search_yields_what_is_heard_and_can_be_left() -> None:
    with town() as place:
        ports = place.house.ports
        with sync.scan(timeout=None, ask=False, ports=ports, interfaces=[]) as search:
            heard = threading.Timer(0.05, announce, (ports, "eb0123456789abcdef0123"))
            heard.start()
            assert next(search).device_id == "eb0123456789abcdef0123"
            heard.join()
        assert list(sync.scan(timeout=0.01, ask=False, ports=ports, interfaces=[])) == []
        assert loop_threads() == 1


def test_what_may_harm_somebody_is_allowed_by_its_owner() -> None:
    with town() as place:
        device = place.add()
        with place.client(device, knowledge=Knowledge()) as client:
            assert client.allowed == frozenset()
            client.allow()
            assert client.allowed == {"*"}
            client.forbid()
            assert client.allowed == frozenset()
            assert client.features


def test_importing_the_face_starts_nothing() -> None:
    code = "import threading, tuyalan.sync; print(threading.active_count())"
    done = subprocess.run(  # noqa: S603 - the interpreter of this test with fixed code
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    assert done.stdout == "1\n"
