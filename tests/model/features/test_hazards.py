"""Devices that may harm somebody."""

from __future__ import annotations

from tests.model.making import prop
from tuyalan.model.features.hazards import is_hazardous
from tuyalan.model.schema import Kind


def test_the_category_tells() -> None:
    assert is_hazardous([], category="ckmkzq")
    assert not is_hazardous([], category="dj")


def test_a_code_tells_where_the_category_is_unknown() -> None:
    assert is_hazardous([prop(Kind.NUMBER, "cook_temperature")], category="")
    assert is_hazardous([prop(Kind.CHOICE, "door_control_1")], category="")
    assert not is_hazardous([prop(Kind.BOOL, "child_lock")], category="")
