"""Meters go on counting whatever the device means by its numbers."""

from __future__ import annotations

from tuyalan.client.watch import Update
from tuyalan.fleet.metering import Meters
from tuyalan.model.device import DeviceModel
from tuyalan.model.energy import to_json
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.sources import Known, Source
from tuyalan.session.events import Cause


def make(*, is_increment: bool | None = True) -> tuple[Meters, DeviceModel]:
    energy = DpSchema(id=17, code="add_ele", kind=Kind.NUMBER, scale=3, unit="kWh", is_increment=is_increment)
    power = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, scale=1, unit="W")
    model = DeviceModel("bf01", [{p.id: Known(point=p, source=Source.IMPORT) for p in (energy, power)}])
    meters = Meters()
    meters.describe(model)
    return meters, model


def push(value: object, *, device_time: float | None = None, cause: Cause = Cause.PUSH) -> Update:
    return Update("bf01", {17: value, 19: 5}, cause, 10.0, device_time)


def test_increments_are_added_once_each() -> None:
    meters, _ = make()
    assert meters.totals == {}
    assert meters.take(push(100, device_time=1_800_000_000.0)) == [17]
    meters.take(push(100, device_time=1_800_000_000.0))
    meters.take(push(50, device_time=1_800_000_060.0))
    meters.take(push(50, cause=Cause.REPLY))
    assert meters.take(push(50, cause=Cause.ASSUMED)) == []
    assert meters.totals == {"add_ele": 0.15}


def test_counting_goes_on_after_a_restart() -> None:
    meters, model = make()
    meters.take(push(100))
    again = Meters()
    again.restore({17: to_json(meters.counters[17]), 18: {"nonsense": 1}})
    again.describe(model)
    again.take(push(200))
    assert again.totals == {"add_ele": 0.3}
    assert 18 not in again.counters


def test_energy_is_counted_also_where_nobody_says_how() -> None:
    meters, _ = make(is_increment=None)
    for value in range(100, 1200, 100):
        meters.take(push(value))
    assert meters.totals == {"add_ele": 1.1}


def test_what_is_no_count_is_passed_over() -> None:
    meters, _ = make()
    assert meters.take(push("many")) == []
    assert meters.take(push(-1)) == []
    assert meters.totals == {}


def test_a_device_without_meters_counts_nothing() -> None:
    meters = Meters()
    meters.describe(DeviceModel("bf01"))
    assert meters.take(push(5)) == []
