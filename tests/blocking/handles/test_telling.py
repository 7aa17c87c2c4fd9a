"""Sensors, meters, events."""

from __future__ import annotations

from tests.blocking.handles.bench import Bench
from tests.test_sync import town
from tuyalan.knowledge.gathering import Knowledge
from tuyalan.sim import models


def test_a_sensor_tells_what_was_heard() -> None:
    device = Bench("1 temp_current n .1 °C ro", category="wsdcg")
    assert device.sensor().state.value is None
    device.desk.hear({1: 215})
    assert device.sensor().state.value == 21.5


def test_a_meter_has_its_total() -> None:
    with town() as place:
        device = place.add(models.metering_plug())
        with place.client(device, knowledge=Knowledge()) as client:
            meter = client.meter()
            assert meter.total is None
            assert meter.state.voltage_v is not None
            assert client.totals == {}
