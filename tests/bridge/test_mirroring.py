"""People who come from another bridge keep their topics."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.bridge.rooms import mirrored
from tests.client.household import STILL, until
from tests.support import run
from tuyalan.sim import PushOrder, models

if TYPE_CHECKING:
    from pathlib import Path


def test_tuya_mqtt_users_switch_and_read_as_before(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "tuya-mqtt") as (listener, hub, lamp):
            assert (await listener.take("tuya/desk_lamp/status")).payload == b"online"
            assert (await listener.take("tuya/desk_lamp/state")).payload == b"OFF"
            for topic, payload, is_on in (
                ("command", "ON", True),
                ("dps/1/command", "false", False),
                ("dps/command", '{"dps": 1, "set": true}', True),
            ):
                listener.got.clear()
                listener.say(f"tuya/desk_lamp/{topic}", payload)
                await until(lambda is_on=is_on: lamp.state[1] is is_on)
                assert (await listener.take("tuya/desk_lamp/state")).payload == (b"ON" if is_on else b"OFF")
                assert (await listener.take("tuya/desk_lamp/dps/1/state")).payload == (b"true" if is_on else b"false")
            listener.say("tuya/desk_lamp/command", "get-states")
            await listener.take("tuya/desk_lamp/status")
            await hub.rename("Desk lamp", "Other")
            assert (await listener.take("tuya/desk_lamp/status")).payload == b""
            assert (await listener.take("tuya/other/status")).payload == b"online"
            await hub.remove("Other")
            await listener.until(lambda: listener.last("tuya/other/status") == b"")

    run(body())


@pytest.mark.parametrize(("version", "kind"), [("3.3", "passive"), ("3.4", "active")])
def test_rustuya_users_hear_all_that_a_device_says(version: str, kind: str, tmp_path: Path) -> None:
    async def body() -> None:
        model = replace(STILL, version=models.read_version(version))
        async with mirrored(tmp_path, "rustuya-bridge", model=model) as (listener, _, lamp):
            first = await listener.take(f"rustuya/event/passive/{lamp.id}")
            assert first.payload == b'{"1":false,"9":0,"14":"memory"}'
            # Whoever presses a button twice says the same twice.
            for _ in range(2):
                lamp.push({9: 5})
                assert (await listener.take(f"rustuya/event/{kind}/{lamp.id}")).payload == b'{"9":5}'

    run(body())


def test_rustuya_users_hear_once_that_a_device_is_away(tmp_path: Path) -> None:
    async def body() -> None:
        async with mirrored(tmp_path, "rustuya-bridge") as (listener, hub, lamp):
            topic = f"rustuya/error/{lamp.id}"
            assert b'"errorCode":0,' in (await listener.take(topic)).payload
            lamp.power_off()
            assert b'"errorCode":905,' in (await listener.take(topic)).payload
            # It went, and then it cannot be reached: both are 905.
            await until(lambda: hub.members[lamp.id].health.reason == "net.refused")
            await lamp.power_on()
            assert b'"errorCode":0,' in (await listener.take(topic)).payload

    run(body())


def test_what_is_only_assumed_is_told_once(tmp_path: Path) -> None:
    async def body() -> None:
        model = replace(STILL, habits=replace(STILL.habits, push_order=PushOrder.NEVER))
        async with mirrored(tmp_path, "rustuya-bridge", model=model) as (listener, hub, lamp):
            for _ in range(2):
                await hub.members[lamp.id].write({1: True}, wait="acknowledged")
            # What the bridge says later comes later.
            lamp.push({9: 5})
            topic = f"rustuya/event/passive/{lamp.id}"
            await listener.until(lambda: listener.last(topic) == b'{"9":5}')
            told = [message for message in listener.got if message.payload == b'{"1":true}']
            assert [message.topic for message in told] == [topic]

    run(body())
