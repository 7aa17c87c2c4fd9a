"""Telling Home Assistant of the devices of a bridge."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.support import run
from tuyalan.bridge import herald as module
from tuyalan.bridge.herald import Herald
from tuyalan.bridge.introducing import HeraldSettings
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.topics import Topics
from tuyalan.fleet.events import Changed, DeviceAdded, DeviceRemoved, GroupChanged, SceneChanged
from tuyalan.fleet.groups import Group
from tuyalan.fleet.member import Member
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause
from tuyalan.storage import DeviceRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

KEY = "37mnhia3pojleqfh"
"""A product of the catalogue."""
TOPIC = "homeassistant/device/bf01/config"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for nothing but the next turn of the event loop."""
    monkeypatch.setattr(module, "SETTLE_DELAY", 0.0)
    monkeypatch.setattr(module, "GATHER_DELAY", 0.0)
    monkeypatch.setattr(module, "BIRTH_DELAY", 0.0)


class Stage:
    """A bridge that keeps what it is to publish."""

    def __init__(self, *records: DeviceRecord) -> None:
        self.topics = Topics()
        self.kept = [
            Member(record, name=record.name or record.id, device=None, knowledge=Knowledge()) for record in records
        ]
        self.arranged: list[Group] = []
        self.scenes: list[str] = []
        self.published: list[Message] = []
        self.times = 0
        self.shown: list[str] = []

    @property
    def members(self) -> Iterable[tuple[Member, str]]:
        return [(member, member.name) for member in self.kept]

    @property
    def groups(self) -> Iterable[tuple[Group, Sequence[Member], str]]:
        known = {member.id: member for member in self.kept}
        return [(group, [known[key] for key in group.members if key in known], group.name) for group in self.arranged]

    def publish_all(self, messages: Sequence[Message]) -> None:
        self.published += messages

    def republish(self) -> None:
        self.times += 1

    def republish_device(self, device_id: str) -> None:
        self.shown.append(device_id)

    def republish_group(self, name: str) -> None:
        self.shown.append(name)

    def take(self) -> list[Message]:
        """Return what was published since the last time."""
        taken, self.published = self.published, []
        return taken


def record(device_id: str = "bf01", **fields: object) -> DeviceRecord:
    """Describe a device of the catalogue."""
    return DeviceRecord(id=device_id, product_key=KEY, **fields)  # pyright: ignore[reportArgumentType] - fields by name


async def settle(herald: Herald) -> None:
    """Let a herald begin."""
    herald.on_up()
    await asyncio.sleep(0.01)


def test_all_devices_are_announced_once_the_broker_has_told_what_it_has() -> None:
    async def body() -> None:
        stage = Stage(record(name="Desk", parent="gw", cid="1"))
        herald = Herald(stage, HeraldSettings())
        assert herald.filters() == ("homeassistant/device/+/config", "homeassistant/status")
        await settle(herald)
        (message,) = stage.take()
        told = msgspec.json.decode(message.payload)
        assert (message.topic, told["device"]["via_device"], message.retain) == (TOPIC, "tuyalan_gw", True)

        # The same once more: what the broker has is heard, and not sent again.
        herald.on_up()
        herald.on_message(Incoming(TOPIC, message.payload, is_retained=True))
        await asyncio.sleep(0.01)
        assert stage.take() == []

    run(body())


def test_leftovers_of_this_base_topic_are_removed_and_others_kept() -> None:
    async def body() -> None:
        stage = Stage(record())
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        (message,) = stage.take()
        foreign = message.payload.replace(b"tuyalan/bridge/state", b"other/bridge/state")
        herald.on_up()
        herald.on_message(Incoming("homeassistant/device/gone/config", message.payload, is_retained=True))
        herald.on_message(Incoming("homeassistant/device/foreign/config", foreign, is_retained=True))
        herald.on_message(Incoming(TOPIC, message.payload, is_retained=True))
        await asyncio.sleep(0.01)
        assert stage.take() == [Message("homeassistant/device/gone/config", b"", retain=True, qos=1)]

    run(body())


def test_gateways_are_announced_before_what_is_behind_them() -> None:
    async def body() -> None:
        stage = Stage(record("child", parent="gateway", cid="c1"), record("bf01"), record("gateway"))
        await settle(Herald(stage, HeraldSettings()))
        told = [message.topic.split("/")[2] for message in stage.take()]
        assert told == ["bf01", "gateway", "child"]

    run(body())


def test_what_becomes_a_gateway_is_announced_as_one_before_what_is_behind_it() -> None:
    async def body() -> None:
        stage = Stage(DeviceRecord(id="gateway"), DeviceRecord(id="orphan", parent="nobody", cid="c0"))
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        assert [b'"components":{}' in message.payload for message in stage.take()] == [True, True]
        stage.kept += Stage(DeviceRecord(id="child", parent="gateway", cid="c1")).kept
        herald.on_event(DeviceAdded("child", "Child", 0.0))
        gateway, child = stage.take()
        assert b'"device_class":"connectivity"' in gateway.payload
        assert b'"via_device":"tuyalan_gateway"' in child.payload
        herald.on_event(DeviceAdded("orphan", "Orphan", 0.0))
        herald.on_event(DeviceAdded("stranger", "Stranger", 0.0))
        assert stage.take() == []

    run(body())


def test_a_home_assistant_that_knew_something_else_is_told_the_state_again() -> None:
    async def body() -> None:
        stage = Stage(record())
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        (message,) = stage.take()
        assert stage.shown == []
        herald.on_up()
        herald.on_message(Incoming(TOPIC, message.payload, is_retained=True))
        await asyncio.sleep(0.01)
        assert (stage.take(), stage.shown) == ([], [])
        herald.on_up()
        before = message.payload.replace(b'"manufacturer":"Tuya"', b'"manufacturer":"?"')
        herald.on_message(Incoming(TOPIC, before, is_retained=True))
        await asyncio.sleep(0.01)
        assert (stage.take(), stage.shown) == ([message], ["bf01"])

    run(body())


def test_a_number_outside_of_its_limits_widens_them_once() -> None:
    async def body() -> None:
        stage = Stage(record())
        (member,) = stage.kept
        known = DpSchema(id=201, code="alarm_time", kind=Kind.NUMBER, access=Access.BOTH, minimum=0, maximum=60)
        member.model.know([{201: Known(point=known, source=Source.IMPORT)}])
        member._describe()
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        stage.take()

        async def say(value: int) -> list[Message]:
            changes = tuple(member.model.apply({201: value}))
            herald.on_event(Changed("bf01", changes, {201: value}, Cause.PUSH, 0.0))
            await asyncio.sleep(0.01)
            return stage.take()

        assert await say(60) == []
        (message,) = await say(70)
        assert b'"max":70' in message.payload
        assert stage.shown == ["bf01"]
        assert await say(65) == await say(10) == await say(70) == []
        (message,) = await say(-5)
        assert b'"min":-5' in message.payload

    run(body())


def test_a_target_humidity_outside_of_its_limits_widens_them() -> None:
    async def body() -> None:
        stage = Stage(record())
        (member,) = stage.kept
        rows: dict[int, tuple[str, Kind, int | None, int | None]] = {
            1: ("switch", Kind.BOOL, None, None),
            13: ("dehumidify_set_value", Kind.NUMBER, 40, 70),
            14: ("humidity_indoor", Kind.NUMBER, 0, 100),
        }
        member.model.know(
            [
                {
                    dp: Known(
                        point=DpSchema(id=dp, code=code, kind=kind, access=Access.BOTH, minimum=least, maximum=most),
                        source=Source.IMPORT,
                    )
                    for dp, (code, kind, least, most) in rows.items()
                }
            ]
        )
        member._describe()
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        assert b'"max_humidity":70' in stage.take()[0].payload
        herald.on_event(Changed("bf01", tuple(member.model.apply({13: 90})), {13: 90}, Cause.PUSH, 0.0))
        await asyncio.sleep(0.01)
        (message,) = stage.take()
        assert b'"max_humidity":90' in message.payload
        assert stage.shown == ["bf01"]

    run(body())


def test_devices_that_come_and_go_are_announced_and_withdrawn() -> None:
    async def body() -> None:
        stage = Stage()
        herald = Herald(stage, HeraldSettings())
        herald.on_event(DeviceRemoved("bf01", "Desk", 0.0))
        await settle(herald)
        stage.kept = Stage(record(), record("bf02")).kept
        herald.on_event(DeviceAdded("bf01", "Desk", 0.0))
        assert [message.topic for message in stage.take()] == [TOPIC]
        herald.on_event(GroupChanged("all", None, False, 0.0))
        assert stage.take() == []
        herald.on_event(DeviceRemoved("bf01", "Desk", 0.0))
        assert [message.payload for message in stage.take()] == [b""]

    run(body())


def test_a_home_assistant_that_comes_is_told_everything_again() -> None:
    async def body() -> None:
        stage = Stage(record())
        herald = Herald(stage, HeraldSettings())
        herald.on_message(Incoming("homeassistant/status", b"online"))
        await settle(herald)
        stage.take()
        herald.on_message(Incoming("homeassistant/status", b"online", is_retained=True))
        herald.on_message(Incoming("homeassistant/status", b"offline"))
        await asyncio.sleep(0.01)
        assert (stage.take(), stage.times) == ([], 0)
        herald.on_message(Incoming("homeassistant/status", b"online"))
        await asyncio.sleep(0.01)
        assert ([message.topic for message in stage.take()], stage.times) == ([TOPIC], 1)

    run(body())


def test_nothing_happens_after_the_connection_has_ended() -> None:
    async def body() -> None:
        stage = Stage(record())
        herald = Herald(stage, HeraldSettings(status_topic=""))
        assert herald.filters() == ("homeassistant/device/+/config",)
        herald.on_down()
        herald.on_up()
        herald.on_down()
        await asyncio.sleep(0.01)
        herald.on_event(DeviceAdded("bf01", "Desk", 0.0))
        assert stage.take() == []

    run(body())


GROUP = "homeassistant/device/tuyalan-group-0123abcd/config"
SCENES = "homeassistant/device/tuyalan-bridge/config"


def test_groups_and_scenes_are_announced_with_the_devices_and_withdrawn_when_they_go() -> None:
    async def body() -> None:
        stage = Stage(record(), record("bf02"))
        stage.arranged = [Group(name="All", members=("bf01", "bf02"), id="0123abcd")]
        stage.scenes = ["Evening"]
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        told = {message.topic: message.payload for message in stage.take()}
        assert told.keys() == {TOPIC, TOPIC.replace("bf01", "bf02"), GROUP, SCENES}
        assert msgspec.json.decode(told[GROUP])["device"]["model"] == "Group"

        stage.arranged, stage.scenes = [], []
        herald.on_event(GroupChanged("All", "All", True, 0.0))
        herald.on_event(SceneChanged("Evening", True, 0.0))
        await asyncio.sleep(0.01)
        assert {(message.topic, message.payload) for message in stage.take()} == {(GROUP, b""), (SCENES, b"")}

    run(body())


def test_groups_are_announced_anew_when_they_or_their_devices_change_and_else_left_alone() -> None:
    async def body() -> None:
        stage = Stage(record(), record("bf02"))
        stage.arranged = [Group(name="All", members=("bf01", "bf02"), id="0123abcd")]
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        stage.take()
        stage.arranged = [Group(name="Every", members=("bf01", "bf02"), id="0123abcd")]
        herald.on_event(Changed("bf01", (), {}, Cause.REPLY, 0.0))
        await asyncio.sleep(0.01)
        assert stage.take() == []
        herald.on_event(GroupChanged("Every", "All", False, 0.0))
        herald.on_event(GroupChanged("Every", "All", False, 0.0))
        await asyncio.sleep(0.01)
        (message,) = stage.take()
        assert (message.topic, msgspec.json.decode(message.payload)["device"]["name"]) == (GROUP, "Every")
        # It may show now what it did not before.
        assert stage.shown == ["Every"]
        stage.kept = Stage(record(), DeviceRecord(id="bf02", product_key="unknown")).kept
        herald.on_event(DeviceAdded("bf02", "", 0.0))
        herald.on_down()
        await asyncio.sleep(0.01)
        assert GROUP not in {message.topic for message in stage.take()}

    run(body())


def test_what_earlier_runs_announced_of_groups_that_are_gone_is_removed() -> None:
    async def body() -> None:
        stage = Stage(record())
        stage.arranged, stage.scenes = [Group(name="All", members=("bf01",), id="0123abcd")], ["Evening"]
        herald = Herald(stage, HeraldSettings())
        await settle(herald)
        told = stage.take()
        stage.arranged = []
        herald.on_up()
        for message in told:
            herald.on_message(Incoming(message.topic, message.payload, is_retained=True))
        await asyncio.sleep(0.01)
        assert stage.take() == [Message(GROUP, b"", retain=True, qos=1)]
        herald.on_message(Incoming("homeassistant/status", b"online"))
        await asyncio.sleep(0.01)
        assert [message.topic for message in stage.take()] == [TOPIC, SCENES]

    run(body())
