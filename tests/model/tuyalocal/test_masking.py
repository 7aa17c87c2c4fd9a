"""Numbers under masks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import point
from tuyalan.errors import BadValueError
from tuyalan.model.tuyalocal.masking import pack_masked, unpack_masked

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


@pytest.mark.parametrize(
    ("kind", "more", "raw", "number"),
    [
        ("hex", {"mask": "0000ff00"}, "00001200", 0x12),
        ("hex", {"mask": "ff"}, "", None),
        ("hex", {"mask": "ff"}, None, None),
        ("hex", {"mask": "ff00", "endianness": "little"}, "3412", 0x12),
        ("hex", {"mask": "f0", "endianness": "little"}, "12f", 2),
        ("hex", {"mask": "8000"}, "8000", True),
        ("hex", {"mask": "ff", "mask_signed": True}, "fe", -2),
        ("hex", {"mask": "ff", "mask_signed": True}, "7e", 126),
        ("base64", {"mask": "ff00"}, "EjQ=", 0x12),
        ("base64", {"mask": "ff00", "endianness": "little"}, "EjQ=", 0x34),
        ("base64", {"mask": "ff00"}, "?", None),
        ("integer", {"mask": "f0"}, 0x35, 3),
        ("integer", {"mask": "f0"}, "35", None),
    ],
)
def test_the_number_under_a_mask_is_read(kind: str, more: dict[str, Json], raw: Json, number: Json) -> None:
    found = unpack_masked(point(kind, **more), raw)
    assert found == number
    assert isinstance(found, bool) is isinstance(number, bool)


@pytest.mark.parametrize(
    ("kind", "more", "current", "value", "raw"),
    [
        ("hex", {"mask": "0000ff00"}, "aabbccdd", 0x12, "aabb12dd"),
        ("hex", {"mask": "0000ff00"}, "AABBCCDD", 0xAB, "AABBABDD"),
        ("hex", {"mask": "0000ff00"}, None, 0x12, "00001200"),
        ("hex", {"mask": "ff00", "endianness": "little"}, "3412", 0x56, "3456"),
        ("hex", {"mask": "0f0", "endianness": "little"}, None, 5, "050"),
        ("hex", {"mask": "80"}, "00", True, "80"),
        ("hex", {"mask": "ff", "mask_signed": True}, "00", -2, "fe"),
        ("hex", {"mask": "ff"}, "00", 3.0, "03"),
        ("base64", {"mask": "ff00"}, "EjQ=", 0x56, "VjQ="),
        ("base64", {"mask": "ff00", "endianness": "little"}, "EjQ=", 0x56, "ElY="),
        ("base64", {"mask": "ff00"}, None, 0x12, "EgA="),
        ("hex", {"mask": "ff00"}, "EjQ=", 0x56, "VjQ="),
        ("integer", {"mask": "f0"}, 0x35, 4, 0x45),
        ("integer", {"mask": "f0"}, None, 4, 0x40),
    ],
)
def test_only_the_bits_under_the_mask_are_replaced(
    kind: str, more: dict[str, Json], current: Json, value: Json, raw: Json
) -> None:
    assert pack_masked(point(kind, **more), value, current) == raw


@pytest.mark.parametrize(
    ("more", "value", "reason"),
    [
        ({"mask": "ff"}, 256, "256 does not fit into the bits of option"),
        ({"mask": "ff"}, -1, "-1 does not fit"),
        ({"mask": "ff", "mask_signed": True}, 128, "128 does not fit"),
        ({"mask": "05"}, 2, "2 does not fit"),
        ({"mask": "ff"}, "1", "option takes a whole number"),
        ({"mask": "ff"}, 1.5, "option takes a whole number"),
    ],
)
def test_what_does_not_fit_is_refused(more: dict[str, Json], value: Json, reason: str) -> None:
    with pytest.raises(BadValueError, match=reason):
        pack_masked(point("hex", **more), value, "00")


@pytest.mark.parametrize(("kind", "current"), [("hex", "12"), ("hex", "123"), ("base64", "Eg==")])
def test_a_value_that_is_too_short_for_the_mask_is_not_made_longer(kind: str, current: str) -> None:
    with pytest.raises(BadValueError, match="too short for option"):
        pack_masked(point(kind, mask="ff000000"), 1, current)
