"""Water heaters as JSON."""

from __future__ import annotations

import pytest

from tests.model.features.building import device, feature
from tuyalan.bridge.faces.water_heater import build, plan
from tuyalan.errors import BadValueError
from tuyalan.model.features.water_heater import WaterHeater

BOILER = """
1 switch b
2 mode c eco,hot
9 temp_set n 30..75 °C
10 temp_current n 0..100 °C ro
"""


def test_everything_it_has_is_told() -> None:
    model = device(BOILER)
    model.apply({1: True, 2: "eco", 9: 55, 10: 48})
    told = build(feature(WaterHeater, model, category="rs"), model.values)
    assert told | {"is_heating": None} == {
        "state": "ON", "temperature": 55, "current_temperature": 48, "temperature_unit": "°C", "mode": "eco",
        "is_heating": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "written"),
    [({"": "ON"}, {1: True}), ({"": "OFF"}, {1: False}), ({"temperature": 60}, {9: 60}), ({"mode": "hot"}, {2: "hot"})],
)
def test_commands_are_written(wanted: dict[str, object], written: dict[int, object]) -> None:
    model = device(BOILER)
    assert model.plan(plan(feature(WaterHeater, model, category="rs"), wanted, model.values)) == written


@pytest.mark.parametrize(("wanted", "written"), [(65, "65"), (70, "65"), (90, "100")])
def test_of_a_few_temperatures_the_nearest_is_written(wanted: float, written: str) -> None:
    model = device("2 temp_setting_quick_c c 50,65,100")
    kettle = feature(WaterHeater, model, category="bh")
    assert model.plan(plan(kettle, {"temperature": wanted}, model.values)) == {2: written}


def test_what_is_beyond_all_of_them_is_refused() -> None:
    model = device("2 temp_setting_quick_c c 50,65,100")
    with pytest.raises(BadValueError, match="120"):
        plan(feature(WaterHeater, model, category="bh"), {"temperature": 120}, model.values)
