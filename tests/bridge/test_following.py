"""Commands of people who come from another bridge."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.bridge.rooms import mirrored
from tests.client.household import until
from tests.support import run
from tuyalan.sim import models

if TYPE_CHECKING:
    from pathlib import Path

    from tests.bridge.brokers import Listener


def say(listener: Listener, **fields: object) -> None:
    listener.say("rustuya/command", json.dumps(fields))


def test_rustuya_users_send_their_commands_by_id(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "rustuya-bridge") as (listener, _, lamp):
            assert b'"errorCode":0' in (await listener.take(f"rustuya/error/{lamp.id}")).payload
            await listener.take(f"rustuya/event/passive/{lamp.id}")
            say(listener, action="set", id=lamp.id, dps={"1": True})
            await until(lambda: lamp.state[1])
            assert (await listener.take(f"rustuya/event/passive/{lamp.id}")).payload == b'{"1":true}'
            say(listener, action="get", id=[lamp.id, "nobody", "Desk lamp"])
            for _ in range(2):
                answer = await listener.take(f"rustuya/response/{lamp.id}")
                assert answer.payload == f'{{"status":"ok","action":"get","id":"{lamp.id}"}}'.encode()
            assert b'"code":"device.unknown"' in (await listener.take("rustuya/error/bridge")).payload
            say(listener, action="set", id=[lamp.id, lamp.id], dps={"1": False})
            await listener.take(f"rustuya/response/{lamp.id}")
            say(listener, action="set", id=lamp.id, dps={"1": 5})
            assert b'"status":"error"' in (await listener.take(f"rustuya/error/{lamp.id}")).payload

    run(body())


def test_a_question_goes_to_the_device_and_its_silence_is_told(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "rustuya-bridge") as (listener, hub, lamp):
            await listener.take(f"rustuya/event/passive/{lamp.id}")
            await listener.take(f"rustuya/error/{lamp.id}")
            before = lamp.counters.queries
            say(listener, action="get", id=lamp.id)
            heard = await listener.take(f"rustuya/event/passive/{lamp.id}")
            assert (heard.payload, lamp.counters.queries) == (b'{"1":false,"9":0,"14":"memory"}', before + 1)
            lamp.power_off()
            await until(lambda: not hub.members[lamp.id].is_online)
            await listener.take(f"rustuya/error/{lamp.id}")
            say(listener, action="get", id=lamp.id)
            told = json.loads((await listener.take(f"rustuya/error/{lamp.id}")).payload)
            assert (told["status"], told["action"]) == ("error", "get")

    run(body())


def test_children_are_reached_by_id_and_through_their_gateway(tmp_path: Path) -> None:
    async def body() -> None:
        model = models.gateway("3.4", reading_interval=3600.0)
        async with mirrored(tmp_path, "rustuya-bridge", model=model) as (listener, hub, gateway):
            cid, *_ = gateway.children
            plug = gateway.child(cid)
            for fields in ({"id": "child0"}, {"id": gateway.id, "cid": cid}, {"id": "child0", "cid": cid}):
                plug.set(1, False)
                await until(lambda: hub.members["child0"].dps.get(1) is False)
                say(listener, action="set", dps={"1": True}, **fields)
                await until(lambda: plug.state[1])
            say(listener, action="set", id=gateway.id, cid="nobody", dps={"1": True})
            assert b"behind" in (await listener.take("rustuya/error/bridge")).payload
            say(listener, action="status")
            told = json.loads((await listener.take("rustuya/response/bridge")).payload)
            assert told["devices"]["child0"] == {
                "id": "child0",
                "name": "Child 0",
                "status": "subdevice",
                "cid": cid,
                "parent_id": gateway.id,
            }
            known = {"id": gateway.id, "name": "Desk lamp", "status": "0", "ip": "127.0.0.1", "version": "3.4"}
            assert told["devices"][gateway.id] == known

    run(body())


def test_each_of_several_commands_is_carried_out_or_refused(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "rustuya-bridge") as (listener, _, lamp):
            orders = [{"action": "remove", "id": lamp.id}, {"action": "set", "id": lamp.id, "dps": {"1": True}}]
            listener.say("rustuya/command", json.dumps(orders))
            await until(lambda: lamp.state[1])
            refused = json.loads((await listener.take("rustuya/error/bridge")).payload)
            assert (refused["action"], refused["name"], refused["code"]) == ("remove", "bridge", "mqtt.message")
            listener.say("rustuya/command", "{")
            assert b"no JSON" in (await listener.take("rustuya/error/bridge")).payload
            listener.say("rustuya/command", b"\xff")
            assert b"no text" in (await listener.take("rustuya/error/bridge")).payload

    run(body())


def test_a_command_that_is_wrong_is_answered_by_the_bridge(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "tuya-mqtt") as (listener, _, _):
            for topic in ("tuya/nobody/command", "tuya/desk_lamp/dps/x/command"):
                listener.say(topic, "ON")
                assert topic.encode() in (await listener.take("tuyalan/bridge/error")).payload
            listener.say("tuya/desk_lamp/command", "flash")
            assert b"tuya/desk_lamp/command" in (await listener.take("tuyalan/bridge/error")).payload

    run(body())
