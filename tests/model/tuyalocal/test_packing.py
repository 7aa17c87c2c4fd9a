"""Raw values and what rules see of them."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

import pytest

from tests.model.tuyalocal.making import point
from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.packing import fits, pack, pack_named, read_number, to_time, unpack

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json

FIELD: Final = [{"name": "h", "bytes": 1}]


@pytest.mark.parametrize(
    ("kind", "more", "raw", "seen"),
    [
        ("boolean", {}, True, True),
        ("boolean", {}, "true", True),
        ("boolean", {}, 0, False),
        ("boolean", {}, "maybe", "maybe"),
        ("integer", {}, "12", 12),
        ("integer", {}, "1.5", 1.5),
        ("integer", {}, True, 1),
        ("integer", {}, "x", "x"),
        ("integer", {}, "1" * 30, "1" * 30),
        ("utf16b64", {}, "AGEAYg==", "ab"),
        ("utf16b64", {}, "?", "?"),
        ("utf16b64", {}, 5, 5),
        ("string", {}, "word", "word"),
        ("hex", {"format": FIELD}, "0a", {"h": 10}),
        ("hex", {"mask": "f0"}, "1a", 1),
    ],
)
def test_rules_see_the_value_in_the_type_of_the_point(kind: str, more: dict[str, Json], raw: Json, seen: Json) -> None:
    assert unpack(point(kind, **more), raw) == seen


@pytest.mark.parametrize(
    ("kind", "raw", "is_so"),
    [
        ("boolean", "1", True),
        ("boolean", "word", False),
        ("integer", 5, True),
        ("integer", True, False),
        ("integer", "word", False),
        ("string", "word", True),
        ("string", 5, False),
    ],
)
def test_a_raw_value_fits_the_type_or_not(kind: str, raw: Json, is_so: bool) -> None:  # noqa: FBT001 - a case
    assert fits(point(kind), raw) is is_so


@pytest.mark.parametrize(
    ("kind", "value", "current", "raw"),
    [
        ("boolean", False, None, False),
        ("integer", 4.6, None, 5),
        ("integer", 5, "4", "5"),
        ("float", 1.5, None, 1.5),
        ("unixtime", dt.datetime(1970, 1, 1, 0, 1, tzinfo=dt.UTC), None, 60),
        ("string", "word", None, "word"),
        ("base64", "AP8=", None, "AP8="),
        ("hex", "00ff", None, "00ff"),
        ("utf16b64", "ab", None, "AGEAYg=="),
    ],
)
def test_values_are_written_in_the_type_of_the_point(kind: str, value: Json, current: Json, raw: Json) -> None:
    assert pack(point(kind), value, current) == raw


def test_masks_and_fields_lend_from_the_current_value() -> None:
    assert pack(point("hex", mask="f0"), 1, "ff") == "1f"
    assert pack(point("hex", format=FIELD), {"h": 1}, "ffff") == "01ff"


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("boolean", 1, "true or false"),
        ("integer", "1", "a number"),
        ("integer", True, "a number"),
        ("integer", float("nan"), "a number"),
        ("integer", float("inf"), "a number"),
        ("unixtime", dt.datetime(2026, 1, 1), "a number"),  # noqa: DTZ001 - without a zone on purpose
        ("string", 1, "a text"),
        ("base64", "?", "bytes in base64"),
        ("hex", "xy", "hexadecimal digits"),
    ],
)
def test_values_of_another_type_are_refused(kind: str, value: Json, reason: str) -> None:
    with pytest.raises(BadValueError, match=f"option takes {reason}"):
        pack(point(kind), value, None)


def test_texts_that_rules_name_are_taken_as_they_stand() -> None:
    assert pack_named(point("hex"), "not hex", None) == "not hex"
    assert pack_named(point("utf16b64"), "a", None) == "AGE="
    assert pack_named(point("integer"), 5, "4") == "5"


def test_numbers_and_moments_are_read() -> None:
    assert (read_number("-1.5"), read_number(""), read_number("--1"), read_number(None)) == (-1.5, None, None, None)
    assert to_time(60) == dt.datetime(1970, 1, 1, 0, 1, tzinfo=dt.UTC)
    assert to_time(1e30) is None
