"""One vocabulary of units."""

from __future__ import annotations

import pytest

from tuyalan.model.units import normalise_unit


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("℃", "°C"),
        ("摄氏度", "°C"),
        ("℉", "°F"),
        ("kW·h", "kWh"),
        ("KWH", "kWh"),
        ("S", "s"),
        ("秒", "s"),
        ("Min", "min"),
        (" % ", "%"),
        ("%RH", "%"),
        ("ug/m3", "µg/m³"),
        ("mA", "mA"),
        ("", ""),
        (" furlong ", "furlong"),
    ],
)
def test_all_spellings_of_a_unit_become_one(text: str, unit: str) -> None:
    assert normalise_unit(text) == unit


def test_a_unit_of_the_vocabulary_stays() -> None:
    assert [normalise_unit(unit) for unit in ("W", "kW", "mW", "MW", "m", "mm")] == ["W", "kW", "mW", "MW", "m", "mm"]
