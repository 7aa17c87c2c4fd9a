"""What the data points of a device mean, for programs without asyncio."""

from __future__ import annotations

import pytest

from tests.blocking.handles.bench import Bench
from tuyalan.errors import UnknownFeatureError

ROWS = "1 switch b\n2 temp_set n 5..35 °C\n3 temp_current n °C ro\n17 add_ele n .2 kWh ro"


def test_data_points_are_known_by_their_names() -> None:
    device = Bench(ROWS, category="wk")
    device.desk.hear({1: True, 2: 21})
    assert list(device.properties) == ["switch", "temp_set", "temp_current", "add_ele"]
    assert device.model.properties == device.properties
    assert device.values == {"switch": True, "temp_set": 21}
    assert device.readings["temp_set"].raw == 21
    assert device.totals == device.desk.totals
    assert device.features[0].kind == "climate"


def test_what_may_harm_somebody_is_allowed_part_by_part() -> None:
    device = Bench("1 switch b\n2 temp_set n 5..35 °C\n3 temp_current n °C ro", category="qn")
    (heater,) = (each.key for each in device.features if each.is_hazardous)
    device.forbid()
    assert device.allowed == frozenset()
    device.allow(heater)
    assert device.allowed == {heater}
    with pytest.raises(UnknownFeatureError):
        device.allow("cover")
