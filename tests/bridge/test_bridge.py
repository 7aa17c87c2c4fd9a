"""The bridge between virtual devices and a real broker."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Final

import msgspec
import pytest

from tests.bridge.brokers import listening, wildless
from tests.bridge.rooms import idle, room, running, settings_of
from tests.client.household import until
from tests.fleet.household import all_online, housing
from tests.support import run
from tuyalan.bridge import reporting
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.builtin import BuiltInBroker
from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Incoming, Message
from tuyalan.errors import BrokerError, RivalError
from tuyalan.fleet.events import Changed
from tuyalan.net.tasks import background
from tuyalan.sim import Faults, models

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tuyalan.bridge.broker import Broker
    from tuyalan.bridge.link import Link, Receiver
    from tuyalan.fleet.events import HubEvent


@pytest.fixture
def prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is left be cleared at once."""
    monkeypatch.setattr(reporting, "LIST_DELAY", 0.01)
    monkeypatch.setattr(reporting, "LEAVE_DELAY", 0.01)


def test_a_device_is_shown_with_its_values_and_that_it_answers(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            assert await there.state("Lamp/availability") == {"state": "online"}
            assert (await there.state("Lamp"))["switch_1"] is False

    run(body())


def test_a_report_of_a_device_arrives_as_its_whole_state(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            before = await there.state("Lamp")
            there.lamp.set(1, True)
            assert await there.state("Lamp") == {**before, "switch_1": True}

    run(body())


def test_a_lamp_is_switched_by_every_topic_for_it(tmp_path: Path) -> None:
    ways = [
        ("Lamp/set", "ON"),
        ("Lamp/set", "TOGGLE"),
        ("Lamp/set", '{"dp_1": true}'),
        ("Lamp/set", '{"state": "ON"}'),
        ("Lamp/set/dp_1", "on"),
        ("Lamp/set/1", "true"),
        ("Lamp/dps/1/set", "true"),
        ("Lamp/dps/set", '{"1": true}'),
    ]

    async def body() -> None:
        async with room(tmp_path) as there:
            await there.state("Lamp")
            (member,) = there.hub.members.values()
            for topic, payload in [*ways, (f"Lamp/feature/{member.features[0].key}/set", "ON")]:
                there.say(topic, payload)
                assert (await there.state("Lamp"))["switch_1"] is True
                there.lamp.set(1, False)
                assert (await there.state("Lamp"))["switch_1"] is False

    run(body())


WRONG: Final[list[tuple[str, str | bytes, str]]] = [
    ("Lamp/set", "{", "mqtt.message"),
    ("Lamp/set", "", "mqtt.message"),
    ("Lamp/set", b"\xff", "mqtt.message"),
    ("Lamp/set", b"x" * 1_000_000, "mqtt.message"),
    ("Lamp/set", '{"dp_1": "maybe", "transaction": 7}', "schema.bad_value"),
    ("Lamp/set", '{"dp_9": "x"}', "schema.bad_value"),
    ("Lamp/set", '{"dp_9": 1e99}', "schema.bad_value"),
    ("Lamp/set", '{"dp_1": [1]}', "schema.bad_value"),
    ("Lamp/set/nothing", "1", "schema.unknown_dp"),
    ("Lamp/dps/x/set", "1", "mqtt.message"),
    ("Lamp/dps/0/set", "1", "mqtt.message"),
    ("Lamp/dps/set", "{}", "mqtt.message"),
    ("Lamp/dps/set", "[]", "mqtt.message"),
    ("Lamp/dps/1/set", '{"deep": {}}', "schema.bad_value"),
    ("Lamp/feature/none/set", "ON", "schema.unknown_feature"),
]
"""Commands that cannot be carried out, and the code of the answer."""


def test_what_is_wrong_with_a_command_is_told_beside_the_device(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            for topic, payload, code in WRONG:
                there.say(topic, payload)
                answer = await there.state("Lamp/error")
                assert answer["code"] == code, (topic, str(payload)[:40])
                assert answer["topic"] == f"tuyalan/{topic}"
                assert answer.get("transaction") == (7 if "transaction" in str(payload) else None)
                assert answer["hint"]
            there.say("Lamp/set", "ON")
            await until(lambda: there.lamp.state[1])

    run(body())


def test_a_command_to_nobody_is_answered_by_the_bridge(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            there.say("Nobody/set", "ON")
            answer = await there.state("bridge/error")
            assert answer["code"] == "device.unknown"
            assert "Nobody" in str(answer["error"])

    run(body())


def test_a_device_that_is_away_is_offline_and_its_commands_fail_aloud(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            await there.state("Lamp/availability")
            there.lamp.power_off()
            told = await there.state("Lamp/availability")
            assert told["state"] == "offline"
            assert told["reason"]
            there.say("Lamp/set", "ON")
            assert (await there.state("Lamp/error"))["code"] in {"device.timeout", "net.lost", "net.refused"}

    run(body())


def test_a_command_that_the_broker_had_stored_is_not_carried_out(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, BuiltInBroker() as broker, house.hub() as hub:
            await all_online(hub)
            async with listening(broker.address, "tuyalan/#") as listener:
                listener.say("tuyalan/Lamp/set", "ON", retain=True)
                async with background(Bridge(settings_of(broker.address)).run(hub), name="bridge"):
                    answer = await listener.take("tuyalan/Lamp/error")
            assert b"stored by the broker" in answer.payload
            assert next(iter(house.home.sim.devices.values())).state[1] is False

    run(body())


def test_the_state_can_be_asked_for(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            before = await there.state("Lamp")
            for topic in ("Lamp/get", "Lamp/get/dp_1"):
                there.say(topic)
                assert await there.state("Lamp") == before

    run(body())


def test_a_flood_of_commands_ends_with_the_last_value(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            for number in range(1, 1001):
                there.say("Lamp/set/dp_9", str(number))
            await until(lambda: there.lamp.state[9] == 1000)
            there.say("Lamp/set", "ON")
            await until(lambda: there.lamp.state[1])
            assert there.listener.last("tuyalan/Lamp/error") is None

    run(body())


def test_a_flood_of_nonsense_gets_few_answers_and_disturbs_nobody(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            for _ in range(2000):
                there.say("Lamp/set", "{")
            there.say("Lamp/set", "ON")
            await until(lambda: there.lamp.state[1])
            errors = [message for message in there.listener.got if message.topic == "tuyalan/Lamp/error"]
            assert 0 < len(errors) < 500

    run(body())


def test_a_group_is_set_with_one_message(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path, names=["One", "Two"]) as there:
            there.say("bridge/request/group/add", '{"name": "Both", "members": ["One", "Two"], "transaction": 1}')
            answer = await there.state("bridge/response/group/add")
            assert (answer["status"], answer["transaction"]) == ("ok", 1)
            for topic, payload, is_on in (("Both/set", "ON", True), ("Both/set/dp_1", "off", False)):
                there.say(topic, payload)
                await until(lambda is_on=is_on: all(d.state[1] is is_on for d in there.devices))
            there.say("Both/set", '{"nothing": 1}')
            answer = await there.state("Both/error")
            assert answer["code"] == "group.failed"
            assert "2 of 2 devices" in str(answer["error"])
            there.say("Both/dps/1/set", "true")
            assert (await there.state("Both/error"))["code"] == "mqtt.message"

    run(body())


@pytest.mark.usefixtures("prompt")
def test_a_group_has_a_state_of_its_own(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path, names=["One", "Two"]) as there:
            await there.hub.groups.put("Both", ["One", "Two"])
            assert await there.state("Both/availability") == {"state": "online"}
            assert (await there.state("Both"))["state"] == "OFF"
            there.devices[1].set(1, True)
            assert (await there.state("Both"))["state"] == "ON"
            there.say("Both/get")
            assert (await there.state("Both"))["state"] == "ON"
            async with listening(there.broker.address, "tuyalan/Both/#") as later:
                await later.take("tuyalan/Both")
                await later.take("tuyalan/Both/availability")
            await there.hub.groups.rename("Both", "All")
            assert (await there.state("All"))["state"] == "ON"
            for device in there.devices:
                device.power_off()
            for topic in ("All/availability", "All/availability"):
                told = await there.state(topic)
            assert told == {"state": "offline"}
            there.say("All/get")
            assert (await there.state("All/error"))["code"] == "group.failed"
            await there.hub.groups.remove("All")
            await there.listener.until(lambda: there.listener.last("tuyalan/All") == b"")
            await there.listener.until(lambda: there.listener.last("tuyalan/Both") == b"")

    run(body())


@pytest.mark.usefixtures("prompt")
def test_a_feature_that_all_devices_of_a_group_have_is_commanded_and_shown_by_itself(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path, names=["One", "Two"], model=models.rgb_lamp()) as there:
            await there.hub.groups.put("Both", ["One", "Two"])
            assert (await there.state("Both/feature/switch_led"))["state"] == "OFF"
            there.say("Both/feature/switch_led/set", '{"state": "ON", "brightness": 254}')
            await until(lambda: all(device.state[22] == 1000 and device.state[20] is True for device in there.devices))
            while (await there.state("Both/feature/switch_led"))["brightness"] != 254:
                pass
            there.say("Both/feature/switch_led/set", '{"brightness": -1, "transaction": 7}')
            answer = await there.state("Both/error")
            assert (answer["code"], answer["transaction"]) == ("group.failed", 7)
            await there.hub.groups.remove("Both")
            await there.listener.until(lambda: there.listener.last("tuyalan/Both/feature/switch_led") == b"")

    run(body())


@pytest.mark.usefixtures("prompt")
def test_a_renamed_device_leaves_nothing_behind(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            there.say("bridge/request/device/rename", '{"from": "Lamp", "to": "Desk/lamp"}')
            answer = await there.state("bridge/response/device/rename")
            assert answer["status"] == "ok"
            await there.listener.take("tuyalan/Desk_lamp")
            await wait_cleared(there.listener, "Lamp", "Lamp/availability")
            async with listening(there.broker.address, "tuyalan/#") as later:
                await later.until(lambda: later.last("tuyalan/bridge/state") and later.last("tuyalan/Desk_lamp"))
                topics = await later.topics()
            assert not any(topic.startswith("tuyalan/Lamp") for topic in topics)

    run(body())


@pytest.mark.usefixtures("prompt")
def test_a_removed_device_leaves_nothing_behind(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            there.say("bridge/request/device/remove", "Lamp")
            assert (await there.state("bridge/response/device/remove"))["status"] == "ok"
            assert (await there.state("bridge/event"))["type"] == "device_leave"
            await wait_cleared(there.listener, "Lamp", "Lamp/availability")
            async with listening(there.broker.address, "tuyalan/#") as later:
                await later.until(lambda: later.last("tuyalan/bridge/state"))
                assert not any(topic.startswith("tuyalan/Lamp") for topic in await later.topics())

    run(body())


def test_what_a_bridge_has_not_cleared_before_its_end_is_cleared_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/#") as (broker, hub, listener):
            async with background(Bridge(settings_of(broker.address)).run(hub), name="bridge"):
                await listener.until(lambda: listener.last("tuyalan/Lamp"))
                await hub.rename("Lamp", "Desk")
                await listener.until(lambda: listener.last("tuyalan/Desk"))
            assert listener.last("tuyalan/Lamp") != b""
            monkeypatch.setattr(reporting, "LEAVE_DELAY", 0.01)
            async with background(Bridge(settings_of(broker.address)).run(hub), name="bridge"):
                await wait_cleared(listener, "Lamp", "Lamp/availability")

    run(body())


async def wait_cleared(listener: Listener, *topics: str) -> None:
    """Wait until nothing is stored there any more."""
    for topic in topics:
        await listener.until(lambda topic=topic: listener.last(f"tuyalan/{topic}") == b"")


@pytest.mark.usefixtures("prompt")
def test_what_an_earlier_run_left_of_a_device_is_cleared(tmp_path: Path) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/Old/#", "tuyalan/Other", "tuyalan/bridge/devices") as (
            broker,
            hub,
            listener,
        ):
            listener.say(
                "tuyalan/bridge/devices", '[{"friendly_name": "Old"}, {"friendly_name": "bridge"}]', retain=True
            )
            listener.say("tuyalan/bridge/groups", "junk", retain=True)
            for topic in ("Old", "Old/availability", "Other"):
                listener.say(f"tuyalan/{topic}", "x", retain=True)
            async with background(Bridge(settings_of(broker.address)).run(hub), name="bridge"):
                await listener.until(lambda: listener.last("tuyalan/Old/availability") == b"")
                await listener.until(lambda: listener.last("tuyalan/Old") == b"")
                await listener.topics()
                assert listener.last("tuyalan/Other") == b"x"
                # Only now, because what is not cleared is found by them again.
                await listener.until(lambda: b'"Lamp"' in (listener.last("tuyalan/bridge/devices") or b""))

    run(body())


def test_a_second_bridge_on_the_same_base_topic_refuses(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            second = Bridge(settings_of(there.broker.address))
            with pytest.raises(RivalError, match="holds 'tuyalan'"):
                await second.run(there.hub)
            other = Bridge(settings_of(there.broker.address, base="other"))
            async with running(other, there.hub):
                await until(lambda: other.is_up)
            assert there.bridge.is_up
            assert there.listener.last("tuyalan/bridge/state") in {None, b'{"state":"online"}'}

    run(body())


def test_a_bridge_that_was_killed_with_its_broker_is_replaced(tmp_path: Path) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/bridge/state") as (broker, hub, listener):
            listener.say("tuyalan/bridge/state", '{"state":"online"}', retain=True)
            listener.say("tuyalan/bridge/info", '{"instance":"gone","started":1}', retain=True)
            bridge = Bridge(settings_of(broker.address))
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                # The will of the one before comes late.
                listener.got.clear()
                listener.say("tuyalan/bridge/state", '{"state":"offline"}', retain=True)
                await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')

    run(body())


def test_a_broker_that_comes_back_knows_everything_again(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, BuiltInBroker() as broker, house.hub() as hub:
            await all_online(hub)
            lamp = house.virtual("Lamp")
            bridge = Bridge(settings_of(broker.address))
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                for is_on in (True, False):
                    await broker.stop()
                    await until(lambda: not bridge.is_up)
                    await hub.set("Lamp", {"switch_1": is_on})
                    await broker.start()
                    async with listening(broker.address, "tuyalan/#") as listener:
                        # What a broker has stored comes in any order.
                        told = f'"switch_1":{str(is_on).lower()}'.encode()
                        await listener.until(lambda told=told: told in (listener.last("tuyalan/Lamp") or b""))
                        await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
                        listener.say("tuyalan/Lamp/set", "TOGGLE")
                        await until(lambda is_on=is_on: lamp.state[1] is not is_on)

    run(body())


def test_an_old_broker_is_served_as_well(tmp_path: Path) -> None:
    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, BuiltInBroker() as broker, house.hub() as hub:
            await all_online(hub)
            async with (
                listening(broker.old_address, "tuyalan/#") as listener,
                background(Bridge(settings_of(broker.old_address)).run(hub), name="bridge"),
            ):
                info = msgspec.json.decode((await listener.take("tuyalan/bridge/info")).payload)
                assert info["mqtt"]["version"] == "3.1.1"
                await listener.take("tuyalan/bridge/state")
                listener.say("tuyalan/Lamp/set", "ON")
                await until(lambda: b'"switch_1":true' in (listener.last("tuyalan/Lamp") or b""))

    # It may be silent to MQTT 5 at first, for four seconds.
    run(body())


def test_a_bridge_that_ends_says_that_it_is_offline(tmp_path: Path) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/bridge/state") as (broker, hub, listener):
            async with background(Bridge(settings_of(broker.address)).run(hub), name="bridge"):
                await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"online"}')
            await listener.until(lambda: listener.last("tuyalan/bridge/state") == b'{"state":"offline"}')

    run(body())


def test_hostile_names_get_safe_topics_of_their_own(tmp_path: Path) -> None:
    names = ["a/b", "a+b", "#", "nul\0nul", "x" * 300, "bridge"]

    async def body() -> None:
        async with room(tmp_path, names=names) as there:
            levels = [there.bridge.board.level_of(device_id) for device_id in there.hub.members]
            assert len(set(levels)) == len(names)
            for level, device in zip(levels, there.devices, strict=True):
                there.say(f"{level}/set", "ON")
                await until(lambda device=device: device.state[1])

    run(body())


def test_no_key_is_ever_published(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            spare = await there.house.home.add(models.switch())
            key = spare.key.reveal().decode("latin-1")
            request = {"id": spare.id, "key": key, "address": spare.address, "name": "New", "version": "9.9"}
            there.say("bridge/request/device/add", msgspec.json.encode(request))
            assert (await there.state("bridge/response/device/add"))["status"] == "error"
            there.say("bridge/request/device/add", msgspec.json.encode(request | {"version": "3.3"}))
            assert (await there.state("bridge/response/device/add"))["status"] == "ok"
            there.say("bridge/request/device/rekey", msgspec.json.encode({"id": "New", "key": key}))
            assert (await there.state("bridge/response/device/rekey"))["status"] == "ok"
            own = [one.key.reveal() for one in there.devices]
            told = [m for m in there.listener.got if "/request/" not in m.topic]
            assert not any(secret in message.payload for message in told for secret in own)

    run(body())


def test_health_lists_and_the_log_are_told(tmp_path: Path) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/#") as (broker, hub, listener):
            bridge = Bridge(settings_of(broker.address, health_interval=0.05))
            async with background(bridge.run(hub), name="bridge"):
                health = msgspec.json.decode((await listener.take("tuyalan/bridge/health")).payload)
                assert health["devices"]["Lamp"]["counters"]["sessions"] >= 0
                assert health["mqtt"]["dropped"] == 0
                logging.getLogger("tuyalan.client").warning("it rains")
                assert b"it rains" in (await listener.take("tuyalan/bridge/logging")).payload
                listener.got.clear()
                await hub.groups.put("All", ["Lamp"])
                assert b'"All"' in (await listener.take("tuyalan/bridge/groups")).payload
                bridge.republish()
                await listener.take("tuyalan/Lamp/availability")

    run(body())


class Foreteller:
    """Says something whenever a device does."""

    def __init__(self, bridge: Bridge) -> None:
        self._bridge = bridge

    def filters(self) -> Sequence[str]:
        return ()

    def on_up(self) -> None:
        pass

    def on_down(self) -> None:
        pass

    def on_message(self, message: Incoming) -> None:
        del message

    def on_event(self, event: HubEvent) -> None:
        if isinstance(event, Changed):
            self._bridge.publish(Message("tuyalan/said", b"first"))


def test_who_announces_devices_speaks_before_their_values_do(tmp_path: Path) -> None:
    async def body() -> None:
        async with idle(tmp_path, "tuyalan/#") as (broker, hub, listener):
            bridge = Bridge(settings_of(broker.address))
            bridge.add_companion(Foreteller(bridge))
            async with running(bridge, hub):
                await until(lambda: bridge.is_up and hub.find("Lamp").is_online)
                await listener.topics()
                listener.got.clear()
                await hub.set("Lamp", {"switch_1": True})
                await listener.until(lambda: listener.last("tuyalan/Lamp"))
                told = [message.topic for message in listener.got if message.topic in {"tuyalan/said", "tuyalan/Lamp"}]
                assert told[0] == "tuyalan/said"
                listener.got.clear()
                bridge.republish_device(hub.find("Lamp").id)
                await listener.until(lambda: b'"switch_1":true' in (listener.last("tuyalan/Lamp") or b""))
                await hub.groups.put("All", ["Lamp"])
                await listener.until(lambda: listener.last("tuyalan/All"))
                listener.got.clear()
                bridge.republish_group("All")
                await listener.until(lambda: b'"switch_1":true' in (listener.last("tuyalan/All") or b""))

    run(body())


def test_a_device_whose_report_of_a_write_was_lost_is_asked_what_it_holds(tmp_path: Path) -> None:
    async def body() -> None:
        async with room(tmp_path) as there:
            there.lamp.faults = Faults(drop_next=2)
            there.say("Lamp/set", "ON")
            assert (await there.state("Lamp/error"))["code"] == "device.timeout"
            await there.listener.until(lambda: b'"switch_1":true' in (there.listener.last("tuyalan/Lamp") or b""))

    run(body())


class Wire:
    """A connection to a broker that delivers what is published, and confirms nothing."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self.published: list[Message] = []

    async def open(self, receiver: Receiver, will: Message) -> Welcome:
        raise NotImplementedError

    async def subscribe(self, filters: Sequence[str]) -> None:
        del filters

    async def unsubscribe(self, filters: Sequence[str]) -> None:
        del filters

    def publish(self, message: Message) -> bool:
        self.published.append(message)
        incoming = Incoming(message.topic, message.payload)
        asyncio.get_running_loop().call_soon(self.receiver.on_message, incoming)
        return True

    def unconfirmed(self) -> Sequence[tuple[float, Message]]:
        now = asyncio.get_running_loop().time()
        return [(now, message) for message in self.published if message.qos]

    async def close(self) -> None:
        pass

    def topics(self) -> list[str]:
        return [message.topic for message in self.published if not message.retain]


def test_a_broker_without_wildcards_is_told_to_the_owner_with_what_to_do(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        async with wildless() as broker, housing(tmp_path) as house, house.hub() as hub:
            async with background(Bridge(settings_of(broker)).run(hub), name="bridge"):
                await until(lambda: "has no subscriptions with wildcards, and tuyalan/+/set, " in caplog.text)
            assert "Allow subscriptions with + and #" in caplog.text
            assert "does not let us read" not in caplog.text

    run(body())


def test_an_event_that_a_dying_broker_may_not_have_got_is_published_again(tmp_path: Path) -> None:
    wires: list[Wire] = []

    async def connect(broker: Broker, receiver: Receiver, will: Message) -> tuple[Link, Welcome]:
        del broker, will
        wires.append(Wire(receiver))
        return wires[-1], Welcome("5")

    async def body() -> None:
        async with housing(tmp_path, names=["Lamp"]) as house, house.hub() as hub:
            await all_online(hub)
            bridge = Bridge(settings_of(parse_address("mqtt://nowhere")), open_link=connect)
            async with background(bridge.run(hub), name="bridge"):
                await until(lambda: bridge.is_up)
                await hub.groups.put("All", ["Lamp"])
                await until(lambda: "tuyalan/bridge/event" in wires[0].topics())
                wires[0].receiver.on_lost(BrokerError("it died"))
                await until(lambda: len(wires) > 1 and bridge.is_up)
                # The question of the first connection was for that one alone.
                assert wires[1].topics() == ["tuyalan/bridge/claim", "tuyalan/bridge/event"]

    run(body())
