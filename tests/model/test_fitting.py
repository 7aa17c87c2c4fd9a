"""How well a value fits a description."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tuyalan.model.fitting import CONFLICT, FOREIGN, NEUTRAL, SUPPORT, fit
from tuyalan.model.schema import DpSchema, Kind

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

BOOL = DpSchema(id=1, code="switch_1", kind=Kind.BOOL)
NUMBER = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER, minimum=0, maximum=100)
OPEN = DpSchema(id=19, code="cur_power", kind=Kind.NUMBER)
BITMAP = DpSchema(id=26, code="fault", kind=Kind.BITMAP, labels=("a", "b"))
BARE = DpSchema(id=26, code="fault", kind=Kind.BITMAP)
CHOICE = DpSchema(id=21, code="work_mode", kind=Kind.CHOICE, choices=("white", "colour", "0"))
ANY = DpSchema(id=21, code="work_mode", kind=Kind.CHOICE)
TEXT = DpSchema(id=25, code="note", kind=Kind.TEXT, max_length=4)
FREE = DpSchema(id=25, code="note", kind=Kind.TEXT)
COLOUR = DpSchema(id=24, code="colour_data_v2", kind=Kind.TEXT)
RAW = DpSchema(id=33, code="power_memory", kind=Kind.RAW)


@pytest.mark.parametrize(
    ("point", "value", "factor"),
    [
        (BOOL, True, NEUTRAL),
        (NUMBER, True, FOREIGN),
        (NUMBER, 50, NEUTRAL),
        (NUMBER, -1, CONFLICT),
        (NUMBER, 101, CONFLICT),
        (OPEN, -(10**30), NEUTRAL),
        (BITMAP, 3, NEUTRAL),
        (BITMAP, 4, FOREIGN),
        (BITMAP, -1, FOREIGN),
        (BARE, 2**31, NEUTRAL),
        (CHOICE, 3, FOREIGN),
        (CHOICE, "white", SUPPORT),
        (CHOICE, "0", NEUTRAL),
        (CHOICE, "green", FOREIGN),
        (ANY, "green", NEUTRAL),
        (BOOL, "on", FOREIGN),
        (TEXT, "", NEUTRAL),
        (TEXT, "abcd", NEUTRAL),
        (TEXT, "abcde", CONFLICT),
        (FREE, "abcde", NEUTRAL),
        (FREE, "x" * 5000, NEUTRAL),
        (COLOUR, "00f003e803e8", SUPPORT),
        (COLOUR, "00f0", CONFLICT),
        (COLOUR, "hello there!", CONFLICT),
        (RAW, "AAEC", NEUTRAL),
        (RAW, "abcdef", NEUTRAL),
        (RAW, "no base64!", FOREIGN),
        (FREE, None, NEUTRAL),
        (FREE, [1], NEUTRAL),
    ],
)
def test_values_speak_for_or_against(point: DpSchema, value: Json, factor: float) -> None:
    assert fit(point, value) == factor
