"""What the data points of a device mean."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.client.described import Described
from tuyalan.errors import UnknownFeatureError

THERMOSTAT = "1 switch b\n2 temp_set n 5..35 °C\n3 temp_current n °C ro"


def test_data_points_are_known_by_their_names() -> None:
    async def body() -> None:
        device = Bench(THERMOSTAT, category="wk")
        device.hear({1: True, 2: 21})
        assert list(device.properties) == ["switch", "temp_set", "temp_current"]
        assert device.model.properties == device.properties
        assert device.values == {"switch": True, "temp_set": 21}
        assert device.readings["temp_set"].raw == 21
        assert device.totals == {}
        assert [feature.kind for feature in device.features] == ["climate"]

    run(body())


def test_what_may_harm_somebody_is_allowed_part_by_part() -> None:
    async def body() -> None:
        device = Bench(THERMOSTAT, category="qn")
        (heater,) = (feature.key for feature in device.features if feature.is_hazardous)
        device.forbid()
        assert device.allowed == frozenset()
        device.allow(heater)
        assert device.allowed == {heater}
        device.forbid(heater)
        assert device.allowed == frozenset()
        with pytest.raises(UnknownFeatureError):
            device.allow("cover")

    run(body())


def test_a_device_must_say_who_knows_its_names() -> None:
    with pytest.raises(NotImplementedError):
        _ = Described().model
