"""Which units and state classes go together."""

from __future__ import annotations

import pytest

from tuyalan.bridge.homeassistant.classes import UNITS, choose_class, choose_state_class, count_decimals
from tuyalan.model.property import Property
from tuyalan.model.schema import DpSchema, Kind
from tuyalan.model.units import UNITS as VOCABULARY


def make(state_class: str | None, **point: object) -> Property:
    """Make a number."""
    schema = DpSchema(id=1, code="a", kind=Kind.NUMBER, **point)  # pyright: ignore[reportArgumentType] - as the test says
    return Property(point=schema, code="a", name="A", state_class=state_class)


def test_every_unit_is_one_of_the_vocabulary() -> None:
    assert {unit for units in UNITS.values() for unit in units} - VOCABULARY == set()


def test_a_class_is_left_out_where_its_unit_is_another() -> None:
    assert choose_class("temperature", "°C") == "temperature"
    assert choose_class("temperature", "%") is None
    assert choose_class("aqi", "") == "aqi"
    assert choose_class("door", "") is None
    assert choose_class(None, "V") is None


@pytest.mark.parametrize(
    ("wanted", "device_class", "given"),
    [
        (None, "energy", None),
        ("measurement", None, "measurement"),
        ("total", None, "total"),
        ("measurement", "energy", None),
        ("total_increasing", "energy", "total_increasing"),
        ("measurement", "power", "measurement"),
        ("total", "power", None),
        ("total", "duration", "total"),
    ],
)
def test_a_state_class_is_left_out_where_it_would_be_refused(
    wanted: str | None, device_class: str | None, given: str | None
) -> None:
    assert choose_state_class(make(wanted), device_class) == given


def test_decimals_are_those_of_the_step() -> None:
    assert (
        count_decimals(make(None)),
        count_decimals(make(None, scale=2)),
        count_decimals(make(None, scale=1, step=5)),
    ) == (0, 2, 1)
