"""What is learnt goes to the disk late and seldom, and never gets lost on the way."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from tests.client.household import run_jumping, until
from tuyalan.client.connection import Identity
from tuyalan.client.memory import SAVE_DELAY, SEEN_INTERVAL, Memory
from tuyalan.errors import StorageError
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import DeviceId, LocalKey, Version

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

ID = DeviceId("eb0123456789abcdef0123")
KEY = LocalKey("0123456789abcdef")
PROVEN = Identity(device_id=ID, key=KEY, address="192.0.2.7", version=Version.V34, product_key="keyabc")


class Shelf(DeviceStore):
    """A store that counts how often it is asked to save, and may have no room."""

    saves = 0
    is_full = False

    def save(self) -> bool:
        self.saves += 1
        if self.is_full:
            raise StorageError("the disk is full")
        return super().save()


async def save(memory: Memory) -> None:
    """Save, with something to do for the loop, whose clock else jumps while the disk is busy in its own thread."""
    async with asyncio.TaskGroup() as group:
        saving = group.create_task(memory.save())
        await until(saving.done)


def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "devices.json", devices={ID: DeviceRecord(id=ID, key=KEY)})


def test_what_was_learnt_is_in_the_store_at_once_and_on_the_disk_a_second_later(tmp_path: Path) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        memory = Memory(store, ID)
        memory.learn(PROVEN)
        assert store.find(ID).address == "192.0.2.7"
        assert not store.path.exists()
        await asyncio.sleep(SAVE_DELAY)
        await until(store.path.exists)
        stored = DeviceStore.load(store.path).find(ID)
        assert (stored.version, stored.product_key) == (Version.V34, "keyabc")
        assert store.saves == 1

    run_jumping(body())


def test_much_news_within_a_second_is_one_write(tmp_path: Path) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        memory = Memory(store, ID)
        memory.note_open()
        for number in range(5):
            memory.learn(Identity(device_id=ID, key=KEY, address=f"192.0.2.{number}"))
        await asyncio.sleep(SAVE_DELAY * 2)
        await until(lambda: not store.is_changed)
        assert store.saves == 1

    run_jumping(body())


def test_a_device_that_stays_is_written_once_an_hour_and_when_it_leaves(tmp_path: Path) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        memory = Memory(store, ID)
        memory.note_open()
        for hour in range(4):
            assert store.saves == hour
            await asyncio.sleep(SAVE_DELAY if hour == 0 else SEEN_INTERVAL)
            await until(lambda: not store.is_changed)
        memory.note_end()
        memory.note_end()
        await save(memory)
        assert store.saves == 5
        await asyncio.sleep(SEEN_INTERVAL * 2)
        assert store.saves == 5

    run_jumping(body(), timeout=SEEN_INTERVAL * 10)


def test_a_connection_that_comes_and_goes_all_the_time_does_not_wear_the_disk_out(tmp_path: Path) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        memory = Memory(store, ID)
        for _ in range(60):
            memory.note_open()
            await asyncio.sleep(30)
            memory.note_end()
        await until(lambda: store.saves == 1)
        await save(memory)
        assert store.saves == 2

    run_jumping(body(), timeout=SEEN_INTERVAL * 2)


def test_a_device_that_is_not_stored_is_passed_over(tmp_path: Path) -> None:
    async def body() -> None:
        store = Shelf(tmp_path / "devices.json")
        memory = Memory(store, ID)
        memory.note_open()
        memory.learn(PROVEN)
        await asyncio.sleep(SAVE_DELAY * 2)
        await save(memory)
        assert store.saves == 0
        assert store.records == ()

    run_jumping(body())


def test_news_that_cannot_be_written_is_a_warning_and_an_old_hour_is_none(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        store.is_full = True
        memory = Memory(store, ID)
        memory.note_open()
        with caplog.at_level(logging.INFO, "tuyalan.storage"):
            await save(memory)
            assert caplog.text == ""
            memory.learn(PROVEN)
            await save(memory)
            assert "what was learnt about devices is not stored: the disk is full" in caplog.text

    run_jumping(body())


def test_news_that_somebody_else_told_the_store_is_written_too(tmp_path: Path) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        memory = Memory(store, ID)
        store.learn(ID, memory={"ids": {"1": "dp1"}})
        memory.note_news()
        await save(memory)
        assert DeviceStore.load(store.path).find(ID).memory == {"ids": {"1": "dp1"}}

    run_jumping(body())


def test_a_file_of_another_program_is_left_alone_without_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def body() -> None:
        store = shelf(tmp_path)
        store.is_foreign = True
        memory = Memory(store, ID)
        memory.note_open()
        memory.learn(PROVEN)
        memory.note_end()
        await asyncio.sleep(SAVE_DELAY * 2)
        await save(memory)
        assert store.saves == 0
        assert store.find(ID).address == "192.0.2.7"
        assert caplog.text == ""

    run_jumping(body())
