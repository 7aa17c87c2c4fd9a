"""Packed fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import point
from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.fieldpacking import pack_fields, unpack_fields

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

FIELDS: Final = [
    {"name": "h", "bytes": 2, "range": {"min": 0, "max": 360}},
    {"name": "s", "bytes": 1},
]


@pytest.mark.parametrize(
    ("more", "raw", "values"),
    [
        ({}, "00f064", {"h": 240, "s": 100}),
        ({}, "00f064ff", {"h": 240, "s": 100}),
        ({}, "00f0", None),
        ({}, None, None),
        ({"endianness": "little"}, "f00064", {"h": 240, "s": 100}),
    ],
)
def test_fields_are_read_by_name(more: dict[str, Json], raw: Json, values: object) -> None:
    assert unpack_fields(point("hex", format=FIELDS, **more), raw) == values


@pytest.mark.parametrize(
    ("kind", "current", "value", "raw"),
    [
        ("hex", None, {"h": 240, "s": 100}, "00f064"),
        ("hex", "00F064AB", {"s": 10}, "00F00AAB"),
        ("hex", "00f064", {"s": 10}, "00f00a"),
        ("base64", "APBk", {"s": 10}, "APAK"),
        ("base64", None, {"h": 240, "s": 100}, "APBk"),
    ],
)
def test_fields_that_are_not_named_stay(kind: str, current: Json, value: Json, raw: Json) -> None:
    assert pack_fields(point(kind, format=FIELDS), value, current) == raw


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (5, "option takes h, s"),
        ({}, "at least one of its fields"),
        ({"x": 1}, "option has no x"),
        ({"h": 361, "s": 1}, "h of option is 361, but goes from 0 to 360"),
        ({"h": 1, "s": 256}, "s of option is 256, but goes from 0 to 255"),
        ({"h": True, "s": 1}, "h of option takes a whole number"),
        ({"h": 1}, "s of option takes a whole number"),
    ],
)
def test_wrong_fields_are_refused(value: Json, reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        pack_fields(point("hex", format=FIELDS), value, None)
