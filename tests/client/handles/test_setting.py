"""Numbers, choices, texts."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.errors import BadValueError


def test_single_values_are_set_in_their_units() -> None:
    async def body() -> None:
        device = Bench("1 delay_set n 0..100 .1 s\n2 relay_status c off,on,memory\n3 remark t")
        await device.number().set(2.5)
        await device.select().choose("memory")
        await device.text().set("hello")
        assert device.written == [{1: 25}, {2: "memory"}, {3: "hello"}]
        device.hear({1: 30, 2: "on", 3: "x"})
        assert (device.number().state.value, device.select().state.option, device.text().state.value) == (
            3.0,
            "on",
            "x",
        )
        with pytest.raises(BadValueError):
            await device.select().choose("perhaps")

    run(body())
