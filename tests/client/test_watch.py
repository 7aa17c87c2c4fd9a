"""A watch is a bounded queue that merges instead of losing, and ends."""

from __future__ import annotations

import asyncio
import itertools

import pytest

from tests.client.household import BOUND
from tests.support import run
from tuyalan.client.watch import Update, Watch, merge_updates
from tuyalan.errors import UseError
from tuyalan.session.events import Cause


def make(size: int = 4) -> Watch[Update]:
    return Watch[Update](asyncio.get_running_loop(), size=size, merge=merge_updates, forget=lambda _: None)


def update(value: int, device: str = "a", dp: int = 1) -> Update:
    return Update(device, {dp: value}, Cause.PUSH, float(value))


def test_items_come_in_order_and_the_end_comes_after_them() -> None:
    async def body() -> None:
        watch = make()
        watch.put("a", update(1))
        watch.put("a", update(2))
        watch.end()
        assert [item.dps async for item in watch] == [{1: 1}, {1: 2}]

    run(body())


def test_a_reader_wakes_for_an_item_and_for_the_end() -> None:
    async def body() -> None:
        watch = make()
        async with asyncio.timeout(BOUND), asyncio.TaskGroup() as group:
            reading = group.create_task(collect(watch))
            await asyncio.sleep(0)
            watch.put("a", update(1))
            watch.put("a", update(2))
            await asyncio.sleep(0)
            watch.end()
            watch.end()
        assert reading.result() == [{1: 1}, {1: 2}]

    run(body())


async def collect(watch: Watch[Update]) -> list[dict[int, object]]:
    return [item.dps async for item in watch]


def test_a_full_queue_makes_one_update_of_those_of_a_device_and_loses_no_value() -> None:
    async def body() -> None:
        watch = make(size=4)
        for value, device in itertools.product(range(10), "ab"):
            watch.put(device, update(value, device, dp=value % 3 + 1))
            assert len(watch._queue) <= 4
        watch.end()
        seen: dict[str, dict[int, object]] = {"a": {}, "b": {}}
        count = 0
        async for item in watch:
            seen[item.device_id].update(item.dps)
            count += item.merged + 1
        assert seen == {"a": {1: 9, 2: 7, 3: 8}, "b": {1: 9, 2: 7, 3: 8}}
        assert count == 20

    run(body())


def test_merging_keeps_the_later_value_and_counts() -> None:
    older = Update("a", {1: 1, 2: 2}, Cause.REPLY, 1.0, merged=2)
    newer = Update("a", {2: 3}, Cause.PUSH, 2.0, 7.0, merged=1)
    assert merge_updates(older, newer) == Update("a", {1: 1, 2: 3}, Cause.PUSH, 2.0, 7.0, merged=4)


def test_a_second_reader_is_a_wrong_call_and_does_not_disturb_the_first() -> None:
    async def body() -> None:
        watch = make()
        async with asyncio.timeout(BOUND), asyncio.TaskGroup() as group:
            reading = group.create_task(collect(watch))
            await asyncio.sleep(0)
            with pytest.raises(UseError):
                await anext(watch)
            watch.put("a", update(1))
            watch.end()
        assert reading.result() == [{1: 1}]

    run(body())


def test_a_cancelled_reader_loses_nothing() -> None:
    async def body() -> None:
        watch = make()
        async with asyncio.timeout(BOUND), asyncio.TaskGroup() as group:
            reading = group.create_task(collect(watch))
            await asyncio.sleep(0)
            reading.cancel()
        watch.put("a", update(1))
        assert (await anext(watch)).dps == {1: 1}

    run(body())


def test_closing_forgets_what_waits_and_tells_the_owner() -> None:
    async def body() -> None:
        forgotten: list[object] = []
        watch = Watch[Update](asyncio.get_running_loop(), size=4, merge=merge_updates, forget=forgotten.append)
        async with watch as entered:
            assert entered is watch
            watch.put("a", update(1))
        assert forgotten == [watch]
        assert await collect(watch) == []
        await watch.aclose()

    run(body())
