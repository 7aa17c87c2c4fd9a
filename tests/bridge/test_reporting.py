"""What a bridge tells of itself."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import msgspec

from tests.bridge.rooms import settings_of
from tests.client.household import until
from tests.fleet.household import make_hub_of
from tests.support import run
from tuyalan.bridge import reporting
from tuyalan.bridge.board import Board
from tuyalan.bridge.broker import parse_address
from tuyalan.bridge.link import Welcome
from tuyalan.bridge.message import Message
from tuyalan.bridge.outbox import Outbox
from tuyalan.bridge.publishing import Manner
from tuyalan.bridge.reporting import Identity, Reporter, Tally
from tuyalan.bridge.topics import Topics
from tuyalan.net.tasks import background

if TYPE_CHECKING:
    import pytest


class Desk:
    """A reporter, and what it published."""

    def __init__(self, *device_ids: str) -> None:
        self.published: list[Message] = []
        self.is_up = True
        self.tally = Tally(published=7, received=3, connections=2)
        self.outbox = Outbox()
        hub = make_hub_of(*device_ids)
        self.board = Board(hub, Topics("home"), manner=Manner())
        self.board.begin()
        self.reporter = Reporter(
            hub,
            self.board,
            Topics("home"),
            identity=Identity("i1", 5.0, "attic"),
            settings=settings_of(parse_address("mqtt://broker"), health_interval=0.01),
            tally=self.tally,
            outbox=self.outbox,
            publish=self.published.append,
            is_up=lambda: self.is_up,
        )

    def last(self, what: str) -> Any:  # noqa: ANN401 - JSON
        """Return what was told last, `None` if nothing was."""
        found = [message for message in self.published if message.topic == f"home/bridge/{what}"]
        return msgspec.json.decode(found[-1].payload) if found else None


def test_it_says_who_it_is_and_which_devices_there_are() -> None:
    async def body() -> None:
        desk = Desk("bf01", "bf02")
        desk.reporter.tell_info()
        assert desk.last("info").items() >= {"instance": "i1", "started": 5.0, "host": "attic", "devices": 2}.items()
        assert desk.last("info")["mqtt"] == {"broker": "mqtt://broker:1883", "version": None}
        desk.reporter.welcome = Welcome("3.1.1", max_packet=100)
        desk.reporter.tell_info()
        assert desk.last("info")["mqtt"]["version"] == "3.1.1"
        desk.reporter.tell_lists()
        assert [device["id"] for device in desk.last("devices")] == ["bf01", "bf02"]
        assert "properties" not in desk.last("devices")[0]
        assert (desk.last("groups"), desk.last("scenes")) == ([], [])
        assert all(message.retain and message.qos == 1 for message in desk.published)

    run(body())


def test_lists_are_told_again_when_they_have_changed_and_the_broker_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "LIST_DELAY", 0.001)

    async def body() -> None:
        desk = Desk("bf01")
        desk.is_up = False
        async with background(desk.reporter.keep_lists_told(), name="lists"):
            desk.board.is_outdated = True
            await asyncio.sleep(0.02)
            assert desk.published == []
            desk.is_up = True
            await until(lambda: desk.last("info"))
            assert not desk.board.is_outdated
            told = len(desk.published)
            await asyncio.sleep(0.02)
            assert len(desk.published) == told

    run(body())


def test_what_is_left_behind_is_cleared_later_and_the_lists_are_told_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "LIST_DELAY", 0.001)
    left = Message("home/bf02", b"", retain=True)

    async def body() -> None:
        desk = Desk("bf01")
        desk.board.leaving[left.topic] = left
        desk.board.is_outdated = True
        monkeypatch.setattr(reporting, "LEAVE_DELAY", 60.0)
        async with background(desk.reporter.keep_lists_told(), name="lists"):
            await asyncio.sleep(0.02)
            assert desk.published == []
        monkeypatch.setattr(reporting, "LEAVE_DELAY", 0.001)
        async with background(desk.reporter.keep_lists_told(), name="lists"):
            await until(lambda: desk.last("info"))
        assert [message.topic for message in desk.published][:2] == [left.topic, "home/bridge/devices"]
        assert not desk.board.leaving

    run(body())


def test_health_is_told_now_and_then_and_its_age_minds_no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body() -> None:
        desk = Desk("bf01")
        right = time.time
        monkeypatch.setattr(time, "time", lambda: right() - 86_400)
        async with background(desk.reporter.keep_health_told(), name="health"):
            await until(lambda: desk.last("health"))
        health = desk.last("health")
        assert health["mqtt"] == {"published": 7, "received": 3, "waiting": 0, "dropped": 0, "reconnects": 1}
        assert 0 <= health["uptime"] < 60
        assert health["devices"]["bf01"]["online"] is False

    run(body())


def test_records_of_the_log_come_from_any_thread_while_there_is_a_broker() -> None:
    async def body() -> None:
        desk = Desk()
        await asyncio.to_thread(desk.reporter.tell_record, b'{"message":"it rains"}')
        await until(lambda: desk.last("logging"))
        assert not desk.published[0].retain
        desk.is_up = False
        desk.reporter.tell_record(b"{}")
        await asyncio.sleep(0)
        assert len(desk.published) == 1

    run(body())
