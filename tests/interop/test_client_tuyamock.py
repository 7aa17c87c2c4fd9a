"""Our client against tuyamock, a device emulator with a codec of its own."""

from __future__ import annotations

import importlib
import importlib.util
import os
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.client.support import choose_ports
from tests.support import run
from tuyalan.client.beacons import BeaconWatch
from tuyalan.client.device import Device
from tuyalan.client.discovery import scan
from tuyalan.client.network import Network
from tuyalan.client.options import Options
from tuyalan.client.writes import Outcome
from tuyalan.errors import TuyalanError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.knowledge.schemas import SCHEMAS_FILE, ImportedSchemas, save_schemas
from tuyalan.model.schema import DpSchema, Kind, Schema
from tuyalan.session.events import Cause

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tuyalan.client.finder import Ports

pytestmark = [
    pytest.mark.interop,
    # The emulator leaves its listening socket to the garbage collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

VERSIONS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5")
ID: Final = "eb0123456789abcdefghij"
KEY: Final = "thisisarealkey00"
START: Final = {"1": True, "2": "white", "3": 500, "20": 5}


def load() -> Any:  # noqa: ANN401 - it has no types
    """Return the module, or skip; where everything must be tested, its absence is a failure."""
    if importlib.util.find_spec("tuyamock") is None:
        what = "tuyamock is not installed; `make interop` does that"
        if os.environ.get("CI") == "true":
            pytest.fail(what)
        pytest.skip(what)
    return importlib.import_module("tuyamock")


@asynccontextmanager
async def mocked(
    version: str,
    *,
    given_version: str | None = "",
    ports: Ports | None = None,
    knowledge: Knowledge | None = None,
    **arguments: object,
) -> AsyncGenerator[tuple[Any, Device]]:
    """Run an emulated device and a client of it, which is not opened yet."""
    network = Network(session_gap=0.1, beacons=BeaconWatch(ports=ports or choose_ports(), interfaces=[]))
    with load().MockDevice(local_key=KEY, version=version, dps=dict(START), gw_id=ID, **arguments) as mock:
        yield (
            mock,
            Device(
                ID,
                KEY,
                "127.0.0.1",
                port=mock.port,
                version=version if given_version == "" else given_version,
                network=network,
                knowledge=knowledge,
                options=Options(write_interval=0.0, reconnect_cap=1.0),
            ),
        )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_is_spoken_to_by_name_and_operated_as_a_light(version: str, tmp_path: Path) -> None:
    lamp = {
        1: DpSchema(id=1, code="switch_led", kind=Kind.BOOL),
        2: DpSchema(id=2, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour")),
        3: DpSchema(id=3, code="bright_value", kind=Kind.NUMBER, minimum=10, maximum=1000),
    }
    schemas = ImportedSchemas(devices={ID: Schema(points=lamp, category="dj")})
    save_schemas(tmp_path / SCHEMAS_FILE, schemas)

    async def body() -> None:
        async with mocked(version, knowledge=Knowledge(tmp_path)) as (mock, client), client:
            assert client.values["work_mode"] == "white"
            await client.set({"switch_led": False, "bright_value": 250})
            assert (mock.dps["1"], mock.dps["3"]) == (False, 250)
            light = client.light()
            await light.turn_on(brightness=1.0)
            assert (mock.dps["1"], mock.dps["3"]) == (True, 1000)
            assert light.state.is_on is True
            assert light.state.brightness == 1.0

    run(body())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_device_is_read_written_and_heard(version: str) -> None:
    async def body() -> None:
        async with mocked(version) as (mock, client), client:
            assert await client.status() == {1: True, 2: "white", 3: 500, 20: 5}
            assert (await client.set(1, False)).outcome is Outcome.CONFIRMED
            assert (await client.set({2: 'a  b "q" ü', 3: 7})).outcome is Outcome.CONFIRMED
            assert mock.dps == {"1": False, "2": 'a  b "q" ü', "3": 7, "20": 5}
            watch = client.watch()
            mock.push({"20": 9})
            update = await anext(watch)
            assert (update.dps, update.cause) == ({20: 9}, Cause.PUSH)

    run(body())


@pytest.mark.parametrize("version", ["3.2", "3.3", "3.4"])
def test_the_dialect_of_device22_is_found(version: str) -> None:
    async def body() -> None:
        async with mocked(version, dev22=True) as (mock, client), client:
            assert dict(client.dps) == {1: True, 2: "white", 3: 500, 20: 5}
            assert client.dialect.null_query is True
            await client.set(1, False)
            assert mock.dps["1"] is False

    run(body())


@pytest.mark.parametrize("version", ["3.2", "3.3", "3.4", "3.5"])
def test_an_unknown_version_is_found_by_trying(version: str) -> None:
    async def body() -> None:
        async with mocked(version, given_version=None) as (_, client), client:
            assert client.dps[1] is True
            # A 3.2 device speaks 3.3, with another way of reading.
            assert str(client.version) == ("3.3" if version == "3.2" else version)

    run(body())


@pytest.mark.parametrize("mode", ["faithful", "global", "echo", "zero"])
@pytest.mark.parametrize("version", VERSIONS)
def test_the_numbers_of_its_frames_do_not_matter(version: str, mode: str) -> None:
    module = load()
    modes = importlib.import_module(module.DeviceConfig.__module__).SEQNO_MODES
    if mode not in modes:
        pytest.skip(f"this tuyamock numbers frames in other ways: {', '.join(modes)}")

    async def body() -> None:
        async with mocked(version, seqno_mode=mode) as (_, client), client:
            assert (await client.set(1, False)).outcome is Outcome.CONFIRMED
            assert (await client.status())[1] is False

    run(body())


@pytest.mark.parametrize("version", VERSIONS)
def test_slow_answers_are_waited_for(version: str) -> None:
    async def body() -> None:
        async with mocked(version, response_delay=0.3) as (_, client), client:
            assert (await client.set(3, 1)).outcome is Outcome.CONFIRMED

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_a_device_that_goes_dark_is_found_again(version: str) -> None:
    async def body() -> None:
        async with mocked(version, go_dark_after=4, drop_after_dark=0.5, outages=1) as (_, client), client:
            outcomes = [await attempt(client, value) for value in range(6)]
            await client.wait_connected(timeout=10)
            assert (await client.set(3, 99)).outcome is Outcome.CONFIRMED
            # Each ended with a word, and once the device was back, all went well.
            assert outcomes[-1] == "confirmed"

    run(body(), timeout=60)


async def attempt(client: Device, value: int) -> str:
    """Write, and say how it ended."""
    try:
        return (await client.set(3, value, timeout=10)).outcome.value
    except TuyalanError as error:
        return error.code


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_its_announcements_are_heard(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ports = choose_ports()
    module = importlib.import_module(load().TuyaMockServer.__module__)
    monkeypatch.setattr(module, "DISCOVERY_BEACON_PORT", ports.sealed)

    async def body() -> None:
        async with mocked(version, discovery=True, probe_reply=False) as (_, _):
            found = [each async for each in scan(timeout=15, wanted=[ID], ask=False, ports=ports, interfaces=[])]
            assert [(each.device_id, str(each.version)) for each in found] == [(ID, version)]

    run(body())


def test_a_device_is_opened_by_id_and_key_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ports = choose_ports()
    module = importlib.import_module(load().TuyaMockServer.__module__)
    monkeypatch.setattr(module, "DISCOVERY_BEACON_PORT", ports.sealed)

    async def body() -> None:
        async with mocked("3.4", discovery=True, probe_reply=False) as (mock, _):
            network = Network(beacons=BeaconWatch(ports=ports, interfaces=[]))
            async with Device(ID, KEY, port=mock.port, network=network) as client:
                assert client.dps[1] is True
                assert (client.address, str(client.version)) == ("127.0.0.1", "3.4")

    run(body())
