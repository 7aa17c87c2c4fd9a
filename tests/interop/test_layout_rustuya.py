"""Our hub in the layout of rustuya-bridge beside the real one, on equal devices: the same commands, the same messages.

Where the two differ, it is listed here, with the reason.
"""

from __future__ import annotations

import json
import re
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple, cast

import msgspec
import pytest

from tests.bridge.brokers import listening
from tests.bridge.rooms import settings_of
from tests.client.household import STILL, WRONG_KEY, until
from tests.fleet.household import housing, record_of
from tests.interop.mosquitto import mosquitto
from tests.interop.rustuya import find_addresses, rustuya
from tests.support import run
from tuyalan.bridge.bridge import Bridge
from tuyalan.bridge.settings import make_broker, make_settings
from tuyalan.config.mqtt import MqttSettings
from tuyalan.net.tasks import background
from tuyalan.sim import Habits, Simulator, models
from tuyalan.storage import DeviceRecord
from tuyalan.vocabulary import Cid, DeviceId, LocalKey

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping
    from pathlib import Path

    from tests.bridge.brokers import Listener
    from tuyalan.sim import Model, VirtualDevice

pytestmark = pytest.mark.broker

PLUG: Final = "a4c138f2b0d15e73"
TIMEOUT: Final = 30.0
ANSWER_TIMEOUT: Final = 8.0
"""rustuya gives up a request after five seconds, we after three."""

OTHER_FIELDS: Final[Mapping[str, str]] = {
    "error": "texts for people are our own; numbers, actions and ids, which machines read, are equal",
    "errorMsg": "as `error`",
    "code": "ours only: what an error is, for machines; who reads rustuya's passes over fields that it does not know",
    "hint": "ours only: what to do about an error",
    "key": "theirs only: a local key does not go over MQTT, where everybody may listen",
    "mqtt_drop_count": "theirs only: how our own connection fares is said on the base topic",
    "ip": "the devices of the two live at addresses of their own",
}
"""Fields that differ, and why."""


class Said(NamedTuple):
    """A message below the root, without what is known to differ."""

    topic: str
    payload: object


class Only(NamedTuple):
    """Messages that one of the two publishes alone, and why."""

    whose: str
    topic: str
    why: str
    field: str = ""
    """What its payload has, where the topic alone does not tell."""

    def is_about(self, whose: str, said: Said) -> bool:
        """Tell whether a message is one of them."""
        payload = said.payload
        fields = cast("dict[str, object]", payload) if isinstance(payload, dict) else {}
        has_field = not self.field or self.field in fields
        return whose == self.whose and has_field and re.fullmatch(self.topic, said.topic) is not None


ALWAYS: Final = (
    Only(
        "theirs",
        "bridge/config",
        "that a bridge is there, ours says on `bridge/state` below the base topic, with a will",
    ),
    Only(
        "ours", "error/plug", "whether a gateway reaches a child is told too; by rustuya of gateways only", "errorCode"
    ),
)
MISSING: Final = (
    Only("ours", "error/bridge", "of several devices the one that is not there is named; rustuya is silent"),
)
NO_VALUES: Final = (
    Only("theirs", "event/passive/gate", "what a device has against a command is no value of it, so ours is an error"),
    Only("ours", "error/.*", "as before"),
)
IGNORED: Final = (
    Only("ours", "error/.*", "who sends a command that cannot be carried out is told; rustuya is silent"),
)


def on_connecting(*names: str) -> tuple[Only, ...]:
    """Return what we say of devices once we are connected to them."""
    why = "we read a device when we have connected, and say what it reads; rustuya when asked"
    return tuple(Only("ours", f"event/passive/{name}", why) for name in names)


class Pair:
    """Two bridges with equal devices behind them, and someone who listens to both."""

    def __init__(self, listener: Listener, ours: Simulator, theirs: Simulator) -> None:
        self.listener = listener
        self.sims = (ours, theirs)

    def both(self, name: str) -> list[VirtualDevice]:
        """Return a device of ours and the one that is equal to it."""
        return [sim.devices[DeviceId(name)] for sim in self.sims]

    def said(self, whose: str) -> list[Said]:
        """Return what one of them has published since the last look, in no order: nothing orders two devices."""
        found: list[Said] = []
        for message in self.listener.got:
            root, _, topic = message.topic.partition("/")
            if root == whose and topic != "command" and message.payload:
                found.append(Said(topic, simplify(msgspec.json.decode(message.payload))))
        return sorted(found, key=repr)

    async def compare(self, count: int, *, but: tuple[Only, ...] = ()) -> list[Said]:
        """Wait until both have said `count` things, and one of them each of what it says alone; all else must be the same."""

        def same(whose: str) -> list[Said]:
            return [
                said for said in self.said(whose) if not any(only.is_about(whose, said) for only in (*ALWAYS, *but))
            ]

        def is_alone(only: Only) -> bool:
            return any(only.is_about(only.whose, said) for said in self.said(only.whose))

        with suppress(TimeoutError):
            await until(
                lambda: min(len(same("ours")), len(same("theirs"))) >= count and all(is_alone(only) for only in but),
                timeout=ANSWER_TIMEOUT,
            )
        ours, theirs = same("ours"), same("theirs")
        assert ours == theirs
        assert len(ours) == count
        # A difference that is none any more shall not stay in the list.
        assert [only for only in but if not is_alone(only)] == []
        self.listener.got.clear()
        return ours

    async def ask(self, command: object, count: int, *, but: tuple[Only, ...] = ()) -> list[Said]:
        """Send both the same command; return what both say."""
        for root in ("ours", "theirs"):
            self.listener.say(f"{root}/command", command if isinstance(command, str) else json.dumps(command))
        return await self.compare(count, but=but)

    async def settle(self) -> None:
        """Wait until all devices are connected, and both have said so."""
        await self.compare(4, but=on_connecting("old", "new", "newest", "plug"))


def simplify(found: object) -> object:
    """Leave out of a JSON value what is known to differ."""
    if not isinstance(found, dict):
        return found
    fields = cast("dict[str, object]", found)
    return {name: simplify(value) for name, value in fields.items() if name not in OTHER_FIELDS}


@asynccontextmanager
async def pair(path: Path, *, wrong_key: str = "") -> AsyncGenerator[Pair]:
    """Run two homes with equal devices, our hub on one and rustuya-bridge on the other.

    Args:
        path: A folder for files.
        wrong_key: The device whose key neither knows.
    """
    chosen: dict[str, Model] = {
        "old": STILL,
        "new": replace(STILL, version=models.read_version("3.4")),
        "newest": replace(STILL, version=models.read_version("3.5")),
        "gate": models.gateway("3.4", reading_interval=3600.0),
    }
    child = DeviceRecord(id="plug", name="Device plug", parent="gate", cid=Cid(PLUG))
    addresses = find_addresses(len(chosen))
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(housing(path))
        theirs = await stack.enter_async_context(Simulator())
        broker = await stack.enter_async_context(mosquitto(path))
        records: list[DeviceRecord] = []
        for (name, model), address in zip(chosen.items(), addresses, strict=True):
            habits = Habits(nagle=False, avoids_weak_keys=True)
            key = f"0123456789{name:>6}"
            ours = await house.home.sim.add(model, device_id=name, key=key, habits=habits, port=0)
            other = await theirs.add(model, device_id=name, key=key, habits=habits, address=address)
            held = LocalKey(WRONG_KEY if name == wrong_key else key)
            house.store.add(record_of(ours, name=f"Device {name}", key=held))
            records.append(record_of(other, name=f"Device {name}", key=held))
        house.store.add(child)
        where = f"mqtt://127.0.0.1:{broker.plain}"
        listener = await stack.enter_async_context(listening(make_broker(MqttSettings(broker=where)), "#"))
        await stack.enter_async_context(rustuya(path, listener, [*records, child], port=broker.plain, root="theirs"))
        hub = await stack.enter_async_context(house.hub())
        settings = make_settings(MqttSettings(broker=where, layout="rustuya-bridge", layout_root="ours"))
        # What is known before the bridge comes is said by it once.
        known = [member for member in hub.members.values() if member.id not in {"gate", wrong_key}]
        await until(lambda: all(member.dps for member in known))
        bridge = Bridge(settings_of(settings.broker, layout=settings.layout))
        await stack.enter_async_context(background(bridge.run(hub), name="bridge"))
        await until(lambda: bridge.is_up)
        yield Pair(listener, house.home.sim, theirs)


def test_what_devices_say_is_the_same(tmp_path: Path) -> None:
    async def body() -> None:
        async with pair(tmp_path) as it:
            await it.settle()
            for name in ("old", "new", "newest", "plug"):
                (read,) = await it.ask({"action": "get", "id": name}, 1)
                assert read == (f"event/passive/{name}", {"1": False, "9": 0, "14": "memory"})
                # The second time nothing changes, and it is said all the same.
                for _ in range(2):
                    (told,) = await it.ask({"action": "set", "id": name, "dps": {"1": True}}, 1)
                    assert told == (f"event/{'passive' if name == 'old' else 'active'}/{name}", {"1": True})
            await it.ask({"action": "set", "name": "Device old", "dps": {"1": False, "9": 5}}, 1)
            await it.ask({"action": "set", "id": "old", "1": True}, 1)
            await it.ask({"action": "set", "id": "old", "data": {"1": False}}, 1)
            await it.ask({"action": "set", "id": "gate", "cid": PLUG, "dps": {"1": False}}, 1)
            await it.ask({"action": "get", "id": "gate", "cid": PLUG}, 1)
            for device in (*it.both("old"), *it.both("new")):
                device.set(9, 77)
                device.push({1: True})
                device.push({1: True})
            await it.compare(6)
            for device in it.both("gate"):
                device.child(PLUG).set(14, "off")
            assert await it.compare(1) == [("event/active/plug", {"14": "off"})]

    run(body(), timeout=TIMEOUT)


def test_answers_are_the_same(tmp_path: Path) -> None:
    async def body() -> None:
        async with pair(tmp_path) as it:
            await it.settle()
            for command in (
                {"action": "get", "id": "nobody"},
                {"action": "set", "name": "nobody", "dps": {"1": True}},
                {"action": "remove", "id": "nobody"},
            ):
                (answer,) = await it.ask(command, 1)
                assert answer.topic == "error/bridge"
            for devices in ({"id": ["old", "new"]}, {"name": ["Device old", "Device plug"]}):
                # The values of both, and that it was done.
                await it.ask({"action": "get", **devices}, 4)
                await it.ask({"action": "set", "dps": {"1": True}, **devices}, 4)
            await it.ask(
                [{"action": "get", "id": "old"}, {"action": "get", "id": "nobody"}, {"action": "get", "id": "new"}], 3
            )
            (answer,) = await it.ask({"action": "status"}, 1)
            assert cast("dict[str, object]", answer.payload)["device_count"] == 5
            await it.ask({"action": "query", "limit": 2, "offset": 1}, 1)
            await it.ask({"action": "status", "limit": 200}, 1)
            await it.ask({"action": "status", "limit": 0}, 1)
            await it.ask({"action": "status", "offset": 100}, 1)
            await it.ask({"action": "get", "id": ["old", "nobody"]}, 1, but=MISSING)
            await it.ask({"action": "get", "id": "gate"}, 0, but=NO_VALUES)
            await it.ask({"action": "set", "id": "gate", "cid": "nobody", "dps": {"1": True}}, 0, but=NO_VALUES)
            for command in (
                {"action": "fly", "id": "old"},
                {"action": "set", "id": "old"},
                {"action": "set", "id": "old", "dps": {"x": True}},
                {"action": "status", "offset": -1},
                "{",
                "5",
            ):
                await it.ask(command, 0, but=IGNORED)

    run(body(), timeout=TIMEOUT)


async def _switch_off(it: Pair) -> None:
    for name in ("old", "gate"):
        for device in it.both(name):
            device.power_off()
        assert await it.compare(1) == [(f"error/{name}", {"errorCode": 905, "id": name, "name": f"Device {name}"})]


def test_devices_go_and_come_in_the_same_way(tmp_path: Path) -> None:
    async def body() -> None:
        async with pair(tmp_path) as it:
            await it.settle()
            await _switch_off(it)
            await it.ask({"action": "status"}, 1)
            # rustuya looks ever more rarely, so they are not off for long.
            for name in ("old", "gate"):
                for device in it.both(name):
                    await device.power_on()
            await it.compare(2, but=on_connecting("old", "plug"))
            await _switch_off(it)
            orders = [(action, name) for action in ("set", "get") for name in ("old", "plug")]
            told = await it.ask([{"action": action, "id": name, "dps": {"1": True}} for action, name in orders], 4)
            assert all(answer.topic in {"error/old", "error/plug"} for answer in told)

    run(body(), timeout=TIMEOUT)


def test_a_wrong_key_is_called_so_by_us_only(tmp_path: Path) -> None:
    async def body() -> None:
        async with pair(tmp_path, wrong_key="new") as it:
            # rustuya calls all that ends a connection 905; we have the number that tinytuya gave to a wrong key.
            for root, number in (("ours", 914), ("theirs", 905)):
                told = json.loads((await it.listener.take(f"{root}/error/new")).payload)
                assert (told["errorCode"], told["name"]) == (number, "Device new")
            assert not any(message.topic.endswith("ive/new") for message in it.listener.got)

    run(body(), timeout=TIMEOUT)
