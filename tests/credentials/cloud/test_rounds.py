"""Many questions at once."""

from __future__ import annotations

import asyncio

import pytest

from tests.support import run
from tuyalan.credentials.cloud.rounds import AT_ONCE, ask_each


def test_answers_come_in_the_order_of_the_questions_a_few_at_a_time() -> None:
    under_way: list[int] = []
    most = 0

    async def ask(item: int) -> int:
        nonlocal most
        under_way.append(item)
        most = max(most, len(under_way))
        for _ in range(10 - item % 3):
            await asyncio.sleep(0)
        under_way.remove(item)
        return item * 2

    told: list[tuple[int, int]] = []
    answers = run(ask_each(range(20), ask, tell=lambda done, count: told.append((done, count))))
    assert answers == [item * 2 for item in range(20)]
    assert most == AT_ONCE
    assert told == [(number, 20) for number in range(1, 21)]


def test_an_error_ends_the_others_and_comes_out_as_it_is() -> None:
    async def ask(item: int) -> None:
        if item == 3:
            raise LookupError(item)
        await asyncio.Event().wait()

    with pytest.raises(LookupError, match="3"):
        run(ask_each(range(4), ask))


def test_nothing_is_asked_about_nothing() -> None:
    async def ask(item: int) -> int:
        return item

    assert run(ask_each([], ask)) == []
