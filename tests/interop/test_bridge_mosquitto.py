"""The bridge with a real Mosquitto, and with its programs as foreign clients."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.bridge.brokers import WILL, Listener, listening
from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.interop.mosquitto import PASSWORD, USER, Mosquitto, mosquitto
from tests.interop.serving import serving
from tests.support import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.connecting import open_link
from tuyalan.bridge.settings import make_broker, make_settings
from tuyalan.config.mqtt import MqttSettings
from tuyalan.errors import BrokerError
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from tuyalan.bridge.broker import Broker
    from tuyalan.fleet.hub import Hub
    from tuyalan.sim import VirtualDevice

pytestmark = pytest.mark.broker


class Home:
    """A lamp, its hub, and a broker."""

    def __init__(self, broker: Mosquitto, hub: Hub, lamp: VirtualDevice) -> None:
        self.broker = broker
        self.hub = hub
        self.lamp = lamp


@asynccontextmanager
async def home(path: Path, *, plain: str = "") -> AsyncGenerator[Home]:
    """Run a hub with one lamp, and a broker, with a further setting where it is plain."""
    async with (
        housing(path, names=["Lamp"]) as house,
        mosquitto(path, plain=plain) as broker,
        house.hub() as hub,
    ):
        await all_online(hub)
        yield Home(broker, hub, next(iter(house.home.sim.devices.values())))


@asynccontextmanager
async def bridged(there: Home, broker: Broker) -> AsyncGenerator[Bridge]:
    """Run a bridge until the block ends, and wait until it is up."""
    bridge = Bridge(settings_of(broker))
    async with background(bridge.run(there.hub), name="bridge"):
        await until(lambda: bridge.is_up)
        yield bridge


def address(there: Home, **fields: str) -> Broker:
    """Return how to reach the broker."""
    settings = {"broker": f"mqtt://127.0.0.1:{there.broker.plain}"} | fields
    return make_broker(msgspec.convert(settings, MqttSettings))


def test_mosquitto_sub_reads_states_and_mosquitto_pub_switches(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there, bridged(there, address(there)):
            broker = there.broker
            assert await broker.read("tuyalan/bridge/state") == '{"state":"online"}'
            assert await broker.read("tuyalan/Lamp/availability") == '{"state":"online"}'
            assert json.loads(await broker.read("tuyalan/Lamp"))["switch_1"] is False
            async with broker.reading("tuyalan/Lamp", "tuyalan/Lamp/error", "tuyalan/bridge/response/#") as lines:
                await lines.readline()
                await broker.publish("tuyalan/Lamp/set", "ON")
                topic, _, payload = (await lines.readline()).decode().partition(" ")
                assert topic == "tuyalan/Lamp"
                assert json.loads(payload)["switch_1"] is True
                await broker.publish("tuyalan/Lamp/set", '{"switch_1": "maybe"}')
                topic, _, payload = (await lines.readline()).decode().partition(" ")
                assert topic == "tuyalan/Lamp/error"
                assert json.loads(payload)["code"] == "schema.bad_value"
                await broker.publish("tuyalan/bridge/request/health_check", '{"transaction": 5}')
                topic, _, payload = (await lines.readline()).decode().partition(" ")
                assert topic == "tuyalan/bridge/response/health_check"
                assert json.loads(payload) == {"data": {"healthy": True}, "status": "ok", "transaction": 5}

    run(body())


def test_version_3_1_1_clients_are_understood(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there, bridged(there, address(there, protocol="3.1.1")):
            await there.broker.publish("tuyalan/Lamp/set", "ON", "-V", "311")
            await until(lambda: there.lamp.state[1])
            assert json.loads(await there.broker.read("tuyalan/bridge/info"))["mqtt"]["version"] == "3.1.1"

    run(body())


@pytest.mark.parametrize(
    ("plain", "limits"), [("retain_available false", (2, False)), ("max_qos 0", (0, True)), ("max_qos 1", (1, True))]
)
def test_a_broker_that_stores_nothing_or_confirms_nothing_carries_states_and_commands(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, plain: str, limits: tuple[int, bool]
) -> None:
    async def body() -> None:
        async with home(tmp_path, plain=plain) as there, listening(address(there), "tuyalan/#") as listener:
            assert (listener.welcome.max_qos, listener.welcome.may_retain) == limits
            async with bridged(there, address(there)):
                listener.say("tuyalan/Lamp/set", "ON", qos=0)
                await until(lambda: there.lamp.state[1])
                await until(lambda: json.loads(listener.last("tuyalan/Lamp") or b"{}").get("switch_1") is True)
            await until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"offline"}')
            assert listener.lost == []

    run(body())
    assert ("stores nothing" in caplog.text) is not limits[1]


def test_tls_with_certificates_of_both_sides(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there:
            folder = there.broker.folder
            fields = {
                "broker": f"mqtts://127.0.0.1:{there.broker.tls}",
                "ca_file": f"{folder}/ca.pem",
                "certificate_file": f"{folder}/client.pem",
                "key_file": f"{folder}/client.key",
            }
            async with bridged(there, address(there, **fields)):
                await there.broker.publish("tuyalan/Lamp/set", "ON")
                await until(lambda: there.lamp.state[1])
            with pytest.raises(BrokerError, match="certificate is not trusted"):
                await open_link(address(there, **(fields | {"ca_file": ""})), Listener(), WILL)
            with pytest.raises(BrokerError):
                await open_link(address(there, **(fields | {"certificate_file": "", "key_file": ""})), Listener(), WILL)

    run(body())


def test_many_messages_pass_through_tls(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there:
            folder = there.broker.folder
            broker = address(
                there,
                broker=f"mqtts://127.0.0.1:{there.broker.tls}",
                ca_file=f"{folder}/ca.pem",
                certificate_file=f"{folder}/client.pem",
                key_file=f"{folder}/client.key",
            )
            async with listening(broker, "many") as listener:
                for number in range(2000):
                    listener.say("many", str(number), qos=0)
                await listener.until(lambda: len(listener.got) == 2000)
                assert [message.payload for message in listener.got] == [b"%d" % number for number in range(2000)]

    run(body())


def test_websockets_carry_the_same(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there:
            broker = address(there, broker=f"ws://127.0.0.1:{there.broker.websocket}/mqtt")
            async with bridged(there, broker), listening(broker, "many") as listener:
                await there.broker.publish("tuyalan/Lamp/set", "ON")
                await until(lambda: there.lamp.state[1])
                for number in range(500):
                    listener.say("many", str(number), qos=number % 2)
                await listener.until(lambda: len(listener.got) == 500)

    run(body())


def test_a_login_from_a_file_is_taken_and_a_wrong_one_is_explained(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there:
            file = tmp_path / "password"
            file.write_text(f"{PASSWORD}\n", encoding="ascii")
            closed = f"mqtt://127.0.0.1:{there.broker.closed}"
            settings = make_settings(MqttSettings(broker=closed, username=USER, password_file=str(file)))
            async with bridged(there, settings.broker):
                await until(lambda: there.hub.members)
            for fields in ({"username": USER, "password": "wrong"}, {}):
                with pytest.raises(BrokerError, match="refuses us") as caught:
                    await open_link(address(there, broker=closed, **fields), Listener(), WILL)
                assert "password" in caught.value.hint

    run(body())


def test_a_broker_that_is_killed_knows_everything_again_when_it_is_back(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there, bridged(there, address(there)) as bridge:
            for is_on in (True, False):
                await there.broker.kill()
                await until(lambda: not bridge.is_up)
                await there.hub.set("Lamp", {"switch_1": is_on})
                await there.broker.start()
                await until(lambda: bridge.is_up)
                assert json.loads(await there.broker.read("tuyalan/Lamp"))["switch_1"] is is_on
                await there.broker.publish("tuyalan/Lamp/set", "TOGGLE")
                await until(lambda is_on=is_on: there.lamp.state[1] is not is_on)

    run(body())


def test_large_and_odd_payloads_disturb_nothing(tmp_path: Path) -> None:
    async def body() -> None:
        async with home(tmp_path) as there, bridged(there, address(there)) as bridge:
            broker = there.broker
            async with broker.reading("tuyalan/Lamp/error") as errors:
                for payload in ("x" * 1_000_000, "{" * 10_000, "\N{NULL}", '{"switch_1": 1e999}'):
                    await broker.publish("tuyalan/Lamp/set", payload)
                    assert json.loads((await errors.readline()).decode().partition(" ")[2])["status"] == "error"
            # More than we let the broker send: it keeps that to itself.
            await broker.publish("tuyalan/Lamp/set", "x" * 5_000_000)
            await broker.publish("tuyalan/Lamp/set", "ON")
            await until(lambda: there.lamp.state[1])
            assert bridge.is_up

    run(body())


def test_a_hub_that_is_killed_at_any_moment_is_replaced_by_the_next(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, mosquitto(tmp_path) as broker:
            lamp = next(iter(house.home.sim.devices.values()))
            house.store.save()
            plain = make_broker(MqttSettings(broker=f"mqtt://127.0.0.1:{broker.plain}"))
            async with listening(plain, "tuyalan/#") as listener:
                for pause in (0.0, 0.05):
                    async with serving(tmp_path, broker.plain):
                        await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
                        listener.say("tuyalan/Lamp/set", "TOGGLE")
                        await asyncio.sleep(pause)
                    await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"offline"}')
                async with serving(tmp_path, broker.plain) as process:
                    await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
                    # The device may still refuse the connection of the one that was killed.
                    await listener.until(lambda: listener.last("tuyalan/Lamp/availability") == b'{"state":"online"}')
                    listener.say("tuyalan/Lamp/set", "ON")
                    await until(lambda: lamp.state[1])
                    await listener.until(lambda: b'"switch_1":true' in (listener.last("tuyalan/Lamp") or b""))
                    process.terminate()
                    await process.wait()
                    assert process.returncode == 0
                await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"offline"}')

    run(body(), timeout=60)
