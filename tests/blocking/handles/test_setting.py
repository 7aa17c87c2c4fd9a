"""Numbers, choices, texts."""

from __future__ import annotations

from tests.blocking.handles.bench import Bench


def test_single_values_are_set_in_their_units() -> None:
    device = Bench("1 delay_set n 0..100 .1 s\n2 relay_status c off,on,memory\n3 remark t")
    device.number().set(2.5)
    device.select().choose("memory")
    device.text().set("hello")
    assert device.desk.written == [{1: 25}, {2: "memory"}, {3: "hello"}]
