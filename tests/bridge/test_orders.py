"""Commands that arrive. What they do to devices is tested with a broker in test_bridge."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.fleet.household import all_online, housing
from tests.homeassistant.kinds import RADIATOR
from tests.homeassistant.telling import Described
from tests.support import run
from tuyalan.bridge.board import Board
from tuyalan.bridge.intake import Intake, Origin
from tuyalan.bridge.message import Incoming, Message
from tuyalan.bridge.orders import Orders
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tuyalan.errors import TuyalanError
    from tuyalan.sim import Model

TOPICS = Topics()


class Desk:
    """Notes what comes of orders."""

    def __init__(self) -> None:
        self.failed: list[tuple[Origin, TuyalanError]] = []
        self.published: list[Message] = []

    def fail(self, origin: Origin, error: TuyalanError) -> None:
        self.failed.append((origin, error))

    def publish(self, messages: Sequence[Message]) -> None:
        self.published += messages


def order(path: Path, *messages: Incoming, model: Model | None = None) -> Desk:
    """Give orders to a hub with one lamp, or what is there in its place, which is a group too, and wait until they are done."""

    async def body() -> Desk:
        desk = Desk()
        async with (
            housing(path, names=["Lamp"], model=model) as house,
            house.hub(knowledge=Described(house)) as hub,
        ):
            await all_online(hub)
            await hub.groups.put("All", ["Lamp"])
            board = Board(hub, TOPICS, manner=Manner())
            board.begin()
            async with asyncio.TaskGroup() as tasks:
                orders = Orders(hub, board, Intake(tasks, fail=desk.fail), publish=desk.publish, fail=desk.fail)
                for message in messages:
                    address = TOPICS.parse(message.topic)
                    assert address is not None
                    orders.take(address, message)
        return desk

    return run(body())


def test_a_command_that_is_carried_out_is_not_answered(tmp_path: Path) -> None:
    desk = order(tmp_path, Incoming(TOPICS.set("Lamp"), b"ON"))
    assert desk.failed == []


def test_what_is_so_without_a_word_is_done(tmp_path: Path) -> None:
    topic = TOPICS.set_feature("Lamp", "temp_set")
    heat, cool = (Incoming(topic, mode) for mode in (b'{"mode": "heat"}', b'{"mode": "cool"}'))
    assert order(tmp_path, heat, model=RADIATOR).failed == []
    assert "cool" in str(order(tmp_path, cool, model=RADIATOR).failed[0][1])


def test_a_state_that_is_asked_for_is_published_though_it_is_not_new(tmp_path: Path) -> None:
    desk = order(tmp_path, Incoming(TOPICS.get("Lamp"), b""))
    assert [message.topic for message in desk.published] == ["tuyalan/Lamp/availability", "tuyalan/Lamp"]


@pytest.mark.parametrize(
    ("message", "level", "text"),
    [
        (Incoming(TOPICS.set("Lamp"), b"{"), "Lamp", "no JSON"),
        (Incoming(TOPICS.set("Nobody"), b"ON"), "", "no device or group"),
        (Incoming(TOPICS.set("Lamp"), b"ON", is_retained=True), "Lamp", "stored by the broker"),
        (Incoming(TOPICS.set_feature("Lamp", "x"), b"ON"), "Lamp", "no feature"),
        (Incoming("tuyalan/Lamp/dps/0/set", b"1"), "Lamp", "no number"),
        (Incoming(TOPICS.set_feature("All", "x"), b"ON"), "All", "all devices of the group have alike"),
        (Incoming(TOPICS.set_feature("All", "switch_1"), b"maybe"), "All", "neither on nor off"),
        (Incoming("tuyalan/All/dps/1/set", b"1"), "All", "groups can only be set"),
    ],
)
def test_what_is_wrong_is_told_to_its_sender(tmp_path: Path, message: Incoming, level: str, text: str) -> None:
    ((origin, error),) = order(tmp_path, message).failed
    assert (origin.level, origin.topic) == (level, message.topic)
    assert text in error.message


def test_clearing_a_stored_command_is_no_command(tmp_path: Path) -> None:
    assert order(tmp_path, Incoming(TOPICS.set("Lamp"), b"", is_retained=True)).failed == []


def test_the_sender_is_told_with_the_transaction(tmp_path: Path) -> None:
    desk = order(tmp_path, Incoming(TOPICS.set("Lamp"), b'{"dp_1":"maybe","transaction":"x"}'))
    assert desk.failed[0][0] == Origin("Lamp", "tuyalan/Lamp/set", "x")
