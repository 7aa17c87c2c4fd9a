"""Data points as somebody described them."""

from __future__ import annotations

from tests.cli.screens import show
from tuyalan.cli.points import describe_points, show_points
from tuyalan.model.schema import Access, DpSchema, Kind
from tuyalan.model.sources import Source

POINTS = (
    DpSchema(id=2, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour")),
    DpSchema(id=1, code="temp_current", name="[red]", kind=Kind.NUMBER, access=Access.READ, unit="°C", scale=1),
)


def test_they_are_told_in_their_order_with_what_they_take() -> None:
    mode, temperature = describe_points(POINTS, Source.IMPORT)
    assert (mode.dp, mode.code, mode.kind, mode.access) == (2, "work_mode", Kind.CHOICE, Access.BOTH)
    assert "white" in mode.takes
    assert (temperature.dp, temperature.unit, temperature.access) == (1, "°C", Access.READ)


def test_a_name_of_the_maker_is_shown_as_it_is() -> None:
    text = show(show_points(describe_points(POINTS, Source.IMPORT), title="bf01"))
    assert "bf01" in text
    assert "[red]" in text
