"""What one device said, and who is told of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.client.handles.bench import ID, Bench
from tests.client.household import couple, until
from tests.support import run
from tuyalan.client.connection import Status
from tuyalan.client.device import Device
from tuyalan.client.state import MAX_DPS
from tuyalan.errors import BadValueError, NotAllowedError, UnknownDpError, UnreachableError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.session.events import Cause, DpUpdate
from tuyalan.storage import DeviceRecord, DeviceStore

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.client.shadow import Shadow
    from tuyalan.client.watch import PropertyUpdate, Update
    from tuyalan.vocabulary import DpId, Json

KEY = "0123456789abcdef"
HEATER = "1 switch b\n2 temp_set n 5..35 °C\n3 work_state t wo"


def shadow_of(device: Device) -> Shadow:
    return device._shadow


def push(dps: dict[DpId, Json], *, at: float = 0.0, device_time: float | None = None) -> DpUpdate:
    return DpUpdate(dps, None, Cause.PUSH, at, device_time)


# What is told


def test_everyone_who_listens_is_told_in_unix_time() -> None:
    shadow = shadow_of(Device(ID, KEY))
    shadow.take(push({1: True}))
    heard: list[Update] = []
    shadow.heard_by().add_listener(heard.append)
    shadow.take(push({1: False, 9: 5}, at=time.monotonic(), device_time=7.0))
    (update,) = heard
    assert (update.device_id, update.dps, update.cause, update.device_time) == (ID, {1: False, 9: 5}, Cause.PUSH, 7.0)
    assert update.time == pytest.approx(time.time(), abs=5)
    assert shadow.state.values == {1: False, 9: 5}


def test_what_is_said_is_told_in_words_to_those_who_want_them() -> None:
    shadow = shadow_of(Bench(HEATER))
    raw: list[Update] = []
    named: list[PropertyUpdate] = []
    shadow.heard_by().add_listener(raw.append)
    shadow.heard_by().add_property_listener(named.append)
    shadow.take(push({1: True, 2: 21}))
    assert [update.dps for update in raw] == [{1: True, 2: 21}]
    assert [update.values for update in named] == [{"switch": True, "temp_set": 21}]


def test_names_are_kept_up_to_date_though_nobody_listens() -> None:
    shadow = shadow_of(Bench(HEATER))
    assert shadow.names() is shadow.names() is shadow.named
    shadow.take(push({2: 21}))
    assert shadow.names().properties.model.values == {"temp_set": 21}


def test_a_flood_of_invented_points_is_bounded() -> None:
    shadow = shadow_of(Device(ID, KEY))
    shadow.take(push(dict.fromkeys(range(1, 5000), 0)))
    assert len(shadow.state.values) == MAX_DPS
    assert shadow.has(1)


def test_a_change_of_the_connection_is_told_and_begins_and_ends_what_goes_on_beside() -> None:
    async def body() -> None:
        shadow = shadow_of(Bench(HEATER))
        changes = shadow.heard_by().watch_connection()
        error = UnreachableError("nobody is there")
        shadow.take_status(Status.OPEN, None)
        shadow.take_status(Status.WAITING, error)
        assert shadow.names()._has_begun
        shadow.end_watches()
        assert [(change.status, change.error) async for change in changes] == [
            (Status.OPEN, None),
            (Status.WAITING, error),
        ]
        await shadow.end()
        assert not shadow.names()._has_begun

    run(body())


def test_the_end_finds_nothing_where_nobody_listened_and_nothing_was_named() -> None:
    async def body() -> None:
        shadow = shadow_of(Device(ID, KEY))
        shadow.take_status(Status.OPEN, None)
        shadow.end_watches()
        await shadow.end()
        assert shadow.named is None

    run(body())


# What is known


def test_a_value_is_had_by_its_number_and_by_its_name() -> None:
    shadow = shadow_of(Bench("2 temp_set n 50..350 °C .1"))
    assert not shadow.has(2)
    assert not shadow.has("temp_set")
    shadow.take(push({2: 215}, at=time.monotonic()))
    assert shadow.has(2)
    assert shadow.has("temp_set")
    assert (shadow.value(2).value, shadow.value("temp_set").value) == (215, 21.5)
    assert shadow.value(2).cause is shadow.value("temp_set").cause is Cause.PUSH
    assert shadow.value(2).time == pytest.approx(time.time(), abs=5)


def test_what_was_not_reported_is_told_with_what_was() -> None:
    shadow = shadow_of(Bench(HEATER))
    with pytest.raises(UnknownDpError, match="the device reports no data point 7; it reports none yet"):
        shadow.value(7)
    shadow.take(push({2: 21, 1: True}))
    with pytest.raises(UnknownDpError, match="the device reports no work_state; it reports 1, 2") as caught:
        shadow.value("work_state")
    assert caught.value.device_id == ID


def test_what_the_store_knows_goes_before_what_a_device_was_made_of(tmp_path: Path) -> None:
    record = DeviceRecord(id=ID, name="Lamp", key=Device(ID, KEY)._peer.identity.key, product_key="keymade")
    assert shadow_of(Device(ID, KEY)).record is None
    made = shadow_of(Device.from_record(record))
    assert (made.record, made.product_key, made.name) == (record, "keymade", "Lamp")
    store = DeviceStore(tmp_path / "devices.json")
    store.add(record)
    stored = shadow_of(Device.from_record(record, store=store))
    store.update(ID, product_key="keystored")
    assert stored.made_of is None
    assert (stored.record, stored.product_key) == (store.get(ID), "keymade")


def test_a_child_is_not_the_product_that_its_gateway_announces(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "devices.json")
    gateway = Device(ID, KEY, product_key="keygateway", store=store)
    child = gateway.child("a4c1", device_id="bfchild00000001")
    assert (gateway.product_key, child.product_key) == ("keygateway", None)
    store.add(DeviceRecord(id="bfchild00000001", name="plug", parent=ID, cid="a4c1", product_key="keychild"))
    assert child.product_key == "keychild"


def test_a_name_that_is_given_before_anything_is_named_is_the_one_that_counts() -> None:
    device = Device(ID, KEY, knowledge=Knowledge())
    assert device.name == ID
    device.name = "Hall"
    assert shadow_of(device).names().properties._name == "Hall"


# What is written


def test_numbers_are_written_as_they_are_until_something_is_named() -> None:
    shadow = shadow_of(Device(ID, KEY))
    assert shadow.plan({1: True, 2: 999}) == {1: True, 2: 999}
    assert shadow.named is None
    with pytest.raises(BadValueError):
        shadow.plan({0: True})


def test_names_are_written_through_the_model_and_what_may_do_harm_is_refused() -> None:
    bench = Bench(HEATER, category="qn")
    shadow = shadow_of(bench)
    assert shadow.plan({"temp_set": 21, 1: True}) == {2: 21, 1: True}
    bench.forbid()
    with pytest.raises(NotAllowedError):
        shadow.plan({2: 21})


def test_only_what_is_known_to_be_written_only_is_silent() -> None:
    assert not shadow_of(Device(ID, KEY)).is_silent([3])
    shadow = shadow_of(Bench(HEATER))
    assert shadow.is_silent([3])
    assert not shadow.is_silent([1, 3])
    shadow.take(push({3: "heating"}))
    assert not shadow.is_silent([3])


def test_a_device_is_asked_to_measure_on_the_way_that_its_peer_is_reached() -> None:
    async def body() -> None:
        async with couple() as (device, client):
            asked = device.counters.requests
            assert shadow_of(client).measure((18, 19))
            await until(lambda: device.counters.requests == asked + 1)

    run(body())
