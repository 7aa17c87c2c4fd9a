"""The side of a device that is spoken to in names: what is allowed, what goes on beside, and when that ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.client.handles.bench import Bench
from tests.client.household import failing, home, until
from tests.client.test_properties import HEATER, ID, KEY, knowing, record_of
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.options import Options
from tuyalan.errors import NotAllowedError, UnknownFeatureError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord, DeviceStore
from tuyalan.vocabulary import Json, LocalKey

if TYPE_CHECKING:
    from pathlib import Path

SWITCHES = "1 switch b\n2 switch_2 b"


# What is allowed


def test_permission_is_kept_in_the_store_and_can_be_taken_back(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            store = DeviceStore(tmp_path / "devices.json")
            store.add(record_of(device))
            knowledge = knowing(tmp_path, {device.id: HEATER})
            client = Device.from_record(store.find("plug"), store=store, network=house.network, knowledge=knowledge)
            async with client:
                assert isinstance(await failing(client.set("switch", True)), NotAllowedError)
                client.allow()
                await client.set("switch", True)
                client.forbid("switch")
                assert not client.allowed & {"*", "switch"}
                client.forbid()
                client.allow("switch")
                with pytest.raises(UnknownFeatureError, match="no feature 'oven'"):
                    client.allow("oven")
            again = DeviceStore.load(store.path)
            assert again.find("plug").allowed == ("switch",)
            client = Device.from_record(again.find("plug"), store=again, network=house.network, knowledge=knowledge)
            assert client.allowed == {"switch"}
            client.forbid()
            assert again.find("plug").allowed == ()
            assert "switch" in {feature.key for feature in client.features if feature.is_hazardous}

    run(body())


def test_a_number_is_held_back_once_its_meaning_is_known(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            virtual = await house.add()
            client = house.client(virtual, knowledge=knowing(tmp_path, {virtual.id: HEATER}))
            async with client:
                await client.set(1, True)
                assert client.features[0].is_hazardous
                assert isinstance(await failing(client.set(1, False)), NotAllowedError)
                assert isinstance(await failing(client.set({1: False, 199: 5})), NotAllowedError)
                assert virtual.state[1] is True
                await client.set(199, 5, wait="sent")
                client.allow()
                await client.set(1, False)
                assert virtual.state[1] is False

    run(body())


def test_what_others_allow_in_the_store_counts_at_once(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "devices.json")
    store.add(DeviceRecord(id=ID, name="heater", key=LocalKey(KEY), extra={"category": "qn"}))
    client = Device.from_record(store.find("heater"), store=store, knowledge=Knowledge())
    assert client.allowed == frozenset()
    store.update(ID, allowed=("*",))
    assert client.allowed == {"*"}


def test_a_harmless_device_says_that_nothing_is_hazardous() -> None:
    device = Device(ID, KEY, knowledge=Knowledge())
    with pytest.raises(UnknownFeatureError) as caught:
        device.forbid("oven")
    assert caught.value.hint == "Nothing of this device is hazardous."
    device.allow()
    assert device.allowed == {"*"}


def test_what_is_allowed_after_closing_waits_in_the_store(tmp_path: Path) -> None:
    store = DeviceStore(tmp_path / "devices.json")

    async def body() -> Device:
        async with home() as house:
            device = await house.add()
            store.add(record_of(device))
            client = Device.from_record(store.find("plug"), store=store, network=house.network, knowledge=Knowledge())
            async with client:
                assert client.properties
            return client

    client = run(body())
    # There is no loop any more, and nothing that would need one.
    client.allow()
    assert store.find("plug").allowed == ("*",)


def test_the_kind_of_a_device_is_stored_with_its_key() -> None:
    told: list[tuple[dict[str, Json], str]] = [({"category": "qn"}, "qn"), ({"category": 3}, ""), ({}, "")]
    for extra, category in told:
        record = DeviceRecord(id="bf01", key=LocalKey("0123456789abcdef"), extra=extra)
        client = Device.from_record(record, knowledge=Knowledge())
        assert client._names().properties.category == category


def test_what_is_forbidden_one_by_one_leaves_the_rest_allowed() -> None:
    device = Bench(SWITCHES, category="qn")
    assert device.allowed == {"*"}
    hazardous = {feature.key for feature in device.features if feature.is_hazardous}
    assert len(hazardous) >= 2
    gone = min(hazardous)
    device.forbid(gone)
    assert device.allowed == hazardous - {gone}
    device.allow(gone)
    assert device.allowed == hazardous
    device.forbid()
    assert device.allowed == frozenset()


# What goes on beside


def test_nothing_goes_on_beside_a_device_that_is_not_connected() -> None:
    device = Bench(SWITCHES)
    device.hear({1: True})
    named = device._names()
    assert not named._has_begun
    named.lose()
    assert named.list_measured() == ()


def test_what_goes_on_beside_begins_with_the_connection_and_ends_with_it() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug())
            async with house.client(device, knowledge=Knowledge()) as client:
                named = client._names()
                assert not named._has_begun
                await client.status()
                assert named._has_begun
                assert named._listening is not None
                assert named.list_measured()
            assert not named._has_begun
            assert named._listening is None
            assert named.list_measured() == ()
            # It can be opened again, names and all.
            async with client:
                await until(lambda: named._has_begun)

    run(body())


def test_a_meter_that_its_owner_leaves_alone_is_still_heard() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug())
            options = Options(write_interval=0.0, refresh_interval=None)
            async with house.client(device, knowledge=Knowledge(), options=options) as client:
                assert client.properties
                await client.status()
                assert client._names()._has_begun
                assert client._names().list_measured() == ()

    run(body())


def test_a_device_whose_product_is_known_is_not_listened_for() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add()
            async with house.client(device, knowledge=Knowledge(), product_key="keyabc") as client:
                assert client.properties
                await client.status()
                assert client._names()._listening is None

    run(body())


def test_a_child_is_not_listened_for() -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.gateway())
            gateway = house.client(device, knowledge=Knowledge())
            child = gateway.child("a4c138f2b0d15e73", device_id="eb0123456789abcdefchild")
            async with gateway:
                assert child.properties is not None
                await child.status()
                assert child._names()._has_begun
                assert child._names()._listening is None
            assert not child._names()._has_begun

    run(body())
