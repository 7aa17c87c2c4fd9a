"""Meters go on counting whatever the device means by its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tuyalan.model.device import DeviceModel
from tuyalan.model.energy import to_json
from tuyalan.model.meters import Meters
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source

if TYPE_CHECKING:
    from tuyalan.vocabulary import DpId, Json


def make(*, is_increment: bool | None = True) -> tuple[Meters, DeviceModel]:
    energy = DpSchema(id=17, code="add_ele", kind=Kind.NUMBER, scale=3, unit="kWh", is_increment=is_increment)
    power = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, scale=1, unit="W")
    model = DeviceModel("bf01", [{p.id: Known(point=p, source=Source.IMPORT) for p in (energy, power)}])
    meters = Meters()
    meters.describe(model)
    return meters, model


def push(meters: Meters, value: Json, *, device_time: float | None = None, is_push: bool = True) -> list[DpId]:
    return meters.take({17: value, 19: 5}, device_time=device_time, at=10.0, is_push=is_push)


def test_increments_are_added_once_each() -> None:
    meters, _ = make()
    assert meters.totals == {}
    assert push(meters, 100, device_time=1_800_000_000.0) == [17]
    push(meters, 100, device_time=1_800_000_000.0)
    push(meters, 50, device_time=1_800_000_060.0)
    push(meters, 50, is_push=False)
    assert meters.totals == {"add_ele": 0.15}


def test_counting_goes_on_after_a_restart() -> None:
    meters, model = make()
    push(meters, 100)
    again = Meters()
    again.restore({17: to_json(meters.counters[17]), 18: {"nonsense": 1}})
    again.describe(model)
    push(again, 200)
    assert again.totals == {"add_ele": 0.3}
    assert 18 not in again.counters


def test_energy_is_counted_also_where_nobody_says_how() -> None:
    meters, _ = make(is_increment=None)
    for value in range(100, 1200, 100):
        push(meters, value)
    assert meters.totals == {"add_ele": 1.1}


def test_what_is_no_count_is_passed_over() -> None:
    meters, _ = make()
    assert push(meters, "many") == []
    assert push(meters, -1) == []
    assert meters.totals == {}


def test_a_device_without_meters_counts_nothing() -> None:
    meters = Meters()
    meters.describe(DeviceModel("bf01"))
    assert push(meters, 5) == []


def test_only_what_never_falls_is_a_meter() -> None:
    points = (
        DpSchema(id=1, code="forward_energy_total", kind=Kind.NUMBER, unit="kWh"),
        DpSchema(id=2, code="balance_energy", kind=Kind.NUMBER, unit="kWh"),
        DpSchema(id=3, code="charge_energy_once", kind=Kind.NUMBER, unit="kWh"),
        DpSchema(id=4, code="add_ele", kind=Kind.NUMBER, unit="kWh"),
        DpSchema(id=5, code="water_used", kind=Kind.NUMBER, is_increment=True),
        DpSchema(id=6, code="add_ele_mode", kind=Kind.TEXT),
        DpSchema(id=7, code="cur_power", kind=Kind.NUMBER, unit="W"),
    )
    meters = Meters()
    meters.describe(DeviceModel("bf01", [{p.id: Known(point=p, source=Source.IMPORT) for p in points}]))
    assert sorted(meters.counted) == [1, 4, 5]
