"""What is switched on and off, whatever else it does."""

from __future__ import annotations

import pytest

from tests.client.handles.bench import Bench
from tests.support import run
from tuyalan.client.handles.registry import HANDLES, find_handle
from tuyalan.client.handles.switched import SwitchedHandle
from tuyalan.model.features.feature import FeatureKind

ROWS = {
    "switch": "1 switch b",
    "climate": "1 switch b\n2 temp_set n 5..35 °C\n3 temp_current n °C",
    "water_heater": "1 switch b\n9 temp_set n 30..90 °C\n10 temp_current n °C",
    "humidifier": "1 switch b\n13 humidity_set n 30..80 %\n14 humidity_current n %\n3 mode c auto,sleep",
}
CATEGORIES = {"switch": "cz", "climate": "wk", "water_heater": "rs", "humidifier": "jsq"}


@pytest.mark.parametrize("kind", ROWS)
def test_all_kinds_are_switched_in_the_same_way(kind: str) -> None:
    async def body() -> None:
        device = Bench(ROWS[kind], category=CATEGORIES[kind])
        handle = find_handle(device, kind, None)
        assert isinstance(handle, SwitchedHandle)
        await handle.turn_on()
        await handle.turn_off()
        assert device.written == [{1: True}, {1: False}]

    run(body())


def test_all_that_is_switched_by_a_switch_of_its_own_is_one() -> None:
    switched = {kind for kind, handle in HANDLES.items() if issubclass(handle, SwitchedHandle)}
    assert switched == {
        FeatureKind.SWITCH,
        FeatureKind.LIGHT,
        FeatureKind.CLIMATE,
        FeatureKind.WATER_HEATER,
        FeatureKind.FAN,
        FeatureKind.PURIFIER,
        FeatureKind.HUMIDIFIER,
        FeatureKind.DEHUMIDIFIER,
    }
