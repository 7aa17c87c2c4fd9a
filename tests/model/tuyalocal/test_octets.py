"""Bytes in texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.model.tuyalocal.making import point
from tuyalan.model.tuyalocal.octets import from_base64, has_hex_digits, is_hex, is_upper, to_base64, to_bytes

if TYPE_CHECKING:
    from tuyalan.vocabulary import Json


@pytest.mark.parametrize(
    ("kind", "raw", "data"),
    [
        ("hex", "00ff", b"\x00\xff"),
        ("hex", "00f", None),
        ("hex", "AP8=", b"\x00\xff"),
        ("base64", "AP8=", b"\x00\xff"),
        ("base64", "00ff", b"\xd3\x47\xdf"),
        ("base64", "?", None),
        ("string", "", None),
        ("string", 7, None),
    ],
)
def test_digits_are_hexadecimal_unless_the_file_says_base64(kind: str, raw: Json, data: bytes | None) -> None:
    assert to_bytes(point(kind), raw) == data


def test_spelling_is_told() -> None:
    assert is_hex(point("string"), "0a")
    assert not is_hex(point("string"), "")
    assert not is_hex(point("string"), None)
    assert has_hex_digits("0aF")
    assert (is_upper("0A"), is_upper("0a"), is_upper(None)) == (True, False, False)


def test_base64_goes_both_ways() -> None:
    assert from_base64(to_base64(b"\x01")) == b"\x01"
