"""What meters add up to, whether they report increments or totals, over restarts and through faults."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import pytest

from tests.client.household import home, run_jumping, until
from tests.support import run
from tuyalan.client.device import Device
from tuyalan.client.metering import Metering
from tuyalan.client.watch import Update
from tuyalan.errors import StorageError
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.model.device import DeviceModel
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause, DpUpdate
from tuyalan.sim import models
from tuyalan.storage import DeviceRecord
from tuyalan.storage.energy import EnergyStore

if TYPE_CHECKING:
    from pathlib import Path

    from tuyalan.vocabulary import DpId, Json

ID = "eb0123456789abcdef0123"
ENERGY = DpSchema(id=17, code="add_ele", kind=Kind.NUMBER, unit="kWh", scale=3, is_increment=True)


def model(*points: DpSchema) -> DeviceModel:
    return DeviceModel(ID, [{point.id: Known(point=point, source=Source.IMPORT) for point in points or (ENERGY,)}])


def said(dps: dict[DpId, Json], *, device_time: float | None = None, cause: Cause = Cause.PUSH) -> Update:
    return Update(ID, dps, cause, 1_700_000_000.0, device_time)


def test_increments_are_added_up_in_the_unit_of_the_property() -> None:
    made, metering = model(), Metering(ID, None)
    assert metering.read_totals(made) == {}
    metering.take(said({17: 100}), made)
    metering.take(said({17: 50}), made)
    assert metering.read_totals(made) == {"add_ele": 0.15}


def test_the_same_device_time_is_counted_once_and_answers_repeat_nothing() -> None:
    made, metering = model(), Metering(ID, None)
    metering.take(said({17: 100}, device_time=1_700_000_001.0), made)
    metering.take(said({17: 100}, device_time=1_700_000_001.0), made)
    metering.take(said({17: 100}, cause=Cause.REPLY), made)
    metering.take(said({17: 100}, cause=Cause.ASSUMED), made)
    assert metering.read_totals(made) == {"add_ele": 0.1}


def test_what_is_no_count_and_what_does_not_count_is_passed_over() -> None:
    switch = DpSchema(id=1, code="switch_1", kind=Kind.BOOL)
    power = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, unit="W")
    made, metering = model(ENERGY, switch, power), Metering(ID, None)
    metering.take(said({1: True, 19: 500}), made)
    metering.take(said({17: "broken"}), made)
    metering.take(said({17: -5}), made)
    assert metering.read_totals(made) == {}


def test_a_meter_is_noticed_when_its_data_points_are_described() -> None:
    made, metering = model(DpSchema(id=1, code="switch_1", kind=Kind.BOOL)), Metering(ID, None)
    metering.take(said({17: 100}), made)
    made.know([{17: Known(point=ENERGY, source=Source.IMPORT)}])
    metering.take(said({17: 100}), made)
    assert metering.read_totals(made) == {"add_ele": 0.1}


def test_counters_go_on_after_a_restart(tmp_path: Path) -> None:
    async def body() -> None:
        path, made = tmp_path / "energy.json", model()
        first = Metering(ID, EnergyStore(path))
        first.take(said({17: 100}), made)
        assert not path.exists()
        await first.close()
        again = Metering(ID, EnergyStore.load(path))
        assert again.read_totals(made) == {"add_ele": 0.1}
        again.take(said({17: 50}), made)
        assert again.read_totals(made) == {"add_ele": 0.15}
        await again.close()
        await again.close()

    run(body())


def test_counters_are_written_now_and_then(tmp_path: Path) -> None:
    async def body() -> None:
        store = EnergyStore(tmp_path / "energy.json", save_interval=300.0)
        made, metering, other = model(), Metering(ID, store), Metering("eb9876543210fedcba9876", store)
        metering.take(said({17: 100}), made)
        other.take(said({17: 1}), made)
        await asyncio.sleep(290.0)
        assert store.is_changed
        await asyncio.sleep(11.0)
        await until(lambda: not store.is_changed)
        assert len(EnergyStore.load(store.path).counters) == 2
        await metering.close()
        await other.close()

    run_jumping(body())


def test_a_disk_that_is_full_is_logged_and_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    class Full(EnergyStore):
        def save(self) -> bool:
            raise StorageError("the disk is full")

    async def body() -> None:
        made, metering = model(), Metering(ID, Full(tmp_path / "energy.json"))
        metering.take(said({17: 100}), made)
        with caplog.at_level(logging.WARNING, "tuyalan.client"):
            await metering.close()
        assert "what meters counted is not stored: the disk is full" in caplog.text
        assert metering.read_totals(made) == {"add_ele": 0.1}

    run(body())


def test_a_device_has_its_totals_and_so_has_its_meter(tmp_path: Path) -> None:
    async def body() -> None:
        async with home() as house:
            device = await house.add(models.metering_plug())
            record = DeviceRecord(
                id=device.id, key=device.key, address=device.address, port=device.port, version=device.version
            )
            path = tmp_path / "energy.json"
            for expected in (0.25, 0.5):
                async with Device.from_record(
                    record, network=house.network, knowledge=Knowledge(), energy=EnergyStore.load(path)
                ) as client:
                    assert client.totals == client.totals
                    for count in (100, 50, 60, 40):
                        client._shadow.take(DpUpdate({17: count}, None, Cause.PUSH, 0.0))
                    assert client.totals["add_ele"] == pytest.approx(expected)
                    assert client.meter().total == client.totals["add_ele"]

    run(body())
