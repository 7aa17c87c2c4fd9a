"""The simulator as tinytuya's client sees it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from typing import TYPE_CHECKING, Any, Final, cast

import pytest

from tests.interop.simulator_peers import hosting, in_thread, load_tinytuya
from tests.support import run
from tuyalan.sim import Announcing, ChildrenAnswer, Habits, PushOrder, Simulator, models

if TYPE_CHECKING:
    from collections.abc import Callable

    from tuyalan.sim import VirtualDevice

pytestmark = pytest.mark.interop

VERSIONS: Final = ("3.1", "3.2", "3.3", "3.4", "3.5")
PLAIN: Final = ("3.1", "3.3", "3.4", "3.5")
PLUG: Final = "a4c138f2b0d15e73"

_SCAN: Final = """
import json, os, sys
import tinytuya.scanner as scanner
clear, sealed, ask = json.loads(sys.argv[1])
scanner.UDPPORT, scanner.UDPPORTS, scanner.UDPPORTAPP = clear, sealed, ask
scanner.get_ip_to_broadcast = lambda: {"127.255.255.255": "127.0.0.1"}
send = scanner.send_discovery_request
scanner.send_discovery_request = lambda faces: send({a: face | {"port": ask} for a, face in faces.items()})
found = scanner.devices(verbose=False, scantime=3, poll=False, color=False, byID=True, wantids=json.loads(sys.argv[2]))
print(json.dumps(found))
"""
"""Its scanner has fixed ports, which other programs on the machine may use; broadcasts stay on loopback."""


def make(device: VirtualDevice, kind: str = "Device", **options: Any) -> Any:  # noqa: ANN401 - it has no types
    """Make a client of tinytuya for a device; key and address by keyword, as its users do."""
    settings: dict[str, Any] = {
        "address": device.address,
        "local_key": device.key.reveal().decode(),
        "version": float(device.version),
        "port": device.port,
        "persist": True,
        "connection_timeout": 2,
        "connection_retry_limit": 1,
        "connection_retry_delay": 1,
    }
    return getattr(load_tinytuya(), kind)(device.id, **(settings | options))


async def talk(device: VirtualDevice, conversation: Callable[[Any], None], **options: Any) -> None:  # noqa: ANN401
    """Hold a conversation in a thread, with a client that is closed afterwards."""

    def hold() -> None:
        client = make(device, **options)
        try:
            conversation(client)
        finally:
            client.close()

    await in_thread(hold)


def dps(answer: Any) -> dict[str, Any]:  # noqa: ANN401
    assert isinstance(answer, dict), answer
    assert "Error" not in answer, answer
    return cast("dict[str, Any]", answer["dps"])


@pytest.mark.parametrize("version", PLAIN)
def test_it_reads_writes_and_keeps_the_connection(version: str) -> None:
    async def body() -> None:
        async with hosting(models.switch(version)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                assert dps(client.status()) == {"1": False, "9": 0, "14": "memory"}
                assert dps(client.set_value(1, True)) == {"1": True}
                assert dps(client.status())["1"] is True
                assert dps(client.set_multiple_values({"1": False, "9": 5}))
                assert dps(client.status())["9"] == 5
                # The answer to it would be taken for the next one, so it comes last.
                client.heartbeat()

            await talk(device, conversation)
            while not device.counters.heartbeats:  # noqa: ASYNC110 - the device knows nothing of tests
                await asyncio.sleep(0.001)
            assert device.state == {1: False, 9: 5, 14: "memory"}
            assert device.counters.accepted == device.counters.sessions == 1
            assert (device.counters.heartbeats, device.counters.bad_frames) == (1, 0)

    run(body())


@pytest.mark.parametrize("order", list(PushOrder))
@pytest.mark.parametrize("version", ["3.3", "3.5"])
def test_it_writes_whatever_the_order_of_the_answers(version: str, order: PushOrder) -> None:
    async def body() -> None:
        async with hosting(models.switch(version), habits=Habits(push_order=order)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                client.set_value(1, True, nowait=order is PushOrder.NEVER)

            await talk(device, conversation)
            assert device.state[1] is True

    run(body())


@pytest.mark.parametrize("version", ["3.2", "3.3", "3.4", "3.5"])
def test_it_reads_a_device22(version: str) -> None:
    async def body() -> None:
        # It cuts 15 bytes off the answers of such devices on 3.4 and 3.5, header or not.
        habits = Habits(null_query=True, header_on_answers=version in {"3.4", "3.5"})
        async with hosting(models.switch(version), habits=habits) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                client.set_dpsUsed({"1": None, "14": None})
                assert dps(client.status()) == {"1": False, "14": "memory"}
                assert dps(client.set_value(1, True)) == {"1": True}

            await talk(device, conversation, dev_type="device22")
            assert device.state[1] is True

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4"])
def test_it_finds_out_by_itself_that_it_talks_to_a_device22(version: str) -> None:
    async def body() -> None:
        habits = Habits(null_query=True, header_on_answers=version == "3.4")
        async with hosting(models.switch(version), habits=habits) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                client.status()
                assert client.dev_type == "device22"
                assert dps(client.status())["1"] is False

            await talk(device, conversation)

    run(body())


@pytest.mark.parametrize("version", VERSIONS)
def test_it_hears_pushes(version: str) -> None:
    async def body() -> None:
        async with hosting(models.switch(version)) as device:
            loop = asyncio.get_running_loop()

            def conversation(client: Any) -> None:  # noqa: ANN401
                client.heartbeat()
                loop.call_soon_threadsafe(device.set, 9, 77)
                assert dps(client.receive()) == {"9": 77}

            await talk(device, conversation)

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4"])
def test_it_makes_a_meter_measure(version: str) -> None:
    async def body() -> None:
        async with hosting(models.metering_plug(version)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                heard = client.updatedps([18, 19, 20]) or client.receive()
                assert set(dps(heard)) <= {"18", "19", "20"}

            await talk(device, conversation)

    run(body())


@pytest.mark.parametrize("version", PLAIN)
def test_it_drives_a_lamp(version: str) -> None:
    async def body() -> None:
        async with hosting(models.rgb_lamp(version)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                client.set_bulb_type("B")
                client.turn_on()
                client.set_colour(255, 0, 0)

            await talk(device, conversation, kind="BulbDevice")
            assert (device.state[20], device.state[21], device.state[24]) == (True, "colour", "000003e803e8")

    run(body())


@pytest.mark.parametrize("version", ["3.3", "3.4", "3.5"])
def test_it_reads_and_writes_children_of_a_gateway(version: str) -> None:
    async def body() -> None:
        async with hosting(models.gateway(version)) as device:
            loop = asyncio.get_running_loop()

            def conversation(client: Any) -> None:  # noqa: ANN401
                child = load_tinytuya().Device(PLUG, cid=PLUG, parent=client)
                assert dps(child.status()) == {"1": False, "9": 0, "14": "memory"}
                assert dps(child.set_value(1, True)) == {"1": True}
                loop.call_soon_threadsafe(device.child(PLUG).set, 9, 5)
                heard = client.receive()
                assert dps(heard) == {"9": 5}
                assert heard["device"] is child

            await talk(device, conversation)
            assert device.child(PLUG).state[1] is True
            assert device.writes[0].cid == PLUG

    run(body())


@pytest.mark.parametrize("how", [ChildrenAnswer.WHOLE, ChildrenAnswer.AFTER_EMPTY])
@pytest.mark.parametrize("version", ["3.4", "3.5"])
def test_it_asks_a_gateway_which_children_are_online(version: str, how: ChildrenAnswer) -> None:
    async def body() -> None:
        async with hosting(models.gateway(version), habits=Habits(children_answer=how)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                assert PLUG in client.subdev_query()["data"]["online"]

            await talk(device, conversation)

    run(body())


@pytest.mark.parametrize("version", ["3.4", "3.5"])
def test_it_notices_a_wrong_key(version: str) -> None:
    async def body() -> None:
        async with hosting(models.switch(version), habits=Habits(rejection_delay=0.1)) as device:

            def conversation(client: Any) -> None:  # noqa: ANN401
                assert client.status()["Err"] == "914"

            await talk(device, conversation, local_key="0123456789abcdef")

    run(body())


def free_ports(count: int) -> list[int]:
    """Return UDP ports that nobody uses."""
    sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(count)]
    for sock in sockets:
        sock.bind(("0.0.0.0", 0))
    ports = [sock.getsockname()[1] for sock in sockets]
    for sock in sockets:
        sock.close()
    return ports


def test_its_scanner_finds_devices_of_all_versions() -> None:
    async def body() -> None:
        load_tinytuya()
        clear, sealed, ask = free_ports(3)
        announcing = Announcing(
            interval=0.2, clear_port=clear, sealed_port=sealed, ask_port=ask, answer_port=ask, newest_is_silent=True
        )
        async with Simulator(announcing=announcing) as sim:
            for number, version in enumerate(VERSIONS):
                await sim.add(models.switch(version), address=f"127.0.3.{number + 1}", port=0)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-c",
                _SCAN,
                json.dumps([clear, sealed, ask]),
                json.dumps(list(sim.devices)),
                env=os.environ | {"PYTHONWARNINGS": "ignore"},
                cwd="/",
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                out, errors = await process.communicate()
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
            assert process.returncode == 0, errors.decode()
            found = json.loads(out)
            assert {found[name]["version"] for name in found} == set(VERSIONS)
            for device in sim.devices.values():
                heard = found[device.id]
                assert (heard["ip"], heard["productKey"]) == (device.address, device.model.product_key)
                assert heard["version"] == device.version

    run(body())
